import type { Migration } from "./migration.ts";

/**
 * Events whose owner nobody could say yet, answers that are remembered, and four more roles of recipients. A check cannot be changed in
 * place, so two tables are made anew: rows keep their numbers, and references go by name.
 */
export const awaitedOwners: Migration = {
  version: 2,
  name: "awaited-owners",
  sql: `
CREATE TABLE new_recipients (
  id INTEGER PRIMARY KEY,
  address TEXT,
  role TEXT NOT NULL CHECK (role IN ('owner', 'group', 'group-owner', 'manager', 'delegate', 'stand-in')),
  silenced INTEGER NOT NULL DEFAULT 0,
  silence_told INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER,
  last_reference TEXT,
  UNIQUE (address, role)
) STRICT;
INSERT INTO new_recipients (id, address, role, silenced, silence_told, last_at, last_reference)
  SELECT id, address, role, silenced, silence_told, last_at, last_reference FROM recipients;
DROP TABLE recipients;
ALTER TABLE new_recipients RENAME TO recipients;

-- awaited_at and awaited_reason: when and why its owner was first awaited; null if he never was.
CREATE TABLE new_owner_events (
  seq INTEGER PRIMARY KEY REFERENCES events (seq),
  occurred_at INTEGER NOT NULL,
  recipient_id INTEGER REFERENCES recipients (id),
  delivery_seq INTEGER REFERENCES deliveries (seq),
  thread TEXT,
  decision TEXT NOT NULL CHECK (decision IN ('notify', 'hold', 'hold-until', 'await')),
  reason TEXT NOT NULL,
  detail TEXT,
  trail_id INTEGER NOT NULL REFERENCES trails (id),
  decided_at INTEGER NOT NULL,
  awaited_at INTEGER,
  awaited_reason TEXT,
  hold_until INTEGER,
  released_at INTEGER,
  outcome TEXT,
  outcome_reason TEXT
) STRICT;
INSERT INTO new_owner_events (seq, occurred_at, recipient_id, delivery_seq, thread, decision, reason, detail, trail_id, decided_at,
    hold_until, released_at, outcome, outcome_reason)
  SELECT seq, occurred_at, recipient_id, delivery_seq, thread, decision, reason, detail, trail_id, decided_at,
    hold_until, released_at, outcome, outcome_reason FROM owner_events ORDER BY seq;
DROP TABLE owner_events;
ALTER TABLE new_owner_events RENAME TO owner_events;
CREATE INDEX owner_events_members ON owner_events (delivery_seq, seq, thread, occurred_at) WHERE delivery_seq IS NOT NULL;
CREATE INDEX owner_events_held ON owner_events (hold_until, seq) WHERE hold_until IS NOT NULL;
CREATE INDEX owner_events_held_by_recipient ON owner_events (recipient_id) WHERE hold_until IS NOT NULL;
CREATE INDEX owner_events_awaited ON owner_events (seq) WHERE decision = 'await' AND outcome IS NULL;

-- What was asked of somebody else (a directory), to be believed until then.
CREATE TABLE answers (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_end ON answers (until);
`,
};
