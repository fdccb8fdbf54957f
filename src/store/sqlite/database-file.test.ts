import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.ts";
import { ADELE, HOUR, refusal, SECOND, Timeline } from "../conformance/timeline.ts";
import type { Store } from "../store.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const ON_POSIX = process.platform !== "win32";

function open(path: string, options = {}): Store {
  const store = openSqliteStore(path, { isDurable: false, ...options });
  onTestFinished(() => store.close());
  return store;
}

/** A closed store with so many events, as one file of several hundred kilobytes. */
async function makeStore(path: string, events = 500): Promise<void> {
  const store = openSqliteStore(path, { isDurable: false });
  await new Timeline(store).collect(Array.from({ length: events }, (_, n) => refusal({ at: n * SECOND })));
  await store.close();
}

describe("a new database", () => {
  it("is made with its folder, for its owner only, whatever the umask", async () => {
    const path = join(temporaryFolder(), "a", "b", "lockbell.db");
    const umask = process.umask(0);
    onTestFinished(() => void process.umask(umask));
    const store = open(path);
    await store.installation(() => ({ secret: "aa" }));

    expect(readdirSync(join(path, "..")).sort()).toEqual(["lockbell.db", "lockbell.db-shm", "lockbell.db-wal"]);
    if (!ON_POSIX) return;
    for (const side of ["", "-wal", "-shm"]) expect(statSync(`${path}${side}`).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
  });

  it("leaves one file when it is closed, and opens again with what it held", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    await makeStore(path, 3);

    expect(readdirSync(join(path, ".."))).toEqual(["lockbell.db"]);
    expect(await open(path).ownerBooks()).toMatchObject({ known: 3 });
  });

  it("takes the rights away that somebody gave others", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    await makeStore(path, 1);
    writeFileSync(path, readFileSync(path), { mode: 0o644 });
    open(path);

    if (ON_POSIX) expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe.runIf(ON_POSIX)("a link to a database", () => {
  it("is followed", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "volume"));
    await makeStore(join(folder, "volume", "lockbell.db"), 3);
    symlinkSync(join(folder, "volume", "lockbell.db"), join(folder, "lockbell.db"));
    const time = new Timeline(open(join(folder, "lockbell.db")));
    await time.happen([{ at: HOUR }]);

    expect(await time.books()).toMatchObject({ known: 4 });
    expect(readdirSync(folder).sort()).toEqual(["lockbell.db", "volume"]);
  });

  it("that leads nowhere is no reason to start anew", () => {
    const folder = temporaryFolder();
    symlinkSync(join(folder, "volume", "lockbell.db"), join(folder, "lockbell.db"));

    expect(() => open(join(folder, "lockbell.db"))).toThrow(expect.objectContaining({ code: "STORE_UNREADABLE" }));
    expect(readdirSync(folder)).toEqual(["lockbell.db"]);
  });
});

describe("a damaged database is refused, and nothing is changed", () => {
  /** Opens the file, expects the error, and that neither it nor the folder changed. */
  function expectRefused(path: string, code: string, words: RegExp): void {
    const before = existsSync(path) && statSync(path).isFile() ? readFileSync(path) : null;
    const names = readdirSync(join(path, ".."));
    expect(() => openSqliteStore(path)).toThrowError(
      expect.objectContaining({ code, message: expect.stringMatching(words) }),
    );
    expect(readdirSync(join(path, ".."))).toEqual(names);
    if (before !== null) expect(readFileSync(path).equals(before)).toBe(true);
  }

  it.each([
    ["half of it", (size: number) => Math.floor(size / 2), /cut off/],
    ["a page", (size: number) => size - 8_192, /cut off/],
    ["a byte", (size: number) => size - 1, /cut off/],
    ["all but the header", () => 100, /cut off/],
    ["a part of the header", () => 50, /50 bytes/],
    ["everything", () => 0, /0 bytes/],
  ])("when it lost %s", async (_what, keep, words) => {
    const path = join(temporaryFolder(), "lockbell.db");
    await makeStore(path);
    truncateSync(path, keep(statSync(path).size));

    expectRefused(path, "STORE_UNREADABLE", words);
  });

  it("when only its log is left", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    const store = openSqliteStore(path);
    await store.installation(() => ({ secret: "aa" }));
    const log = readFileSync(`${path}-wal`);
    await store.close();
    rmSync(path);
    writeFileSync(`${path}-wal`, log);

    expectRefused(path, "STORE_UNREADABLE", /is missing/);
  });

  it("when it is no database", () => {
    const path = join(temporaryFolder(), "lockbell.db");
    writeFileSync(path, "Date,User,Result\n".repeat(100));

    expectRefused(path, "STORE_UNREADABLE", /not an SQLite database/);
  });

  it("when it is another program's, also an empty one", () => {
    const path = join(temporaryFolder(), "lockbell.db");
    const other = new Database(path);
    other.exec("CREATE TABLE notes (text TEXT)");
    other.close();

    expectRefused(path, "STORE_UNREADABLE", /another program/);
  });

  it("when it is a folder", () => {
    const path = join(temporaryFolder(), "lockbell.db");
    mkdirSync(path);

    expectRefused(path, "STORE_UNREADABLE", /EISDIR/);
  });

  it("when a newer Lockbell wrote it", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    await makeStore(path, 1);
    const raw = new Database(path);
    raw.pragma("journal_mode = DELETE");
    raw.pragma("user_version = 99");
    raw.close();

    expectRefused(path, "STORE_NEWER", /version 99/);
  });

  it("when a page in its middle is overwritten: at the first use", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    await makeStore(path);
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 8_192 * 20);
    writeFileSync(path, bytes);
    const use = async (): Promise<unknown> => open(path).undispatched(1_000);

    await expect(use()).rejects.toMatchObject({ code: "STORE_UNREADABLE" });
  });
});

