/** What becomes of an uploaded object that is right: a new version of one that is known, a new one, or nothing. */
import type { EmulatorState } from "../state.ts";
import type { Cell, StoredRow, StoredTable } from "../tables.ts";
import { comparableTimestamp } from "./stix-timestamp.ts";
import { rowsOf, type StixObject, threatIntelTables } from "./threat-intel-tables.ts";

/** What storing rows needs. */
export interface RowTools {
  /** Puts new rows in their time, if a fault makes rows late. */
  whenStored(rows: readonly StoredRow[], standing: ReturnType<EmulatorState["faults"]["list"]>): readonly StoredRow[];
}

/**
 * Takes an object. Objects are told apart by source system and id; only a newer `modified` is a change, and of what has been revoked there
 * is no other version. What is no change adds no row.
 */
export function storeObject(state: EmulatorState, tools: RowTools, sourceSystem: string, object: StixObject): void {
  const key = JSON.stringify([sourceSystem, object.id]);
  const before = state.uploads.get(key);
  if (before !== undefined && (before.object["revoked"] === true || !isNewer(object, before.object))) {
    return;
  }
  const now = state.now();
  state.uploads.set(key, {
    sourceSystem,
    id: object.id,
    type: object.type,
    object,
    versions: (before?.versions ?? 0) + 1,
    firstReceivedAt: before?.firstReceivedAt ?? now,
    receivedAt: now,
  });
  const { tenantId, workspaceId } = state;
  const { table, rows } = rowsOf(object, { tenantId, workspaceId, sourceSystem, now });
  addRows(state, tools, table, rows);
}

function isNewer(object: StixObject, before: Readonly<Record<string, unknown>>): boolean {
  const [a, b] = [object, before].map(({ modified }) => comparableTimestamp(String(modified)) ?? "");
  return (a ?? "") > (b ?? "");
}

/** Makes the table again if somebody has removed it. */
function addRows(state: EmulatorState, tools: RowTools, name: string, rows: readonly (readonly Cell[])[]): void {
  const now = state.now();
  const fresh = tools.whenStored(
    rows.map((cells) => ({ cells, ingestedAt: now })),
    state.faults.list(),
  );
  const index = state.tables.findIndex((table) => table.name === name);
  const table: StoredTable | undefined = state.tables[index] ?? threatIntelTables().find((one) => one.name === name);
  if (table === undefined) {
    throw new Error(`There is no table ${name}.`);
  }
  state.tables[index < 0 ? state.tables.length : index] = { ...table, rows: [...table.rows, ...fresh] };
}
