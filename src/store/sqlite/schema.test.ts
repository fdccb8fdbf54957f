import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkVersion, migrate } from "./migrate.ts";
import { ALL_MIGRATIONS } from "./migrations/all-migrations.ts";
import type { Migration } from "./migrations/migration.ts";

function newDatabase(): Database.Database {
  const connection = new Database(":memory:");
  onTestFinished(() => void connection.close());
  return connection;
}

const ONE: Migration = { version: 1, name: "one", sql: "CREATE TABLE a (x INTEGER) STRICT;" };
const TWO: Migration = { version: 2, name: "two", sql: "ALTER TABLE a ADD COLUMN y TEXT;" };
const BROKEN: Migration = { version: 2, name: "broken", sql: "ALTER TABLE a ADD COLUMN y TEXT; CREATE TABLE a (z);" };

describe("the schema", () => {
  it("is the one on file", async () => {
    const connection = newDatabase();
    migrate(connection);
    const rows = connection
      .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC, name")
      .pluck();
    const dump = `${(rows.all() as string[]).map((sql) => `${sql};\n`).join("\n")}`;

    await expect(dump).toMatchFileSnapshot(join("testdata", "schema.sql"));
  });

  it("has only strict tables", () => {
    const connection = newDatabase();
    migrate(connection);
    const tables = connection
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict")
      .pluck()
      .all();

    expect(tables).toEqual(["sqlite_schema"]);
  });
});

describe("migrations", () => {
  it("are numbered without a gap, and a released one never changes", () => {
    const released: Record<string, string> = JSON.parse(
      readFileSync(join(import.meta.dirname, "testdata", "migrations.json"), "utf8"),
    );

    expect(ALL_MIGRATIONS.map(({ version }) => version)).toEqual(ALL_MIGRATIONS.map((_, i) => i + 1));
    const hashes = ALL_MIGRATIONS.map(({ version, name, sql }) => {
      return [`${String(version).padStart(4, "0")}-${name}`, createHash("sha256").update(sql).digest("hex")];
    });
    expect(Object.fromEntries(hashes)).toEqual(released);
  });

  it("are made from where the database is, once", () => {
    const connection = newDatabase();
    migrate(connection, [ONE]);
    connection.exec("INSERT INTO a VALUES (7)");
    migrate(connection, [ONE, TWO]);
    migrate(connection, [ONE, TWO]);

    expect(connection.pragma("user_version", { simple: true })).toBe(2);
    expect(connection.prepare("SELECT * FROM a").all()).toEqual([{ x: 7, y: null }]);
  });

  it("that fail leave the database as the step before left it", () => {
    const connection = newDatabase();

    expect(() => migrate(connection, [ONE, BROKEN])).toThrow();
    expect(connection.pragma("user_version", { simple: true })).toBe(1);
    expect(connection.prepare("SELECT count(*) FROM pragma_table_info('a')").pluck().get()).toBe(1);
  });

  it("of a later Lockbell are not undone", () => {
    const connection = newDatabase();
    migrate(connection, [ONE, TWO]);

    expect(() => checkVersion(connection, "lockbell.db", [ONE])).toThrow(
      expect.objectContaining({ code: "STORE_NEWER" }),
    );
    checkVersion(connection, "lockbell.db", [ONE, TWO]);
  });
});
