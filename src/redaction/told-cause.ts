import { type Cause, causeOf } from "../catalogue/cause.ts";
import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { NoticeCause } from "../notice/notice.ts";

/**
 * Why an attempt was refused, as its owner may be told: what happened and when, and whether the log or the document's record says so. Not told:
 * which source that was, when it wrote its record, the literal of the result, and whom else the document was protected for.
 */
export function toldCause(event: DeniedEvent, documents: ReadonlyMap<string, DocumentRecord>): NoticeCause {
  const cause = causeOf(event, event.contentId === undefined ? undefined : documents.get(event.contentId));
  switch (cause.kind) {
    case "revoked":
    case "expired":
      return toldEnd(cause, event.resultKnown);
    case "not-a-recipient":
      return { kind: "not-a-recipient" };
    case "unsaid":
      return { kind: "unsaid" };
  }
}

function toldEnd(
  { kind, at, evidence }: Extract<Cause, { readonly kind: "revoked" | "expired" }>,
  resultKnown: boolean,
): NoticeCause {
  // A result that nobody documented is no evidence, and a record without a date says nothing of the time of the attempt.
  if (evidence.by === "result") return resultKnown ? { kind, saidBy: "log", at } : { kind: "unsaid" };
  return at === null ? { kind: "unsaid" } : { kind, saidBy: "record", at };
}
