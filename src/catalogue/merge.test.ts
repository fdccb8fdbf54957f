import { readFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatalogueFact, type DocumentRecord, NEVER, UNCLEAR } from "./document.ts";
import { DOCUMENT_FIELDS, type DocumentField, MERGE_RULES, mergeFact } from "./merge.ts";

const CONTENT = "1539e96a-0099-4782-a8d3-b7314e58149d";
const OLD = "2026-11-01T08:00:00Z";
const NEW = "2026-11-18T08:00:00Z";

function fact(values: Partial<CatalogueFact>): CatalogueFact {
  return { contentId: CONTENT, asOf: NEW, origin: "usage-logs", ...values };
}

function mergeAll(facts: readonly CatalogueFact[]): DocumentRecord | undefined {
  return facts.reduce<DocumentRecord | undefined>(mergeFact, undefined);
}

describe("of two facts about a document", () => {
  it.each<[string, DocumentField, Partial<CatalogueFact>, Partial<CatalogueFact>]>([
    ["a readable name beats a newer garbled one", "name", { name: "Plan.docx", asOf: OLD }, { name: "????.docx" }],
    ["a garbled name beats a newer GUID", "name", { name: "????.docx", asOf: OLD }, { name: `${CONTENT}.docx` }],
    ["a GUID beats a newer blank", "name", { name: CONTENT, asOf: OLD }, { name: " " }],
    ["of two readable names the newer wins", "name", { name: "A plan.docx" }, { name: "Z plan.docx", asOf: OLD }],
    ["of two equally old names the greater text wins", "name", { name: "b.docx" }, { name: "a.docx" }],
    [
      "an owner with one address beats newer text without",
      "owner",
      { owner: "adele@contoso.com", asOf: OLD },
      { owner: "Adele Vance" },
    ],
    [
      "one address beats a newer list",
      "owner",
      { owner: "adele@contoso.com", asOf: OLD },
      { owner: "a@contoso.com;b@contoso.com" },
    ],
    ["of two owners the newer wins", "owner", { owner: "adele@contoso.com" }, { owner: "zoe@contoso.com", asOf: OLD }],
    ["the newer label wins", "label", { label: "Confidential" }, { label: "Public", asOf: OLD }],
    ["the newer protection wins", "protectedAt", { protectedAt: OLD }, { protectedAt: NEW, asOf: OLD }],
    ["access withdrawn later wins", "revokedAt", { revokedAt: OLD }, { revokedAt: NEVER, asOf: OLD }],
    ["access given back wins", "revokedAt", { revokedAt: NEVER }, { revokedAt: OLD, asOf: OLD }],
    ["a later end that was set later wins", "expiresAt", { expiresAt: NEW }, { expiresAt: OLD, asOf: OLD }],
    ["an end that was taken away is gone", "expiresAt", { expiresAt: NEVER }, { expiresAt: NEW, asOf: OLD }],
    [
      "withdrawn nobody knows when, said later, wins",
      "revokedAt",
      { revokedAt: UNCLEAR },
      { revokedAt: OLD, asOf: OLD },
    ],
    ["a date that is told later settles it", "revokedAt", { revokedAt: OLD }, { revokedAt: UNCLEAR, asOf: OLD }],
    [
      "a list that is written later settles it",
      "recipients",
      { recipients: "z@x.com" },
      { recipients: UNCLEAR, asOf: OLD },
    ],
    ["of two texts that are no time the greater wins", "expiresAt", { expiresAt: "soon" }, { expiresAt: "late" }],
    ["one issuer beats newer text without", "issuer", { issuer: "a@contoso.com", asOf: OLD }, { issuer: "Adele" }],
    ["what is no time gives way", "revokedAt", { revokedAt: OLD, asOf: OLD }, { revokedAt: "16/11/2026" }],
    ["the year 1 is no time", "protectedAt", { protectedAt: OLD, asOf: OLD }, { protectedAt: "0001-01-01T00:00:00Z" }],
    ["the newer list wins", "recipients", { recipients: "a@contoso.com" }, { recipients: "z@contoso.com", asOf: OLD }],
    ["no list is no knowledge", "recipients", { recipients: "a@contoso.com", asOf: OLD }, { recipients: "" }],
    [
      "times are compared as instants",
      "label",
      { label: "A", asOf: "2026-11-18T08:00:00.500Z" },
      { label: "B", asOf: NEW },
    ],
    ["what is no time is older than any", "label", { label: "A", asOf: OLD }, { label: "B", asOf: "lately" }],
  ])("%s", (_rule, field, winner, loser) => {
    for (const order of [
      [fact(winner), fact(loser)],
      [fact(loser), fact(winner)],
    ]) {
      expect(mergeAll(order)?.[field]?.value).toBe(winner[field]);
    }
  });

  it.each<[DocumentField, string, string]>([
    ["revokedAt", NEVER, OLD],
    ["revokedAt", OLD, NEW],
    ["expiresAt", OLD, NEVER],
    ["recipients", "a@contoso.com", "z@contoso.com"],
  ])("that are equally new and contradict each other about %s leave it open, until a newer one", (field, a, b) => {
    const facts = [fact({ [field]: a, origin: "x" }), fact({ [field]: b, origin: "y" })];
    const open = { value: UNCLEAR, asOf: NEW, origin: "y" };
    for (const order of [facts, facts.toReversed(), [...facts, ...facts]])
      expect(mergeAll(order)?.[field]).toEqual(open);
    const settled = fact({ [field]: a, asOf: "2026-11-18T08:00:01Z" });
    expect(mergeAll([...facts, settled])?.[field]?.value).toBe(a);
    expect(mergeAll([settled, ...facts])?.[field]?.value).toBe(a);
  });

  it("each says where and when it was learnt", () => {
    const record = mergeAll([
      fact({ name: "Plan.docx", asOf: OLD, origin: "a" }),
      fact({ owner: "adele@contoso.com", origin: "b" }),
    ]);

    expect(record).toEqual({
      contentId: CONTENT,
      name: { value: "Plan.docx", asOf: OLD, origin: "a" },
      owner: { value: "adele@contoso.com", asOf: NEW, origin: "b" },
    });
  });

  it("the one that says nothing new leaves the record as it was, as an object too", () => {
    const record = mergeFact(undefined, fact({ name: "Plan.docx" }));

    expect(mergeFact(record, fact({ name: "Plan.docx" }))).toBe(record);
    expect(mergeFact(record, fact({ name: "Old.docx", asOf: OLD }))).toBe(record);
  });
});

