/** What happens to refusals while the directory cannot be asked: each test is some runs, read as owners, security and operators read them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { OwnerStep } from "../../src/owners/owner-step.ts";
import { openMemoryStore } from "../../src/store/memory/memory-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createPipeline, DAY, HOUR, MINUTE, type Pipeline, type Refusal } from "../support/pipeline.ts";

const ADELE = "adele.vance@contoso.com";
const ALEX = "alex.wilber@contoso.com";
const EVERY = { every: 15 * MINUTE };

const sam = (at: string, document = "Merger.pptx", more: Partial<Refusal> = {}): Refusal => ({
  at,
  actor: "sam@fabrikam.com",
  document,
  ...more,
});

interface Directory extends OwnerStep {
  /** How it fails, or null while it answers. */
  trouble: { readonly outcome: string; readonly advice: string } | null;
  asked: number;
}

/** A directory that knows everybody under the address he is recorded by, but for Alex, whose mailbox has another name. */
function createDirectory(): Directory {
  const directory: Directory = {
    name: "graph",
    trouble: null,
    asked: 0,
    async find({ recorded = "" }) {
      directory.asked += 1;
      if (directory.trouble !== null) return { found: "unavailable", ...directory.trouble };
      const address = recorded === ALEX ? "alexw@contoso.com" : recorded;
      return { found: true, address, role: "owner", aliases: [recorded, address], outcome: "directory-user" };
    },
  };
  return directory;
}

const SECURITY: OwnerStep = {
  name: "security",
  find: async () => ({
    found: true,
    address: "security@contoso.com",
    role: "stand-in",
    aliases: [],
    outcome: "security",
  }),
};

const DOWN = { outcome: "directory-unavailable", advice: "Look at the network and the service's own state." };

function openSqlite(): Store {
  const folder = mkdtempSync(join(tmpdir(), "lockbell-"));
  const store = openSqliteStore(join(folder, "lockbell.db"), { isDurable: false });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return store;
}

const STORES: readonly (readonly [string, () => Store])[] = [
  ["memory", openMemoryStore],
  ["sqlite", openSqlite],
];

/** Runs that fall into an outage of three, and the first after it. */
async function fourRuns(day: Pipeline, directory: Directory): Promise<void> {
  directory.trouble = DOWN;
  day.refuse(sam("2026-11-18T08:30:00Z"), sam("2026-11-18T08:31:00Z", "Plan.docx", { owner: ALEX }));
  await day.run(EVERY);
  day.clock.advance(EVERY.every);
  day.refuse(sam("2026-11-18T09:10:00Z", "Budget.xlsx"));
  await day.run(EVERY);
  day.clock.advance(EVERY.every);
  directory.trouble = { ...DOWN, outcome: "directory-throttled" };
  await day.run(EVERY);
  expect(await day.mails()).toEqual([]);
  day.clock.advance(EVERY.every);
  directory.trouble = null;
  day.refuse(sam("2026-11-18T09:40:00Z", "Late.docx"));
  await day.run(EVERY);
}

describe.each(STORES)("an outage of three runs (%s)", (_name, openStore) => {
  it("ends in one notice to each right owner, with all that came meanwhile, and nothing to security", async () => {
    const directory = createDirectory();
    const day = createPipeline({ steps: [directory, SECURITY], store: openStore() });
    await fourRuns(day, directory);

    const mails = await day.mails();
    expect(mails.map(({ to, subject }) => [to, subject]).sort()).toEqual([
      [ADELE, "Document protection: 3 blocked attempts, 3 documents"],
      ["alexw@contoso.com", 'Access blocked: "Plan.docx" (1 attempt)'],
    ]);
    expect(await day.store.ownerBooks()).toMatchObject({ known: 4, told: 4, held: {}, pending: 0 });
    day.clock.advance(DAY);
    await day.run(EVERY);
    expect(await day.mails()).toEqual([]);
  });

  it("keeps nothing from the sinks, and counts what waits under its reason", async () => {
    const directory = createDirectory();
    const day = createPipeline({ steps: [directory, SECURITY], store: openStore() });
    directory.trouble = DOWN;
    day.refuse(sam("2026-11-18T08:30:00Z"), sam("2026-11-18T08:31:00Z", "Plan.docx", { owner: ALEX }));
    await day.run(EVERY);

    expect(day.sunk).toHaveLength(2);
    expect(await day.store.sinkBooks("all")).toMatchObject({ known: 2, delivered: 2 });
    expect(await day.store.ownerBooks()).toMatchObject({ known: 2, pending: 0, held: { "directory-unavailable": 2 } });
    expect(day.dispatched).toEqual({
      status: "done",
      awaiting: [{ reason: "directory-unavailable", advice: DOWN.advice, events: 2 }],
    });
  });

  it("is read back: that it waited, why, and what was decided in the end", async () => {
    const directory = createDirectory();
    const day = createPipeline({ steps: [directory, SECURITY], store: openStore() });
    await fourRuns(day, directory);

    const [history] = await day.store.findEvents(day.sunk[0]?.id ?? "");
    expect(history?.owner).toMatchObject({ outcome: "told", trail: [{ step: "graph", outcome: "directory-user" }] });
    expect(history?.owner.decisions.map(({ at, decision, reason }) => [at, decision, reason])).toEqual([
      [Date.parse("2026-11-18T09:00:00Z"), "await", "directory-unavailable"],
      [Date.parse("2026-11-18T09:45:00Z"), "notify", "first"],
    ]);
  });
});

