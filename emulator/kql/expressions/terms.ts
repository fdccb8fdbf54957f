const WORD = /[\p{L}\p{N}]/u;

/** At which ends of what is sought a term of the text must begin or end. */
export type TermEdges = "both" | "start" | "end";

/**
 * Whether a text has what is sought as a whole term, or as the beginning or the end of one. Terms are the longest runs
 * of letters and digits. Source: Kusto's page on string operators.
 */
export function hasTerm(text: string, sought: string, edges: TermEdges): boolean {
  for (let from = text.indexOf(sought); from !== -1; from = text.indexOf(sought, from + 1)) {
    const end = from + sought.length;
    const startsTerm = edges === "end" || !inTerm(sought, 0) || !inTerm(text, from - 1);
    const endsTerm = edges === "start" || !inTerm(sought, sought.length - 1) || !inTerm(text, end);
    if (startsTerm && endsTerm) {
      return true;
    }
    if (sought === "") {
      return true;
    }
  }
  return false;
}

/** Whether the character at a place is of a term. */
function inTerm(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  if (Number.isNaN(unit)) {
    return false;
  }
  if (unit < 0x80) {
    return (unit >= 48 && unit <= 57) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122);
  }
  // The second half of a character in two parts: the character begins one before.
  const start = unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
  return WORD.test(String.fromCodePoint(text.codePointAt(start) ?? 0));
}