describe("a database whose process was killed", () => {
  /** What a killed process leaves: the database and its log, with the log's pages not yet moved. */
  async function leave(events: number): Promise<string> {
    const folder = temporaryFolder();
    const path = join(folder, "lockbell.db");
    const store = open(path);
    await new Timeline(store).collect(Array.from({ length: events }, (_, n) => refusal({ at: n * SECOND })));
    mkdirSync(join(folder, "left"));
    const left = join(folder, "left", "lockbell.db");
    for (const side of ["", "-wal"]) copyFileSync(`${path}${side}`, `${left}${side}`);
    return left;
  }

  it("opens with all that was committed, though the file itself has few pages yet", async () => {
    const path = await leave(2_000);
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(statSync(path).size);

    expect(await open(path).ownerBooks()).toMatchObject({ known: 2_000, pending: 2_000 });
  });

  it("opens when the end of the log is torn: that transaction never was", async () => {
    const path = await leave(500);
    truncateSync(`${path}-wal`, statSync(`${path}-wal`).size - 5_000);

    expect(await open(path).ownerBooks()).toMatchObject({ known: 0 });
  });

  it("is refused when pages are missing that the log does not hold", async () => {
    const path = await leave(1);
    truncateSync(path, 8_192 * 3);

    expect(() => openSqliteStore(path)).toThrowError(expect.objectContaining({ code: "STORE_UNREADABLE" }));
  });
});

describe("a full disk", () => {
  it("is said, keeps what was committed, and everything goes on once there is space", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    const store = open(path, { maxPages: 80 });
    const time = new Timeline(store);
    let stored = 0;
    const fill = async (): Promise<void> => {
      for (;;) {
        await time.collect(Array.from({ length: 50 }, (_, n) => refusal({ at: (stored + n) * SECOND })));
        stored += 50;
      }
    };

    await expect(fill()).rejects.toMatchObject({ code: "STORE_FULL", advice: expect.stringMatching(/Free space/) });
    expect(stored).toBeGreaterThan(0);
    expect(await time.books()).toMatchObject({ known: stored });
    await store.close();
    const again = new Timeline(open(path));
    await again.happen([{ at: stored * SECOND }]);
    expect(await again.books()).toMatchObject({ known: stored + 1, pending: stored + 1 });
  });
});

describe("a locked database", () => {
  it("is said when it stays locked for too long", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    const time = new Timeline(open(path, { busyMs: 20 }));
    const other = new Database(path);
    other.exec("BEGIN IMMEDIATE");

    await expect(time.happen([{ owner: ADELE }])).rejects.toMatchObject({ code: "STORE_BUSY" });
    other.exec("ROLLBACK");
    other.close();
    await time.happen([{ owner: ADELE }]);
    expect(await time.books()).toMatchObject({ known: 1 });
  });
});

describe("the log", () => {
  it("stays small, also when a reader kept it from starting anew for a while", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    const limit = 400_000;
    const time = new Timeline(open(path, { logLimitBytes: limit }));
    const reader = new Database(path, { readonly: true });
    let stored = 0;
    const write = async (pages: number): Promise<number> => {
      for (let page = 0; page < pages; page += 1, stored += 20) {
        await time.collect(Array.from({ length: 20 }, (_, n) => refusal({ at: (stored + n) * SECOND })));
      }
      return statSync(`${path}-wal`).size;
    };

    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM events").get();
    expect(await write(20)).toBeGreaterThan(limit);
    reader.exec("COMMIT");
    expect(await write(40)).toBeLessThan(2 * limit);
    reader.close();
  });
});

// Root may write anything, so the question is asked by a process that is not root.
describe.runIf(ON_POSIX)("a store that may not be written", () => {
  const asNobody = (path: string): { readonly code: string } => {
    const script = join(import.meta.dirname, "testdata", "open-as-nobody.ts");
    const { stdout, stderr } = spawnSync(process.execPath, [script, path], { encoding: "utf8" });
    return JSON.parse(stdout.trim() === "" ? JSON.stringify({ code: stderr }) : stdout);
  };

  it.each([
    ["the file is read-only", 0o444, 0o777],
    ["the folder is read-only", 0o666, 0o555],
    ["the file cannot even be read", 0o000, 0o777],
  ])("is said when %s", async (_why, fileMode, folderMode) => {
    const folder = temporaryFolder();
    const path = join(folder, "lockbell.db");
    await makeStore(path, 1);
    spawnSync("chmod", [fileMode.toString(8), path]);
    spawnSync("chmod", [folderMode.toString(8), folder]);

    expect(asNobody(path)).toEqual({ code: "STORE_READ_ONLY" });
    spawnSync("chmod", ["700", folder]);
  });

  it("is said when it cannot be made", () => {
    const folder = temporaryFolder();
    spawnSync("chmod", ["555", folder]);

    expect(asNobody(join(folder, "lockbell.db"))).toEqual({ code: "STORE_READ_ONLY" });
    spawnSync("chmod", ["700", folder]);
  });

  it("is no hindrance where everything may be written", async () => {
    const folder = temporaryFolder();
    spawnSync("chmod", ["777", folder]);

    expect(asNobody(join(folder, "lockbell.db"))).toEqual({ code: "opened" });
  });
});
