/** "Is this mail real?": what the help desk needs to know of a reference somebody reads to them. */
import { isoSeconds } from "../platform/instant.ts";
import { readReferenceCode } from "../platform/reference-code.ts";
import type { DeliveryState, NoticeThread } from "../store/delivery-store.ts";
import { hideAddresses } from "./hide-addresses.ts";
import type { App } from "./open.ts";

/** One person at one document, as the message named them. */
interface VerifiedEntry {
  readonly document: string | null;
  readonly actor: string;
  readonly attempts: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** What we know of a message. */
export interface VerifiedMessage {
  readonly found: true;
  readonly reference: string;
  /** True only if the message is known to have been handed over. */
  readonly sent: boolean;
  readonly state: DeliveryState;
  readonly sentAt: string | null;
  /** Null after a purge. */
  readonly to: string | null;
  readonly subject: string | null;
  readonly notifier: string;
  readonly deliveryId: string;
  readonly entries: readonly VerifiedEntry[];
  /** Further rows that only stand in the message's remainder, and their attempts. */
  readonly more: { readonly entries: number; readonly attempts: number };
}

/** The answer to "is this mail real?". */
export type Verification = { readonly found: false } | VerifiedMessage;

/** Says whether a reference is ours. Any spelling is understood: lower case, without hyphen, O for 0, I for 1. The look-up is recorded. */
export async function verify(
  { store, clock, config }: Pick<App, "store" | "clock" | "config">,
  typed: string,
  who: string,
): Promise<Verification> {
  const reference = readReferenceCode(typed);
  await store.recordLookup({ at: clock.now(), who, what: reference ?? typed.slice(0, 64), full: false });
  const record = reference === null ? null : await store.findDelivery(reference);
  if (reference === null || record === null || record.kind !== "notice") return { found: false };
  const { threads, moreThreads, moreAttempts } = await store.noticeMembers(record.seq, config.notices.maxRows);
  const sent = record.state === "delivered";
  return {
    found: true,
    reference,
    sent,
    state: record.state,
    sentAt: sent && record.settledAt !== null ? isoSeconds(record.settledAt) : null,
    to: record.recipient?.address ?? null,
    subject: record.subject,
    notifier: record.channel,
    deliveryId: record.id,
    entries: hideAddresses(threads.map(viewThread)),
    more: { entries: moreThreads, attempts: moreAttempts },
  };
}

function viewThread({ newest: { event }, attempts, firstAt, lastAt }: NoticeThread): VerifiedEntry {
  return {
    document: event.documentName ?? null,
    actor: event.actor,
    attempts,
    firstAt: isoSeconds(firstAt),
    lastAt: isoSeconds(lastAt),
  };
}
