import { type Column, isColumnName } from "./kql.ts";

/**
 * Which columns of a table hold which field. Log Analytics makes a column when a value first comes, with a suffix that says its type
 * (`_s` text, `_g` GUID, `_t` time, `_b` bool, `_d` number), and a second one beside it when a later value looks otherwise. So a field
 * may stand in several columns or in none. Source: "HTTP Data Collector API", record type and properties.
 */

/** Base names of a field's columns, without their suffix. One that begins with `=` is meant as it is. */
export type FieldNames = readonly string[];

/** The columns there are for each field. */
export type FieldColumns = (field: string) => readonly Column[];

const SUFFIXES = ["", "_s", "_g", "_t", "_b", "_d"];

/** Finds the columns of each field, upper and lower case alike, in an order that does not depend on the table's. */
export function findColumns(
  fields: { readonly [field: string]: FieldNames },
  schema: readonly Column[],
): ReadonlyMap<string, readonly Column[]> {
  const usable = schema.filter(({ name }) => isColumnName(name));
  return new Map(
    Object.entries(fields).map(([field, names]) => {
      const wanted = new Set(names.flatMap(candidates));
      const found = usable.filter(({ name }) => wanted.has(name.toLowerCase()));
      return [field, found.sort((a, b) => (a.name < b.name ? -1 : 1))];
    }),
  );
}

/** Every name, in lower case, that a column of these fields may have. */
export function columnNames(fields: { readonly [field: string]: FieldNames }): readonly string[] {
  return Object.values(fields).flatMap((names) => names.flatMap(candidates));
}

function candidates(name: string): readonly string[] {
  const lower = name.toLowerCase();
  return lower.startsWith("=") ? [lower.slice(1)] : SUFFIXES.map((suffix) => lower + suffix);
}

/** Reads a row's fields as text; undefined where no column of the field holds any. */
export type RowReader = (field: string) => string | undefined;

/** The text of a cell of this type; undefined for nothing. The query API writes `dynamic` as JSON text inside a string. */
export function cellText(cell: unknown, type: string): string | undefined {
  if (cell === null || cell === undefined || cell === "") return undefined;
  if (typeof cell === "string") return type === "dynamic" ? dynamicText(cell) : cell;
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}

function dynamicText(json: string): string | undefined {
  try {
    return cellText(JSON.parse(json), "string");
  } catch {
    return json;
  }
}
