/** How `bin/lockbell.js` finds a Node that is new enough, and what becomes of the two processes. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ROOT } from "../../tools/run-node.ts";

/** Stands where the built command would; does what its first argument says. */
const COMMAND = `
export async function main([what, value]) {
  if (what === "exit") return Number(value);
  const stopped = new Promise((resolve) => what === "stop-on" && process.once(value, resolve));
  // Only now: whoever reads this line may send the signal at once.
  console.log(JSON.stringify({ pid: process.pid, node: process.version, args: [what, value], mark: process.env.LOCKBELL_RUN_AGAIN }));
  if (what === "say") return 0;
  if (what === "busy") for (const end = Date.now() + 60_000; Date.now() < end; );
  const timer = setTimeout(() => {}, 60_000);
  await stopped;
  clearTimeout(timer);
  return 7;
}`;

const tooOld = findOldNode();
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "lockbell-command-"));
  cpSync(join(ROOT, "bin"), join(root, "bin"), { recursive: true });
  writeFileSync(join(root, "package.json"), `{ "type": "module" }`);
  mkdirSync(join(root, "dist", "cli"), { recursive: true });
  writeFileSync(join(root, "dist", "cli", "main.js"), COMMAND);
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"), "junction");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A Node from before 22.13 on this machine, outside the repository. */
function findOldNode(): string | undefined {
  const outside = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  const candidates = [process.env["npm_node_execpath"] ?? "", ...outside.map((folder) => join(folder, "node"))];
  return candidates.find((path) => {
    if (path === "" || path.includes("node_modules") || !existsSync(path)) return false;
    const [major = 0, minor = 0] = String(spawnSync(path, ["-p", "process.versions.node"]).stdout)
      .split(".")
      .map(Number);
    return major >= 14 && (major < 22 || (major === 22 && minor < 13));
  });
}

function run(node: string, ...args: readonly string[]) {
  return spawnSync(node, [join(root, "bin", "lockbell.js"), ...args], { encoding: "utf8" });
}

/** Starts the command and waits for the line it says of itself. */
async function start(
  node: string,
  ...args: readonly string[]
): Promise<{ outer: ChildProcess; inner: { pid: number } }> {
  const outer = spawn(node, [join(root, "bin", "lockbell.js"), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: outer.stdout }), "line");
  return { outer, inner: JSON.parse(line) };
}

/** Waits until a process is gone. One that nobody has collected yet is gone too: it does nothing any more. */
async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

describe("started by a Node that is new enough", () => {
  it.each([0, 1, 2, 3])("ends with the command's exit code %i", (code) => {
    expect(run(process.execPath, "exit", String(code)).status).toBe(code);
  });

  it("says in one sentence that it is not built", () => {
    rmSync(join(root, "dist"), { recursive: true });

    const { status, stderr } = run(process.execPath, "run");

    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "Lockbell is not built yet: run `npm run build` first.\n",
    });
  });
});

describe.skipIf(tooOld === undefined)("started by a Node that is too old (skipped where there is none)", () => {
  const old = tooOld ?? "";

  it("runs again under the Node of the lockfile, with the same arguments", () => {
    const { status, stdout } = run(old, "say", "two words");

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ node: process.version, args: ["say", "two words"] });
    // What the command starts itself must not take itself for the second process.
    expect(JSON.parse(stdout)).not.toHaveProperty("mark");
  });

  it.each([0, 1, 2, 3])("ends with the command's exit code %i", (code) => {
    expect(run(old, "exit", String(code)).status).toBe(code);
  });

  it("says in one sentence what it needs if there is no other Node", () => {
    rmSync(join(root, "node_modules"));

    const { status, stderr } = run(old, "exit", "0");

    expect(status).toBe(2);
    expect(stderr).toMatch(/^Lockbell needs Node 22\.13 or later; this is Node [\d.]+\.\n$/);
  });

  it("does not go round in circles if the other Node is too old as well", () => {
    rmSync(join(root, "node_modules"));
    mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
    symlinkSync(old, join(root, "node_modules", ".bin", "node"));

    const { status, stderr } = run(old, "exit", "0");

    expect(status).toBe(2);
    expect(stderr.match(/needs Node/g)).toHaveLength(1);
  });

  it.each(["SIGTERM", "SIGINT"] as const)("hands %s down and ends as the command ends", async (signal) => {
    const { outer } = await start(old, "stop-on", signal);

    outer.kill(signal);

    expect(await once(outer, "exit")).toEqual([7, null]);
  });

  it("ends by the signal that ended the command", async () => {
    const { outer, inner } = await start(old, "wait");

    process.kill(inner.pid, "SIGKILL");

    expect(await once(outer, "exit")).toEqual([null, "SIGKILL"]);
  });

  it.each(["wait", "busy"])(
    "takes the command with it when it is killed outright (command: %s)",
    async (what) => {
      const { outer, inner } = await start(old, what);
      expect(inner.pid).not.toBe(outer.pid);

      outer.kill("SIGKILL");

      await ended(inner.pid);
    },
    5_000,
  );
});
