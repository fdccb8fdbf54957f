/** "Is this mail real?": what the help desk needs to know of a reference somebody reads to them. */
import { decodeMime } from "../delivery/mime.ts";
import { isoSeconds } from "../platform/instant.ts";
import { readReferenceCode } from "../platform/reference-code.ts";
import type { DeliveryState, NoticeThread } from "../store/delivery-store.ts";
import type { DeliveryRecord } from "../store/operator-store.ts";
import { hideAddresses } from "./hide-addresses.ts";
import type { App } from "./open.ts";
import { readTrialReference } from "./send-test/trial-reference.ts";

/**
 * One person at one document, as the log has them. A name is null where the message withheld such names (`text` says what stands in their
 * place) or where its content was purged, so that nobody can say any more.
 */
interface VerifiedEntry {
  readonly document: string | null;
  readonly actor: string | null;
  readonly attempts: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** What we know of a message. */
export interface VerifiedMessage {
  readonly found: true;
  readonly isTest: false;
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
  /** False while the message is not written yet: what it will hold is not settled, and nothing is listed. */
  readonly written: boolean;
  /** The message's words as they were sent; null before it is written and after a purge. */
  readonly text: string | null;
  /** Whether the message left out a name that held what no owner may be told. */
  readonly withheld: boolean;
  /** What the message named when it was written, whatever the configuration says today. */
  readonly entries: readonly VerifiedEntry[];
  /** Further rows that only stand in the message's remainder, and their attempts. */
  readonly more: { readonly entries: number; readonly attempts: number };
}

/** The reference of a message of `send-test`: ours, and no notice. Nothing else is kept of such a message. */
export interface VerifiedTest {
  readonly found: true;
  readonly isTest: true;
  readonly reference: string;
  /** The UTC day it was made on, e.g. `2026-11-18`. */
  readonly day: string;
}

/** The answer to "is this mail real?". */
export type Verification = { readonly found: false } | VerifiedTest | VerifiedMessage;

/** Says whether a reference is ours. Any spelling is understood: lower case, without hyphen, O for 0, I for 1. The look-up is recorded. */
export async function verify(
  { store, clock, installation }: Pick<App, "store" | "clock" | "installation">,
  typed: string,
  who: string,
): Promise<Verification> {
  const test = readTrialReference(installation.secret, typed, clock.now());
  if (test !== null) {
    await store.recordLookup({ at: clock.now(), who, what: test.reference, full: false });
    return { found: true, isTest: true, ...test };
  }
  const reference = readReferenceCode(typed);
  await store.recordLookup({ at: clock.now(), who, what: reference ?? typed.slice(0, 64), full: false });
  const record = reference === null ? null : await store.findDelivery(reference);
  if (reference === null || record === null || record.kind !== "notice") return { found: false };
  const sent = record.state === "delivered";
  return {
    found: true,
    isTest: false,
    reference,
    sent,
    state: record.state,
    sentAt: sent && record.settledAt !== null ? isoSeconds(record.settledAt) : null,
    to: record.recipient?.address ?? null,
    subject: record.subject,
    notifier: record.channel,
    deliveryId: record.id,
    ...(await contentOf(record, store)),
  };
}

type Content = Pick<VerifiedMessage, "written" | "text" | "withheld" | "entries" | "more">;

/** What the message holds: the threads that were frozen with it, never those a message written today would name. */
async function contentOf({ seq, told, content, notes }: DeliveryRecord, store: App["store"]): Promise<Content> {
  if (told === null)
    return { written: false, text: null, withheld: false, entries: [], more: { entries: 0, attempts: 0 } };
  const named = new Set(told);
  const { threads, moreThreads, moreAttempts } = await store.noticeMembers(seq, told.length);
  // A purge may have moved another thread up into the place of one that was told.
  const others = threads.filter(({ thread }) => !named.has(thread));
  const isNamed = (what: string): boolean =>
    content !== null && !notes.some((note) => note.startsWith(`${what} withheld`));
  const names = { document: isNamed("document name"), actor: isNamed("actor") };
  return {
    written: true,
    text: content === null ? null : (await decodeMime(content)).text,
    withheld: notes.length > 0,
    entries: hideAddresses(
      threads.filter(({ thread }) => named.has(thread)).map((thread) => viewThread(thread, names)),
    ),
    more: {
      entries: moreThreads + others.length,
      attempts: others.reduce((sum, { attempts }) => sum + attempts, moreAttempts),
    },
  };
}

function viewThread(
  { newest: { event }, attempts, firstAt, lastAt }: NoticeThread,
  names: { readonly document: boolean; readonly actor: boolean },
): VerifiedEntry {
  return {
    document: names.document ? (event.documentName ?? null) : null,
    actor: names.actor ? event.actor : null,
    attempts,
    firstAt: isoSeconds(firstAt),
    lastAt: isoSeconds(lastAt),
  };
}
