/** What every npm script begins with, in copies of the repository's outside with an npm that installs at once. */
import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../../tools/run-node.ts";

const LOCKFILE = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/node": { version: "24.21.0", integrity: "sha512-a" },
    "node_modules/for-windows": { version: "1.0.0", integrity: "sha512-b", optional: true },
  },
};
const INSTALLED = { packages: { "node_modules/node": LOCKFILE.packages["node_modules/node"] } };

/** Stands where npm would: notes that it was called, and lays down what a real installation leaves. */
const NPM = `
  const { appendFileSync, existsSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } = require("node:fs");
  appendFileSync("npm-calls", process.argv.slice(2).join(" ") + "\\n");
  console.log("added 1 package");
  if (existsSync("npm-fails")) process.exit(1);
  rmSync("node_modules", { recursive: true, force: true });
  mkdirSync("node_modules/node/bin", { recursive: true });
  symlinkSync(${JSON.stringify(process.execPath)}, "node_modules/node/bin/node");
  writeFileSync("node_modules/.package-lock.json", ${JSON.stringify(JSON.stringify(INSTALLED))});
`;

const SCRIPT = `
  const [what, value] = process.argv.slice(2);
  if (what === "exit") process.exit(Number(value));
  if (what === "wait") {
    const timer = setTimeout(() => {}, 60_000);
    process.once(value, () => { clearTimeout(timer); process.exitCode = 7; });
  }
  // Last: whoever reads this line may send the signal at once.
  console.log(JSON.stringify(process.argv.slice(2)));
`;

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockbell-clone-"));
  mkdirSync(join(root, "tools"));
  cpSync(join(ROOT, "tools", "fresh.mjs"), join(root, "tools", "fresh.mjs"));
  writeFileSync(join(root, "tools", "script.cjs"), SCRIPT);
  writeFileSync(join(root, "npm-cli.js"), NPM);
  writeFileSync(join(root, "package-lock.json"), JSON.stringify(LOCKFILE));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function start(args: readonly string[], options: SpawnOptions = {}) {
  const env = { ...process.env, npm_execpath: join(root, "npm-cli.js"), npm_node_execpath: process.execPath };
  return spawn(process.execPath, [join(root, "tools", "fresh.mjs"), "tools/script.cjs", ...args], { env, ...options });
}

async function run(...args: readonly string[]) {
  const child = start(args);
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  const [code] = await once(child, "close");
  return { code, stdout, stderr };
}

function npmCalls(): number {
  try {
    return readFileSync(join(root, "npm-calls"), "utf8").trim().split("\n").length;
  } catch {
    return 0;
  }
}

describe.skipIf(process.platform === "win32")("a script in a fresh clone", () => {
  it("installs first, and keeps standard output for the script", async () => {
    const { code, stdout, stderr } = await run("a", "b c");

    expect(code).toBe(0);
    expect(stdout).toBe(`["a","b c"]\n`);
    expect(stderr).toContain("added 1 package");
    expect(readFileSync(join(root, "npm-calls"), "utf8")).toMatch(/^ci .*--include=dev/);
  });

  it("installs once, also when two scripts start at the same moment", async () => {
    await Promise.all([run("one"), run("two")]);
    await run("three");

    expect(npmCalls()).toBe(1);
  });

  it("installs again when the lockfile names something else", async () => {
    await run("a");
    const other = { version: "24.22.0", integrity: "sha512-c" };
    writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: { "node_modules/node": other } }));

    const { code, stderr } = await run("b");

    expect(npmCalls()).toBe(2);
    // This npm still brings the old one, which must not be taken for the new one.
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining("is not what package-lock.json says"),
    });
  });

  it("does not need an optional package that is for another kind of machine", async () => {
    await run("a");

    expect((await run("b")).code).toBe(0);
    expect(npmCalls()).toBe(1);
  });

  it("says so if the installation fails, and tries again the next time", async () => {
    writeFileSync(join(root, "npm-fails"), "");
    const first = await run("a");
    rmSync(join(root, "npm-fails"));
    const second = await run("a");

    expect(first).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("`npm ci` failed") });
    expect(second.code).toBe(0);
  });

  it.each([0, 1, 3])("ends with the script's exit code %i", async (code) => {
    expect((await run("exit", String(code))).code).toBe(code);
  });

  it.each(["SIGTERM", "SIGINT"] as const)("hands %s down", async (signal) => {
    const child = start(["wait", signal], { stdio: ["ignore", "pipe", "pipe"] });
    await once(child.stdout ?? process.stdin, "data");

    child.kill(signal);

    expect(await once(child, "exit")).toEqual([7, null]);
  });
});
