import { LockbellError } from "../../platform/errors.ts";
import type { DeliveryStore } from "../delivery-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** How an attempt ended, as it is written down. */
export interface AttemptEnd {
  readonly now: number;
  readonly status: string;
  readonly reason: string | null;
  readonly detail: string | null;
}

/** The steps between a claim and its settlement; and for settling: the check of the claim, and the attempt's end. */
export interface Attempts extends Pick<DeliveryStore, "freezeNotices" | "beginAttempts" | "rememberState"> {
  /** Fails with LEASE_LOST unless the delivery is claimed under this token. Called inside the transaction it protects. */
  checkClaim(seq: number, token: number): void;
  /** Ends the attempt under way, if one is. */
  endAttempt(seq: number, end: AttemptEnd): void;
  /** Takes back an attempt that was begun and then not made. */
  withdrawAttempt(seq: number): void;
}

/** Attempts as rows: written before anything is sent, so that a crash leaves a trace. */
export function createAttempts(database: SqliteDatabase): Attempts {
  const { connection } = database;
  const current = connection
    .prepare<[number, number], number>("SELECT 1 FROM deliveries WHERE seq = ? AND token = ? AND state = 'claimed'")
    .pluck();
  // Content once frozen stays: a second freeze only fills what a purge emptied.
  const freeze = connection.prepare<[number, Uint8Array, string, string, string]>(
    `INSERT INTO frozen (delivery_seq, content, subject, told, notes) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (delivery_seq) DO UPDATE SET content = excluded.content, subject = excluded.subject,
       told = excluded.told, notes = excluded.notes WHERE content IS NULL`,
  );
  const begin = connection.prepare<[number]>(
    "UPDATE deliveries SET attempts = attempts + 1, unsettled = 1 WHERE seq = ?",
  );
  const insert = connection.prepare<[number, number, number]>(
    `INSERT INTO attempts (delivery_seq, n, started_at, status)
     VALUES (?, (SELECT attempts FROM deliveries WHERE seq = ?), ?, 'begun')`,
  );
  const end = connection.prepare<[number, string, string | null, string | null, number]>(
    "UPDATE attempts SET ended_at = ?, status = ?, reason = ?, detail = ? WHERE delivery_seq = ? AND ended_at IS NULL",
  );
  const drop = connection.prepare<[number]>("DELETE FROM attempts WHERE delivery_seq = ? AND ended_at IS NULL");
  const uncount = connection.prepare<[number]>(
    "UPDATE deliveries SET attempts = attempts - 1, unsettled = 0 WHERE seq = ?",
  );
  const remember = connection.prepare<[string, number]>("UPDATE deliveries SET memory = ? WHERE seq = ?");

  function checkClaim(seq: number, token: number): void {
    if (current.get(seq, token) === undefined) throw new LockbellError("LEASE_LOST", `delivery ${seq}`);
  }

  function endAttempt(seq: number, { now, status, reason, detail }: AttemptEnd): void {
    end.run(now, status, reason, detail, seq);
  }

  return {
    checkClaim,
    endAttempt,
    withdrawAttempt(seq) {
      if (drop.run(seq).changes > 0) uncount.run(seq);
    },
    freezeNotices: (freezes) =>
      database.write(() => {
        for (const { seq, token, content, subject, told, notes } of freezes) {
          checkClaim(seq, token);
          freeze.run(seq, content, subject, JSON.stringify(told), JSON.stringify(notes));
        }
      }),
    beginAttempts: (claims, now) =>
      database.write(() => {
        for (const { seq, token } of claims) {
          checkClaim(seq, token);
          // An earlier one that was cut off: whoever begins anew has asked and knows that nothing was sent.
          endAttempt(seq, { now, status: "unknown", reason: "cut-off", detail: null });
          begin.run(seq);
          insert.run(seq, seq, now);
        }
      }),
    rememberState: (seq, token, state) =>
      database.write(() => {
        checkClaim(seq, token);
        remember.run(state, seq);
      }),
  };
}
