import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Side } from "./report.ts";
import { type Limits, PastLogs, type PastRefusal } from "./testdata/past-logs.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Nothing is held by any limit. */
const NO_LIMITS = { groupWait: "0s", groupInterval: "0s", repeatInterval: "0s", maxPerOwnerPerDay: 1_000 };

const at = (time: string, more: Partial<PastRefusal> = {}): PastRefusal => ({ at: `2026-10-01T${time}Z`, ...more });

describe("a simulation of past logs", () => {
  let past: PastLogs;
  const before = process.env["TMPDIR"];

  beforeEach(() => {
    past = new PastLogs();
    // What a simulation leaves behind would be found here, whatever other tests are at.
    mkdirSync(join(past.dir, "scratch"));
    process.env["TMPDIR"] = join(past.dir, "scratch");
  });

  afterEach(() => {
    process.env["TMPDIR"] = before;
    if (before === undefined) Reflect.deleteProperty(process.env, "TMPDIR");
    past.remove();
  });

  async function side(refusals: readonly PastRefusal[], notices: Limits, more: Limits = {}): Promise<Side> {
    past.log(refusals);
    const { sides } = await past.simulate([past.config("a.yaml", notices, more)]);
    return sides[0] as Side;
  }

  // Sources are read at every quarter of an hour from midnight on, and a refusal is seen at once: it is told at the next quarter at the earliest.
  it.each<{ what: string; refusals: PastRefusal[]; notices: Limits; mails: number; delays: number[]; held: object }>([
    {
      what: "without limits each refusal is told at the next reading",
      refusals: [at("09:05:00"), at("09:20:00"), at("09:21:00")],
      notices: NO_LIMITS,
      mails: 2,
      delays: [10 * MINUTE, 10 * MINUTE, 9 * MINUTE],
      held: {},
    },
    {
      what: "groupWait counts from the refusal, and what ends before the next reading has ended",
      // 09:05 is seen at 09:15; its wait ends at 09:25, before 09:30: told at 09:15.
      refusals: [at("09:05:00")],
      notices: { ...NO_LIMITS, groupWait: "20m" },
      mails: 1,
      delays: [10 * MINUTE],
      held: {},
    },
    {
      what: "groupWait gathers what follows",
      // Due at 09:50, so at the reading of 09:45, with the refusal of 09:40.
      refusals: [at("09:05:00"), at("09:40:00")],
      notices: { ...NO_LIMITS, groupWait: "45m" },
      mails: 1,
      delays: [40 * MINUTE, 5 * MINUTE],
      held: {},
    },
    {
      what: "groupInterval keeps two notices apart, whatever document they are of",
      // The first at 09:15; the second would be at 09:30 and is due at 13:15, found by the reading of 13:00.
      refusals: [at("09:05:00"), at("09:20:00", { document: 2 })],
      notices: { ...NO_LIMITS, groupInterval: "4h" },
      mails: 2,
      delays: [10 * MINUTE, 3 * HOUR + 40 * MINUTE],
      held: {},
    },
    {
      what: "repeatInterval counts from the told refusal and holds the same reader at the same document only",
      // 09:05 was told; 09:20 of the same pair may be told from 15:05 on, found by the reading of 15:00. The other document is told at 09:30.
      refusals: [at("09:05:00"), at("09:20:00"), at("09:20:00", { document: 2 })],
      notices: { ...NO_LIMITS, repeatInterval: "6h" },
      mails: 3,
      delays: [10 * MINUTE, 5 * HOUR + 40 * MINUTE, 10 * MINUTE],
      held: { repeat: 1 },
    },
    {
      what: "maxPerOwnerPerDay is exact: what is over it waits until the first mail is a day old",
      // Mails at 09:15 and 09:30; the third and the fourth refusal share the one of the next day's 09:15.
      refusals: [at("09:05:00"), at("09:20:00"), at("09:35:00"), at("10:05:00")],
      notices: { ...NO_LIMITS, maxPerOwnerPerDay: 2 },
      mails: 3,
      delays: [10 * MINUTE, 10 * MINUTE, DAY - 20 * MINUTE, DAY - 50 * MINUTE],
      held: { cap: 2 },
    },
    {
      what: "limits are an owner's own",
      refusals: [at("09:05:00"), at("09:20:00", { owner: "anna.sato@contoso.com" })],
      notices: { ...NO_LIMITS, maxPerOwnerPerDay: 1, groupInterval: "4h" },
      mails: 2,
      delays: [10 * MINUTE, 10 * MINUTE],
      held: {},
    },
  ])("$what", async ({ refusals, notices, mails, delays, held }) => {
    const told = await side(refusals, notices);
    const sorted = delays.toSorted((a, b) => a - b);
    expect(told.mails.total).toBe(mails);
    expect(told.delays.fromRefusal).toEqual({
      median: sorted[Math.ceil(sorted.length / 2) - 1],
      p95: sorted.at(-1),
      max: sorted.at(-1),
    });
    expect(told.heldForAWhile).toEqual(held);
    expect(told.books).toEqual({
      known: refusals.length,
      told: refusals.length,
      covered: 0,
      pending: 0,
      held: {},
      dead: 0,
      unknown: 0,
    });
  });

  it("a provider's pace holds mails back, and the figures say how near its limit one came", async () => {
    const refusals = Array.from({ length: 5 }, (_, i) => at("09:05:00", { owner: `owner${i}@contoso.com` }));
    const notifiers = { owners: { type: "file", path: "outbox/", messagesPerMinute: 2, messagesPerDay: 100 } };
    const { mails, delays } = await side(refusals, NO_LIMITS, { notifiers });
    // Two at 09:15, two at 09:16, one at 09:17.
    expect(delays.fromRefusal).toEqual({ median: 11 * MINUTE, p95: 12 * MINUTE, max: 12 * MINUTE });
    expect(mails.busiestHour).toEqual({ startsAt: "2026-10-01T09:00:00Z", mails: 5, limit: 100 });
    expect(mails.busiestDay).toEqual({ day: "2026-10-01", mails: 5, limit: 100 });
  });

  it("a mail with more rows than it may list covers the rest", async () => {
    const refusals = [1, 2, 3].map((document) => at(`09:0${document}:00`, { document }));
    const { books, mails } = await side(refusals, { ...NO_LIMITS, maxRows: 2 });
    expect(books).toMatchObject({ known: 3, told: 2, covered: 1 });
    expect(mails.total).toBe(1);
  });

  it("says what is never told, and why", async () => {
    const refusals = [
      at("09:05:00"),
      at("09:06:00", { actor: "miriam.jansen@contoso.com" }),
      at("09:07:00", { actor: "scan@fabrikam.com" }),
      at("09:08:00", { owner: "-", document: 2 }),
    ];
    const { books } = await side(refusals, NO_LIMITS, { doNotTrack: { addresses: ["scan@fabrikam.com"] } });
    expect(books).toMatchObject({
      known: 4,
      told: 1,
      held: { "do-not-track": 1, "own-attempt": 1, "owner-blank": 1 },
    });
  });

  it("usage logs bring a day at its end, so that groupWait decides nothing", async () => {
    past.log([at("09:05:00"), at("23:59:59", { document: 2 })]);
    const configs = ["a.yaml", "b.yaml"] as const;
    past.config(configs[0], { groupWait: "0s" });
    past.config(configs[1], { groupWait: "10m" });
    const { sides } = await past.simulate(configs, { visibility: null });
    for (const { delay, mails, delays } of sides) {
      expect({ delay, total: mails.total, ...delays.fromRefusal }).toEqual({
        delay: "day",
        total: 1,
        median: 1,
        p95: 14 * HOUR + 55 * MINUTE,
        max: 14 * HOUR + 55 * MINUTE,
      });
      expect(delays.fromSight).toEqual({ median: 0, p95: 0, max: 0 });
    }
  });

  it("sets A beside B: a longer wait makes fewer mails and later ones", async () => {
    past.log(["09:01:00", "09:16:00", "09:31:00", "09:46:00"].map((time, i) => at(time, { document: i })));
    past.config("a.yaml", { ...NO_LIMITS });
    past.config("b.yaml", { ...NO_LIMITS, groupWait: "1h" });
    const { sides } = await past.simulate(["a.yaml", "b.yaml"]);
    expect(
      sides.map(({ name, config, mails, delays }) => [name, config, mails.total, delays.fromRefusal?.max]),
    ).toEqual([
      ["A", "a.yaml", 4, 14 * MINUTE],
      // Due at 10:01, so at the reading of 10:00, with all four.
      ["B", "b.yaml", 1, 59 * MINUTE],
    ]);
  });

  it("counts a refusal that is delivered twice once", async () => {
    past.log([at("09:05:00")]);
    copyFileSync(join(past.dir, "rmslog-2026-10-01.log"), join(past.dir, "rmslog-copy.log"));
    const { sides } = await past.simulate([past.config("a.yaml")]);
    expect(sides[0]).toMatchObject({
      logs: { read: 2, denied: 2, new: 1, duplicate: 1 },
      books: { known: 1, told: 1 },
    });
  });

  it("plays refusals in the order they happened, however the files are named", async () => {
    past.log([at("09:35:00")], "rmslog-a.log");
    past.log([at("09:05:00")], "rmslog-b.log");
    const { sides } = await past.simulate([past.config("a.yaml", { ...NO_LIMITS, repeatInterval: "6h" })]);
    // The one of 09:05 is told, the one of 09:35 held; otherwise both would be told at once.
    expect(sides[0]).toMatchObject({ mails: { total: 2 }, heldForAWhile: { repeat: 1 } });
  });

  it("passes quickly over years without refusals", async () => {
    past.log([{ at: "2011-03-01T10:00:00Z" }, { at: "2026-10-01T09:05:00Z" }, { at: "2199-01-01T00:00:00Z" }]);
    const { firstDay, lastDay, sides } = await past.simulate([past.config("a.yaml", { repeatInterval: "365d" })]);
    expect({ firstDay, lastDay }).toEqual({ firstDay: "2011-03-01", lastDay: "2199-01-01" });
    expect(sides[0]?.mails.total).toBe(3);
  });

  it("answers the same for the same input, calls owners by numbers unless asked, and leaves nothing behind", async () => {
    past.log([at("09:05:00"), at("09:06:00", { owner: "anna.sato@contoso.com" })]);
    past.config("a.yaml");
    const first = JSON.stringify(await past.simulate(["a.yaml"]));
    expect(JSON.stringify(await past.simulate(["a.yaml"]))).toBe(first);
    expect(first).toContain('"owner 1"');
    expect(first).not.toContain("anna.sato");
    const named = await past.simulate(["a.yaml"], { names: true });
    expect(named.sides[0]?.topOwners.map(({ owner }) => owner)).toEqual([
      "anna.sato@contoso.com",
      "miriam.jansen@contoso.com",
    ]);
    expect(readdirSync(past.dir, { recursive: true }).toSorted()).toEqual([
      "a.yaml",
      "rmslog-2026-10-01.log",
      "scratch",
    ]);
  });

  it("ends when it is asked to, and leaves nothing behind then either", async () => {
    past.log(Array.from({ length: 50 }, (_, i) => at(`09:${String(i).padStart(2, "0")}:00`)));
    past.config("a.yaml", NO_LIMITS);
    const stop = new AbortController();
    const simulation = past.simulate(["a.yaml"], {
      signal: stop.signal,
      onProgress: ({ step }) => step === "playing" && stop.abort(),
    });
    await expect(simulation).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(readdirSync(join(past.dir, "scratch"))).toEqual([]);
  });
});
