/** Lays out the text twin: lines of at most `WIDTH` columns, and labels in a column of their own. */

/** Mail programs quote and indent; 76 columns leave room for that. */
const WIDTH = 76;
/** Scripts whose letters take two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF01-\uFF60\p{Emoji_Presentation}]/u;
const NO_WIDTH = /[\p{M}\p{Default_Ignorable_Code_Point}]/u;

/** Columns a text takes in a fixed-width font. */
export function columns(text: string): number {
  let width = 0;
  for (const character of text) width += NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

/** Wraps at spaces, later lines indented. A word that is too long stays whole: broken in two it could not be searched for or copied. */
export function wrap(text: string, indent = 0, firstIndent: number = indent): string {
  const lines: string[] = [];
  let line = "";
  let width = firstIndent;
  for (const word of text.split(" ")) {
    const size = columns(word);
    if (line !== "" && width + 1 + size > WIDTH) {
      lines.push(line);
      line = `${" ".repeat(indent)}${word}`;
      width = indent + size;
    } else {
      width += (line === "" ? 0 : 1) + size;
      line = line === "" ? `${" ".repeat(firstIndent)}${word}` : `${line} ${word}`;
    }
  }
  return [...lines, line].join("\n");
}

/** A label and its value, the value's lines aligned behind the label's column. */
export function field(value: string, label: string, labelColumns: number, indent = 0): string {
  const start = `${" ".repeat(indent)}${label}${" ".repeat(Math.max(1, labelColumns - columns(label)))}`;
  return start + wrap(value, indent + labelColumns, 0 + indent + labelColumns).trimStart();
}

/** The width of the column that holds all these labels, with room behind the longest. */
export function labelColumns(labels: readonly string[]): number {
  return Math.max(...labels.map(columns)) + 3;
}

/** A heading and the line under it. */
export function underline(text: string, rule: string): string {
  return `${text}\n${rule.repeat(columns(text))}`;
}
