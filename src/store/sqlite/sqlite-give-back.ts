import type { SqliteDatabase } from "./sqlite-database.ts";

interface GivenBack {
  readonly kind: string;
  readonly recipientId: number | null;
  readonly attempts: number;
  readonly hasOpenNotice: 0 | 1;
}

/** Takes a claim off a delivery that nobody is at any more. Called inside a write transaction. */
export type GiveBack = (seq: number) => void;

/**
 * A claim that is given back, or was left by a dead process. If no attempt was ever begun nothing can have been sent: the notice
 * is open again as if never claimed, so that what falls due meanwhile still joins it. Otherwise, or when a newer notice
 * is open for its recipient, it waits for its next try with the same content.
 */
export function createGiveBack({ connection }: SqliteDatabase): GiveBack {
  const find = connection.prepare<[number], GivenBack>(
    `SELECT kind, recipient_id AS recipientId, attempts, EXISTS (
       SELECT 1 FROM deliveries o WHERE o.recipient_id = d.recipient_id AND o.state = 'open' AND o.kind = 'notice'
     ) AS hasOpenNotice FROM deliveries d WHERE seq = ?`,
  );
  const free = "lease_host = NULL, lease_pid = NULL, lease_started_at = NULL, lease_expires_at = NULL";
  const reopen = connection.prepare<[number]>(
    `UPDATE deliveries SET state = 'open', claimed_at = NULL, silenced = 0, ${free} WHERE seq = ?`,
  );
  const retry = connection.prepare<[number]>(`UPDATE deliveries SET state = 'retry', ${free} WHERE seq = ?`);
  const unfreeze = connection.prepare<[number]>("DELETE FROM frozen WHERE delivery_seq = ?");
  const members = "thread IN (SELECT thread FROM owner_events WHERE delivery_seq = ?)";
  const forgetThreads = connection.prepare<[number, number]>(
    `DELETE FROM threads WHERE recipient_id = ? AND previous_at IS NULL AND ${members}`,
  );
  const restoreThreads = connection.prepare<[number, number]>(
    `UPDATE threads SET newest_at = previous_at, previous_at = NULL WHERE recipient_id = ? AND previous_at IS NOT NULL AND ${members}`,
  );

  return (seq) => {
    const delivery = find.get(seq);
    if (delivery === undefined) return;
    if (delivery.attempts > 0 || delivery.hasOpenNotice === 1) {
      retry.run(seq);
      return;
    }
    reopen.run(seq);
    unfreeze.run(seq);
    if (delivery.recipientId === null) return;
    forgetThreads.run(delivery.recipientId, seq);
    restoreThreads.run(delivery.recipientId, seq);
  };
}
