/**
 * The real command and the emulator on one clock that the test moves: what a service or a back-off wants waited for is over at once, and a
 * minute's limit can be watched without a minute of waiting. Its time begins at the same instant whenever the test is run.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Emulator } from "../../emulator/emulator.ts";
import type { Operation } from "../../emulator/faults.ts";
import { startEmulator } from "../../emulator/start-emulator.ts";
import type { JournalEntry } from "../../emulator/state.ts";
import { type CloudInstallation, createCloudInstallation } from "./cloud-installation.ts";

const COMMAND = fileURLToPath(new URL("../../bin/lockbell.js", import.meta.url));
const MOVED_CLOCK = new URL("./moved-clock.ts", import.meta.url).href;

export interface TimedCloud {
  readonly emulator: Emulator;
  /** The time by both sides' clock. */
  now(): number;
  /** Puts the clock forward, for the emulator at once and for commands that are started afterwards. */
  pass(ms: number): void;
  /** An installation that reads `logs/*`, writes to nobody, and has the sinks that are given beside the `ndjson-file` called `all`. */
  install(sinks: Readonly<Record<string, unknown>>, config?: Readonly<Record<string, unknown>>): CloudInstallation;
  /** Runs until an operation's nth request is met and ends the run there by SIGKILL. False if it was over before. */
  killAt(place: CloudInstallation, operation: Operation, nth: number): Promise<boolean>;
  /** What was asked of an operation, in order. */
  requests(operation: Operation): readonly JournalEntry[];
  close(): Promise<void>;
}

/** Starts an emulator with an empty workspace; its clock stands at `from` and goes on. */
export async function startTimedCloud(from = Date.UTC(2026, 10, 22)): Promise<TimedCloud> {
  const folder = mkdtempSync(join(tmpdir(), "lockbell-timed-"));
  const clockFile = join(folder, "clock");
  let ahead = from - Date.now();
  const now = (): number => Date.now() + ahead;
  const emulator = await startEmulator({ data: folder, now });
  const env = { NODE_OPTIONS: `--import=${MOVED_CLOCK}`, LOCKBELL_TEST_CLOCK: clockFile };
  const places: CloudInstallation[] = [];
  const pass = (ms: number): void => {
    ahead += ms;
    writeFileSync(clockFile, String(ahead));
  };
  const requests = (operation: Operation): readonly JournalEntry[] =>
    emulator.state.journal.filter((entry) => entry.operation === operation);
  pass(0);
  return {
    emulator,
    now,
    pass,
    requests,
    install(sinks, config = {}) {
      const place = createCloudInstallation(
        emulator,
        {
          tenantId: emulator.state.tenantId,
          notifiers: {},
          sinks: { all: { type: "ndjson-file", path: "denied.ndjson" }, ...sinks },
          ...config,
        },
        env,
      );
      places.push(place);
      return place;
    },
    async killAt({ dir }, operation, nth) {
      const before = requests(operation).length;
      const child = spawn(process.execPath, [COMMAND, "run", "--once", "--max-wait", "0s"], {
        cwd: dir,
        stdio: "ignore",
        env: { ...process.env, ...env },
      });
      const watch = setInterval(() => {
        if (requests(operation).length >= before + nth) child.kill("SIGKILL");
      }, 1);
      const signal = await ended(child);
      clearInterval(watch);
      return signal === "SIGKILL";
    },
    async close() {
      for (const place of places) place.remove();
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function ended(child: ChildProcess): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (_code, signal) => resolve(signal));
  });
}
