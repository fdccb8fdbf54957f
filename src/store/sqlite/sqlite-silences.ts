import type { OperatorStore, Silence } from "../operator-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

type SilenceRow = Omit<Silence, "matchers"> & { readonly matchers: string };

/** Silences as rows. */
export function createSilences(
  database: SqliteDatabase,
): Pick<OperatorStore, "addSilence" | "silences" | "expireSilence"> {
  const { connection } = database;
  const insert = connection.prepare<[string, string, string, string, number, number, number]>(
    "INSERT INTO silences (id, matchers, comment, author, starts_at, ends_at, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const all = connection.prepare<[], SilenceRow>(
    `SELECT id, matchers, comment, author, starts_at AS startsAt, ends_at AS endsAt, created_at AS createdAt
     FROM silences ORDER BY created_at DESC, seq DESC`,
  );
  const expire = connection.prepare<[number, string, number]>(
    "UPDATE silences SET ends_at = ? WHERE id = ? AND ends_at > ?",
  );
  return {
    addSilence: ({ id, matchers, comment, author, startsAt, endsAt, createdAt }) =>
      database.write(() => void insert.run(id, JSON.stringify(matchers), comment, author, startsAt, endsAt, createdAt)),
    silences: () => database.read(() => all.all().map((row) => ({ ...row, matchers: JSON.parse(row.matchers) }))),
    expireSilence: (id, now) => database.write(() => expire.run(now, id, now).changes > 0),
  };
}
