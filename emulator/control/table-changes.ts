/** Tables as the control API shows and changes them. */
import { InputError } from "../input-error.ts";
import { parseUtc } from "../iso-time.ts";
import { parseTable } from "../parse-table.ts";
import type { EmulatorState } from "../state.ts";
import type { StoredRow, StoredTable } from "../tables.ts";

/** What storing rows needs. */
export interface TableTools {
  /** Puts new rows in their time, if a fault makes rows late. */
  whenStored(rows: readonly StoredRow[], standing: ReturnType<EmulatorState["faults"]["list"]>): readonly StoredRow[];
}

/** A table without its rows. */
export function showTable({ name, columns, rows }: StoredTable): unknown {
  return { name, columns, rows: rows.length };
}

/**
 * Adds rows to a table or puts them in place of its own, and makes the table if there is none. `ingestedAt` (ISO text or milliseconds) is
 * when the rows become visible, also in the future; without it that is now, however old they say they are. Throws `InputError`.
 */
export function putTable(
  state: EmulatorState,
  { whenStored }: TableTools,
  { name, mode, input }: { readonly name: string; readonly mode: "append" | "replace"; readonly input: unknown },
): StoredTable {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name)) {
    throw new InputError("a table's name is letters, digits and underscores");
  }
  const { columns, rows: given } = parseTable(input);
  const ingestedAt = readIngestedAt(input) ?? state.now();
  const fresh = given.map((cells) => ({ cells, ingestedAt }));
  const rows = whenStored(fresh, state.faults.list());
  const index = state.tables.findIndex((table) => table.name === name);
  const before = state.tables[index];
  if (before === undefined || mode === "replace") {
    const table = { name, columns, rows };
    state.tables.splice(index < 0 ? state.tables.length : index, index < 0 ? 0 : 1, table);
    return table;
  }
  if (JSON.stringify(before.columns) !== JSON.stringify(columns)) {
    throw new InputError(`table "${name}" has other columns; PUT replaces it`);
  }
  const table = { ...before, rows: [...before.rows, ...rows] };
  state.tables[index] = table;
  return table;
}

/** Whether there was such a table. */
export function dropTable(state: EmulatorState, name: string): boolean {
  const index = state.tables.findIndex((table) => table.name === name);
  if (index >= 0) {
    state.tables.splice(index, 1);
  }
  return index >= 0;
}

function readIngestedAt(input: unknown): number | null {
  const given = typeof input === "object" && input !== null && "ingestedAt" in input ? input.ingestedAt : null;
  if (given === null) {
    return null;
  }
  const at = typeof given === "string" ? parseUtc(given) : given;
  if (typeof at !== "number" || !Number.isFinite(at)) {
    throw new InputError('"ingestedAt" is an ISO time or milliseconds since 1970');
  }
  return at;
}
