/** The few words of Kusto's query language that queries are built from. Nothing gets into a query but through here. */

/** A column as `getschema` tells it. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
/** Words that the language takes for something else where a table or a column stands. */
const RESERVED = new Set([
  "let",
  "set",
  "alias",
  "declare",
  "pattern",
  "print",
  "range",
  "union",
  "find",
  "search",
  "datatable",
]);

/** Whether a text is the plain name of a table: nothing in it has a meaning of its own in a query. */
export function isTableName(text: string): boolean {
  return NAME.test(text) && !RESERVED.has(text.toLowerCase());
}

/** Whether a name can stand in a query as it is. A column with another name is not looked at. */
export function isColumnName(text: string): boolean {
  return NAME.test(text);
}

/** A moment, milliseconds since 1970, as a literal. */
export function datetimeLiteral(ms: number): string {
  return `datetime(${new Date(ms).toISOString()})`;
}

/** A column's name. In brackets, since `date`, `time` and others mean something else without them. */
export function columnName({ name }: Column): string {
  if (!isColumnName(name)) throw new RangeError("This name does not go into a query.");
  return `['${name}']`;
}

/** A list of literals of ours. Throws for a text that a literal would have to escape: such a text is not ours. */
export function textList(texts: readonly string[]): string {
  return `(${texts.map(textLiteral).join(", ")})`;
}

/** A literal of ours, in quotes of the kind that it has none of. */
export function textLiteral(text: string): string {
  if (/^[A-Za-z0-9_' ‘’“”-]*$/.test(text)) return `"${text}"`;
  if (/^[A-Za-z0-9_" ‘’“”-]*$/.test(text)) return `'${text}'`;
  throw new RangeError("This text does not go into a query.");
}

/** The text in the first of these columns that has any; "" where none has. Whatever a column's type, it is compared as text. */
export function textOf(columns: readonly Column[]): string {
  const [first, ...rest] = columns;
  if (first === undefined) return '""';
  const text = `tostring(${columnName(first)})`;
  return rest.length === 0 ? text : `iif(isnotempty(${text}), ${text}, ${textOf(rest)})`;
}
