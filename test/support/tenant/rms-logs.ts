import { closeSync, copyFileSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Attempt } from "./attempts.ts";
import { createRandom, type Random } from "./random.ts";
import {
  disordered,
  type LogColumn,
  logHeader,
  logRow,
  type Quoting,
  shuffle,
  shuffled,
  VERSION_1_0,
  VERSION_1_1,
} from "./rms-log-rows.ts";
import type { Tenant } from "./tenant.ts";

/** In what shape logs are written; what happened stays the same. */
export interface RmsLogShape {
  readonly lineBreak?: "lf" | "crlf";
  readonly encoding?: "utf-8" | "utf-8-bom" | "utf-16le" | "utf-16be";
  /** Each batch of lines is a member of its own, as appending to a gzip file makes them. */
  readonly gzip?: boolean;
  readonly columns?: "documented" | "shuffled" | "version-1.0";
  readonly quoting?: Quoting;
  /** `late` (the default): some rows late and some twice, as the service writes them. `shuffled`: in no order at all. */
  readonly rows?: "exact" | "late" | "shuffled";
  /** The share of rows that are written twice. */
  readonly duplicates?: number;
  /** Into how many files a day is cut, each with its own header. */
  readonly filesPerDay?: number;
  /** Whether each file stands there a second time under another name. */
  readonly doubled?: boolean;
  /** Whether files have names that say nothing of their day. */
  readonly renamed?: boolean;
  /** Whether the last line of each file lacks its line break. */
  readonly unfinished?: boolean;
}

/** What was written. */
export interface WrittenLogs {
  /** Names of the files, in the order they were written. */
  readonly files: readonly string[];
  /** Data lines in them, repeats included. */
  readonly rows: number;
}

/** Writes a tenant's usage logs into a folder, a file a UTC day, in memory that does not depend on how much happened. */
export function writeRmsLogs(tenant: Tenant, folder: string, shape: RmsLogShape = {}): WrittenLogs {
  mkdirSync(folder, { recursive: true });
  const random = createRandom(tenant.settings.seed, "logs");
  const perDay = shape.filesPerDay ?? 1;
  const files: string[] = [];
  let rows = 0;
  let open: LogFileWriter | undefined;
  let openSlot = -1;
  for (const attempt of orderRows(random, tenant.attempts(), shape)) {
    // A late row of yesterday stands in today's file, as nobody writes to yesterday's any more.
    const slot = Math.max(openSlot, Math.floor(attempt.at / (86_400_000 / perDay)));
    if (open === undefined || slot !== openSlot) {
      open?.close();
      open = new LogFileWriter(random, join(folder, fileName(slot, perDay, shape)), shape);
      openSlot = slot;
      files.push(fileName(slot, perDay, shape));
    }
    open.write(attempt);
    rows += 1;
  }
  open?.close();
  if (shape.doubled !== true) return { files, rows };
  const copies = files.map((name) => `copy-of-${name}`);
  for (const [i, copy] of copies.entries()) copyFileSync(join(folder, files[i]!), join(folder, copy));
  return { files: [...files, ...copies], rows: rows * 2 };
}

function orderRows(random: Random, attempts: Iterable<Attempt>, shape: RmsLogShape): Iterable<Attempt> {
  if (shape.rows === "exact") return attempts;
  const disorder = { duplicates: shape.duplicates ?? 0.05, late: 0.03 };
  const late = disordered(random, attempts, disorder);
  return shape.rows === "shuffled" ? shuffled(random, late) : late;
}

function fileName(slot: number, perDay: number, shape: RmsLogShape): string {
  const day = new Date(Math.floor(slot / perDay) * 86_400_000).toISOString().slice(0, 10);
  const part = perDay === 1 ? "" : `.part${String(slot % perDay).padStart(2, "0")}`;
  const name = shape.renamed === true ? `export_${slot.toString(36)}` : `rmslog-${day}${part}`;
  return `${name}.log${shape.gzip === true ? ".gz" : ""}`;
}

const BATCH_LINES = 1_000;

/** One file: under a temporary name until it is whole, so that nobody reads half of it. */
class LogFileWriter {
  readonly #path: string;
  readonly #shape: RmsLogShape;
  readonly #columns: readonly LogColumn[];
  readonly #file: number;
  readonly #break: string;
  #lines: string[];

  constructor(random: Random, path: string, shape: RmsLogShape) {
    this.#path = path;
    this.#shape = shape;
    this.#columns = chooseColumns(random, shape);
    this.#break = shape.lineBreak === "crlf" ? "\r\n" : "\n";
    this.#file = openSync(`${path}.tmp`, "w");
    this.#lines = [...logHeader(this.#columns)];
    this.#put(byteOrderMark(shape));
  }

  write(attempt: Attempt): void {
    // The line before is complete now, so it gets its break; the last one may go without.
    if (this.#lines.length >= BATCH_LINES) {
      this.#put(`${this.#lines.join(this.#break)}${this.#break}`);
      this.#lines = [];
    }
    this.#lines.push(logRow(attempt, this.#columns, this.#shape.quoting ?? "single"));
  }

  close(): void {
    this.#put(`${this.#lines.join(this.#break)}${this.#shape.unfinished === true ? "" : this.#break}`);
    closeSync(this.#file);
    renameSync(`${this.#path}.tmp`, this.#path);
  }

  #put(text: string): void {
    if (text === "") return;
    const bytes = encode(text, this.#shape);
    writeSync(this.#file, this.#shape.gzip === true ? gzipSync(bytes) : bytes);
  }
}

function chooseColumns(random: Random, shape: RmsLogShape): readonly LogColumn[] {
  if (shape.columns === "version-1.0") return VERSION_1_0;
  return shape.columns === "shuffled" ? shuffle(random, [...VERSION_1_1]) : VERSION_1_1;
}

function byteOrderMark(shape: RmsLogShape): string {
  return (shape.encoding ?? "utf-8") === "utf-8" ? "" : "\ufeff";
}

function encode(text: string, shape: RmsLogShape): Buffer {
  switch (shape.encoding) {
    case "utf-16le":
      return Buffer.from(text, "utf16le");
    case "utf-16be":
      return Buffer.from(text, "utf16le").swap16();
    default:
      return Buffer.from(text, "utf8");
  }
}
