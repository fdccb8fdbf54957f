import type { DocumentRecord } from "../../catalogue/document.ts";
import type { ResolutionStep } from "../dispatch-store.ts";
import type { PurgeResult, SilenceMatchers } from "../operator-store.ts";
import { namesPerson, PURGED_TEXT, withoutName } from "../person.ts";
import { withoutPerson } from "../purge-document.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { beginPurge, emptyContent, purgeEvents } from "./sqlite-purge-events.ts";

/** Where operators' and providers' free text is kept; in it, a value that names the person is replaced. */
const FREE_TEXT = [
  ["owner_events", "detail"],
  ["attempts", "detail"],
  ["decisions", "detail"],
  ["deliveries", "memory"],
  ["silences", "comment"],
  ["silences", "author"],
  ["lookups", "who"],
  ["lookups", "what"],
] as const;

/** A person's request: everything that names the address, also what is still open. */
export function purgePerson(database: SqliteDatabase, person: string, now: number): PurgeResult {
  const { connection } = database;
  const run = (sql: string, ...values: readonly unknown[]): number => connection.prepare(sql).run(...values).changes;
  const his = "SELECT id FROM recipients WHERE address = ?";
  beginPurge(database);
  run("INSERT INTO purging SELECT seq FROM event_records WHERE names_person(data, ?)", person);
  run(
    `INSERT OR IGNORE INTO purging SELECT o.seq FROM owner_events o JOIN events e ON e.seq = o.seq
     WHERE e.purged_at IS NULL AND o.recipient_id IN (${his})`,
    person,
  );
  // A thread is a hash of an actor and a document: it stands for a person as long as it is kept.
  run(`DELETE FROM threads WHERE (recipient_id, thread) IN (
    SELECT recipient_id, thread FROM owner_events WHERE seq IN (SELECT seq FROM purging) AND thread IS NOT NULL)`);
  const events = purgeEvents(database, now);

  run(`INSERT OR IGNORE INTO purging_notices SELECT seq FROM deliveries WHERE recipient_id IN (${his})`, person);
  emptyContent(database, "SELECT seq FROM purging_notices");
  run(`UPDATE deliveries SET recipient_id = NULL WHERE recipient_id IN (${his})`, person);
  run(`UPDATE owner_events SET recipient_id = NULL WHERE recipient_id IN (${his})`, person);
  run(`DELETE FROM threads WHERE recipient_id IN (${his})`, person);
  run("UPDATE recipients SET address = NULL, last_reference = NULL WHERE address = ?", person);

  run("DELETE FROM answers WHERE names_person(key, ?) OR names_person(value, ?)", person, person);
  const result = {
    events,
    deliveries: connection.prepare<[], number>("SELECT count(*) FROM purging_notices").pluck().get() as number,
    documents: purgeDocuments(database, person),
    rejected: run("DELETE FROM rejected WHERE names_person(raw, ?) OR names_person(location, ?)", person, person),
    silences: purgeSilences(database, person),
  };
  purgeTrails(database, person);
  for (const [table, column] of FREE_TEXT) {
    run(`UPDATE ${table} SET ${column} = ? WHERE names_person(${column}, ?)`, PURGED_TEXT, person);
  }
  return result;
}

function purgeDocuments({ connection }: SqliteDatabase, person: string): number {
  const naming = connection.prepare<[string], { readonly contentId: string; readonly record: string }>(
    "SELECT content_id AS contentId, record FROM documents WHERE names_person(record, ?)",
  );
  const update = connection.prepare<[string, string]>("UPDATE documents SET record = ? WHERE content_id = ?");
  const remove = connection.prepare<[string]>("DELETE FROM documents WHERE content_id = ?");
  const found = naming.all(person);
  for (const { contentId, record } of found) {
    const document: DocumentRecord = JSON.parse(record);
    const left = withoutPerson(document, person);
    if (left === null) remove.run(contentId);
    else update.run(JSON.stringify(left), contentId);
  }
  return found.length;
}

/** A silence on the person goes as a whole; one that a pattern like `*@contoso.com` makes is about nobody in particular. */
function purgeSilences({ connection }: SqliteDatabase, person: string): number {
  const all = connection.prepare<[], { readonly seq: number; readonly matchers: string }>(
    "SELECT seq, matchers FROM silences",
  );
  const remove = connection.prepare<[number]>("DELETE FROM silences WHERE seq = ?");
  const naming = all.all().filter(({ matchers }) => {
    const values: SilenceMatchers = JSON.parse(matchers);
    return Object.values(values).some((value) => namesPerson(String(value), person));
  });
  for (const { seq } of naming) remove.run(seq);
  return naming.length;
}

function purgeTrails({ connection }: SqliteDatabase, person: string): void {
  const naming = connection.prepare<[string], { readonly id: number; readonly steps: string }>(
    "SELECT id, steps FROM trails WHERE names_person(steps, ?)",
  );
  const update = connection.prepare<[string, number]>("UPDATE trails SET steps = ? WHERE id = ?");
  for (const { id, steps } of naming.all(person)) {
    const trail: ResolutionStep[] = JSON.parse(steps);
    const left = trail.map(({ step, outcome }) => ({ step, outcome: withoutName(outcome, person) }));
    update.run(JSON.stringify(left), id);
  }
}
