import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { UnidentifiedEvent } from "../../event/denied-event.ts";
import { createScratch, type Scratch } from "./scratch.ts";
import { Spool, type SpooledItem } from "./spool.ts";
import { contentIdOf } from "./testdata/past-logs.ts";

function refusal(
  at: string,
  document: number,
  actor = "raul.sato@fabrikam.com",
): { readonly event: UnidentifiedEvent } {
  return {
    event: {
      ...{
        occurredAt: at,
        tenantId: "",
        contentId: contentIdOf(document),
        actor,
        outcome: "refused",
        result: "AccessDenied",
      },
      ...{
        resultKnown: true,
        request: "AcquireLicense",
        source: "rms-log",
        location: "a.log:1",
        raw: "the whole line",
      },
    },
  } as const;
}

const fact = (asOf: string, document: number, name = "Plan.docx") => ({
  ...{ contentId: contentIdOf(document), asOf, origin: "rms-log", name },
});

const timeOf = (item: SpooledItem): string => ("denied" in item ? item.denied.event.occurredAt : item.fact.asOf);

describe("a spool", () => {
  let scratch: Scratch;
  let spool: Spool;

  beforeEach(async () => {
    scratch = await createScratch();
    spool = await Spool.create(`${scratch.folder}/spool`);
  });

  afterEach(async () => {
    await spool.close();
    await scratch.remove();
  });

  it("gives items in the order of their times, and of equal times in the order of reading", async () => {
    await spool.add({
      denied: [refusal("2026-10-03T00:00:00Z", 1), refusal("2026-10-01T00:00:00Z", 1, "first")],
      facts: [],
    });
    await spool.add({
      denied: [refusal("2026-10-01T00:00:00Z", 1, "second")],
      facts: [fact("2026-10-02T00:00:00Z", 1)],
    });
    await spool.seal();
    const items = await spool.read(0, 10);
    expect(items.map(timeOf)).toEqual([
      "2026-10-01T00:00:00Z",
      "2026-10-01T00:00:00Z",
      "2026-10-02T00:00:00Z",
      "2026-10-03T00:00:00Z",
    ]);
    expect(items.slice(0, 2).map((item) => "denied" in item && item.denied.event.actor)).toEqual(["first", "second"]);
    expect([spool.firstRefusal, spool.lastRefusal].map((time) => new Date(time).toISOString())).toEqual([
      "2026-10-01T00:00:00.000Z",
      "2026-10-03T00:00:00.000Z",
    ]);
    expect(spool.timeOf(4)).toBeNull();
  });

  it("keeps of documents what somebody was refused, wherever it was learnt, and no record", async () => {
    const facts = [fact("2026-10-02T00:00:00Z", 1, "kept"), fact("2026-10-02T00:00:00Z", 2, "dropped")];
    await spool.add({ denied: [], facts });
    await spool.add({ denied: [refusal("2026-10-01T00:00:00Z", 1)], facts: [] });
    await spool.seal();
    const text = JSON.stringify(await spool.read(0, 10));
    expect(text).toContain("kept");
    expect(text).not.toContain("dropped");
    expect(text).not.toContain("the whole line");
  });

  it("gives back every item of many pages, in any script, however they lie in the file", async () => {
    const time = (n: number): string =>
      new Date(Date.UTC(2026, 9, 1) + n * 1_000).toISOString().slice(0, 19).concat("Z");
    // Pages lie in the file in the opposite order, with texts long enough that neighbours in time are far from each other.
    for (let page = 9; page >= 0; page -= 1) {
      const denied = Array.from({ length: 300 }, (_, i) =>
        refusal(time(i * 10 + page), 1, `名前 ${i * 10 + page} ${"x".repeat(500)}`),
      );
      await spool.add({ denied, facts: [] });
    }
    await spool.seal();
    const items = [...(await spool.read(0, 1_999)), ...(await spool.read(1_999, 2_000))];
    expect(items.map((item) => "denied" in item && Number(item.denied.event.actor.split(" ")[1]))).toEqual([
      ...Array(3_000).keys(),
    ]);
  });

  it("has no first refusal where there is none", async () => {
    await spool.seal();
    expect(spool.firstRefusal).toBeNaN();
    expect(await spool.read(0, 10)).toEqual([]);
  });
});
