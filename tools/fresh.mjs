// The start of every npm script: `node tools/fresh.mjs SCRIPT [ARGS…]`. It runs on whatever Node the machine has, makes
// `node_modules` what the lockfile says if it is not, and then runs SCRIPT under the Node that the lockfile brings.
// Plain JavaScript and nothing but built-in modules, because nothing else is there yet.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { basename, delimiter, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const MODULES = join(ROOT, "node_modules");
const NODE = join(MODULES, "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** Whether what is installed is what the lockfile says: npm writes down what it installed when it has finished. */
function isInstalled() {
  if (!existsSync(NODE)) return false;
  const wanted = packagesOf(join(ROOT, "package-lock.json"));
  const installed = packagesOf(join(MODULES, ".package-lock.json"));
  if (wanted === undefined || installed === undefined) return false;
  const stray = Object.keys(installed).some((path) => identity(installed[path]) !== identity(wanted[path]));
  // An optional package that is not there is for another kind of machine.
  const missing = Object.keys(wanted).some((path) => path !== "" && !installed[path] && !wanted[path].optional);
  return !stray && !missing;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

function identity(entry) {
  return entry === undefined ? "" : `${entry.version} ${entry.integrity}`;
}

/** Installs, unless another script is at it, which is waited for: two at once would destroy each other's work. */
async function install() {
  const lock = join(tmpdir(), `lockbell-install-${createHash("sha256").update(ROOT).digest("hex").slice(0, 16)}`);
  while (!takeLock(lock)) await new Promise((done) => setTimeout(done, 300));
  try {
    if (isInstalled()) return;
    process.stderr.write("Installing what the lockfile names (the first time only, about a minute) ...\n");
    const { command, args } = npm();
    // Standard output belongs to the script that runs afterwards, so npm speaks on standard error.
    const code = await run(
      command,
      [...args, "ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"],
      ["ignore", 2, 2],
    );
    if (code !== 0) throw new Error("`npm ci` failed; its own words are above.");
    if (isInstalled()) return;
    throw new Error("`npm ci` ended, but node_modules is not what package-lock.json says. Are install scripts off?");
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The lock is a file with its holder's process id; one that a killed script left behind is taken over. */
function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (isGone(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isGone(lock) {
  try {
    const holder = Number(readFileSync(lock, "utf8"));
    // Empty: it is being written at this moment.
    if (holder > 0) process.kill(holder, 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

/** How to run npm without a shell: as npm itself was run, or as it lies beside Node, or by its name. */
function npm() {
  const inside = process.execPath.startsWith(MODULES + sep);
  if (inside && process.platform === "win32") {
    throw new Error(
      "The lockfile has changed and Windows keeps a running Node from being replaced: run `npm ci` first.",
    );
  }
  const outer = process.env.npm_node_execpath;
  // The Node inside node_modules is about to be replaced, so the one that npm was started with does the work.
  const node = inside && outer !== undefined && existsSync(outer) ? outer : process.execPath;
  const beside = [["node_modules"], ["..", "lib", "node_modules"]].map((path) =>
    join(dirname(node), ...path, "npm", "bin", "npm-cli.js"),
  );
  const named = process.env.npm_execpath;
  const isNpm = named !== undefined && basename(named).startsWith("npm") && /\.[cm]?js$/.test(named);
  const script = [...(isNpm ? [named] : []), ...beside].find((path) => existsSync(path));
  return script === undefined ? { command: "npm", args: [] } : { command: node, args: [script] };
}

/** Runs a command to its end, handing signals down; gives its exit code, or ends as it ended if that was by a signal. */
function run(command, args, stdio) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd: ROOT, stdio, env: environment(), windowsHide: true });
    // A terminal gives Ctrl-C to the whole process group: then the child has it already.
    const fromTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
    const handlers = ["SIGINT", "SIGTERM", "SIGHUP"].map((name) => {
      const handler = () => (fromTerminal && name !== "SIGTERM" ? undefined : child.kill(name));
      process.on(name, handler);
      return () => process.removeListener(name, handler);
    });
    // npm that is ended by a signal does not hand it on: then nobody is left who could end the script.
    const parent = process.ppid;
    const watch = setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 1_000);
    child.once("error", (error) => failed(new Error(`${command} could not be started: ${error.message}`)));
    child.once("exit", (code, signal) => {
      clearInterval(watch);
      for (const remove of handlers) remove();
      if (signal !== null) process.kill(process.pid, signal);
      done(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** The environment with the lockfile's own commands first in the search path, whatever Windows spells it like. */
function environment() {
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === "PATH") ?? "PATH";
  return { ...process.env, [name]: [join(MODULES, ".bin"), process.env[name] ?? ""].join(delimiter) };
}

try {
  const [script, ...args] = process.argv.slice(2);
  if (script === undefined) throw new Error("Usage: node tools/fresh.mjs SCRIPT [ARGS...]");
  if (!isInstalled()) await install();
  process.exitCode = await run(NODE, [join(ROOT, script), ...args], "inherit");
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
