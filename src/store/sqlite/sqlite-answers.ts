import type { AnswerStore } from "../answer-store.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";

/** Remembered answers as rows. */
export function createAnswers(database: SqliteDatabase): AnswerStore {
  const { connection } = database;
  const recall = connection
    .prepare<[string, number], string>("SELECT value FROM answers WHERE key = ? AND until > ?")
    .pluck();
  const remember = connection.prepare<[string, string, number]>(
    `INSERT INTO answers (key, value, until) VALUES (?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until`,
  );
  const forget = connection.prepare<[number]>("DELETE FROM answers WHERE until <= ?");
  return {
    recallAnswer: (key, now) => database.read(() => (recall.get(key, now) as string | undefined) ?? null),
    rememberAnswer: (key, value, until, now) =>
      database.write(() => {
        forget.run(now);
        remember.run(key, value, until);
      }),
  };
}
