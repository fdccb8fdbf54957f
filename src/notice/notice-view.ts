/**
 * What the templates are given: every sentence already worded, in order, the same for the HTML and the text twin, so that neither can
 * say more than the other. Strangers' text stands in isolates (`platform/text.ts`).
 */
import { type DescribedActor, describeActor } from "./describe-actor.ts";
import { describeCause } from "./describe-cause.ts";
import { describeDocument, describeLabel, shownName } from "./describe-document.ts";
import type { Words } from "./messages/catalogue.ts";
import type { Notice, NoticeDocument, NoticeEntry, Presentation } from "./notice.ts";
import { closingSections, type SectionView } from "./notice-sections.ts";
import { dayIn, periodIn } from "./notice-time.ts";
import { subjectOf } from "./subject.ts";

/** One person at one document. */
export interface EntryView extends DescribedActor {
  readonly attempts: string;
  readonly when: string;
  readonly result: string;
}

/** One document with all who were refused. */
export interface DocumentView {
  readonly name: string;
  readonly label: string | null;
  readonly protectedOn: string | null;
  readonly entries: readonly EntryView[];
}

/** A notice in words, without form. */
export interface NoticeView {
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly subject: string;
  readonly brand: string;
  readonly banner: string | null;
  readonly heading: string;
  readonly lead: string;
  readonly fields: {
    readonly [Field in "document" | "label" | "protected" | "who" | "attempts" | "when" | "result"]: string;
  };
  readonly caption: string;
  /** One person at one document: shown as a list of facts, not as a table. */
  readonly isSingle: boolean;
  readonly documents: readonly DocumentView[];
  /** What the list does not show. */
  readonly remarks: readonly string[];
  readonly sections: readonly SectionView[];
  readonly signature: readonly string[];
}

interface DocumentGroup {
  readonly document: NoticeDocument;
  readonly entries: readonly NoticeEntry[];
}

/** Words a notice for its reader. */
export function viewOf(notice: Notice, presentation: Presentation, words: Words): NoticeView {
  const groups = groupByDocument(notice.entries);
  const names = groups.map(({ document }) => shownName(document) ?? "");
  const attempts = notice.entries.reduce((sum, entry) => sum + entry.attempts, notice.more.attempts);
  // Of those who are not listed only the attempts are known, so how many people there are is not said then.
  const people = notice.more.entries > 0 ? 0 : new Set(notice.entries.map(({ actor }) => JSON.stringify(actor))).size;
  return {
    language: words.language,
    direction: words.direction,
    subject: subjectOf(
      notice,
      groups.map(({ document }) => document),
      presentation,
      words,
    ),
    brand: presentation.brandName,
    banner: presentation.test ? words.say("test.banner") : null,
    heading:
      people === 0
        ? words.say("heading.more", { role: notice.role })
        : words.say("heading", { role: notice.role, people, documents: groups.length }),
    lead: words.say(notice.resultsKnown ? "lead.blocked" : "lead.neutral", { attempts }),
    fields: fieldNames(words),
    caption: words.say("table.caption"),
    isSingle: notice.entries.length === 1,
    documents: groups.map(({ document, entries }, index) => {
      const ambiguous = names.filter((name) => name === names[index]).length > 1;
      return {
        name: describeDocument(document, ambiguous, words),
        label: describeLabel(document.label, words),
        protectedOn:
          document.protectedAt === undefined ? null : dayIn(document.protectedAt, presentation.timeZone, words),
        entries: entries.map((entry) => entryView(entry, presentation, words)),
      };
    }),
    remarks: remarksOf(notice, presentation, words),
    sections: closingSections(notice, { attempts, documents: groups.length, people }, presentation, words),
    signature: [
      presentation.brandName,
      ...(presentation.contact === null ? [] : [presentation.contact]),
      words.say("signature.reference", { reference: notice.reference }),
    ],
  };
}

function entryView(entry: NoticeEntry, { timeZone }: Presentation, words: Words): EntryView {
  return {
    ...describeActor(entry.actor, words),
    attempts: words.count(entry.attempts),
    when: periodIn(entry.firstAt, entry.lastAt, timeZone, words),
    result: describeCause(entry, timeZone, words),
  };
}

function remarksOf({ more, backlogDays }: Notice, { brandName }: Presentation, words: Words): readonly string[] {
  const remarks: string[] = [];
  if (more.attempts > 0) remarks.push(words.say("more", { ...more, brand: brandName }));
  if (backlogDays !== null) remarks.push(words.say("backlog", { days: backlogDays }));
  return remarks;
}

/** Entries of one document stand together already; equal documents next to each other are one. */
function groupByDocument(entries: readonly NoticeEntry[]): readonly DocumentGroup[] {
  const groups = new Map<string, { readonly document: NoticeDocument; readonly entries: NoticeEntry[] }>();
  for (const entry of entries) {
    const { name, shortId, label, protectedAt } = entry.document;
    const key = JSON.stringify([name, shortId, label, protectedAt]);
    const group = groups.get(key) ?? { document: entry.document, entries: [] };
    group.entries.push(entry);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function fieldNames(words: Words): NoticeView["fields"] {
  return {
    document: words.say("field.document"),
    label: words.say("field.label"),
    protected: words.say("field.protected"),
    who: words.say("field.who"),
    attempts: words.say("field.attempts"),
    when: words.say("field.when"),
    result: words.say("field.result"),
  };
}
