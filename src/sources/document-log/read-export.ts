import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { decodedBytes } from "../decoded-bytes.ts";
import { fileTrouble, troubleOfError } from "../file-trouble.ts";
import type { FoundFile } from "../find-files.ts";
import { DamagedGzipError } from "../gunzip.ts";
import type { SourceTrouble } from "../source.ts";
import { EntrySplitter, type SplitEntry } from "./entry-splitter.ts";
import type { ExportCursor, ExportEnd } from "./export-cursor.ts";
import { exportTime } from "./export-time.ts";

/** How much is held in memory at a time. */
export interface ReadLimits {
  /** Bytes read from a file at once. */
  readonly chunkBytes: number;
  /** A longer entry is rejected, its beginning kept. */
  readonly entryBytes: number;
}

/** What reading a file gives, in order: its entries, then `end` once all were read, or `trouble`; `unchanged` instead if it was read before. */
export type ExportItem =
  | { readonly entry: SplitEntry; readonly asOf: string }
  | { readonly end: ExportEnd; readonly size: number; readonly mtimeMs: number; readonly asOf: string }
  | { readonly unchanged: ExportCursor }
  | { readonly trouble: SourceTrouble };

/** Reads a file wholly, unless `cursor` says that this was done. Whatever the file system answers is trouble of this file, never an error. */
export async function* readExport(
  file: FoundFile,
  cursor: ExportCursor | undefined,
  limits: ReadLimits,
  now: number,
): AsyncGenerator<ExportItem> {
  try {
    const found = await stat(file.path);
    if (found.isDirectory()) yield { trouble: fileTrouble(file.part, "is-directory") };
    // To open a pipe could block for ever.
    else if (!found.isFile()) yield { trouble: fileTrouble(file.part, "not-a-file") };
    else if (cursor !== undefined && cursor.size === found.size && cursor.mtimeMs === found.mtimeMs) {
      yield { unchanged: cursor };
    } else yield* readAll(file, limits, now);
  } catch (error) {
    const trouble = troubleOfError(file.part, error);
    if (trouble === undefined) throw error;
    yield { trouble };
  }
}

async function* readAll(file: FoundFile, limits: ReadLimits, now: number): AsyncGenerator<ExportItem> {
  const handle = await open(file.path, "r");
  try {
    // What is appended from now on is read the next time, when size and time will tell.
    const { size, mtimeMs } = await handle.stat();
    const asOf = exportTime(basename(file.path), mtimeMs, now);
    const splitter = new EntrySplitter(limits.entryBytes);
    let isDamaged = false;
    try {
      for await (const piece of decodedBytes(handle, size, limits.chunkBytes)) {
        for (const entry of splitter.push(piece)) yield { entry, asOf };
        if (splitter.state === "not-json") break;
      }
    } catch (error) {
      if (!(error instanceof DamagedGzipError)) throw error;
      isDamaged = true;
    }
    const end = isDamaged ? "damaged" : splitter.state === "whole" ? "read" : splitter.state;
    yield { end, size, mtimeMs, asOf };
  } finally {
    await handle.close();
  }
}
