import type { Words } from "./messages/catalogue.ts";
import type { Notice, NoticeEntry, Presentation } from "./notice.ts";
import { instantIn } from "./notice-time.ts";

/** A heading with its sentences. */
export interface SectionView {
  readonly heading: string;
  readonly sentences: readonly string[];
}

/** What follows the facts: what to do in both cases, why the reader was written to, and how to tell that the message is real. */
export function closingSections(
  notice: Notice,
  totals: { readonly attempts: number; readonly documents: number; readonly people: number },
  presentation: Presentation,
  words: Words,
): readonly SectionView[] {
  const { reference } = notice;
  return [
    {
      heading: words.say("expected.heading"),
      sentences: [
        words.say(isAllEnded(notice) ? "expected.nothing.ended" : "expected.nothing"),
        words.say("expected.share", { people: totals.people, role: notice.role }),
      ],
    },
    {
      heading: words.say("unexpected.heading"),
      sentences: [
        presentation.contact === null
          ? words.say("unexpected.report.help-desk", { reference })
          : words.say("unexpected.report", { contact: presentation.contact, reference }),
      ],
    },
    { heading: words.say("about.heading"), sentences: aboutSentences(notice, totals, presentation, words) },
    {
      heading: words.say("trust.heading"),
      sentences: [words.say("trust.promise"), words.say("trust.verify", { reference })],
    },
  ];
}

/** Whether access is known to have been withdrawn or to have ended for everybody: then nobody has to wonder about a wrong account. */
function isAllEnded({ entries, more }: Notice): boolean {
  const isEnded = ({ cause, causeIsOfAll }: NoticeEntry): boolean =>
    causeIsOfAll && (cause.kind === "revoked" || cause.kind === "expired");
  return more.entries === 0 && entries.every(isEnded);
}

function aboutSentences(
  notice: Notice,
  totals: { readonly attempts: number; readonly documents: number },
  { brandName, timeZone }: Presentation,
  words: Words,
): readonly string[] {
  const { role, heldBack, last, quietUntil } = notice;
  const sentences = [words.say(`about.${role}`, { documents: totals.documents })];
  if (totals.attempts > 1) sentences.push(words.say("about.combined", { attempts: totals.attempts }));
  if (heldBack.repeat > 0) sentences.push(words.say("about.repeats", { attempts: heldBack.repeat }));
  if (heldBack.silenced > 0)
    sentences.push(words.say("about.silenced", { attempts: heldBack.silenced, brand: brandName }));
  if (last === null) sentences.push(words.say("about.first"));
  else
    sentences.push(words.say("about.last", { when: instantIn(last.at, timeZone, words), reference: last.reference }));
  if (quietUntil !== null) {
    sentences.push(
      words.say("about.quiet", { entries: notice.entries.length, when: instantIn(quietUntil, timeZone, words) }),
    );
  }
  return sentences;
}
