/**
 * Stores of an earlier version open, and hold what they held. `testdata/version-1.sql` is what version 1 itself had written after a day of
 * everything, and `testdata/version-1.json` is what it answered then.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.ts";
import {
  ADELE,
  awaitOwner,
  DAY,
  MINUTE,
  PLAN,
  SAM,
  SECOND,
  SIEM,
  START,
  Timeline,
  tell,
} from "../conformance/timeline.ts";
import { APPLICATION_ID } from "./migrate.ts";
import { ALL_MIGRATIONS } from "./migrations/all-migrations.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const read = (name: string): string => readFileSync(join(import.meta.dirname, "testdata", name), "utf8");

type Rows = readonly Record<string, unknown>[];

/** A database as version 1 left it, and its rows by table. `change` is what happened to it since. */
function versionOne(change = ""): { readonly path: string; readonly tables: ReadonlyMap<string, Rows> } {
  const path = join(temporaryFolder(), "lockbell.db");
  const raw = new Database(path);
  raw.pragma("foreign_keys = OFF");
  raw.exec(`${ALL_MIGRATIONS[0]?.sql} ${read("version-1.sql")} ${change}`);
  raw.pragma(`application_id = ${APPLICATION_ID}`);
  raw.pragma("user_version = 1");
  const names = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
  const tables = new Map(names.map((name) => [name, raw.prepare(`SELECT * FROM ${name}`).all() as Rows]));
  raw.close();
  return { path, tables };
}

function open(path: string): Timeline {
  const store = openSqliteStore(path, { isDurable: false });
  onTestFinished(() => store.close());
  return new Timeline(store, { newId: () => crypto.randomUUID(), references: (id) => [id] });
}

function openRaw(path: string): Database.Database {
  const raw = new Database(path);
  onTestFinished(() => void raw.close());
  return raw;
}

describe("a store of version 1", () => {
  it("holds data of every kind", () => {
    const { tables } = versionOne();

    expect([...tables].filter(([, rows]) => rows.length === 0)).toEqual([]);
    expect(tables.size).toBe(25);
  });

  it("keeps every row of every table", async () => {
    const { path, tables } = versionOne();
    open(path);
    const raw = openRaw(path);

    for (const [name, rows] of tables) {
      const columns = Object.keys(rows[0] ?? {}).join(", ");
      expect(raw.prepare(`SELECT ${columns} FROM ${name}`).all(), name).toEqual(rows);
    }
    expect(raw.pragma("foreign_key_check")).toEqual([]);
    expect(raw.pragma("integrity_check", { simple: true })).toBe("ok");
  });

  it("answers as it did", async () => {
    const { path, tables } = versionOne();
    const time = open(path);
    const { store } = time;
    const ids = (tables.get("events") ?? []).map(({ id }) => (id as Buffer).toString("hex"));
    const answers = {
      owners: await time.books(),
      sink: await time.sinkBooks(),
      histories: (await Promise.all(ids.map((id) => store.findEvents(id)))).flat(),
      deliveries: (await store.listDeliveries({ limit: 99 })).map(({ content, ...record }) => ({
        ...record,
        content: content === null ? null : Buffer.from(content).toString(),
      })),
      open: await store.openNotices(0, 99, 0),
      threads: await store.threadTimes([{ recipient: ADELE, thread: `${SAM} ${PLAN}` }]),
      documents: [...(await store.documents([PLAN]))],
      cursors: [...(await store.cursors("usage-logs"))],
      rejected: await store.rejectedRecords(9),
      silences: await store.silences(),
      lookups: await store.lookups(9),
      channel: await store.channelState(SIEM),
      installation: await store.installation(() => ({ secret: "another" })),
    };

    expect(answers).toEqual(JSON.parse(read("version-1.json")));
  });

  it("goes on where it stood, and can what this version can", async () => {
    const time = open(versionOne().path);
    time.now = START + DAY;
    await time.happen([{ at: DAY }], { decide: awaitOwner(), sinks: { [SIEM]: 2 } });
    await time.happen([{ at: DAY + SECOND }], {
      decide: (stored) => ({ ...tell(stored), recipient: { ...ADELE, role: "manager" } }) as never,
    });
    await time.store.rememberAnswer("graph:a", "b", time.now + MINUTE, time.now);
    expect((await time.books()).held).toMatchObject({ "directory-unavailable": 2, repeat: 1, cap: 1 });
    await time.decideAwaited();
    await time.release();
    await time.schedule();
    await time.sendAll("notice");
    await time.sendAll("batch");
    await time.sinkBooks();

    expect((await time.books()).held).toEqual({ "own-attempt": 1, purged: 1, silence: 1 });
    expect(await time.store.recallAnswer("graph:a", time.now)).toBe("b");
  });

  it("is brought up to date once by several processes that start at once", async () => {
    const { path, tables } = versionOne();
    const script = join(import.meta.dirname, "testdata", "claim-worker.ts");
    const workers = Array.from({ length: 3 }, () => spawn(process.execPath, [script, path], { stdio: "pipe" }));
    const ends = await Promise.all(workers.map((worker) => once(worker, "close")));

    expect(ends.map(([code]) => code)).toEqual([0, 0, 0]);
    const raw = openRaw(path);
    expect(raw.pragma("user_version", { simple: true })).toBe(ALL_MIGRATIONS.length);
    expect(raw.prepare("SELECT count(*) FROM owner_events").pluck().get()).toBe(tables.get("owner_events")?.length);
  });

  it("that lost rows others refer to is refused, and left at its version", () => {
    const { path } = versionOne("DELETE FROM trails WHERE id = 1;");

    expect(() => openSqliteStore(path)).toThrowError(
      expect.objectContaining({ code: "STORE_UNREADABLE", message: expect.stringMatching(/refer to rows/) }),
    );
    expect(openRaw(path).pragma("user_version", { simple: true })).toBe(1);
  });
});

describe("after a migration", () => {
  it("references are enforced again", () => {
    const { path } = versionOne();
    const statements: string[] = [];
    const store = openSqliteStore(path, { onStatement: (sql) => statements.push(sql) });
    onTestFinished(() => store.close());

    expect(statements.filter((sql) => sql.startsWith("PRAGMA foreign_keys")).at(-1)).toBe("PRAGMA foreign_keys = 1");
  });
});
