/** Words of 32 bits in a fingerprint. */
const WORDS = 4;
const FINGERPRINT = /^[0-9a-f]{32}$/;

/**
 * Fingerprints found in a file, each to be taken once. A file whose state was lost may hold millions, so they are kept as 16 bytes each
 * in one table with open addressing, not as strings. A fingerprint is a hash by itself, so its last word is its place.
 */
export class FingerprintSet {
  #slots = new Uint32Array(1_024 * WORDS);
  /** 0 free, 1 found in the file, 2 taken. */
  #marks = new Uint8Array(1_024);
  #size = 0;
  #untaken = 0;

  /** How many were added and never taken. */
  get untaken(): number {
    return this.#untaken;
  }

  /** Adds a fingerprint; anything else is no line of ours and is ignored. */
  add(id: string): void {
    if (!FINGERPRINT.test(id)) return;
    if (this.#size * 2 >= this.#marks.length) this.#grow();
    const words = wordsOf(id);
    const slot = this.#find(words);
    if (this.#marks[slot] !== 0) return;
    this.#put(slot, words, 1);
    this.#size++;
    this.#untaken++;
  }

  /** Whether the fingerprint was found in the file. It stays found, and counts as taken. */
  take(id: string): boolean {
    if (!FINGERPRINT.test(id)) return false;
    const slot = this.#find(wordsOf(id));
    const mark = this.#marks[slot];
    if (mark === 0) return false;
    if (mark === 1) this.#untaken--;
    this.#marks[slot] = 2;
    return true;
  }

  /** The slot that holds these words, or the free one where they belong. */
  #find(words: Uint32Array): number {
    const mask = this.#marks.length - 1;
    let slot = (words[WORDS - 1] ?? 0) & mask;
    while (this.#marks[slot] !== 0 && !this.#holds(slot, words)) slot = (slot + 1) & mask;
    return slot;
  }

  #holds(slot: number, words: Uint32Array): boolean {
    return words.every((word, i) => this.#slots[slot * WORDS + i] === word);
  }

  #put(slot: number, words: Uint32Array, mark: number): void {
    this.#slots.set(words, slot * WORDS);
    this.#marks[slot] = mark;
  }

  #grow(): void {
    const [slots, marks] = [this.#slots, this.#marks];
    this.#slots = new Uint32Array(slots.length * 2);
    this.#marks = new Uint8Array(marks.length * 2);
    for (const [slot, mark] of marks.entries()) {
      if (mark === 0) continue;
      const words = slots.subarray(slot * WORDS, (slot + 1) * WORDS);
      this.#put(this.#find(words), words, mark);
    }
  }
}

function wordsOf(id: string): Uint32Array {
  return Uint32Array.from({ length: WORDS }, (_, i) => Number.parseInt(id.slice(i * 8, i * 8 + 8), 16));
}
