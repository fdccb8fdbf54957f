import { isQuote, recordedValue } from "../../platform/recorded-value.ts";

/** The columns of a W3C log and the values in them: which is where is said by a `#Fields:` line, and may change within a file. */

/** The columns that are read, by their documented names. */
export const COLUMN_NAMES = [
  "date",
  "time",
  "row-id",
  "request-type",
  "user-id",
  "result",
  "correlation-id",
  "content-id",
  "owner-email",
  "issuer",
  "template-id",
  "file-name",
  "date-published",
  "c-info",
  "c-ip",
  "admin-action",
  "acting-as-user",
] as const;

/** The name of a column that is read. */
export type ColumnName = (typeof COLUMN_NAMES)[number];

/** Where each column stands. */
export interface Columns {
  /** The names as the directive gave them, lower case: what a cursor keeps. */
  readonly names: readonly string[];
  /** The position of each column that is read, -1 where the log has none. */
  readonly at: Readonly<Record<ColumnName, number>>;
}

/** More columns, or longer ones, than any log has: such a line is no directive, and a cursor must stay small. */
const MOST_COLUMNS = 256;
const MOST_DIRECTIVE_CHARACTERS = 8_192;

const DIRECTIVE = "#fields:";

/** Whether a line is a `#Fields:` directive, well formed or not. */
export function isFieldsDirective(line: string): boolean {
  return line.slice(0, DIRECTIVE.length).toLowerCase() === DIRECTIVE;
}

/** What a `#Fields:` directive says, or null if it says nothing that can be used: the lines below it then have no columns. */
export function parseFieldsDirective(line: string): Columns | null {
  if (line.length > MOST_DIRECTIVE_CHARACTERS) return null;
  const names = line
    .slice(DIRECTIVE.length)
    .split(/[\t ]+/)
    .filter((name) => name !== "");
  return columnsOf(names);
}

/** The columns with these names in this order, or null if there are none or too many. */
export function columnsOf(names: readonly string[]): Columns | null {
  if (names.length === 0 || names.length > MOST_COLUMNS) return null;
  const lower = names.map((name) => name.toLowerCase());
  const at = Object.fromEntries(COLUMN_NAMES.map((name) => [name, lower.indexOf(name)])) as Record<ColumnName, number>;
  return { names: lower, at };
}

/** The value of a row's field; undefined where the column is missing, empty or `-`. */
export function fieldValue(row: readonly string[], index: number): string | undefined {
  return recordedValue(row[index]);
}

/** Whether a field that was cut off shows it: it opens a quote or brace and does not close it. */
export function isVisiblyCut(field: string): boolean {
  const first = field.charAt(0);
  if (first === "{") return !field.endsWith("}");
  return isQuote(first) && (field.length === 1 || !isQuote(field.charAt(field.length - 1)));
}
