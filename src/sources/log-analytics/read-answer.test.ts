import { describe, expect, it } from "vitest";
import type { ApiFailure } from "../../microsoft/microsoft.ts";
import { readAnswer } from "./read-answer.ts";
import { answerOf } from "./testdata/fake-workspace.ts";

const LIMITS = { rows: 3, bytes: 400 };
const COLUMNS = [{ name: "a", type: "string" }];
const whole = (rows: readonly unknown[]) => ({ tables: [{ name: "PrimaryResult", columns: COLUMNS, rows }] });
const error = (code: string, inner: string) => ({
  error: { code, message: "m", innererror: { code: inner, message: "m" } },
});
const QUERY = { text: "", columns: ["a"] };
const read = (...answer: Parameters<typeof answerOf>) => readAnswer(answerOf(...answer), LIMITS, 0, QUERY);

describe("an answer", () => {
  it("is a table if it is whole", () => {
    expect(read(200, whole([["x"], [null]]))).toEqual({
      kind: "table",
      table: { columns: COLUMNS, rows: [["x"], [null]] },
    });
    expect(read(200, whole([]))).toEqual({ kind: "table", table: { columns: COLUMNS, rows: [] } });
  });

  it("is the table called PrimaryResult, whatever stands beside it", () => {
    const statistics = { name: "Statistics", columns: [], rows: [["y"]] };
    const { tables } = whole([["x"]]);
    expect(read(200, { tables: [statistics, ...tables] })).toMatchObject({ table: { rows: [["x"]] } });
  });

  it("is nothing for a workspace without data", () => {
    expect(read(204)).toEqual({ kind: "nothing" });
  });

  it("is the one that was asked for, whatever columns stand beside and in whatever order", () => {
    const columns = ["z", "b", "a", "z"].map((name) => ({ name, type: "string" }));
    const body = { tables: [{ name: "PrimaryResult", columns, rows: [["1", "2", "3", "4"]] }] };
    const asked = { text: "", columns: ["a", "b"] };
    expect(readAnswer(answerOf(200, body), LIMITS, 0, asked)).toEqual({
      kind: "table",
      table: { columns, rows: body.tables[0]?.rows },
    });
  });

  it.each([
    ["no columns", [], []],
    ["no columns and rows", [], [["x"]]],
    ["another query's columns", ["b"], []],
    ["its name in other letters", ["A"], []],
    ["one of them twice", ["a", "a"], [["x", null]]],
  ])("is none with %s", (_, names, rows) => {
    const columns = names.map((name) => ({ name, type: "string" }));
    expect(read(200, { tables: [{ name: "PrimaryResult", columns, rows }] })).toEqual({
      ...{ kind: "again", reason: "no-answer", detail: "other columns" },
    });
  });

  it("keeps what stands where a row ought to be as a row of nothing", () => {
    expect(read(200, whole(["x", null]))).toMatchObject({ table: { rows: [[], []] } });
  });

  it.each([
    ["PartialError beside rows", 200, { ...whole([["x"]]), ...error("PartialError", "QueryAborted") }, "PartialError"],
    ["an error without a code", 200, { ...whole([["x"]]), error: {} }, "error"],
    ["as many rows as the service gives at the most", 200, whole([["x"], ["x"], ["x"]]), "row cap"],
    ["as many bytes", 200, whole([["x".repeat(400)]]), "byte cap"],
    ["as many bytes in fewer characters", 200, whole([["の".repeat(120)]]), "byte cap"],
  ])("is too much with %s", (_, status, body, detail) => {
    expect(read(status, body)).toEqual({ kind: "too-much", detail });
  });

  it("is too slow with 504", () => {
    expect(read(504)).toEqual({ kind: "too-slow", detail: "gateway-timed-out" });
  });

  it.each([
    ["nothing at all", 200, "", "no-answer"],
    ["a blank", 200, " \n", "no-answer"],
    ["no tables", 200, {}, "no-answer"],
    ["an empty list of tables", 200, { tables: [] }, "no-answer"],
    ["a table without rows", 200, { tables: [{ name: "PrimaryResult", columns: [] }] }, "no-answer"],
    ["a list", 200, [], "no-answer"],
    ["another success", 202, whole([]), "no-answer"],
    ["a redirection", 302, "", "no-answer"],
    ["500", 500, "", "unavailable"],
    ["503", 503, "", "unavailable"],
    ["429 without Retry-After", 429, "", "throttled"],
  ])("is asked for again with %s", (_, status, body, reason) => {
    expect(read(status, body)).toMatchObject({ kind: "again", reason });
    expect(read(status, body)).not.toHaveProperty("after");
  });

  it.each([
    ["what is no JSON", "<html>", "not JSON"],
    ["half an answer", JSON.stringify(whole([["x"]])).slice(0, -3), "not JSON"],
    ["JSON that is no answer", "[]", "no table"],
    ["an object without tables", "{}", "no table"],
  ])("is asked for again with %s, which is named", (_, body, detail) => {
    expect(read(200, body)).toEqual({ kind: "again", reason: "no-answer", detail });
  });

  it("says when to ask again", () => {
    expect(read(429, "", [["retry-after", "7"]])).toMatchObject({ kind: "again", reason: "throttled", after: 7_000 });
    expect(read(503, "", [["retry-after", "2"]])).toMatchObject({ kind: "again", reason: "unavailable", after: 2_000 });
  });

  it.each([
    [400, error("BadArgumentError", "SyntaxError"), "query-refused", "query-refused SyntaxError"],
    [401, error("AuthenticationFailed", "x"), "not-authenticated", "token-refused x"],
    [403, error("InsufficientAccessError", "x"), "not-permitted", "permission-missing x"],
    [403, { error: { code: "InvalidAuthenticationTokenAudience" } }, "not-authenticated", expect.any(String)],
    [404, error("WorkspaceNotFoundError", "x"), "no-workspace", "workspace-not-found x"],
  ])("%d is trouble", (status, body, reason, detail) => {
    expect(read(status, body)).toEqual({ kind: "trouble", reason, detail });
  });

  it("has no text of the service's messages in its detail", () => {
    const body = { error: { code: "raul@wingtiptoys.com", message: "raul@wingtiptoys.com" } };
    expect(JSON.stringify(read(400, body))).not.toContain("raul");
  });
});

describe("no answer", () => {
  const failed = (reason: ApiFailure["reason"]) =>
    readAnswer({ kind: "failed", reason, sent: true, detail: "X1" }, LIMITS, 0, QUERY);

  it.each([
    ["timed-out", { kind: "too-slow" }],
    ["answer-too-large", { kind: "too-much" }],
    ["answer-cut-short", { kind: "again", reason: "unreachable" }],
    ["connection-lost", { kind: "again", reason: "unreachable" }],
    ["connection-refused", { kind: "again", reason: "unreachable" }],
    ["host-not-found", { kind: "again", reason: "unreachable" }],
    ["login-throttled", { kind: "again", reason: "login-unreachable" }],
    ["certificate-untrusted", { kind: "trouble", reason: "unreachable" }],
    ["credential-refused", { kind: "trouble", reason: "login-refused", detail: "credential-refused X1" }],
    ["aborted", { kind: "aborted" }],
  ] as const)("for %s is worth %o", (reason, expected) => {
    expect(failed(reason)).toMatchObject(expected);
  });
});
