/**
 * Why somebody was refused, as far as records say: never a guess. What the service itself gave as the result comes first; else what the
 * document's own record says of the time of the attempt. The rules are listed in this folder's README.
 */
import type { DeniedEvent } from "../event/denied-event.ts";
import { parseTime, publishedTime } from "../platform/record-time.ts";
import type { DocumentRecord, Known } from "./document.ts";
import { isMissingFrom } from "./recipient-list.ts";

/** A cause with the evidence for it. Times are ISO 8601 UTC. */
export type Cause =
  /** `at`: when access was withdrawn or ended; null if only the result says that it was. */
  | { readonly kind: "revoked" | "expired"; readonly at: string | null; readonly evidence: Evidence }
  /** The record of the document lists whom it was protected for, and the actor's address is not on that list. */
  | { readonly kind: "not-a-recipient"; readonly evidence: Evidence }
  | { readonly kind: "unsaid" };

/** Who says so: the record of the refusal itself, or a source of the catalogue and the time its record was written. */
export type Evidence =
  | { readonly by: "result"; readonly result: string }
  | { readonly by: "catalogue"; readonly origin: string; readonly asOf: string };

/** What of an event its cause is found from. */
export type RefusedAttempt = Pick<DeniedEvent, "occurredAt" | "actor" | "outcome" | "result" | "owner" | "issuer">;

/** Stands for an attempt at no time on the calendar: nothing had come by then. */
const BEFORE_ALL = "";

/** Why the attempt was refused, by the first rule that holds. `document` is what the catalogue knows, if it knows the document. */
export function causeOf(event: RefusedAttempt, document: DocumentRecord | undefined): Cause {
  const { outcome, result } = event;
  const attempt = parseTime(event.occurredAt) ?? BEFORE_ALL;
  const revokedAt = endBy(document?.revokedAt, attempt);
  const expiresAt = endBy(document?.expiresAt, attempt);
  if (outcome === "revoked") return { kind: "revoked", at: revokedAt?.at ?? null, evidence: { by: "result", result } };
  if (outcome === "expired") return { kind: "expired", at: expiresAt?.at ?? null, evidence: { by: "result", result } };
  if (revokedAt !== undefined) return { kind: "revoked", ...revokedAt };
  if (expiresAt !== undefined) return { kind: "expired", ...expiresAt };
  const recipients = listBy(document, attempt);
  if (recipients !== undefined) {
    const trusted = [event.owner, event.issuer, document?.owner?.value, document?.issuer?.value];
    if (isMissingFrom(recipients.value, event.actor, trusted))
      return { kind: "not-a-recipient", evidence: evidenceOf(recipients) };
  }
  return { kind: "unsaid" };
}

/** The recorded end of access, if it had come when the attempt was made, in whole seconds. */
function endBy(
  known: Known<string> | undefined,
  attempt: string,
): { readonly at: string; readonly evidence: Evidence } | undefined {
  const at = momentBy(known?.value, attempt);
  return known === undefined || at === undefined ? undefined : { at, evidence: evidenceOf(known) };
}

/**
 * A recorded moment that had come by then, in whole seconds. The attempt's time has no fractions, so that a moment within the same second may
 * have come after it and is no evidence. `NEVER`, `UNCLEAR`, what is no time, and years from before the service existed are none either.
 */
function momentBy(value: string | undefined, then: string): string | undefined {
  const at = publishedTime(value);
  if (value === undefined || at === undefined || at > then) return undefined;
  return at === then && /[.,]\d*[1-9]/.test(value) ? undefined : at;
}

/**
 * The list that held at the attempt. A content id stands for one act of protection, and whom it is for is settled there: so a list holds
 * from then on, whenever it was written down. It does not count where the document was protected only after the attempt, or again after
 * the list was written. Where nobody knows when it was protected, the list has to be older than the attempt.
 */
function listBy(document: DocumentRecord | undefined, attempt: string): Known<string> | undefined {
  const recipients = document?.recipients;
  const asOf = publishedTime(recipients?.asOf);
  if (recipients === undefined || asOf === undefined) return undefined;
  const protectedAt = document?.protectedAt?.value;
  const holds =
    publishedTime(protectedAt) === undefined
      ? [momentBy(recipients.asOf, attempt)]
      : [momentBy(protectedAt, attempt), momentBy(protectedAt, asOf)];
  return holds.includes(undefined) ? undefined : recipients;
}

function evidenceOf({ origin, asOf }: Known<string>): Evidence {
  return { by: "catalogue", origin, asOf };
}
