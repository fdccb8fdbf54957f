/** A book's counters: outcome → reason ("" for none) → count. */
export type Book = Map<string, Map<string, number>>;

/** Raises a counter. */
export function addToBook(book: Book, outcome: string, reason: string, count: number): void {
  if (count === 0) return;
  const reasons = book.get(outcome) ?? new Map<string, number>();
  reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  book.set(outcome, reasons);
}

/** An outcome's counters by reason, as an object that may be added to. */
export function reasonsOf(book: Book, outcome: string): Record<string, number> {
  return Object.fromEntries(book.get(outcome) ?? []);
}

/** An outcome's count, over all reasons. */
export function sumOf(book: Book, outcome: string): number {
  return [...(book.get(outcome)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
}
