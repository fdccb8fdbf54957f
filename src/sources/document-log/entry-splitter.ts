/**
 * Cuts a stream of JSON into the entries it lists, in bounded memory. Exports come in many shapes: one object, an array of them, an array
 * under `value` (as PowerShell 5.1 and web services wrap it), and any of these after each other, because `>>` appends.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LETTER_N = 0x6e;
/** White space of JSON, and the bytes of a mark that was appended with the rest of a file. */
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);

/** The key under which wrappers hold their list, in lower case. */
const WRAPPER_KEY = "value";
/** What no wrapper has: an object with it is an entry, whatever it holds under other keys. PowerShell writes it first. */
const ENTRY_KEY = "contentid";
/** What is kept of an entry that is too long. */
const KEPT_BYTES = 16_384;

/** One entry as it stands in the file. */
export interface SplitEntry {
  /** Only its beginning if it is too long. */
  readonly text: string;
  /** Where it begins, in bytes of the stream. */
  readonly offset: number;
  readonly bytes: number;
  readonly isTooLong: boolean;
}

/** What the stream was like so far: `whole` if it may end here, `cut` within something, `not-json` from something that is none. */
export type StreamState = "whole" | "cut" | "not-json";

/** Where the next byte stands: between entries, in one (an object, a text, another value), or behind the list of a wrapper. */
type Mode = "between" | "object" | "text" | "scalar" | "tail" | "broken";

/** The splitter of one stream of UTF-8. */
export class EntrySplitter {
  readonly #maxBytes: number;
  #mode: Mode = "between";
  /** Lists that are open around the entries. */
  #lists = 0;
  #isWrapped = false;
  /** Objects and lists that are open in an entry, or in the rest of a wrapper. */
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  /** The last text of an object's own level, as far as a key matters; and the key whose value stands here. */
  #text = "";
  #key = "";
  #isEntry = false;

  #consumed = 0;
  #start = 0;
  #bytes = 0;
  #pieces: Buffer[] = [];

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get state(): StreamState {
    if (this.#mode === "broken") return "not-json";
    if (this.#mode === "scalar" && this.#lists === 0) return this.#captured() === "null" ? "whole" : "not-json";
    return this.#mode === "between" && this.#lists === 0 ? "whole" : "cut";
  }

  /** The entries that end in these bytes. Behind what is no JSON nothing more is read. */
  *push(chunk: Buffer): Generator<SplitEntry> {
    let from = 0;
    for (let i = 0; i < chunk.length && this.#mode !== "broken"; i += 1) {
      const code = chunk[i] ?? 0;
      if (this.#mode === "scalar" && isEndOfScalar(code)) {
        this.#keep(chunk.subarray(from, i));
        // What PowerShell writes for no documents at all.
        if (this.#lists > 0) yield this.#take();
        else if (this.#captured() === "null") this.#drop();
        else this.#mode = "broken";
      }
      const before = this.#mode;
      const isEnd = this.#step(code);
      if (before === "between" && this.#mode !== "between") {
        from = i;
        this.#start = this.#consumed + i;
      }
      if (isEnd) {
        this.#keep(chunk.subarray(from, i + 1));
        yield this.#take();
      }
    }
    if (this.#mode === "object" || this.#mode === "text" || this.#mode === "scalar") this.#keep(chunk.subarray(from));
    this.#consumed += chunk.length;
  }

  /** Goes on by one byte. True if it ends the entry. */
  #step(code: number): boolean {
    if (this.#isInText) return this.#stepInText(code) && this.#mode === "text";
    if (this.#mode === "between") this.#stepBetween(code);
    else if (this.#mode === "object") return this.#stepInObject(code);
    else if (this.#mode === "tail") this.#stepInTail(code);
    return false;
  }

  #stepBetween(code: number): void {
    if (BLANKS.has(code) || code === COMMA) return;
    if (code === OPEN_LIST) this.#lists += 1;
    else if (code === CLOSE_LIST && this.#lists > 0) this.#closeList();
    else if (code === OPEN_OBJECT) {
      this.#mode = "object";
      this.#depth = 1;
      this.#key = "";
      this.#isEntry = false;
    } else if (code === QUOTE && this.#lists > 0) {
      this.#mode = "text";
      this.#isInText = true;
    } else if (code === LETTER_N || (this.#lists > 0 && code !== CLOSE_OBJECT)) this.#mode = "scalar";
    else this.#mode = "broken";
  }

  #closeList(): void {
    this.#lists -= 1;
    if (this.#lists > 0 || !this.#isWrapped) return;
    this.#isWrapped = false;
    this.#mode = "tail";
    this.#depth = 1;
  }

  #stepInObject(code: number): boolean {
    if (code === QUOTE) {
      this.#isInText = true;
      this.#text = "";
    } else if (code === OPEN_LIST && this.#isWrapperList()) {
      this.#drop();
      this.#lists = 1;
      this.#isWrapped = true;
      return false;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#depth += 1;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) this.#depth -= 1;
    else if (code === COLON && this.#depth === 1) {
      this.#key = this.#text.toLowerCase();
      this.#isEntry ||= this.#key === ENTRY_KEY;
    } else if (code === COMMA && this.#depth === 1) this.#key = "";
    return this.#depth === 0;
  }

  #isWrapperList(): boolean {
    return this.#depth === 1 && this.#lists === 0 && this.#key === WRAPPER_KEY && !this.#isEntry;
  }

  #stepInTail(code: number): void {
    if (code === QUOTE) this.#isInText = true;
    else if (code === OPEN_LIST || code === OPEN_OBJECT) this.#depth += 1;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) this.#depth -= 1;
    if (this.#depth === 0) this.#mode = "between";
  }

  /** True if the text ends here. */
  #stepInText(code: number): boolean {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (code === BACKSLASH) this.#isEscaped = true;
    else if (code === QUOTE) {
      this.#isInText = false;
      return true;
    } else if (this.#depth === 1 && this.#text.length <= ENTRY_KEY.length) this.#text += String.fromCharCode(code);
    return false;
  }

  /** A piece of the entry under way; copied, because its reader uses the bytes again. */
  #keep(piece: Buffer): void {
    const room = Math.max(this.#maxBytes, KEPT_BYTES) - this.#bytes;
    this.#bytes += piece.length;
    if (room > 0 && piece.length > 0) this.#pieces.push(Buffer.from(piece.subarray(0, room)));
    if (this.#bytes > this.#maxBytes) this.#pieces = [Buffer.concat(this.#pieces).subarray(0, KEPT_BYTES)];
  }

  #captured(): string {
    return Buffer.concat(this.#pieces).toString("utf8");
  }

  #take(): SplitEntry {
    const isTooLong = this.#bytes > this.#maxBytes;
    const text = isTooLong ? this.#captured().slice(0, KEPT_BYTES) : this.#captured();
    const entry = { text, offset: this.#start, bytes: this.#bytes, isTooLong };
    this.#drop();
    return entry;
  }

  #drop(): void {
    this.#mode = "between";
    this.#pieces = [];
    this.#bytes = 0;
    this.#depth = 0;
  }
}

function isEndOfScalar(code: number): boolean {
  return BLANKS.has(code) || code === COMMA || code === CLOSE_LIST || code === CLOSE_OBJECT;
}
