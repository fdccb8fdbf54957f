const GROWTH = 4;
/** After a window that took too long: so the length that does not is found to within a factor of two. */
const CAREFUL_GROWTH = 2;
/** So many answers at the longest length allowed, and twice that is tried; after each try that failed four times as many. */
const CALM = 64;

/** How long windows may be. */
export interface LengthLimits {
  /** The first window, and the longest, milliseconds. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** No window is shorter. */
  readonly floorMs: number;
  /** Up to so many rows an answer is small, and the next window longer. */
  readonly fewRows: number;
}

/** How long the next window of a range is to be, by what became of those before. Milliseconds. */
export class WindowLength {
  readonly #limits: LengthLimits;
  #length: number;
  #longest: number;
  #calm = 0;
  #needed = CALM;
  #isTrial = false;
  #isCareful = false;

  constructor(limits: LengthLimits) {
    this.#limits = limits;
    this.#length = limits.firstMs;
    this.#longest = limits.longestMs;
  }

  get value(): number {
    return this.#length;
  }

  /** Whether a window took too long not long ago, so that only such are asked for as should be answered soon. */
  get isCareful(): boolean {
    return this.#isCareful;
  }

  /** Small answers make windows longer. */
  answered(rows: number): void {
    if (rows > this.#limits.fewRows) return;
    if (this.#isCareful && this.#length >= this.#longest) {
      this.#isTrial = false;
      this.#calm += 1;
      if (this.#calm >= this.#needed) {
        this.#calm = 0;
        this.#isTrial = true;
        this.#longest = Math.min(this.#longest * 2, this.#limits.longestMs);
      }
    }
    this.#length = Math.min(this.#length * (this.#isCareful ? CAREFUL_GROWTH : GROWTH), this.#longest);
  }

  /** A part: half of it may be whole. */
  tooMuch(window: number): void {
    this.#length = Math.max(Math.ceil(window / 2), this.#limits.floorMs);
  }

  /** Nothing in time. The shortest there is shows whether anybody answers; then they grow again, but not to that length. */
  tooSlow(window: number): void {
    if (this.#isTrial) this.#needed *= 4;
    this.#isTrial = false;
    this.#isCareful = true;
    this.#calm = 0;
    this.#length = this.#limits.floorMs;
    if (window > this.#limits.floorMs) this.#longest = Math.max(Math.floor(window / 2), this.#limits.floorMs);
  }

  /** What took too long lies behind: it was one moment, and no matter of length. */
  passed(): void {
    this.#longest = this.#limits.longestMs;
    this.#isCareful = false;
  }
}