describe("while an owner is awaited", () => {
  it("what needs no owner to be decided is decided at once", async () => {
    const directory = createDirectory();
    const day = createPipeline({
      steps: [directory, SECURITY],
      policy: { doNotTrack: { addresses: ["quiet@fabrikam.com"], domains: [] } },
    });
    const at = day.clock.now();
    const dates = { startsAt: at, endsAt: at + HOUR, createdAt: at };
    await day.store.addSilence({ id: "s1", matchers: { actor: "*@adatum.com" }, comment: "", author: "kim", ...dates });
    directory.trouble = DOWN;
    day.refuse(
      sam("2026-11-18T08:30:00Z"),
      { ...sam("2026-11-18T08:31:00Z"), actor: "quiet@fabrikam.com" },
      { ...sam("2026-11-18T08:32:00Z"), actor: ADELE },
      { ...sam("2026-11-18T08:33:00Z"), actor: "kim@adatum.com" },
    );
    await day.run(EVERY);

    expect(await day.store.ownerBooks()).toMatchObject({
      held: { "do-not-track": 1, "own-attempt": 1, silence: 1, "directory-unavailable": 1 },
    });
  });

  it("an actor who comes under do-not-track is taken out, and his attempts are never told", async () => {
    const directory = createDirectory();
    const before = createPipeline({ steps: [directory, SECURITY] });
    directory.trouble = DOWN;
    before.refuse(sam("2026-11-18T08:30:00Z"));
    await before.run(EVERY);
    directory.trouble = null;
    const after = createPipeline({
      store: before.store,
      steps: [directory, SECURITY],
      policy: { doNotTrack: { addresses: ["sam@fabrikam.com"], domains: [] } },
    });
    await after.run();

    expect(await after.mails()).toEqual([]);
    expect(await after.store.ownerBooks()).toMatchObject({ known: 1, held: { "do-not-track": 1 } });
  });

  it("owners that can be found are told as ever", async () => {
    const directory = createDirectory();
    const known: OwnerStep = {
      name: "directory-file",
      async find({ recorded }) {
        if (recorded !== ADELE) return { found: false, outcome: "owner-unknown" };
        return { found: true, address: ADELE, role: "owner", aliases: [], outcome: "directory-user" };
      },
    };
    const day = createPipeline({ steps: [known, directory, SECURITY] });
    directory.trouble = DOWN;
    day.refuse(sam("2026-11-18T08:30:00Z"), sam("2026-11-18T08:31:00Z", "Plan.docx", { owner: ALEX }));
    await day.run();

    expect((await day.mails()).map(({ to }) => to)).toEqual([ADELE]);
    expect(await day.store.ownerBooks()).toMatchObject({ told: 1, held: { "directory-unavailable": 1 } });
  });

  it("a run without anything new decides it too", async () => {
    const directory = createDirectory();
    const day = createPipeline({ steps: [directory, SECURITY] });
    directory.trouble = DOWN;
    day.refuse(sam("2026-11-18T08:30:00Z"));
    await day.run();
    directory.trouble = null;
    await day.run();

    expect((await day.mails()).map(({ to }) => to)).toEqual([ADELE]);
    expect(day.dispatched).toEqual({ status: "done", awaiting: [] });
  });

  it("it waits for as long as the outage lasts, and is told as old then", async () => {
    const directory = createDirectory();
    const day = createPipeline({ steps: [directory, SECURITY] });
    directory.trouble = DOWN;
    day.refuse(sam("2026-11-18T08:30:00Z"));
    for (let n = 0; n < 9; n += 1) {
      await day.run(EVERY);
      day.clock.advance(DAY);
    }
    directory.trouble = null;
    await day.run(EVERY);

    const mails = await day.mails();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toMatch(/7 days/);
    expect(directory.asked).toBe(10);
  });
});

describe("two instances", () => {
  it("at once decide what is awaited once", async () => {
    const directory = createDirectory();
    const store = openSqlite();
    const one = createPipeline({ steps: [directory, SECURITY], store });
    directory.trouble = DOWN;
    one.refuse(sam("2026-11-18T08:30:00Z"), sam("2026-11-18T08:31:00Z", "Plan.docx", { owner: ALEX }));
    await one.run(EVERY);
    directory.trouble = null;
    const two = createPipeline({ steps: [directory, SECURITY], store, pid: 2, clock: one.clock });
    await Promise.all([one.run(EVERY), two.run(EVERY)]);
    await two.run(EVERY);

    const mails = [...(await one.mails()), ...(await two.mails())];
    expect(mails.map(({ to }) => to).sort()).toEqual([ADELE, "alexw@contoso.com"]);
    expect(await store.ownerBooks()).toMatchObject({ known: 2, told: 2, held: {} });
  });
});
