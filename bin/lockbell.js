#!/usr/bin/env node
// The command. This file must parse on any Node that knows modules: it may be started by one that is far too old for the
// rest, and then looks for the right one beside the package instead of failing with a syntax error.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isRunAgain, runAgain, watchParent } from "./run-again.js";

const OLDEST = [22, 13];

async function start() {
  const watched = isRunAgain();
  if (watched) watchParent();
  if (!isNewEnough(process.versions.node)) {
    const newer = watched ? undefined : newerNode();
    if (newer !== undefined) return runAgain(newer, fileURLToPath(import.meta.url), process.argv.slice(2));
    return refuse(`Lockbell needs Node ${OLDEST.join(".")} or later; this is Node ${process.versions.node}.`);
  }
  const main = new URL("../dist/cli/main.js", import.meta.url);
  if (!existsSync(main)) return refuse("Lockbell is not built yet: run `npm run build` first.");
  const command = await import(main.href);
  process.exitCode = await command.main(process.argv.slice(2));
}

function isNewEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** The Node that was installed with the package's development tools, if it is there. */
function newerNode() {
  const candidates =
    process.platform === "win32" ? ["../node_modules/node/bin/node.exe"] : ["../node_modules/.bin/node"];
  return candidates.map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));
}

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}

await start();
