import type { Hash } from "node:crypto";
import type { JudgeSettings } from "../judge-record.ts";
import { PageBuilder } from "../page-builder.ts";
import type { SourcePage } from "../source.ts";
import type { Verdict } from "../verdict.ts";
import { type Columns, columnsOf, isFieldsDirective, isVisiblyCut, parseFieldsDirective } from "./columns.ts";
import { type Line, LineSplitter } from "./line-splitter.ts";
import { formatCursor, type LogCursor, type LogEnd } from "./log-cursor.ts";
import { normaliseLine } from "./normalise.ts";

/** How much is held in memory at a time. */
export interface ParserLimits {
  readonly pageRecords: number;
  readonly pageBytes: number;
  /** A longer line is rejected, its beginning kept. */
  readonly lineBytes: number;
}

/** Where in a file parsing begins. */
export interface LogPlace {
  readonly offset: number;
  /** Of everything before the offset. */
  readonly hash: Hash;
  readonly fields: readonly string[] | null;
}

/** Which state of which file is parsed. */
export interface LogStamp {
  readonly part: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Cut short, these say something else (another person, another place, another outcome), and nothing shows it. */
const MISLEADS_WHEN_CUT = ["user-id", "owner-email", "c-ip", "result"];

const BYTE_ORDER_MARK = 0xfeff;

/** Turns the decoded bytes of one file into pages with the cursor that belongs to each. */
export class LogParser {
  readonly #stamp: LogStamp;
  readonly #limits: ParserLimits;
  readonly #settings: JudgeSettings;
  readonly #splitter: LineSplitter;
  readonly #page = new PageBuilder();
  #columns: Columns | null;
  /** Of all bytes seen, and of those before `#offset`: what follows the last line break is in no digest. */
  readonly #hash: Hash;
  #hashAtOffset: Hash;
  #seen: number;
  #offset: number;

  constructor(stamp: LogStamp, place: LogPlace, limits: ParserLimits, settings: JudgeSettings) {
    this.#stamp = stamp;
    this.#limits = limits;
    this.#settings = settings;
    this.#splitter = new LineSplitter(place.offset, limits.lineBytes);
    this.#columns = place.fields === null ? null : columnsOf(place.fields);
    this.#hash = place.hash;
    this.#hashAtOffset = place.hash.copy();
    this.#seen = place.offset;
    this.#offset = place.offset;
  }

  /** Takes the next bytes; yields the pages they fill. */
  *push(piece: Buffer): Generator<SourcePage> {
    const pieceStart = this.#seen;
    let hashed = 0;
    const hashTo = (to: number): void => {
      this.#hash.update(piece.subarray(hashed, to));
      hashed = to;
    };
    for (const line of this.#splitter.push(piece)) {
      this.#takeLine(line);
      this.#offset = line.end;
      if (!this.#page.isFull({ records: this.#limits.pageRecords, bytes: this.#limits.pageBytes })) continue;
      hashTo(line.end - pieceStart);
      this.#hashAtOffset = this.#hash.copy();
      yield this.#takePage();
    }
    if (this.#offset > pieceStart) {
      hashTo(this.#offset - pieceStart);
      this.#hashAtOffset = this.#hash.copy();
    }
    hashTo(piece.length);
    this.#seen += piece.length;
  }

  /** The last page, once the file was read to its end. `damaged`: as far as it could be unpacked. */
  finish(damaged: boolean): SourcePage {
    const rest = this.#splitter.rest();
    const end = rest === null || this.#takeRest(rest) ? "read" : "waiting";
    return this.#takePage(damaged ? "damaged" : end);
  }

  #takePage(end?: LogEnd): SourcePage {
    const { part, size, mtimeMs } = this.#stamp;
    const cursor: LogCursor = {
      size,
      mtimeMs,
      offset: this.#offset,
      digest: this.#hashAtOffset.copy().digest("hex"),
      fields: this.#columns === null ? null : [...this.#columns.names],
      ...(end === undefined ? {} : { end }),
    };
    return this.#page.take([{ part, value: formatCursor(cursor) }]);
  }

  #takeLine(line: Line): void {
    const text = withoutMark(line.text);
    if (hidesLines(text)) this.#rejectHidden(line, text);
    else if (isFieldsDirective(text)) this.#columns = line.tooLong ? null : parseFieldsDirective(text);
    else if (!isNoData(text)) this.#takeData(line, text);
  }

  #rejectHidden(line: Line, text: string): void {
    this.#page.countRead(line.end - line.start);
    this.#page.reject("carriage-returns-only", text, this.#locationOf(line));
  }

  #takeData(line: Line, text: string): void {
    const location = this.#locationOf(line);
    this.#page.countRead(line.end - line.start);
    if (line.tooLong) this.#page.reject("line-too-long", text, location);
    else if (this.#columns === null) this.#page.reject("no-fields-directive", text, location);
    else this.#page.add(normaliseLine(text, location, this.#columns, this.#settings), text, location);
  }

  /**
   * The last line, which no line break ends: read if it is whole as far as anybody can see, else it waits, uncounted. The cursor
   * stays before it either way, so what the file's writer adds to it is seen, and what was already read is then a duplicate.
   */
  #takeRest(line: Line): boolean {
    const text = withoutMark(line.text);
    if (hidesLines(text)) {
      this.#rejectHidden(line, text);
      return true;
    }
    if (isNoData(text)) return true;
    // Nothing that follows could mend a line that is too long already.
    if (line.tooLong) {
      this.#takeData(line, text);
      return true;
    }
    const verdict = this.#columns === null ? undefined : this.#judgeRest(line, text, this.#columns);
    if (verdict === undefined) return false;
    this.#page.countRead(line.end - line.start);
    this.#page.add(verdict, text, this.#locationOf(line));
    return true;
  }

  #judgeRest(line: Line, text: string, columns: Columns): Verdict | undefined {
    const lastField = text.slice(text.lastIndexOf("\t") + 1);
    if (isVisiblyCut(lastField)) return undefined;
    if (MISLEADS_WHEN_CUT.includes(columns.names.at(-1) ?? "") && !/['"’”]$/.test(lastField)) return undefined;
    const verdict = normaliseLine(text, this.#locationOf(line), columns, this.#settings);
    return verdict.kind === "rejected" ? undefined : verdict;
  }

  #locationOf(line: Line): string {
    return `${this.#stamp.part}:${line.start}`;
  }
}

/** Files joined by a simple tool carry a byte order mark in the middle. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
}

/** Directives and blank lines are no records. */
function isNoData(text: string): boolean {
  return text.startsWith("#") || text.trim() === "";
}

/** A directive with more behind a lone carriage return: a log whose lines end so is no directive, and must not vanish as one. */
function hidesLines(text: string): boolean {
  return text.startsWith("#") && /\r(?!$)/.test(text);
}
