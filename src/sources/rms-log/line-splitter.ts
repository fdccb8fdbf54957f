/** One line of a log, without its line break. */
export interface Line {
  readonly text: string;
  /** Where it begins, in bytes of the decoded stream. */
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
  /** Longer than is kept: `text` is only its beginning. */
  readonly tooLong: boolean;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Splits bytes into lines at LF or CRLF, in memory that depends on the longest line kept and never on the longest line met.
 * Lines are found in bytes and decoded one by one, so that neither a character nor a line break is split by a piece's border.
 */
export class LineSplitter {
  readonly #mostBytes: number;
  /** The beginning of the line that has not ended yet: `#kept` bytes of `#length`. */
  #carry: Buffer = Buffer.alloc(0);
  #kept = 0;
  #length = 0;
  #start: number;

  constructor(offset: number, mostBytes: number) {
    this.#start = offset;
    this.#mostBytes = mostBytes;
  }

  /** Yields the lines that end in this piece. */
  *push(piece: Buffer): Generator<Line> {
    let from = 0;
    for (let at = piece.indexOf(LINE_FEED); at !== -1; at = piece.indexOf(LINE_FEED, from)) {
      const line = this.#length === 0 ? this.#whole(piece, from, at) : this.#carried(piece.subarray(from, at), 1);
      this.#start = line.end;
      from = at + 1;
      yield line;
    }
    this.#keep(piece.subarray(from));
  }

  /** The line at the end that has no line break; null if there is none. */
  rest(): Line | null {
    return this.#length === 0 ? null : this.#carried(Buffer.alloc(0), 0);
  }

  #whole(piece: Buffer, from: number, to: number): Line {
    const length = to - from;
    return this.#line(piece, from, Math.min(length, this.#mostBytes), length, 1);
  }

  #carried(last: Buffer, breakBytes: number): Line {
    this.#keep(last);
    const line = this.#line(this.#carry, 0, this.#kept, this.#length, breakBytes);
    if (breakBytes > 0) {
      this.#kept = 0;
      this.#length = 0;
    }
    return line;
  }

  #line(bytes: Buffer, from: number, kept: number, length: number, breakBytes: number): Line {
    const endsInReturn = kept === length && kept > 0 && bytes[from + kept - 1] === CARRIAGE_RETURN;
    return {
      text: bytes.toString("utf8", from, from + kept - (endsInReturn ? 1 : 0)),
      start: this.#start,
      end: this.#start + length + breakBytes,
      tooLong: length > this.#mostBytes,
    };
  }

  #keep(bytes: Buffer): void {
    const room = Math.min(bytes.length, this.#mostBytes - this.#kept);
    if (room > 0) {
      if (this.#kept + room > this.#carry.length) this.#grow(this.#kept + room);
      bytes.copy(this.#carry, this.#kept, 0, room);
      this.#kept += room;
    }
    this.#length += bytes.length;
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafe(Math.min(this.#mostBytes, Math.max(least, 2 * this.#carry.length)));
    this.#carry.copy(larger, 0, 0, this.#kept);
    this.#carry = larger;
  }
}
