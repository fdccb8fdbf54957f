import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readErrorCodes, readErrorMessage } from "./read-error-codes.ts";

describe("the codes of an error", () => {
  it.each([
    ['{"error":{"code":"ErrorAccessDenied","message":"Access is denied."}}', ["ErrorAccessDenied"]],
    [
      '{"error":{"code":"BadArgumentError","innererror":{"code":"SemanticError","innererror":{"code":"SEM0100"}}}}',
      ["BadArgumentError", "SemanticError", "SEM0100"],
    ],
    [
      '{"error":{"code":"BadRequest","innerError":{"code":"invalidRange","date":"2026-11-22"}}}',
      ["BadRequest", "invalidRange"],
    ],
    ['{"error":{"code":"UnknownError","innerError":{"request-id":"1"}}}', ["UnknownError"]],
    ['{"error":"invalid_token"}', ["invalid_token"]],
    ['{"error":{"code":"anna.sato@contoso.com"}}', []],
    ['{"error":{"code":"<b>"}}', []],
    ['{"error":{"code":42}}', []],
    ['{"error":null}', []],
    ['{"code":"ErrorAccessDenied"}', []],
    ["[]", []],
    ["null", []],
    ["", []],
    ["<html>Forbidden</html>", []],
    [`{"error":{"code":"A"},"more":"${"a".repeat(2 ** 20)}"}`, []],
  ])("of %.60s are %j", (text, codes) => {
    expect(readErrorCodes(text)).toEqual(codes);
  });

  it("end somewhere, however deep they are nested", () => {
    let error: object = { code: "Deepest" };
    for (let depth = 0; depth < 1000; depth += 1) error = { code: `Level${depth}`, innererror: error };
    expect(readErrorCodes(JSON.stringify({ error })).length).toBeLessThan(10);
  });

  it("are read from whatever comes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        for (const code of readErrorCodes(text)) expect(code).toMatch(/^[A-Za-z][\w.-]{0,63}$/);
      }),
      { seed: 3 },
    );
  });
});

describe("what an error says", () => {
  it.each([
    [
      '{"error":{"code":"BadRequest","message":"Resource not found for the segment \'x\'."}}',
      "Resource not found for the segment 'x'.",
    ],
    ['{"error":{"code":"UnknownError","message":42}}', ""],
    ['{"error":"invalid_token"}', ""],
    ['{"message":"Not found."}', ""],
    ["<html>Not found</html>", ""],
    ["", ""],
  ])("of %.60s is %j", (text, message) => {
    expect(readErrorMessage(text)).toBe(message);
  });
});
