CREATE TABLE answers (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
  delivery_seq INTEGER NOT NULL REFERENCES deliveries (seq),
  n INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  status TEXT NOT NULL,
  reason TEXT,
  detail TEXT,
  PRIMARY KEY (delivery_seq, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE channel_states (
  channel TEXT PRIMARY KEY,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cursors (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  part TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (source_id, part)
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
  seq INTEGER PRIMARY KEY,
  delivery_seq INTEGER NOT NULL REFERENCES deliveries (seq),
  decided_at INTEGER NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT
) STRICT;

CREATE TABLE deliveries (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('notice', 'batch')),
  channel TEXT NOT NULL,
  recipient_id INTEGER REFERENCES recipients (id),
  reference TEXT UNIQUE,
  state TEXT NOT NULL CHECK (state IN ('open', 'claimed', 'retry', 'delivered', 'dead', 'unknown', 'discarded')),
  reason TEXT,
  hold TEXT,
  created_at INTEGER NOT NULL,
  due_at INTEGER,
  settled_at INTEGER,
  oldest_at INTEGER NOT NULL,
  member_count INTEGER NOT NULL,
  first_seq INTEGER,
  last_seq INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  attempts_before INTEGER NOT NULL DEFAULT 0,
  unsettled INTEGER NOT NULL DEFAULT 0 CHECK (unsettled IN (0, 1)),
  token INTEGER NOT NULL DEFAULT 0,
  claimed_at INTEGER,
  lease_host TEXT,
  lease_pid INTEGER,
  lease_started_at TEXT,
  lease_expires_at INTEGER,
  silenced INTEGER NOT NULL DEFAULT 0,
  memory TEXT
) STRICT;

CREATE TABLE dispatch_mark (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL
) STRICT;

CREATE TABLE documents (
  content_id TEXT PRIMARY KEY,
  record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE event_records (
  seq INTEGER PRIMARY KEY REFERENCES events (seq),
  data TEXT NOT NULL
) STRICT;

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  key BLOB,
  n INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  purged_at INTEGER
) STRICT;

CREATE TABLE frozen (
  delivery_seq INTEGER PRIMARY KEY REFERENCES deliveries (seq),
  content BLOB,
  subject TEXT,
  told TEXT NOT NULL,
  notes TEXT NOT NULL
) STRICT;

CREATE TABLE installation (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  secret TEXT NOT NULL
) STRICT;

CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  token INTEGER NOT NULL,
  host TEXT,
  pid INTEGER,
  started_at TEXT,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lookups (
  seq INTEGER PRIMARY KEY,
  looked_up_at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  is_full INTEGER NOT NULL CHECK (is_full IN (0, 1))
) STRICT;

CREATE TABLE "owner_events" (
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

CREATE TABLE pacing (
  resource TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  seq INTEGER PRIMARY KEY
) STRICT;

CREATE TABLE "recipients" (
  id INTEGER PRIMARY KEY,
  address TEXT,
  role TEXT NOT NULL CHECK (role IN ('owner', 'group', 'group-owner', 'manager', 'delegate', 'stand-in')),
  silenced INTEGER NOT NULL DEFAULT 0,
  silence_told INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER,
  last_reference TEXT,
  UNIQUE (address, role)
) STRICT;

CREATE TABLE rejected (
  seq INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources (id),
  hash BLOB NOT NULL,
  reason TEXT NOT NULL,
  location TEXT NOT NULL,
  raw TEXT NOT NULL,
  rejected_at INTEGER NOT NULL,
  UNIQUE (source_id, hash)
) STRICT;

CREATE TABLE sightings (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  key BLOB NOT NULL,
  native BLOB NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (source_id, key, native)
) STRICT, WITHOUT ROWID;

CREATE TABLE silences (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  matchers TEXT NOT NULL,
  comment TEXT NOT NULL,
  author TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sink_exceptions (
  sink_id INTEGER NOT NULL REFERENCES sinks (id),
  seq INTEGER NOT NULL REFERENCES events (seq),
  outcome TEXT NOT NULL CHECK (outcome IN ('skipped', 'dead')),
  reason TEXT NOT NULL,
  PRIMARY KEY (sink_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE sinks (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  since_seq INTEGER NOT NULL,
  mark_seq INTEGER NOT NULL
) STRICT;

CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE threads (
  recipient_id INTEGER NOT NULL REFERENCES recipients (id),
  thread TEXT NOT NULL,
  newest_at INTEGER NOT NULL,
  previous_at INTEGER,
  PRIMARY KEY (recipient_id, thread)
) STRICT, WITHOUT ROWID;

CREATE TABLE totals (
  sink_id INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (sink_id, outcome, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE trails (
  id INTEGER PRIMARY KEY,
  steps TEXT NOT NULL
) STRICT;

CREATE INDEX answers_by_end ON answers (until);

CREATE INDEX decisions_by_delivery ON decisions (delivery_seq, seq);

CREATE INDEX deliveries_busy ON deliveries (recipient_id) WHERE state IN ('claimed', 'retry') AND kind = 'notice';

CREATE INDEX deliveries_by_state ON deliveries (state, kind);

CREATE INDEX deliveries_claimed ON deliveries (channel, kind) WHERE state = 'claimed';

CREATE INDEX deliveries_open_by_seq ON deliveries (seq) WHERE state = 'open' AND kind = 'notice';

CREATE UNIQUE INDEX deliveries_open_notice ON deliveries (recipient_id) WHERE state = 'open' AND kind = 'notice';

CREATE INDEX deliveries_ranges ON deliveries (channel, first_seq) WHERE kind = 'batch';

CREATE INDEX deliveries_recent ON deliveries (recipient_id, claimed_at) WHERE claimed_at IS NOT NULL AND kind = 'notice';

CREATE INDEX deliveries_unsettled ON deliveries (kind, state, channel) WHERE state NOT IN ('delivered', 'discarded');

CREATE INDEX deliveries_waiting ON deliveries (channel, kind, due_at, seq)
  WHERE state IN ('open', 'retry') AND hold IS NULL AND due_at IS NOT NULL;

CREATE INDEX owner_events_awaited ON owner_events (seq) WHERE decision = 'await' AND outcome IS NULL;

CREATE INDEX owner_events_held ON owner_events (hold_until, seq) WHERE hold_until IS NOT NULL;

CREATE INDEX owner_events_held_by_recipient ON owner_events (recipient_id) WHERE hold_until IS NOT NULL;

CREATE INDEX owner_events_members ON owner_events (delivery_seq, seq, thread, occurred_at) WHERE delivery_seq IS NOT NULL;

CREATE INDEX pacing_by_resource ON pacing (resource, taken_at);

CREATE INDEX sink_exceptions_dead ON sink_exceptions (sink_id, seq) WHERE outcome = 'dead';

CREATE INDEX trails_by_steps ON trails (steps);
