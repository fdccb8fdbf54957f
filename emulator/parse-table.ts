/** Reads a table from the query API's answer shape, and refuses what is none. */
import { InputError } from "./input-error.ts";
import { parseUtc } from "./iso-time.ts";
import { type Cell, COLUMN_TYPES, type Column, type ColumnType } from "./tables.ts";

/** Columns and cells, not yet with an ingestion time. */
export interface ParsedTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Reads `{"tables":[{"columns":[…],"rows":[…]}]}`, or the one table in it. Throws `InputError`, which says where. */
export function parseTable(input: unknown): ParsedTable {
  const table = firstTable(input);
  const { columns, rows } = table;
  if (!Array.isArray(columns) || columns.length === 0) {
    throw new InputError('a table has "columns": [{"name":…,"type":…}, …]');
  }
  if (!Array.isArray(rows)) {
    throw new InputError('a table has "rows": [[…], …]');
  }
  const parsed = columns.map(parseColumn);
  const twice = parsed.find(({ name }, index) => parsed.findIndex((other) => other.name === name) !== index);
  if (twice !== undefined) {
    throw new InputError(`column "${twice.name}" stands there twice`);
  }
  return { columns: parsed, rows: rows.map((row: unknown, index) => parseRow(row, index, parsed)) };
}

function firstTable(input: unknown): Readonly<Record<string, unknown>> {
  const outer = asObject(input, 'a table is {"columns":[…],"rows":[…]}, or an answer {"tables":[…]} that holds one');
  if (!("tables" in outer)) {
    return outer;
  }
  const { tables } = outer;
  if (!Array.isArray(tables) || tables.length !== 1) {
    throw new InputError('"tables" holds exactly one table');
  }
  return asObject(tables[0], "a table is an object");
}

function parseColumn(input: unknown, index: number): Column {
  const { name, type } = asObject(input, `column ${index + 1} is no object`);
  if (typeof name !== "string" || name === "") {
    throw new InputError(`column ${index + 1} has no name`);
  }
  if (!isColumnType(type)) {
    throw new InputError(`column "${name}" has no type of ${COLUMN_TYPES.join(", ")}`);
  }
  return { name, type };
}

function parseRow(input: unknown, index: number, columns: readonly Column[]): readonly Cell[] {
  if (!Array.isArray(input) || input.length !== columns.length) {
    throw new InputError(`row ${index + 1} is no list of ${columns.length} cells`);
  }
  return columns.map(({ name, type }, place) => {
    const cell = toCell(input[place], type);
    if (cell === undefined) {
      throw new InputError(`row ${index + 1}, column "${name}": no value of type ${type}`);
    }
    return cell;
  });
}

/** The cell, if it is one of that type. A `dynamic` may come as what it is; it is kept as JSON text, the way the query API writes it. */
function toCell(value: unknown, type: ColumnType): Cell | undefined {
  if (value === null || value === undefined) {
    return null;
  }
  switch (type) {
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "int":
    case "long":
      return typeof value === "number" && Number.isInteger(value) ? value : undefined;
    case "real":
      return typeof value === "number" || value === "NaN" || value === "Infinity" || value === "-Infinity"
        ? value
        : undefined;
    case "datetime":
      return typeof value === "string" ? toDatetime(value) : undefined;
    case "dynamic":
      return typeof value === "string" ? value : JSON.stringify(value);
    case "decimal":
      return typeof value === "number" ? String(value) : asText(value);
    case "guid":
    case "string":
    case "timespan":
      return asText(value);
  }
}

/** Kept to the letter if it is as the query API writes it; other ways to write a time become that. */
function toDatetime(text: string): string | undefined {
  const at = parseUtc(text);
  if (Number.isNaN(at)) {
    return undefined;
  }
  return /T.*Z$/.test(text) ? text : new Date(at).toISOString();
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function asObject(input: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new InputError(otherwise);
  }
  return input as Readonly<Record<string, unknown>>;
}

function isColumnType(type: unknown): type is ColumnType {
  return (COLUMN_TYPES as readonly unknown[]).includes(type);
}
