import { describe, expect, it } from "vitest";
import type { CatalogueFact } from "../catalogue/document.ts";
import { PageBuilder } from "./page-builder.ts";

const FACT: CatalogueFact = {
  contentId: "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c",
  asOf: "2026-11-18T00:00:05Z",
  origin: "usage-logs",
  name: "Merger.pptx",
};

describe("PageBuilder", () => {
  it("keeps of equal facts the newest, and all that differ", () => {
    const facts = factsOf([
      FACT,
      { ...FACT, asOf: "2026-11-18T00:00:09Z" },
      { ...FACT, asOf: "2026-11-18T00:00:07Z" },
      { ...FACT, name: "Merger 2.pptx" },
      { ...FACT, contentId: "bb4af47b-cfed-4719-831d-71b98191a4f2" },
    ]);
    expect(facts).toEqual([
      { ...FACT, asOf: "2026-11-18T00:00:09Z" },
      { ...FACT, name: "Merger 2.pptx" },
      { ...FACT, contentId: "bb4af47b-cfed-4719-831d-71b98191a4f2" },
    ]);
  });

  it("is full by records or by bytes, and empty once taken", () => {
    const builder = new PageBuilder();
    builder.countRead(60);
    builder.reject("line-too-long", "x", "a.log:0");
    expect([builder.isFull({ records: 1, bytes: 100 }), builder.isFull({ records: 2, bytes: 60 })]).toEqual([
      true,
      true,
    ]);
    expect(builder.isFull({ records: 2, bytes: 61 })).toBe(false);
    expect(builder.take([])).toMatchObject({ read: 1, rejected: [{ reason: "line-too-long" }] });
    expect(builder.take([])).toEqual({ read: 0, denied: [], ignored: {}, rejected: [], facts: [], cursors: [] });
  });
});

function factsOf(facts: readonly CatalogueFact[]): readonly CatalogueFact[] {
  const builder = new PageBuilder();
  for (const fact of facts) builder.add({ kind: "ignored", reason: "success", fact }, "", "a.log:0");
  return builder.take([]).facts;
}
