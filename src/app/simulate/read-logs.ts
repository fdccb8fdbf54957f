import { z } from "zod";
import type { Config } from "../../config/config.ts";
import { RESULT_MEANINGS, type ResultMeaning } from "../../event/results.ts";
import { LockbellError } from "../../platform/errors.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import { SOURCE_REGISTRY } from "../../sources/registry.ts";
import type { Source, SourceTrouble } from "../../sources/source.ts";
import { loadComponent } from "../load-component.ts";
import type { SourceCounts } from "../run-summary.ts";
import type { Spool } from "./spool.ts";
import { NO_MICROSOFT } from "./unreachable.ts";

/** What the log files hold, counted where each record was handled. */
export interface LogCounts extends Pick<SourceCounts, "read" | "denied" | "ignored" | "rejected"> {
  readonly troubles: readonly SourceTrouble[];
}

/** What of a configuration decides about a log's record. */
export interface Reading {
  readonly tenantId: string;
  readonly results: { readonly [literal: string]: ResultMeaning };
  readonly licenceRequests: readonly string[];
}

/** Where files are looked for, and who hears of it. */
export interface ReadContext {
  /** Relative paths of the command line are meant from here. */
  readonly baseDir: string;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly onRead?: (records: number) => void;
}

const judged = z.object({
  results: z.record(z.string(), z.enum(RESULT_MEANINGS)).default({}),
  licenceRequests: z.array(z.string()).default([]),
});

/** How this configuration reads records, whichever kind of source it has them from. */
export function readingOf({ sources, tenantId }: Config): Reading {
  const found = sources.map(({ settings }) => judged.safeParse(settings).data);
  return {
    tenantId,
    results: Object.assign({}, ...found.map((source) => source?.results)),
    licenceRequests: found.flatMap((source) => source?.licenceRequests ?? []),
  };
}

/** Reads usage logs into the spool. LOGS if there is not a single refusal in them. */
export async function readLogs(
  paths: readonly string[],
  { tenantId, results, licenceRequests }: Reading,
  spool: Spool,
  context: ReadContext,
): Promise<LogCounts> {
  const { signal } = context;
  const source = await openFileSource("rms-log", { path: [...paths], results, licenceRequests }, tenantId, context);
  const counts = { read: 0, denied: 0, rejected: 0 };
  const ignored = new Map<string, number>();
  const troubles: SourceTrouble[] = [];
  for await (const item of source.pull({ cursors: new Map(), signal })) {
    if ("trouble" in item) {
      // A path that matches nothing was misspelt: a figure without its refusals would mislead.
      if (item.trouble.reason === "no-files") throw noFiles(item.trouble.part);
      troubles.push(item.trouble);
      continue;
    }
    const { page } = item;
    counts.read += page.read;
    counts.denied += page.denied.length;
    counts.rejected += page.rejected.length;
    for (const [reason, count] of Object.entries(page.ignored)) ignored.set(reason, (ignored.get(reason) ?? 0) + count);
    await spool.add(page);
    context.onRead?.(counts.read);
  }
  await spool.seal();
  const inOrder = [...ignored].sort(([a], [b]) => (a < b ? -1 : 1));
  const summary = { ...counts, ignored: Object.fromEntries(inOrder), troubles };
  if (counts.denied === 0 && !signal.aborted) throw nothingRefused(summary);
  return summary;
}

/** A source of files on this machine, of any type that the registry has. */
export async function openFileSource(
  type: string,
  keys: Readonly<Record<string, unknown>>,
  tenantId: string,
  { baseDir, logger }: ReadContext,
): Promise<Source> {
  const entry = SOURCE_REGISTRY.find((kind) => kind.type === type);
  if (entry === undefined) throw new LockbellError("INTERNAL", `No source of type ${type}.`);
  const settings = entry.config.parse(keys);
  const definition = await loadComponent(SOURCE_REGISTRY, { type, settings });
  return definition.create(settings, {
    name: type,
    tenantId,
    baseDir,
    clock: systemClock,
    logger,
    microsoft: NO_MICROSOFT,
  });
}

/** A path on the command line that leads to no file. */
export function noFiles(path: string): LockbellError {
  return new LockbellError("LOGS", `${path}: no file matches.`);
}

function nothingRefused({ read, ignored, rejected, troubles }: LogCounts): LockbellError {
  const reasons = Object.entries({ ...ignored, ...(rejected === 0 ? {} : { "not understood": rejected }) });
  const of = reasons.map(([reason, count]) => `${reason} ${count}`).join(", ");
  const files = troubles.map(({ part, reason }) => `${part}: ${reason}.`);
  const records = read === 0 ? "The files hold no record." : `${read} records were read: ${of}.`;
  return new LockbellError("LOGS", [...files, records].join("\n"));
}
