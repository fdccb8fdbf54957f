import { LockbellError } from "../../platform/errors.ts";
import type { DeliveryNames } from "../dispatch-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Joins events to open notices within one transaction. */
export interface NoticeJoiner {
  /** The recipient's open notice, opened if there is none, which has one member more. */
  join(recipientId: number, occurredAt: number): number;
  /** Writes the new counts. */
  finish(): void;
}

interface Joined {
  readonly seq: number;
  count: number;
  oldestAt: number;
}

/** Where new notices come from and which notifier open ones go through. */
export interface NoticeOrigin {
  readonly notifier: string;
  readonly names: DeliveryNames;
  readonly now: number;
}

/** Makes joiners. The unique index on open notices makes a second one for a recipient impossible. */
export function createNoticeOpener({ connection }: SqliteDatabase): (origin: NoticeOrigin) => NoticeJoiner {
  const findOpen = connection.prepare<[number], { readonly seq: number; readonly channel: string }>(
    "SELECT seq, channel FROM deliveries WHERE recipient_id = ? AND state = 'open' AND kind = 'notice'",
  );
  // An open notice follows the configuration: under a notifier's old name nobody would ever claim it.
  const redirect = connection.prepare<[string, number]>("UPDATE deliveries SET channel = ? WHERE seq = ?");
  const isTaken = connection.prepare<[string], number>("SELECT 1 FROM deliveries WHERE reference = ?").pluck();
  const open = connection.prepare<[string, string, number, string, number, number]>(
    `INSERT INTO deliveries (id, kind, channel, recipient_id, reference, state, created_at, oldest_at, member_count)
     VALUES (?, 'notice', ?, ?, ?, 'open', ?, ?, 0)`,
  );
  const grow = connection.prepare<[number, number, number]>(
    "UPDATE deliveries SET member_count = member_count + ?, oldest_at = min(oldest_at, ?) WHERE seq = ?",
  );

  function freeReference(names: DeliveryNames, id: string): string {
    for (const reference of names.references(id)) {
      if (isTaken.get(reference) === undefined) return reference;
    }
    throw new LockbellError("INTERNAL", "Every reference code of a new delivery is taken.");
  }

  return ({ notifier, names, now }) => {
    const joined = new Map<number, Joined>();
    const openSeq = (recipientId: number, occurredAt: number): number => {
      const existing = findOpen.get(recipientId);
      if (existing === undefined) {
        const id = names.newId();
        const reference = freeReference(names, id);
        return Number(open.run(id, notifier, recipientId, reference, now, occurredAt).lastInsertRowid);
      }
      if (existing.channel !== notifier) redirect.run(notifier, existing.seq);
      return existing.seq;
    };
    return {
      join(recipientId, occurredAt) {
        let notice = joined.get(recipientId);
        if (notice === undefined) {
          notice = { seq: openSeq(recipientId, occurredAt), count: 0, oldestAt: occurredAt };
          joined.set(recipientId, notice);
        }
        notice.count += 1;
        notice.oldestAt = Math.min(notice.oldestAt, occurredAt);
        return notice.seq;
      },
      finish() {
        for (const { seq, count, oldestAt } of joined.values()) grow.run(count, oldestAt, seq);
      },
    };
  };
}
