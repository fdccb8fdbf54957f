import Database from "better-sqlite3";
import { type ErrorCode, LockbellError } from "../../platform/errors.ts";

/** SQLite's result codes, by prefix: `SQLITE_IOERR_SHMSIZE` before `SQLITE_IOERR`. */
const BY_PREFIX: readonly (readonly [string, ErrorCode])[] = [
  ["SQLITE_FULL", "STORE_FULL"],
  // The shared-memory file beside the database could not grow.
  ["SQLITE_IOERR_SHMSIZE", "STORE_FULL"],
  ["SQLITE_READONLY", "STORE_READ_ONLY"],
  ["SQLITE_CANTOPEN", "STORE_READ_ONLY"],
  ["SQLITE_PERM", "STORE_READ_ONLY"],
  ["SQLITE_CORRUPT", "STORE_UNREADABLE"],
  ["SQLITE_NOTADB", "STORE_UNREADABLE"],
  ["SQLITE_IOERR_SHORT_READ", "STORE_UNREADABLE"],
  ["SQLITE_IOERR_READ", "STORE_UNREADABLE"],
  ["SQLITE_BUSY", "STORE_BUSY"],
  ["SQLITE_LOCKED", "STORE_BUSY"],
  ["SQLITE_PROTOCOL", "STORE_BUSY"],
];

const BY_SYSTEM_CODE: { readonly [code: string]: ErrorCode } = {
  ENOSPC: "STORE_FULL",
  EDQUOT: "STORE_FULL",
  EACCES: "STORE_READ_ONLY",
  EPERM: "STORE_READ_ONLY",
  EROFS: "STORE_READ_ONLY",
  ENOTDIR: "STORE_READ_ONLY",
  EISDIR: "STORE_UNREADABLE",
};

/** What SQLite or the file system met, as an error of the catalogue. SQLite's own text is left out: it may quote stored values. */
export function storeError(path: string, error: unknown): unknown {
  if (error instanceof LockbellError) return error;
  if (error instanceof Database.SqliteError) {
    const { code } = error;
    const known = BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1];
    return new LockbellError(known ?? "INTERNAL", `${path}: ${code}`, { cause: error });
  }
  const systemCode = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  const known = BY_SYSTEM_CODE[systemCode];
  return known === undefined ? error : new LockbellError(known, `${path}: ${systemCode}`, { cause: error });
}
