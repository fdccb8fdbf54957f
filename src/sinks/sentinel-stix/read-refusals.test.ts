import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRefusals, reasonIn } from "./read-refusals.ts";

const read = (body: unknown, count = 3) => readRefusals(typeof body === "string" ? body : JSON.stringify(body), count);
const located = (...reasons: readonly (readonly [number, string])[]) => ({
  kind: "located",
  reasons: new Map(reasons),
});
const message = (property: string): string =>
  `Error for Property=${property}: Required property is missing. Actual value: NULL.`;

describe("an answer to an upload", () => {
  it.each([
    ["nothing", ""],
    ["blanks", " \r\n"],
    ["null", "null"],
    ["an empty object", {}],
    ["an empty list", { errors: [] }],
    ["no list", { errors: null }],
  ])("that says %s refuses nothing", (_what, body) => {
    expect(read(body)).toEqual({ kind: "none" });
  });

  it.each([
    ["as the page has it", { errors: [{ recordIndex: 1, errorMessages: [message("id")] }] }],
    ["as the specification has it", { errors: [{ recordIndex: 1, validationErrorMessages: [message("id")] }] }],
    [
      "under the specification's name",
      { validationErrorMessages: [{ recordIndex: 1, errorMessages: [message("id")] }] },
    ],
    ["in capitals", { Errors: [{ RecordIndex: 1, ErrorMessages: [message("Id")] }] }],
    ["with the place as text", { errors: [{ recordIndex: "1", errorMessages: [message("id")] }] }],
    ["with one message and no list", { errors: [{ recordIndex: 1, errorMessages: message("id") }] }],
    [
      "beside an empty list of the other name",
      { errors: [], validationErrorMessages: [{ recordIndex: 1, errorMessages: [message("id")] }] },
    ],
    [
      "with its messages beside an empty list",
      { errors: [{ recordIndex: 1, errorMessages: [], validationErrorMessages: [message("id")] }] },
    ],
    ["twice", { errors: [1, 1].map((recordIndex) => ({ recordIndex, errorMessages: [message("id")] })) }],
  ])("names the object %s", (_what, body) => {
    expect(read(body)).toEqual(located([1, "id-refused"]));
  });

  it("names several, each with its first reason that has a name", () => {
    const errors = [
      { recordIndex: 2, errorMessages: ["Something is wrong.", message("valid_until"), message("pattern")] },
      { recordIndex: 0, errorMessages: [] },
      { recordIndex: 1 },
    ];
    expect(read({ errors })).toEqual(located([2, "valid-until-refused"], [0, "object-refused"], [1, "object-refused"]));
  });

  it.each([3, -1, 1.5, "x", null, undefined, 1e99, "99999999999"])(
    "leaves open which object it means by %j",
    (recordIndex) => {
      const errors = [
        { recordIndex: 0, errorMessages: [message("id")] },
        { recordIndex, errorMessages: [message("id")] },
      ];
      expect(read({ errors })).toEqual({ kind: "unclear" });
      expect(read({ errors: [{ recordIndex, errorMessages: [message("id")] }] }, 1)).toEqual(
        located([0, "id-refused"]),
      );
    },
  );

  it.each([{ errors: "none" }, { errors: ["Error for Property=id"] }, { errors: { "0": "x" } }])(
    "leaves open which object it means by %j",
    (body) => {
      expect(read(body)).toEqual({ kind: "unclear" });
    },
  );

  it.each([
    ...["<html></html>", "[]", '"taken"', "12", "{"],
    ...['{"error":{"code":"x","message":"y"}}', '{"statusCode":429,"message":"x"}', '{"status":"ok"}'],
  ])("is none: %s", (text) => {
    expect(read(text)).toEqual({ kind: "unreadable" });
  });

  it("is read without error and without telling a value on, whatever it says", () => {
    const reason = /^(?:[a-z]+-)+refused$/;
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: "binary" }), (json, text) => {
        const item = { recordIndex: 0, errorMessages: [text, `Property=${text}`] };
        for (const refusals of [read(json), read(text), read({ errors: [item] })])
          if (refusals.kind === "located") for (const name of refusals.reasons.values()) expect(name).toMatch(reason);
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});

describe("the reason's name", () => {
  it.each([
    [message("pattern"), "pattern-refused"],
    [message("object_marking_refs"), "object-marking-refs-refused"],
    [message("extensions.extension-definition--5d8feb71"), "extensions-refused"],
    [message("tomas"), null],
    ["The object could not be published.", null],
    ["", null],
    [`${"x".repeat(5_000)}Property=pattern`, null],
  ])("for %s is %s", (text, reason) => {
    expect(reasonIn(text)).toBe(reason);
  });
});
