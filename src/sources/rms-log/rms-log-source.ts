import { requestLookup } from "../../event/requests.ts";
import { resultLookup } from "../../event/results.ts";
import type { JudgeSettings } from "../judge-record.ts";
import type { PullRequest, Source, SourceItem, SourcePage, SourceSettings } from "../source.ts";
import { STARTING_POINT_PART, startingPoint } from "../starting-point.ts";
import type { RmsLogConfig } from "./config.ts";
import { formatCursor, parseCursor } from "./log-cursor.ts";
import { findLogFiles } from "./log-files.ts";
import { readLog } from "./log-reader.ts";

/** How much is held in memory at a time, whatever the files hold. */
export interface RmsLogLimits {
  /** Bytes read from a file at once. */
  readonly chunkBytes: number;
  /** Lines in a page. */
  readonly pageRecords: number;
  /** Bytes of lines in a page, one line more at most. */
  readonly pageBytes: number;
  readonly lineBytes: number;
}

const LIMITS: RmsLogLimits = { chunkBytes: 262_144, pageRecords: 2_000, pageBytes: 4_194_304, lineBytes: 1_048_576 };

/** How long the cursor of a file that is gone is kept: after that the file, should it come back, is read again from its beginning. */
const FORGET_AFTER_MS = 30 * 86_400_000;

/** A source that reads usage logs of Azure Rights Management from files. */
export function createRmsLogSource(
  config: RmsLogConfig,
  settings: SourceSettings,
  limits: Partial<RmsLogLimits> = {},
): Source {
  const patterns = typeof config.path === "string" ? [config.path] : config.path;
  const requestKind = requestLookup(config.licenceRequests);
  const resultMeaning = resultLookup(config.results);
  const { name, tenantId, baseDir, clock, logger } = settings;

  async function* pull({ cursors, signal }: PullRequest): AsyncGenerator<SourceItem> {
    if (signal.aborted) return;
    const now = clock.now();
    const start = startingPoint(config.since, cursors.get(STARTING_POINT_PART), now);
    if (start.move !== null) yield { page: pageOfCursors([start.move]) };
    const normalise: JudgeSettings = {
      source: name,
      tenantId,
      requestKind,
      resultMeaning,
      ...(start.from === undefined ? {} : { since: start.from }),
    };
    const { files, troubles } = await findLogFiles(patterns, baseDir);
    logger.debug({ source: name, files: files.length }, "files.found");
    for (const trouble of troubles) yield { trouble };
    for (const file of files) {
      if (signal.aborted) return;
      const cursor = parseCursor(cursors.get(file.part));
      for await (const item of readLog(file, cursor, { limits: { ...LIMITS, ...limits }, normalise, signal })) {
        yield item;
        if (signal.aborted) return;
      }
    }
    const inUse = new Set(files.map(({ part }) => part));
    if (start.isStored) inUse.add(STARTING_POINT_PART);
    yield* forgetGone(cursors, inUse, now);
  }

  return { pull };
}

/**
 * Marks the cursors of files that are gone, and forgets those gone for long, so that cursors do not pile up for ever. A share that
 * is not mounted for a day costs nothing; a file that comes back after a month is read again and found to be known.
 */
function* forgetGone(cursors: PullRequest["cursors"], inUse: ReadonlySet<string>, now: number): Generator<SourceItem> {
  const moves: { part: string; value: string | null }[] = [];
  for (const [part, value] of cursors) {
    if (inUse.has(part)) continue;
    const cursor = parseCursor(value);
    if (cursor === undefined || now - Date.parse(cursor.missingSince ?? "") > FORGET_AFTER_MS) {
      moves.push({ part, value: null });
    } else if (cursor.missingSince === undefined) {
      moves.push({ part, value: formatCursor({ ...cursor, missingSince: new Date(now).toISOString() }) });
    }
  }
  if (moves.length > 0) yield { page: pageOfCursors(moves) };
}

function pageOfCursors(cursors: SourcePage["cursors"]): SourcePage {
  return { read: 0, denied: [], ignored: {}, rejected: [], facts: [], cursors };
}
