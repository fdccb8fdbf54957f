import Database from "better-sqlite3";
import { LockbellError } from "../../platform/errors.ts";
import { checkWritable, createDatabaseFile, followLinks, restrictRights, sizeOf } from "./database-file.ts";
import { inspectDatabase } from "./inspect-database.ts";
import { checkVersion, migrate } from "./migrate.ts";
import { storeError } from "./sqlite-errors.ts";

/** How long a transaction waits for another process's. Ours are short; only a backup or a purge takes seconds. */
const BUSY_MS = 15_000;
/** How long a checkpoint waits for readers: it is housekeeping and may as well be done later. */
const CHECKPOINT_BUSY_MS = 500;
/** An event's record is one to two KiB: pages of this size hold several without waste. */
const PAGE_BYTES = 8_192;
/** SQLite moves the log into the database after so many pages, as far as readers let it. 64 MiB: seldom, and still little. */
const CHECKPOINT_PAGES = 8_192;
/** What the log's file may keep of its size when it starts anew. */
const LOG_KEPT_BYTES = CHECKPOINT_PAGES * PAGE_BYTES;
/** A log that grew beyond this, because readers kept it from starting anew, is emptied by force. */
const LOG_LIMIT_BYTES = 3 * LOG_KEPT_BYTES;
const CHECK_LOG_EVERY = 16;

/** Limits that tests lower. */
export interface DatabaseOptions {
  /** False: commits are not forced to the disk. For tests that would wait for nothing but the disk. */
  readonly isDurable?: boolean;
  readonly busyMs?: number;
  readonly logLimitBytes?: number;
  /** The most pages the database may have; beyond it SQLite answers as if the disk were full. */
  readonly maxPages?: number;
  /** Told of each statement that is run, with its values. */
  readonly onStatement?: (sql: string) => void;
}

/** An open database. Transactions are synchronous, so that none spans an `await`; errors are the catalogue's. */
export interface SqliteDatabase {
  readonly connection: Database.Database;
  /** Does `work` in one write transaction: all of it, or none. Waits for other processes' writers before it begins. */
  write<T>(work: () => T): Promise<T>;
  /** Does `work` on one consistent state. */
  read<T>(work: () => T): Promise<T>;
  /** Does `work` outside of a transaction, e.g. VACUUM. */
  maintain(work: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Opens the database at a path; makes it if there is none, brings an older one up to date, changes nothing in a damaged one. */
export function openDatabase(given: string, options: DatabaseOptions = {}): SqliteDatabase {
  const path = mapErrors(given, () => followLinks(given));
  const connection = mapErrors(path, () => connect(path, options));
  // Made once: a transaction function per call would prepare BEGIN and COMMIT each time.
  const transaction = connection.transaction((work: () => unknown) => work());
  const logLimit = options.logLimitBytes ?? LOG_LIMIT_BYTES;
  let writes = 0;
  const limitLog = (): void => {
    writes += 1;
    if (writes % CHECK_LOG_EVERY === 0 && sizeOf(`${path}-wal`) > logLimit) emptyLog(connection, options);
  };
  return {
    connection,
    async write<T>(work: () => T): Promise<T> {
      const result = mapErrors(path, () => transaction.immediate(work) as T);
      limitLog();
      return result;
    },
    async read<T>(work: () => T): Promise<T> {
      return mapErrors(path, () => transaction.deferred(work) as T);
    },
    async maintain(work: () => void): Promise<void> {
      mapErrors(path, work);
    },
    async close(): Promise<void> {
      connection.close();
    },
  };
}

function connect(path: string, options: DatabaseOptions): Database.Database {
  createDatabaseFile(path, (draft) => {
    const connection = configure(new Database(draft), options);
    try {
      migrate(connection);
    } finally {
      connection.close();
    }
  });
  inspectDatabase(path);
  checkWritable(path);
  restrictRights(path);
  const { onStatement, busyMs = BUSY_MS } = options;
  const verbose = onStatement === undefined ? undefined : (sql: unknown): void => onStatement(String(sql));
  const connection = new Database(path, { fileMustExist: true, timeout: busyMs, verbose });
  try {
    checkVersion(connection, path);
    configure(connection, options);
    migrate(connection);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function configure(connection: Database.Database, options: DatabaseOptions): Database.Database {
  connection.pragma(`page_size = ${PAGE_BYTES}`);
  connection.pragma("journal_mode = WAL");
  // Each commit reaches the disk before it counts: a lost one would be a refusal lost or a mail repeated.
  connection.pragma(`synchronous = ${options.isDurable === false ? "OFF" : "FULL"}`);
  connection.pragma("foreign_keys = ON");
  connection.pragma("trusted_schema = OFF");
  // What is deleted is overwritten: a purge must leave nothing behind.
  connection.pragma("secure_delete = ON");
  // Memory stays bounded at any size: a fixed page cache, no mapping, sorting on disk.
  connection.pragma("cache_size = -32768");
  connection.pragma("mmap_size = 0");
  connection.pragma("temp_store = FILE");
  connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  connection.pragma(`journal_size_limit = ${LOG_KEPT_BYTES}`);
  if (options.maxPages !== undefined) connection.pragma(`max_page_count = ${options.maxPages}`);
  return connection;
}

/** What was written before is committed, so nothing that goes wrong here may be reported as its failure. */
function emptyLog(connection: Database.Database, options: DatabaseOptions): void {
  try {
    connection.pragma(`busy_timeout = ${CHECKPOINT_BUSY_MS}`);
    connection.pragma("wal_checkpoint(TRUNCATE)");
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    connection.pragma(`busy_timeout = ${options.busyMs ?? BUSY_MS}`);
  }
}

function mapErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const mapped = storeError(path, error);
    throw mapped instanceof Error ? mapped : new LockbellError("INTERNAL", path, { cause: error });
  }
}
