import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codesOfMissing, passes, readSubmission, refusalReason } from "./read-submission.ts";

const SENT = ["a", "b", "c"];
const stored = (externalId: string): object => ({
  "@odata.type": "#microsoft.graph.tiIndicator",
  id: `id-${externalId}`,
  externalId,
});
const read = (...value: readonly unknown[]) => readSubmission(JSON.stringify({ value }), SENT);

describe("what an answer says of indicators", () => {
  it.each<[string, readonly unknown[], readonly (readonly [string, string])[], readonly string[]]>([
    ["all stored", [stored("a"), stored("b"), stored("c")], [], []],
    ["in another order", [stored("c"), stored("a"), stored("b")], [], []],
    ["with a success by code", [stored("a"), { externalId: "b", code: 0 }, { externalId: "c", code: "201" }], [], []],
    [
      "one refused by name",
      [stored("a"), { externalId: "b", error: { code: "Bad" } }, stored("c")],
      [["b", "Bad"]],
      [],
    ],
    [
      "one refused beside its properties",
      [stored("a"), { ...stored("b"), code: 400 }, stored("c")],
      [["b", "400"]],
      [],
    ],
    [
      "one there already, by the provider's word",
      [stored("a"), { externalId: "b", code: 409 }, stored("c")],
      [],
      ["b"],
    ],
    ["one without an id", [stored("a"), { externalId: "b", id: null }, stored("c")], [], ["b"]],
    ["one left out", [stored("a"), stored("c")], [], ["b"]],
    ["one of two providers stored it", [stored("a"), { externalId: "a", code: 500 }, stored("b"), stored("c")], [], []],
    ["somebody else's", [stored("x"), stored("a"), stored("b")], [], ["c"]],
    ["nothing", [], [], SENT],
  ])("%s", (_what, value, refused, open) => {
    const submission = read(...value);
    expect([...(submission?.refused ?? [])]).toEqual(refused);
    expect([...(submission?.open ?? [])]).toEqual(open);
  });

  it.each(["", "null", "[]", "{}", '{"value":{}}', '{"value":[1]}', "<html>"])("is nothing for %j", (text) => {
    expect(readSubmission(text, SENT)).toBeUndefined();
  });

  it("puts each in one place, whatever the answer holds", () => {
    const entry = fc.record(
      {
        externalId: fc.oneof(fc.constantFrom(...SENT, "x"), fc.jsonValue()),
        id: fc.oneof(fc.constant("1"), fc.jsonValue()),
        code: fc.oneof(fc.constantFrom(0, 200, 400, 503, "Forbidden"), fc.jsonValue()),
        error: fc.oneof(fc.record({ code: fc.jsonValue() }), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (value) => {
        const submission = read(...value);
        for (const name of submission?.open ?? []) expect(submission?.refused.has(name)).toBe(false);
        for (const code of submission?.refused.values() ?? [])
          expect(refusalReason(code)).toMatch(/^provider-[a-z0-9-]{1,40}$/);
      }),
      { seed: 5 },
    );
  });
});

describe("why what is not there is not there", () => {
  const why = (value: readonly unknown[], missing: readonly string[]) => {
    const submission = read(...value);
    const codes = submission === undefined ? null : codesOfMissing(submission, missing);
    return codes === null ? null : missing.map((name) => codes.get(name));
  };
  const E400 = { code: 400 };
  const E503 = { code: 503 };

  it.each<[string, readonly unknown[], readonly string[], readonly string[] | null]>([
    ["stands in its place", [stored("a"), E400, E503], ["b", "c"], ["400", "503"]],
    ["is what all have in common", [E400, stored("c"), E400], ["a", "b"], ["400", "400"]],
    ["may pass, if one of several reasons may", [E400, stored("c"), E503], ["a", "b"], ["503", "503"]],
    ["is not said: fewer reasons than missing ones", [E400, stored("c")], ["a", "b"], null],
    ["is not said: more reasons than missing ones", [E400, E400, stored("a")], ["b"], null],
    ["is not said at all", [stored("a")], ["b", "c"], null],
  ])("%s", (_how, value, missing, codes) => {
    expect(why(value, missing)).toEqual(codes);
  });
});

describe("a provider's code", () => {
  it.each([
    "401",
    "403",
    "429",
    "500",
    "503",
    "504",
    "Forbidden",
    "ServiceUnavailable",
    "GatewayTimeout",
    "TooManyRequests",
  ])("%s may end differently another time", (code) => expect(passes(code)).toBe(true));
  it.each(["400", "404", "413", "InvalidIndicator", "BadRequest", "", "5", "50000"])("%s is for good", (code) =>
    expect(passes(code)).toBe(false),
  );
  it.each([
    ["BadRequest", "provider-bad-request"],
    ["400", "provider-400"],
    ["", "provider-refused"],
    ["<>", "provider-refused"],
    ["a".repeat(41), "provider-refused"],
  ])("%s is told as %s", (code, reason) => expect(refusalReason(code)).toBe(reason));
});
