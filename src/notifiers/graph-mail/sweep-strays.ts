/**
 * Sweeps stray drafts into Deleted Items: the answer to the making of a draft was lost, the draft did not show at once,
 * and another was made and sent. Nothing remembers a stray, so it is known by what it is: in the folder Drafts, still a
 * draft, with a Message-ID as Lockbell's are (a delivery's id at the sender's domain), marked as written by a machine,
 * and old. A person's draft has the folder, and in some mail programs a Message-ID of that form, but never the mark.
 *
 * Thirty days is safe. 50 tries, the most there may be, with pauses of at most 4 hours take under nine days, and a
 * question after one of them is put for at most three days more. A delivery that takes longer all the same (Lockbell
 * stood still, or answers were lost for weeks) is not sent twice: the draft it remembers can be sent from Deleted Items
 * too, and once that is emptied, a draft that was never told to go is made anew and one that may have gone is
 * `unknown`.
 */
import { domainOf } from "../../platform/email-address.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { Mailbox, OldDraft } from "./mailbox.ts";

const OLD_MS = 30 * 86_400_000;
const EVERY_MS = 86_400_000;
/** Drafts looked at, those that have just become old first: what people leave in Drafts for years does not hide a stray. */
const LOOKED_AT = 50;
/** Drafts removed at a time. */
const REMOVED = 10;
/**
 * A delivery that took longer than this sweeps nothing after itself, and a sweep ends after as long: an attempt has 20
 * seconds.
 */
const PATIENCE_MS = 5_000;

const DELIVERY_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What sweeps after a delivery, at most once a day in one process: in that delivery's own time, so that it adds no request to those
 * under way. Never fails, and ends when it is told to stop.
 */
export function createSweeper(
  mailbox: Mailbox,
  clock: Clock,
  logger: Logger,
): (startedAt: number, signal: AbortSignal) => Promise<void> {
  let nextAt = Number.NEGATIVE_INFINITY;
  return async (startedAt, signal) => {
    const now = clock.now();
    if (now < nextAt || now - startedAt > PATIENCE_MS) return;
    nextAt = now + EVERY_MS;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const removed = await sweep(mailbox, now, limit);
    if (removed > 0) logger.info({ drafts: removed }, "drafts.swept");
  };
}

async function sweep(mailbox: Mailbox, now: number, signal: AbortSignal): Promise<number> {
  const old = await mailbox.oldDrafts(now - OLD_MS, LOOKED_AT, signal);
  if (old.kind !== "done") return 0;
  const strays = old.value.filter((draft) => isStray(draft, domainOf(mailbox.address), now - OLD_MS));
  let removed = 0;
  for (const { id } of strays.slice(0, REMOVED)) {
    if (signal.aborted || (await mailbox.deleteDraft(id, signal)).kind !== "done") break;
    removed++;
  }
  return removed;
}

/**
 * The server was asked for old drafts; what it answers is looked at all the same, because a mistake would cost somebody
 * his draft.
 */
export function isStray({ isDraft, messageId, createdAt, headers }: OldDraft, domain: string, before: number): boolean {
  const [id = "", ...rest] = messageId.replace(/^<|>$/g, "").split("@");
  const marked = headers.some(
    ({ name, value }) => name.toLowerCase() === "auto-submitted" && value.trim().toLowerCase() === "auto-generated",
  );
  return isDraft && marked && createdAt < before && DELIVERY_ID.test(id) && rest.join("@").toLowerCase() === domain;
}
