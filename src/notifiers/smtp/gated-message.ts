import { Readable } from "node:stream";

/** What is given at a time: a slow server is waited for, so that the end of a large message is not given long before the rest is sent. */
const CHUNK_BYTES = 16_384;

/**
 * A message as a connection reads it. Nothing comes out of it before `open` resolves, and its end (which the connection turns into the
 * final dot) only after all the rest was taken: `isEnded` false means that the final dot cannot have been sent.
 */
export class GatedMessage extends Readable {
  readonly #bytes: Uint8Array;
  readonly #open: () => Promise<void>;
  #isAsked = false;
  #isEnded = false;
  #given = 0;

  constructor(bytes: Uint8Array, open: () => Promise<void>) {
    // Asks for more only when what was given has been taken.
    super({ highWaterMark: 1 });
    this.#bytes = bytes;
    this.#open = open;
  }

  /** Whether the server was ready for it. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  override _read(): void {
    if (this.#isAsked) {
      this.#give();
      return;
    }
    this.#isAsked = true;
    this.#open().then(
      () => this.#give(),
      (error) => this.destroy(error),
    );
  }

  #give(): void {
    const start = this.#given;
    this.#given = Math.min(start + CHUNK_BYTES, this.#bytes.length);
    this.#isEnded = start === this.#bytes.length;
    this.push(this.#isEnded ? null : this.#bytes.subarray(start, this.#given));
  }
}
