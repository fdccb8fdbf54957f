import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.ts";
import { SIEM, Timeline } from "../conformance/timeline.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const NOTICES = 60;

function start(script: string, ...args: string[]): ChildProcess {
  const path = join(import.meta.dirname, "testdata", script);
  const child = spawn(process.execPath, [path, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

function open(path: string): Timeline {
  const store = openSqliteStore(path, { isDurable: false });
  onTestFinished(() => store.close());
  return new Timeline(store);
}

/** A store with notices due to so many owners. */
async function makeDue(path: string): Promise<Timeline> {
  const time = open(path);
  const owners = Array.from({ length: NOTICES }, (_, n) => ({
    address: `owner.${n}@contoso.com`,
    role: "owner" as const,
  }));
  await time.happen(owners.map((owner) => ({ owner })));
  await time.schedule();
  return time;
}

/** What each of so many workers claimed. */
async function claimAll(workers: number, ...args: string[]): Promise<string[][]> {
  const children = Array.from({ length: workers }, () => start("claim-worker.ts", ...args));
  const outputs = await Promise.all(children.map(async ({ stdout }) => (stdout === null ? "[]" : text(stdout))));
  return outputs.map((output): string[] => JSON.parse(output));
}

describe("several processes at one store", () => {
  it("claim everything, and nothing twice", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    const time = await makeDue(path);

    const claimed = (await claimAll(4, path)).flat();
    expect(new Set(claimed).size).toBe(claimed.length);
    expect(claimed).toHaveLength(NOTICES);
    expect(await time.books()).toMatchObject({ known: NOTICES, told: NOTICES, pending: 0 });
  });

  it("keep one pace together", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    const time = await makeDue(path);

    expect((await claimAll(3, path, "25")).flat()).toHaveLength(25);
    expect(await time.books()).toMatchObject({ told: 25, pending: NOTICES - 25 });
  });

  it("make one store when they all start first", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    await claimAll(4, path);

    expect(await open(path).books()).toMatchObject({ known: 0 });
  });
});

describe("a process killed at any moment", () => {
  it("leaves a store whose books balance, and whose work another one ends", async () => {
    const path = join(temporaryFolder(), "lockbell.db");
    let stored = 0;
    // Each at another point of its round: pages, dispatches, claims, attempts and settlements take turns there.
    for (const [lines, delayMs] of [
      [1, 0],
      [2, 3],
      [3, 7],
      [2, 12],
      [4, 1],
      [3, 5],
    ] as const) {
      stored = await runAndKill(path, stored, lines, delayMs);
      const time = open(path);
      const { known } = await time.books();
      await time.sinkBooks();
      expect(known).toBeGreaterThanOrEqual(stored);
      await time.store.close();
      stored = known;
    }

    const time = open(path);
    await time.dispatch({ sinks: { [SIEM]: 4 } });
    await time.decideAwaited();
    await time.schedule();
    const isDead = (): boolean => true;
    for (const kind of ["notice", "batch"] as const) {
      for (;;) {
        const claims = await time.claim(kind, { isDead });
        if (claims.length === 0) break;
        for (const claim of claims) await time.send(claim);
      }
    }
    expect(await time.books()).toMatchObject({ known: stored, told: stored, pending: 0 });
    expect(await time.sinkBooks()).toMatchObject({ known: stored, delivered: stored, pending: 0 });
    const raw = new Database(path, { readonly: true });
    expect(raw.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(raw.pragma("foreign_key_check")).toEqual([]);
    raw.close();
  });
});

/** Runs a worker, kills it a while after it has stored so many pages, and says how many events it had said were stored. */
async function runAndKill(path: string, from: number, pages: number, delayMs: number): Promise<number> {
  const child = start("killed-worker.ts", path, String(from));
  let seen = 0;
  let stored = from;
  if (child.stdout === null) throw new Error("A worker without output.");
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("stored ")) continue;
    stored = Number(line.slice("stored ".length));
    seen += 1;
    if (seen === pages) setTimeout(() => child.kill("SIGKILL"), delayMs);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  return stored;
}
