/** The last line of `npm test`, by running what it runs over small test folders. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT, runNode } from "../../tools/run-node.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockbell-tests-"));
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"), "junction");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function runTests(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  mkdirSync(join(root, "src"));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(root, "src", name), `import { beforeAll, describe, expect, it } from "vitest";\n${text}`);
  }
  const { code, output, stdout } = await runNode("tools/run-tests.ts", ["--root", root, ...args], "catch");
  return { code, output, lastLine: stdout.trimEnd().split("\n").at(-1) };
}

const GOOD = `it("a", () => {}); it("b", () => {});`;

describe("npm test ends with a line of counts", () => {
  const cases = [
    ["all passes", { "a.test.ts": GOOD }, 0, "2 passed, 0 failed, 0 skipped"],
    ["one fails", { "a.test.ts": `${GOOD} it("c", () => expect(1).toBe(2));` }, 1, "2 passed, 1 failed, 0 skipped"],
    [
      "some are skipped",
      { "a.test.ts": `${GOOD} it.skip("c", () => {}); it.todo("d");` },
      0,
      "2 passed, 0 failed, 2 skipped",
    ],
    [
      "a file does not load",
      { "a.test.ts": GOOD, "b.test.ts": `throw new Error("no");` },
      1,
      "2 passed, 1 failed, 0 skipped",
    ],
    [
      "a hook fails",
      { "a.test.ts": `describe("s", () => { beforeAll(() => { throw new Error("no"); }); it("a", () => {}); });` },
      1,
      "0 passed, 1 failed, 1 skipped",
    ],
    [
      "an error nobody waits for",
      {
        "a.test.ts": `it("a", async () => { void Promise.reject(new Error("no")); await new Promise((r) => setTimeout(r, 20)); });`,
      },
      1,
      "1 passed, 1 failed, 0 skipped",
    ],
    ["there is no test", {}, 1, "0 passed, 1 failed, 0 skipped"],
  ] as const;

  it.each(cases)("%s", async (_what, files, code, line) => {
    const result = await runTests(files);

    expect(result).toMatchObject({ code, lastLine: line });
  });

  it("shows which test failed and why", async () => {
    const { output } = await runTests({ "a.test.ts": `it("keeps its promise", () => expect(1).toBe(2));` });

    expect(output).toContain("keeps its promise");
    expect(output).toMatch(/expected 1 to be 2/);
  });

  it("runs only what a filter names", async () => {
    const { lastLine } = await runTests({ "a.test.ts": GOOD, "b.test.ts": `it("c", () => {});` }, "b.test");

    expect(lastLine).toBe("1 passed, 0 failed, 0 skipped");
  });
});
