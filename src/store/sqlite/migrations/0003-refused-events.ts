import type { Migration } from "./migration.ts";

/** Single events that a target refused are looked for at each run, among very many that were skipped. */
export const refusedEvents: Migration = {
  version: 3,
  name: "refused-events",
  sql: `
CREATE INDEX sink_exceptions_dead ON sink_exceptions (sink_id, seq) WHERE outcome = 'dead';
`,
};
