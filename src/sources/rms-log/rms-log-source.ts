import { requestLookup } from "../../event/requests.ts";
import { resultLookup } from "../../event/results.ts";
import { findFiles } from "../find-files.ts";
import { forgetGone, pageOfCursors } from "../forget-gone.ts";
import type { JudgeSettings } from "../judge-record.ts";
import type { PullRequest, Source, SourceItem, SourceSettings } from "../source.ts";
import { STARTING_POINT_PART, startingPoint } from "../starting-point.ts";
import type { RmsLogConfig } from "./config.ts";
import { formatCursor, parseCursor } from "./log-cursor.ts";
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
    const { files, troubles } = await findFiles(patterns, baseDir);
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
    const gone = forgetGone(cursors, inUse, now, { parse: parseCursor, format: formatCursor });
    if (gone.length > 0) yield { page: pageOfCursors(gone) };
  }

  return { pull };
}
