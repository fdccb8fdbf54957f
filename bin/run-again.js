// Runs the command again under another Node, so that the two live and die as one: signals go down, the exit code comes
// up, and a parent that is killed outright takes the child with it.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { Worker } from "node:worker_threads";

const MARK = "LOCKBELL_RUN_AGAIN";

/** The child's end of a pipe that nobody writes to: it closes when the parent is gone, however that happened. */
const PARENT_PIPE = 3;

/** Whether this process is the second one. Says so once: what it starts itself must not believe the same. */
export function isRunAgain() {
  const marked = process.env[MARK] !== undefined;
  delete process.env[MARK];
  return marked;
}

/** Runs `script` under `node` with this process's streams; resolves when it has ended and its exit code is set here. */
export function runAgain(node, script, args) {
  return new Promise((resolve) => {
    const child = spawn(node, [script, ...args], {
      env: { ...process.env, [MARK]: "1" },
      // `overlapped` is what lets a Windows child read a pipe without blocking; elsewhere it is the same as `pipe`.
      stdio: ["inherit", "inherit", "inherit", process.platform === "win32" ? "overlapped" : "pipe"],
      windowsHide: true,
    });
    const handlers = passSignals(child);
    child.once("error", (error) => {
      process.stderr.write(`Lockbell could not be started with ${node}: ${error.message}\n`);
      process.exitCode = 2;
      resolve();
    });
    child.once("exit", (code, signal) => {
      for (const [name, handler] of handlers) process.removeListener(name, handler);
      if (signal !== null) dieOf(signal);
      else process.exitCode = code;
      resolve();
    });
  });
}

/**
 * Ends this process the moment its parent is gone. A thread of its own watches, because the main one may be busy in the
 * store for seconds, and nothing may be done in the name of a command that was killed.
 */
export function watchParent() {
  const watcher = `
    const { Socket } = require("node:net");
    const end = () => process.kill(process.pid, "SIGKILL");
    const pipe = new Socket({ fd: ${PARENT_PIPE}, readable: true, writable: false });
    pipe.on("error", end);
    pipe.on("close", end);
    pipe.resume();
  `;
  new Worker(watcher, { eval: true, stdin: false, env: {}, execArgv: [] }).unref();
}

function passSignals(child) {
  // A terminal gives Ctrl-C to the whole process group, so the child has it already; a second one would mean "at once".
  const fromTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const handlers = [];
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"]) {
    if (constants.signals[name] === undefined) continue;
    const alreadyThere = fromTerminal && name !== "SIGTERM";
    const handler = () => {
      if (!alreadyThere) child.kill(name);
    };
    process.on(name, handler);
    handlers.push([name, handler]);
  }
  return handlers;
}

function dieOf(signal) {
  // The shell that started us shall see the same end as the child's.
  process.kill(process.pid, signal);
  // Windows knows no such end, and a signal that is ignored ends nothing.
  process.exitCode = 128 + constants.signals[signal];
}
