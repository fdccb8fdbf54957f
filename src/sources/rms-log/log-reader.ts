import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { decodedBytes } from "../decoded-bytes.ts";
import { fileTrouble, troubleOfError } from "../file-trouble.ts";
import type { FoundFile } from "../find-files.ts";
import { DamagedGzipError } from "../gunzip.ts";
import type { JudgeSettings } from "../judge-record.ts";
import type { SourceItem } from "../source.ts";
import { formatCursor, type LogCursor } from "./log-cursor.ts";
import { LogParser, type LogPlace, type ParserLimits } from "./log-parser.ts";
import { incompleteLastLine } from "./log-trouble.ts";

/** How a file is read. */
export interface ReadSettings {
  readonly limits: ParserLimits & { readonly chunkBytes: number };
  readonly normalise: JudgeSettings;
  readonly signal: AbortSignal;
}

/** Yields what a file holds behind its cursor. Whatever the file system answers is trouble of this file, never an error. */
export async function* readLog(
  file: FoundFile,
  cursor: LogCursor | undefined,
  settings: ReadSettings,
): AsyncGenerator<SourceItem> {
  try {
    const found = await stat(file.path);
    if (found.isDirectory()) yield { trouble: fileTrouble(file.part, "is-directory") };
    // To open a pipe could block for ever.
    else if (!found.isFile()) yield { trouble: fileTrouble(file.part, "not-a-file") };
    else if (cursor !== undefined && isUnchanged(cursor, found)) yield* unchanged(file, cursor);
    else yield* readChanged(file, cursor, settings);
  } catch (error) {
    const trouble = troubleOfError(file.part, error);
    if (trouble === undefined) throw error;
    yield { trouble };
  }
}

function isUnchanged(cursor: LogCursor, found: { readonly size: number; readonly mtimeMs: number }): boolean {
  return cursor.end !== undefined && cursor.size === found.size && cursor.mtimeMs === found.mtimeMs;
}

/** A file that does not change any more is not opened, but what is wrong with it is said at every run. */
function* unchanged(file: FoundFile, cursor: LogCursor): Generator<SourceItem> {
  if (cursor.end === "waiting") yield { trouble: incompleteLastLine(file.part) };
  if (cursor.end === "damaged") yield { trouble: fileTrouble(file.part, "gzip-damaged") };
  if (cursor.missingSince === undefined) return;
  const { missingSince, ...back } = cursor;
  const cursors = [{ part: file.part, value: formatCursor(back) }];
  yield { page: { read: 0, denied: [], ignored: {}, rejected: [], facts: [], cursors } };
}

async function* readChanged(
  file: FoundFile,
  cursor: LogCursor | undefined,
  settings: ReadSettings,
): AsyncGenerator<SourceItem> {
  const { limits, normalise, signal } = settings;
  const handle = await open(file.path, "r");
  try {
    // What is appended from now on is read the next time, when size and time will tell.
    const { size, mtimeMs } = await handle.stat();
    const { place, pieces } = await startReading(handle, size, cursor, limits.chunkBytes);
    const parser = new LogParser({ part: file.part, size, mtimeMs }, place, limits, normalise);
    let damaged = false;
    try {
      for await (const piece of pieces) {
        for (const page of parser.push(piece)) yield { page };
        if (signal.aborted) return;
      }
    } catch (error) {
      if (!(error instanceof DamagedGzipError)) throw error;
      damaged = true;
    }
    yield { page: parser.finish(damaged) };
    if (damaged) yield { trouble: fileTrouble(file.part, "gzip-damaged") };
  } finally {
    await handle.close();
  }
}

interface Reading {
  readonly place: LogPlace;
  /** The decoded bytes from there on. */
  readonly pieces: AsyncIterable<Buffer>;
}

/** Continues where the cursor stands if the file still begins as it did then; else it is another file, and begins anew. */
async function startReading(
  handle: FileHandle,
  size: number,
  cursor: LogCursor | undefined,
  chunkBytes: number,
): Promise<Reading> {
  if (cursor !== undefined) {
    const continued = await continueReading(decodedBytes(handle, size, chunkBytes), cursor);
    if (continued !== undefined) return continued;
  }
  const place = { offset: 0, hash: createHash("sha256"), fields: null };
  return { place, pieces: decodedBytes(handle, size, chunkBytes) };
}

async function continueReading(pieces: AsyncGenerator<Buffer>, cursor: LogCursor): Promise<Reading | undefined> {
  const hash = createHash("sha256");
  let left = cursor.offset;
  let rest: Buffer = Buffer.alloc(0);
  try {
    while (left > 0) {
      const step = await pieces.next();
      if (step.done === true) return undefined;
      hash.update(step.value.subarray(0, left));
      rest = step.value.subarray(left);
      left -= Math.min(left, step.value.length);
    }
  } catch (error) {
    if (error instanceof DamagedGzipError) return undefined;
    throw error;
  }
  if (hash.copy().digest("hex") !== cursor.digest) {
    await pieces.return(undefined);
    return undefined;
  }
  return { place: { offset: cursor.offset, hash, fields: cursor.fields }, pieces: followedBy(rest, pieces) };
}

async function* followedBy(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}
