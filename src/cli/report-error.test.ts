import { describe, expect, it } from "vitest";
import { LockbellError } from "../platform/errors.ts";
import { type ReportOptions, reportError } from "./report-error.ts";

function report(thrown: unknown, options: Partial<ReportOptions> = {}) {
  let out = "";
  let err = "";
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    err: (text: string) => {
      err += text;
    },
    colours: false,
  };
  const code = reportError(thrown, terminal, { json: false, trace: false, ...options });
  return { code, out, err };
}

const PERSONAL = "no row for sam@fabrikam.com at 203.0.113.7 in Merger.pptx";

describe("an error nobody foresaw", () => {
  it.each([
    ["its name", new TypeError(PERSONAL), "TypeError"],
    ["its name and code", Object.assign(new Error(PERSONAL), { code: "SQLITE_MISUSE" }), "Error SQLITE_MISUSE"],
    ["no name that is a sentence", Object.assign(new Error(PERSONAL), { name: PERSONAL }), "Error"],
    ["no code that is a sentence", Object.assign(new Error(PERSONAL), { code: PERSONAL }), "Error"],
    ["what kind of thing was thrown", PERSONAL, "A string was thrown."],
  ])("is told by %s, never by its message, and how to see more", (_what, thrown, detail) => {
    for (const json of [false, true]) {
      const { code, out, err } = report(thrown, { json });
      expect(code).toBe(1);
      expect(err.split("\n")[1]).toBe(`  ${detail}`);
      expect(err).toContain("--log-level trace");
      expect(out + err).not.toMatch(/sam@|203\.0|Merger/);
      if (json) {
        const { error } = JSON.parse(out) as { readonly error: { readonly message: string; readonly advice: string } };
        expect(error).toMatchObject({ code: "INTERNAL", message: expect.stringContaining(detail) });
        expect(error.advice).toContain("--log-level trace");
      }
    }
  });

  it("is shown whole to who asks for it, on stderr only and with nothing a terminal acts on", () => {
    const { out, err } = report(new Error(`${PERSONAL}\u001b[2J`), { trace: true, json: true });

    expect(err).toContain("sam@fabrikam.com");
    expect(err).toMatch(/report-error\.test\.ts/);
    expect(out + err).not.toContain("\u001b");
    expect(out).not.toContain("sam@");
  });

  it("is not what an error of the catalogue is: that keeps its words", () => {
    const { code, err } = report(new LockbellError("USAGE", "There is no command."), { trace: true });

    expect(code).toBe(2);
    expect(err).toMatch(/There is no command\.\n/);
    expect(err).not.toContain("report-error.test.ts");
  });
});
