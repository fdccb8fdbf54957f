/**
 * Finds a cut-off database without reading it: the header says how many pages there are, so the file must have them, or the
 * write-ahead log must. Costs the same for any size of database. Formats: https://www.sqlite.org/fileformat2.html
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { LockbellError } from "../../platform/errors.ts";
import { APPLICATION_ID } from "./migrate.ts";

const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;
const WAL_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const WAL_MAGICS = new Set([0x377f0682, 0x377f0683]);
/** The page at this offset holds SQLite's locks; it is never written. */
const LOCK_BYTE = 0x40000000;
/** Another process may be moving pages from the log to the file just now; then a second look sees them. */
const LOOKS = 3;

interface Header {
  readonly pageSize: number;
  /** Pages there should be, or null where an old writer did not say. */
  readonly pages: number | null;
  /** Pages the file really has. */
  readonly present: number;
}

/** Throws STORE_UNREADABLE if the file is no Lockbell store or a part of it is missing. Changes nothing. */
export function inspectDatabase(path: string): void {
  for (let look = 1; look <= LOOKS; look += 1) {
    const missing = findMissingPage(path);
    if (missing === null) return;
    if (look === LOOKS) throw new LockbellError("STORE_UNREADABLE", `${path} is cut off: page ${missing} is missing.`);
  }
}

function findMissingPage(path: string): number | null {
  const header = readHeader(path);
  const log = readLog(`${path}-wal`, header.pageSize);
  const pages = log?.pages ?? header.pages;
  if (pages === null) return null;
  const lockPage = LOCK_BYTE / header.pageSize + 1;
  for (let page = header.present + 1; page <= pages; page += 1) {
    if (log?.holds.has(page) !== true && page !== lockPage) return page;
  }
  return null;
}

function readHeader(path: string): Header {
  return withFile(path, (read, size) => {
    const header = read(0, HEADER_BYTES);
    if (header.length < HEADER_BYTES) throw new LockbellError("STORE_UNREADABLE", `${path} has only ${size} bytes.`);
    if (header.toString("latin1", 0, MAGIC.length) !== MAGIC) {
      throw new LockbellError("STORE_UNREADABLE", `${path} is not an SQLite database.`);
    }
    // A store gets its mark before it gets its name, so an unmarked database was never ours, an empty one neither.
    if (header.readUInt32BE(68) !== APPLICATION_ID) {
      throw new LockbellError("STORE_UNREADABLE", `${path} is a database of another program.`);
    }
    const pageSize = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
    const isCounted = header.readUInt32BE(24) === header.readUInt32BE(92);
    return { pageSize, pages: isCounted ? header.readUInt32BE(28) : null, present: Math.floor(size / pageSize) };
  });
}

/** What the log's last whole transaction says of the database, and which pages it holds up to there. Null without one. */
function readLog(
  path: string,
  pageSize: number,
): { readonly pages: number; readonly holds: ReadonlySet<number> } | null {
  try {
    return withFile(path, (read, size) => {
      const header = read(0, WAL_HEADER_BYTES);
      if (header.length < WAL_HEADER_BYTES || !WAL_MAGICS.has(header.readUInt32BE(0))) return null;
      const salt = header.subarray(16, 24);
      const holds = new Set<number>();
      let pages: number | null = null;
      for (let at = WAL_HEADER_BYTES; at + FRAME_HEADER_BYTES + pageSize <= size; at += FRAME_HEADER_BYTES + pageSize) {
        const frame = read(at, FRAME_HEADER_BYTES);
        // The rest is of an earlier round of the log.
        if (frame.length < FRAME_HEADER_BYTES || !frame.subarray(8, 16).equals(salt)) break;
        holds.add(frame.readUInt32BE(0));
        if (frame.readUInt32BE(4) > 0) pages = frame.readUInt32BE(4);
      }
      return pages === null ? null : { pages, holds };
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function withFile<T>(path: string, work: (read: (at: number, length: number) => Buffer, size: number) => T): T {
  const descriptor = openSync(path, "r");
  try {
    const read = (at: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at));
    };
    return work(read, fstatSync(descriptor).size);
  } finally {
    closeSync(descriptor);
  }
}
