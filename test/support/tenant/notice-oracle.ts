/**
 * What owners are told of each person at each document: the name, the label, how often, and why it was refused, in the sentence that goes as far as
 * the records do and no further. Worked out from the truth of the tenant; owners are those on record.
 */
import type { Attempt } from "./attempts.ts";
import type { ExpectedCause, KnownDocument } from "./cause-oracle.ts";
import type { ExpectedRefusal } from "./expectations.ts";
import { expectedTelling } from "./owner-oracle.ts";
import type { Tenant } from "./tenant.ts";

/** What there is to tell with. */
export interface Telling {
  /** Why this attempt was refused, as far as what was read proves it. */
  readonly causeOf: (attempt: Attempt) => ExpectedCause | null;
  /** What is known of documents, by content id. */
  readonly known: ReadonlyMap<string, KnownDocument>;
  /** Whether what was read has the service's own word for how each attempt ended. */
  readonly hasResults: boolean;
  /** Whether owners are known: where no source that was read names him, nobody is told. */
  readonly isOwned: (attempt: Attempt) => boolean;
}

/** One person at one document, as an owner is to read it. */
export interface ExpectedRow {
  /** Where the mail goes, lower case. */
  readonly to: string;
  /** What is known of the document's name; null for none. */
  readonly name: string | null;
  /** The end of its content id; "" where the log has none. */
  readonly shortId: string;
  readonly label: string;
  /** As recorded in the newest attempt. */
  readonly reader: string;
  readonly attempts: number;
  /** What may be said: several where the newest second has several attempts. */
  readonly sentences: ReadonlySet<string>;
}

/** All rows of all owners' mails, were each told everything in one. */
export function expectedRows(
  tenant: Tenant,
  refusals: Iterable<ExpectedRefusal>,
  telling: Telling,
): readonly ExpectedRow[] {
  const threads = Map.groupBy(refusals, ({ attempt: { contentId, fileName, document, reader } }) =>
    JSON.stringify([document.owner.recorded, contentId || fileName, reader.toLowerCase()]),
  );
  return [...threads.values()].flatMap((thread) => {
    const attempts = thread.map(({ attempt }) => attempt);
    const { contentId, document, reader } = attempts.at(-1)!;
    const { owner } = document;
    const { address } = expectedTelling(tenant, owner, [{ type: "record" }]);
    // What somebody does with his own document is no news to him.
    if (address === null || reader.toLowerCase() === address || !attempts.every(telling.isOwned)) return [];
    const known = contentId === "" ? nameOnly(attempts.at(-1)!, telling) : telling.known.get(contentId);
    const row = { to: address, name: known?.name ?? null, shortId: contentId.slice(-8), label: known?.label ?? "" };
    return [{ ...row, reader, attempts: attempts.length, sentences: sentencesOf(attempts, telling) }];
  });
}

/** Of a document without a content id only its own record can say what it is called. */
function nameOnly({ fileName, document }: Attempt, { hasResults }: Telling): KnownDocument {
  const isNamed = hasResults && fileName !== "" && fileName === document.recordedName;
  return isNamed && /[^?.\s]/.test(document.trueName.replace(/\.\w+$/, "")) ? { name: document.trueName } : {};
}

function sentencesOf(attempts: readonly Attempt[], { causeOf, hasResults }: Telling): ReadonlySet<string> {
  // An owner need not be listed, and nobody claims that he should be.
  const causes = attempts.map((attempt) => causeOf(attempt) ?? ({ kind: "unsaid" } as const));
  const isOfAll = new Set(causes.map((cause) => JSON.stringify(cause))).size === 1;
  const isDocumented = !hasResults || !attempts.some(({ result }) => result.startsWith("E_0x"));
  const newest = Math.max(...attempts.map(({ at }) => at));
  return new Set(
    causes
      .filter((_cause, i) => attempts[i]?.at === newest)
      .map((cause) => sentence(cause, isOfAll ? "all" : "last", isDocumented)),
  );
}

/** The sentence for a cause, of `all` attempts or of the `last` one only. */
function sentence(cause: ExpectedCause, scope: "all" | "last", isDocumented: boolean): string {
  const all = scope === "all";
  const refused = isDocumented ? "Access was refused." : "Recorded as not successful.";
  const silent = all ? "The log itself does not say why." : "The log itself gives no reason for the last attempt.";
  if (cause.kind === "unsaid")
    return `${refused} ${all ? "The log does not say why." : "The log gives no reason for the last attempt."}`;
  if (!("at" in cause))
    return `${refused} The document's record lists whom it was protected for, and this address is not on that list. ${silent}`;
  const day = cause.at === null ? "" : ` on ${dayOf(cause.at)}`;
  const happened = cause.kind === "revoked" ? `was withdrawn${day}` : day === "" ? "had ended" : `ended${day}`;
  if (cause.by === "result")
    return `${all ? "Access was refused" : "The last attempt was refused"}, because access to the document ${happened}.`;
  return `${refused} The document's record says that access ${happened}${all ? "" : ", before the last attempt"}. ${silent}`;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

function dayOf(time: string): string {
  const [year, month, day] = time.slice(0, 10).split("-");
  return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}
