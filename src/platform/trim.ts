/**
 * Trimming by counting. A pattern such as `/ +$/` begins anew at every blank of a long run that does not end the text, so a
 * hostile text would cost the square of its length.
 */

/** The text without any of these characters (UTF-16 units) at its start. */
export function trimStartOf(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start += 1;
  return text.slice(start);
}

/** The text without any of these characters (UTF-16 units) at its end. */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
