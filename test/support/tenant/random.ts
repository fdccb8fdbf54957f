/** Chance that repeats itself: the same seed gives the same numbers on every machine. */
export interface Random {
  /** From 0 up to and without 1. */
  next(): number;
  /** A whole number from 0 up to and without `below`. */
  below(below: number): number;
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
  chance(probability: number): boolean;
  /** A version 4 GUID in lower case. */
  guid(): string;
}

/** A generator of its own for each purpose, so that asking one for more leaves the others alone. */
export function createRandom(seed: number, purpose: string): Random {
  let state = hash(`${seed}/${purpose}`);
  const next32 = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const next = (): number => next32() / 2 ** 32;
  const below = (limit: number): number => Math.floor(next() * limit);
  const hex = (): string => next32().toString(16).padStart(8, "0");
  return {
    next,
    below,
    pick: (list) => list[below(list.length)]!,
    chance: (probability) => next() < probability,
    guid: () => {
      const digits = hex() + hex() + hex() + hex();
      const variant = "89ab"[below(4)];
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
    },
  };
}

/** Picks index 0 oftenest: the share of index i falls with i, as attention to people and documents does. */
export function createZipf(count: number): (random: Random) => number {
  const shares: number[] = [];
  let total = 0;
  for (let i = 0; i < count; i += 1) {
    total += 1 / (i + 1) ** 0.8;
    shares.push(total);
  }
  return (random) => {
    const wanted = random.next() * total;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (shares[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** FNV-1a: a text as a whole number of 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.charCodeAt(0), 0x01000193);
  return value >>> 0;
}
