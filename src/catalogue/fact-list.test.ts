import { describe, expect, it } from "vitest";
import type { CatalogueFact } from "./document.ts";
import { FactList } from "./fact-list.ts";
import { DOCUMENT_FIELDS } from "./merge.ts";

const FACT: CatalogueFact = {
  contentId: "1539e96a-0099-4782-a8d3-b7314e58149d",
  asOf: "2026-11-18T08:00:00Z",
  origin: "documents",
};

function listOf(...facts: readonly CatalogueFact[]): readonly CatalogueFact[] {
  const list = new FactList();
  for (const fact of facts) list.add(fact);
  return list.list();
}

describe("FactList", () => {
  it.each([...DOCUMENT_FIELDS, "origin"] as const)("keeps facts apart that differ in %s", (field) => {
    expect(listOf({ ...FACT, [field]: "a" }, { ...FACT, [field]: "b" })).toHaveLength(2);
  });

  it("keeps the newest of those that say the same", () => {
    const newer = { ...FACT, asOf: "2026-11-18T09:00:00Z", revokedAt: "never" };
    const facts = [{ ...FACT, revokedAt: "never" }, newer, { ...FACT, revokedAt: "never" }];
    expect(listOf(...facts)).toEqual([newer]);
  });
});
