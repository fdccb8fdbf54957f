import { join } from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Installation } from "./installation.ts";

/** What became of everything in an installation, in a form that two installations can be compared by. */
export interface FinalState {
  /** `recipient role event outcome`, one a line, sorted: outcome is told, covered or held with its reason. */
  readonly outcomes: readonly string[];
  /** The ids in the security team's file, sorted, repeats included. */
  readonly lines: readonly string[];
  /** Who got mail, sorted, once a mail. */
  readonly recipients: readonly string[];
}

/** Reads the final state from the store, the outbox and the file. */
export async function finalState(place: Installation): Promise<FinalState> {
  const lines = place
    .lines()
    .map(({ id }) => String(id))
    .sort();
  const store = await openSqliteStore(join(place.dir, "lockbell.db"));
  try {
    const outcomes: string[] = [];
    for (const id of new Set(lines)) {
      for (const { owner, sinks } of await store.findEvents(id)) {
        outcomes.push(
          `${owner.recipient?.address ?? ""} ${owner.recipient?.role ?? ""} ${id} ${owner.outcome} ${owner.outcome === "held" ? owner.reason : ""} ${sinks.map(({ outcome }) => outcome)}`,
        );
      }
    }
    return { outcomes: outcomes.sort(), lines, recipients: (await place.mails()).map(({ to }) => to).sort() };
  } finally {
    await store.close();
  }
}
