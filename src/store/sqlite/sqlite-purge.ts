/**
 * The purge: what is said goes, what happened stays. Which things go is decided by `sqlite-purge-before.ts` and
 * `sqlite-purge-person.ts`; this is the frame, and the proof that nothing is left in the file.
 */
import type { DocumentRecord } from "../../catalogue/document.ts";
import { LockbellError } from "../../platform/errors.ts";
import type { OperatorStore, PurgeResult, PurgeScope } from "../operator-store.ts";
import { namesPerson, readPerson } from "../person.ts";
import { newestKnowledge } from "../purge-document.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { purgeBefore } from "./sqlite-purge-before.ts";
import { purgePerson } from "./sqlite-purge-person.ts";

/** The purge as the operator store offers it. */
export function createPurge(database: SqliteDatabase): Pick<OperatorStore, "purge"> {
  const { connection } = database;
  connection.function("names_person", { deterministic: true }, (text: unknown, person: unknown) =>
    Number(typeof text === "string" && typeof person === "string" && namesPerson(text, person)),
  );
  connection.function("newest_knowledge", { deterministic: true }, (record: unknown) => {
    const document: DocumentRecord = JSON.parse(String(record));
    return newestKnowledge(document);
  });

  function run(scope: PurgeScope, now: number): PurgeResult {
    return "before" in scope
      ? purgeBefore(database, scope.before, now)
      : purgePerson(database, readPerson(scope.person), now);
  }

  /** A dry run does everything and takes it back: so it cannot count otherwise than the real one. */
  function rehearse(scope: PurgeScope, now: number): PurgeResult {
    connection.exec("SAVEPOINT rehearsal");
    const result = run(scope, now);
    connection.exec("ROLLBACK TO rehearsal; RELEASE rehearsal");
    return result;
  }

  return {
    async purge(scope, now, dryRun) {
      if ("person" in scope && readPerson(scope.person) === "") throw new LockbellError("USAGE", "Nobody is named.");
      const result = await database.write(() => (dryRun ? rehearse(scope, now) : run(scope, now)));
      if (dryRun) return result;
      await database.maintain(() => {
        // Deleted content is overwritten at once (secure_delete), but bytes that pages left behind when they were split are
        // not, and the log still has the old pages. Whoever asks for a person to be gone gets a file written anew.
        if ("person" in scope) connection.exec("VACUUM");
        const [answer] = connection.pragma("wal_checkpoint(TRUNCATE)") as [{ readonly busy: number }];
        if (answer.busy === 0 || "before" in scope) return;
        throw new LockbellError(
          "STORE_BUSY",
          "The purge is done, but its traces are still in the log file: run it again.",
        );
      });
      return result;
    },
  };
}
