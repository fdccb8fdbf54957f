import { closest, distance } from "fastest-levenshtein";

/** Longer words are nobody's typing slip, and comparing them costs time. */
const MAX_LENGTH = 64;

/** The candidate a person most likely meant by a mistyped word, or null if none is close. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const typed = word.toLowerCase();
  if (typed.length < 2 || typed.length > MAX_LENGTH || candidates.length === 0) return null;
  const lower = candidates.map((candidate) => candidate.toLowerCase());
  const found = closest(typed, lower);
  // Two letters changed round count as two slips, so a word of five may have two.
  const slips = Math.max(1, Math.floor((Math.min(typed.length, found.length) + 1) / 3));
  return distance(typed, found) <= slips ? (candidates[lower.indexOf(found)] ?? null) : null;
}
