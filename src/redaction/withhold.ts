/**
 * What strangers wrote in a notice, and how it is taken out again. `withholdValues` leaves out what holds a forbidden value;
 * `withoutValues` makes the same notice without any stranger's text, so that a message can be told from its own fixed words.
 */
import type { Notice, NoticeActor, NoticeDocument, NoticeEntry } from "../notice/notice.ts";
import { guestHome } from "../platform/email-address.ts";
import { countForbidden, type ForbiddenValue } from "./leak-scan.ts";

/** A notice without forbidden values in its names, and what was left out: field and kind, never the value. */
export interface Withheld {
  readonly notice: Notice;
  readonly notes: readonly string[];
}

/** Two characters of the private use area: no letters, so they can be part of no word that is searched for. */
const BLANKS = ["\uE000", "\uE001"] as const;

/** Leaves out every name, label and address that holds one of the values. */
export function withholdValues(notice: Notice, found: readonly ForbiddenValue[]): Withheld {
  const notes = new Set<string>();
  const isTainted = (text: string, what: string): boolean => {
    const held = found.filter((_value, index) => tainted(text)[index]);
    for (const { kind, field } of held) notes.add(`${what} withheld: it holds the ${kind} in ${field}`);
    return held.length > 0;
  };
  const tainted = remembered((text) => countForbidden(found, [{ where: "", text }]).map(([count = 0]) => count > 0));
  const entries = notice.entries.map((entry) => ({
    ...entry,
    document: withholdDocument(entry.document, isTainted),
    actor: withholdActor(entry.actor, isTainted),
  }));
  return { notice: { ...notice, entries }, notes: [...notes].sort() };
}

/** The same notice with blanks for every stranger's text: equal texts stay equal and different ones different, so that all else is worded alike. */
export function withoutValues(notice: Notice): Notice {
  const blank = blanks();
  const entries: readonly NoticeEntry[] = notice.entries.map((entry) => ({
    ...entry,
    document: blankDocument(entry.document, blank),
    actor: blankActor(entry.actor, blank),
  }));
  return { ...notice, entries };
}

function withholdDocument(
  document: NoticeDocument,
  isTainted: (text: string, what: string) => boolean,
): NoticeDocument {
  const { name, label } = document;
  return {
    ...document,
    ...("name" in name && isTainted(name.name, "document name") ? { name: { kind: "withheld" } } : {}),
    ...(label?.kind === "named" && isTainted(label.name, "label") ? { label: { kind: "withheld" } } : {}),
  };
}

function withholdActor(actor: NoticeActor, isTainted: (text: string, what: string) => boolean): NoticeActor {
  const text = actorText(actor);
  return text !== null && isTainted(text, "actor") ? { kind: "withheld" } : actor;
}

function actorText(actor: NoticeActor): string | null {
  if (actor.kind === "person") return actor.address;
  return actor.kind === "service" || actor.kind === "unreadable" ? actor.text : null;
}

function blankDocument(document: NoticeDocument, blank: (text: string) => string): NoticeDocument {
  const { name, label, shortId } = document;
  return {
    ...document,
    ...("name" in name ? { name: { ...name, name: blank(name.name) } } : {}),
    ...(label?.kind === "named" ? { label: { kind: "named", name: blank(label.name) } } : {}),
    ...(shortId === undefined ? {} : { shortId: blank(shortId) }),
  };
}

function blankActor(actor: NoticeActor, blank: (text: string) => string): NoticeActor {
  if (actor.kind === "person") {
    // A guest with a home address is worded in another way than one without.
    const isHome = guestHome(actor.address) !== null;
    return { ...actor, address: isHome ? guestNumber(blank(actor.address)) : blank(actor.address) };
  }
  return actor.kind === "service" || actor.kind === "unreadable" ? { ...actor, text: blank(actor.text) } : actor;
}

/** The blanks as a guest's address: letters that stand alone in no text. */
function guestNumber(row: string): string {
  return `q${row.replaceAll(BLANKS[0], "x").replaceAll(BLANKS[1], "z")}_q.invalid#EXT#@q.invalid`;
}

/** A different row of blanks for each text, and short: the number of the text in binary digits. */
function blanks(): (text: string) => string {
  const numbers = new Map<string, number>();
  return (text) => {
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return [...number.toString(2)].map((digit) => (digit === "1" ? BLANKS[1] : BLANKS[0])).join("");
  };
}

function remembered<T>(work: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    results.set(text, result);
    return result;
  };
}