describe("facts about a document", () => {
  const facts = fc.array(
    fc.record(
      {
        contentId: fc.constant(CONTENT),
        asOf: fc.constantFrom(OLD, NEW, "2026-11-18T08:00:00.000Z", "never"),
        origin: fc.constantFrom("a", "b"),
        name: fc.constantFrom("", "Plan.docx", "Budget.xlsx", "????.docx", "??.docx", CONTENT),
        owner: fc.constantFrom("adele@contoso.com", "Adele", "zoe@contoso.com", "x@y"),
        issuer: fc.constantFrom("adele@contoso.com", "Adele"),
        label: fc.constantFrom("Public", "Secret"),
        protectedAt: fc.constantFrom(OLD, NEW, "?"),
        expiresAt: fc.constantFrom(OLD, NEW, NEVER, UNCLEAR, "soon", "later"),
        revokedAt: fc.constantFrom(OLD, NEW, NEVER, "0001-01-01T00:00:00Z"),
        recipients: fc.constantFrom("a@contoso.com", "a@contoso.com b@contoso.com", UNCLEAR, ""),
      },
      { requiredKeys: ["contentId", "asOf", "origin"] },
    ),
    { maxLength: 6 },
  );

  const toldTwiceInTwoOrders = facts.chain((told) =>
    fc.tuple(
      fc.constant(told),
      fc.shuffledSubarray([...told, ...told], { minLength: told.length * 2, maxLength: told.length * 2 }),
    ),
  );

  it("give the same record in any order and however often they are told", () => {
    fc.assert(
      fc.property(toldTwiceInTwoOrders, ([told, again]) => {
        expect(mergeAll(again)).toEqual(mergeAll(told));
      }),
      { seed: 20261118, numRuns: 500 },
    );
  });
});

it("the README gives every field's rule as the code has it", async () => {
  const readme = await readFile(new URL("README.md", import.meta.url), "utf8");
  const rows = readme.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toEqual(DOCUMENT_FIELDS.map((field) => `| \`${field}\` | ${MERGE_RULES[field].text} |`));
});
