/**
 * What the limits of a configuration would have meant over past logs: dispatch and delivery on a virtual clock, with the product's own code. It
 * asks nobody, opens no configured store, and sends nothing.
 */
import { resolve } from "node:path";
import { loadConfig } from "../../config/load-config.ts";
import { LockbellError } from "../../platform/errors.ts";
import { isoSeconds } from "../../platform/instant.ts";
import { createLogger, type LogLevel } from "../../runtime/logger.ts";
import { unbalanced } from "../balance.ts";
import { simulateOwners } from "./owner-steps.ts";
import { type PlayedSide, playSide } from "./play-side.ts";
import { type LogCounts, type ReadContext, type Reading, readingOf, readLogs } from "./read-logs.ts";
import { readSilences } from "./read-silences.ts";
import type { Side, SimulationReport } from "./report.ts";
import { createScratch, type Scratch } from "./scratch.ts";
import { describeSide } from "./side.ts";
import { Spool } from "./spool.ts";
import { topRecipients } from "./top-recipients.ts";
import type { Visibility } from "./visibility.ts";

/** How far a simulation is, for people who watch it. */
export type SimulationProgress =
  | { readonly step: "reading"; readonly records: number }
  | { readonly step: "playing"; readonly side: Side["name"]; readonly day: string; readonly refusals: number };

/** What is simulated. Relative paths are meant from `baseDir`. */
export interface SimulateOptions {
  readonly logs: readonly string[];
  /** One configuration file, or two to be compared. */
  readonly configFiles: readonly [string] | readonly [string, string];
  readonly baseDir: string;
  readonly env: NodeJS.ProcessEnv;
  /** Exports of the document log; none if empty. */
  readonly documentLogs: readonly string[];
  /** An export of the directory's users, or null. */
  readonly users: string | null;
  /** Silences as `silence list --json` prints them, or null. */
  readonly silences: string | null;
  /** When refusals are seen; null for as late as the configured sources bring them. */
  readonly visibility: Visibility | null;
  /** Whether owners are called by their addresses. */
  readonly names: boolean;
  readonly logLevel: LogLevel;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: SimulationProgress) => void;
}

interface ReadSpool {
  readonly spool: Spool;
  readonly logs: LogCounts;
}

/** Simulates one configuration, or two beside each other. The same input gives the same answer. */
export async function simulate(options: SimulateOptions): Promise<SimulationReport> {
  const { configFiles, baseDir, signal } = options;
  const read = readContext(options);
  // Whatever may be wrong with what is beside the logs is said before they are read.
  const sides = [];
  for (const file of configFiles) sides.push(await loadSide(file, options, read));
  const silences = options.silences === null ? [] : await readSilences(resolve(baseDir, options.silences));
  const shared = { documentLogs: options.documentLogs, visibility: options.visibility, silences, read, signal };
  const scratch = await createScratch();
  const spools = new Map<string, ReadSpool>();
  try {
    const played: PlayedSide[] = [];
    for (const side of sides) {
      const { spool, logs } = await readOnce(readingOf(side.config), spools, scratch, options);
      stopIfAsked(signal);
      const name = played.length === 0 ? "A" : "B";
      const onProgress = (time: number, refusals: number): void =>
        options.onProgress?.({ step: "playing", side: name, day: isoSeconds(time).slice(0, 10), refusals });
      played.push(await playSide({ ...shared, ...side, name, spool, logs, onProgress }, scratch));
      stopIfAsked(signal);
    }
    return assemble(played, [...spools.values()], options.names);
  } finally {
    for (const { spool } of spools.values()) await spool.close();
    await scratch.remove();
  }
}

async function loadSide(file: string, { baseDir, env, users, signal }: SimulateOptions, { logger }: ReadContext) {
  const { config, baseDir: configDir } = await loadConfig(resolve(baseDir, file), env);
  const directory = users === null ? null : resolve(baseDir, users);
  const owners = await simulateOwners({ config, baseDir: configDir, users: directory, logger, signal });
  return { file, config, owners };
}

/** Configurations that read records in the same way share one reading of the logs. */
async function readOnce(
  reading: Reading,
  spools: Map<string, ReadSpool>,
  scratch: Scratch,
  options: SimulateOptions,
): Promise<ReadSpool> {
  const key = JSON.stringify(reading);
  const known = spools.get(key);
  if (known !== undefined) return known;
  const spool = await Spool.create(resolve(scratch.folder, `refusals-${spools.size}`));
  try {
    const logs = await readLogs(options.logs, reading, spool, readContext(options));
    const read = { spool, logs };
    spools.set(key, read);
    return read;
  } catch (error) {
    await spool.close();
    throw error;
  }
}

function readContext({ baseDir, logLevel, signal, onProgress }: SimulateOptions): ReadContext {
  return {
    baseDir,
    logger: createLogger(logLevel),
    signal,
    onRead: (records) => onProgress?.({ step: "reading", records }),
  };
}

function assemble(played: readonly PlayedSide[], spools: readonly ReadSpool[], names: boolean): SimulationReport {
  const top = topRecipients(
    played.map(({ ledger }) => ledger.recipients()),
    names,
  );
  const sides = played.map((facts) => describeSide({ ...facts, top }));
  for (const side of sides) checkBooks(side);
  const times = spools.flatMap(({ spool }) => [spool.firstRefusal, spool.lastRefusal]);
  const day = (time: number): string => isoSeconds(time).slice(0, 10);
  return { firstDay: day(Math.min(...times)), lastDay: day(Math.max(...times)), sides };
}

/** Told, covered and held are counted where they happen; they must add up to what was read. */
function checkBooks({ logs: { troubles, ...counts }, books }: Side): void {
  const source = { ...counts, complete: troubles.length === 0 };
  const notices = { delivered: 0, retrying: 0, dead: 0, unknown: 0 };
  const rest = { notices, sinks: {}, rejectedOpen: 0, troubles: [], durationMs: 0 };
  const wrong = unbalanced({ sources: { logs: source }, owners: books, ...rest });
  if (wrong.length > 0) throw new LockbellError("BOOKS", wrong.join("; "));
}

function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new LockbellError("INTERRUPTED", "");
}
