/**
 * Every place where a piece stands in a text, overlapping ones included, in time linear in both (Knuth, Morris and Pratt).
 * Searching on with `indexOf` compares the whole piece again at each place: in `a/a/a/…` that is the square of its length.
 */
export function* occurrences(text: string, piece: string): Generator<number> {
  const first = piece === "" ? -1 : text.indexOf(piece);
  if (first === -1) return;
  const borders = bordersOf(piece);
  for (let at = first, matched = 0; at < text.length; at += 1) {
    matched = extend(piece, borders, matched, text.charCodeAt(at));
    if (matched === piece.length) yield at + 1 - piece.length;
  }
}

/** For each beginning of the piece, how much of its end is also the piece's beginning, itself not counted. */
function bordersOf(piece: string): Uint32Array {
  const borders = new Uint32Array(piece.length + 1);
  for (let length = 2; length <= piece.length; length += 1) {
    borders[length] = extend(piece, borders, borders[length - 1] ?? 0, piece.charCodeAt(length - 1));
  }
  return borders;
}

/** How much of the piece is matched after one more character. */
function extend(piece: string, borders: Uint32Array, matched: number, code: number): number {
  let length = matched;
  while (length > 0 && (length === piece.length || piece.charCodeAt(length) !== code)) length = borders[length] ?? 0;
  return piece.charCodeAt(length) === code ? length + 1 : length;
}
