import { findFiles } from "../find-files.ts";
import { forgetGone, pageOfCursors } from "../forget-gone.ts";
import { PageBuilder } from "../page-builder.ts";
import type { PullRequest, Source, SourceItem, SourceSettings } from "../source.ts";
import type { DocumentLogConfig } from "./config.ts";
import { EXPORT_CURSOR } from "./export-cursor.ts";
import { troubleOfEnd } from "./export-trouble.ts";
import { judgeEntry } from "./judge-entry.ts";
import { type ExportItem, type ReadLimits, readExport } from "./read-export.ts";

/** How much is held in memory at a time, whatever the files hold. */
export interface DocumentLogLimits extends ReadLimits {
  /** Entries in a page. */
  readonly pageRecords: number;
  /** Bytes of entries in a page, one entry more at most. */
  readonly pageBytes: number;
}

/** The limits a source has unless a test sets others. */
export const DOCUMENT_LOG_LIMITS: DocumentLogLimits = {
  chunkBytes: 262_144,
  entryBytes: 16_777_216,
  pageRecords: 2_000,
  pageBytes: 4_194_304,
};

/** A source that reads exports of the document log. It only teaches the catalogue: none of its records is a refusal. */
export function createDocumentLogSource(
  config: DocumentLogConfig,
  settings: SourceSettings,
  limits: Partial<DocumentLogLimits> = {},
): Source {
  const patterns = typeof config.path === "string" ? [config.path] : config.path;
  const { name, baseDir, clock, logger } = settings;
  const most = { ...DOCUMENT_LOG_LIMITS, ...limits };

  async function* pull({ cursors, signal }: PullRequest): AsyncGenerator<SourceItem> {
    if (signal.aborted) return;
    const now = clock.now();
    const { files, troubles } = await findFiles(patterns, baseDir);
    logger.debug({ source: name, files: files.length }, "files.found");
    for (const trouble of troubles) yield { trouble };
    for (const file of files) {
      if (signal.aborted) return;
      const stored = cursors.get(file.part);
      const cursor = stored === undefined ? undefined : EXPORT_CURSOR.parse(stored);
      const builder = new PageBuilder();
      for await (const item of readExport(file, cursor, most, now)) {
        yield* enter(item, file.part, builder);
        if (signal.aborted) return;
      }
    }
    const gone = forgetGone(cursors, new Set(files.map(({ part }) => part)), now, EXPORT_CURSOR);
    if (gone.length > 0) yield { page: pageOfCursors(gone) };
  }

  /** The cursor is stored with the last page only: a file whose reading was broken off is read again as a whole, which teaches the same. */
  function* enter(item: ExportItem, part: string, builder: PageBuilder): Generator<SourceItem> {
    if ("trouble" in item) {
      yield { trouble: item.trouble };
    } else if ("unchanged" in item) {
      const { missingSince, ...back } = item.unchanged;
      if (missingSince !== undefined) yield { page: pageOfCursors([{ part, value: EXPORT_CURSOR.format(back) }]) };
      const trouble = troubleOfEnd(part, back.end);
      if (trouble !== undefined) yield { trouble };
    } else if ("end" in item) {
      const { end, size, mtimeMs } = item;
      yield { page: builder.take([{ part, value: EXPORT_CURSOR.format({ size, mtimeMs, end }) }]) };
      const trouble = troubleOfEnd(part, end);
      if (trouble !== undefined) yield { trouble };
    } else {
      const { entry, asOf } = item;
      builder.countRead(entry.bytes);
      builder.add(judgeEntry(entry, { source: name, asOf }).verdict, entry.text, `${part}:${entry.offset}`);
      if (builder.isFull({ records: most.pageRecords, bytes: most.pageBytes })) yield { page: builder.take([]) };
    }
  }

  return { pull };
}
