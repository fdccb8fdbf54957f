import type { OwnerDecision } from "../dispatch-store.ts";
import { SILENCE } from "../reasons.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { createNoticeOpener, type NoticeOrigin } from "./sqlite-notice-opener.ts";
import { createRecipients } from "./sqlite-recipients.ts";
import { createTotals, OWNERS_BOOK } from "./sqlite-totals.ts";
import { createTrails } from "./sqlite-trails.ts";

/** What is written down of a decision about an event. */
export interface OwnerDecisionRow {
  readonly seq: number;
  readonly recipientId: number | null;
  readonly deliverySeq: number | null;
  readonly thread: string | null;
  readonly decision: OwnerDecision["decision"];
  readonly reason: string;
  readonly detail: string | null;
  readonly trailId: number;
  readonly decidedAt: number;
  readonly awaitedAt: number | null;
  readonly awaitedReason: string | null;
  readonly holdUntil: number | null;
}

/** Decisions of one transaction. */
export interface OwnerDecisions {
  /** What to write of this decision; what is told joins its recipient's open notice. */
  decide(seq: number, occurredAt: number, owner: OwnerDecision): OwnerDecisionRow;
  /** Writes what the decisions have changed in notices, books and recipients. */
  finish(): void;
}

/** Turns decisions into rows. The rows themselves are written by whoever knows whether they are new. */
export function createOwnerDecisions(database: SqliteDatabase): (origin: NoticeOrigin) => OwnerDecisions {
  const totals = createTotals(database);
  const recipients = createRecipients(database);
  const trails = createTrails(database);
  const joiner = createNoticeOpener(database);
  return (origin) => {
    const { now } = origin;
    const notices = joiner(origin);
    const trailId = trails();
    const held = new Map<string, number>();
    const silenced = new Map<number, number>();
    const countHeld = (reason: string, recipientId: number | null): void => {
      held.set(reason, (held.get(reason) ?? 0) + 1);
      if (reason === SILENCE && recipientId !== null) silenced.set(recipientId, (silenced.get(recipientId) ?? 0) + 1);
    };
    return {
      decide(seq, occurredAt, owner) {
        const { decision, reason, trail } = owner;
        const recipient = "recipient" in owner ? owner.recipient : undefined;
        const recipientId = recipient === undefined ? null : recipients.idOf(recipient);
        const isAwaited = decision === "await";
        if (decision === "hold") countHeld(reason, recipientId);
        return {
          seq,
          recipientId,
          deliverySeq: decision === "notify" && recipientId !== null ? notices.join(recipientId, occurredAt) : null,
          thread: "thread" in owner ? owner.thread : null,
          decision,
          reason,
          detail: decision === "hold" ? (owner.detail ?? null) : null,
          trailId: trailId(trail),
          decidedAt: now,
          awaitedAt: isAwaited ? now : null,
          awaitedReason: isAwaited ? reason : null,
          holdUntil: decision === "hold-until" ? owner.until : null,
        };
      },
      finish() {
        notices.finish();
        for (const [reason, count] of held) totals.add(OWNERS_BOOK, "held", reason, count);
        for (const [recipientId, count] of silenced) recipients.addSilenced(recipientId, count);
      },
    };
  };
}
