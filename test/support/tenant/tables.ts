import { AIP_TABLE } from "./aip-table.ts";
import { MPARR_TABLES } from "./mparr-tables.ts";
import { createRandom, type Random } from "./random.ts";
import { disordered, shuffle } from "./rms-log-rows.ts";
import { type DraftRow, isoSecond, type TableCell, type TableColumn, type TenantTable, toRow } from "./table-cells.ts";
import type { Tenant } from "./tenant.ts";

/** How the tables of a workspace differ from the usual ones; what happened stays the same. */
export interface TableShape {
  /** `late` (the default): some rows out of order and some twice. `exact`: each once, in order. */
  readonly rows?: "exact" | "late";
  /** The share of rows that are there twice. */
  readonly duplicates?: number;
  /** Columns that are not there. */
  readonly without?: readonly string[];
  /** Columns that are there too, with nothing in them. */
  readonly extra?: readonly TableColumn[];
  /** By column, the share of its cells that hold null. */
  readonly nulls?: { readonly [column: string]: number };
  /** By column, the type it has here; its values are written in it. */
  readonly types?: { readonly [column: string]: TableColumn["type"] };
  /** By column, what it is called here. Every other setting goes by the usual name. */
  readonly renamed?: { readonly [column: string]: string };
  /** Whether columns stand in an order of their own. */
  readonly columns?: "documented" | "shuffled";
  /** The share of rows that can be seen two days later only; where `TimeGenerated` is the upload's, it is as late. */
  readonly twoDaysLate?: number;
}

const LATE_MS = 2 * 86_400_000;

/** The tables in which a tenant's attempts stand: the AIP table and the two that MPARR fills, in this order. */
export function tenantTables(tenant: Tenant, shape: TableShape = {}): readonly TenantTable[] {
  return [AIP_TABLE, ...MPARR_TABLES].map(({ name, columns, rows }) => {
    const random = createRandom(tenant.settings.seed, `tables/${name}`);
    const drafts = [...rows(tenant)].map((draft) => changed(random, draft, columns, shape, name !== AIP_TABLE.name));
    const ordered = [...orderRows(random, drafts, shape)];
    const here = columnsHere(random, columns, shape);
    return { name, columns: here.map(({ column }) => column), rows: ordered.map((draft) => toRow(usual(here), draft)) };
  });
}

function orderRows(random: Random, drafts: readonly DraftRow[], shape: TableShape): Iterable<DraftRow> {
  if (shape.rows === "exact") return drafts;
  return disordered(random, drafts, { duplicates: shape.duplicates ?? 0.05, late: 0.03 });
}

interface ColumnHere {
  readonly column: TableColumn;
  readonly usualName: string;
}

function columnsHere(random: Random, columns: readonly TableColumn[], shape: TableShape): readonly ColumnHere[] {
  const kept = [...columns, ...(shape.extra ?? [])].filter(({ name }) => !shape.without?.includes(name));
  const here = kept.map(({ name, type }) => ({
    column: { name: shape.renamed?.[name] ?? name, type: shape.types?.[name] ?? type },
    usualName: name,
  }));
  return shape.columns === "shuffled" ? shuffle(random, here) : here;
}

function usual(here: readonly ColumnHere[]): readonly TableColumn[] {
  return here.map(({ column, usualName }) => ({ name: usualName, type: column.type }));
}

/** A row as it is in a workspace of another shape. Changed before it is repeated, so that repeats are the same. */
function changed(
  random: Random,
  draft: DraftRow,
  columns: readonly TableColumn[],
  shape: TableShape,
  isUploadTime: boolean,
): DraftRow {
  const isLate = shape.twoDaysLate !== undefined && random.chance(shape.twoDaysLate);
  const values: { [column: string]: TableCell } = { ...draft.values };
  if (isLate && isUploadTime) values["TimeGenerated"] = later(values["TimeGenerated"]);
  for (const { name } of columns) {
    const type = shape.types?.[name];
    if (type !== undefined && values[name] !== undefined) values[name] = converted(values[name], type);
    // In text columns too, whose missing values are "" otherwise: the query API may write either.
    if (random.chance(shape.nulls?.[name] ?? 0)) values[name] = null;
  }
  return { values, ingestedAt: draft.ingestedAt + (isLate ? LATE_MS : 0) };
}

function later(time: TableCell | undefined): string {
  return isoSecond(Date.parse(String(time)) + LATE_MS);
}

/** A value as a column of another type holds it. Source: what Kusto's conversions give (`tostring`, `toguid`, `todynamic`). */
function converted(value: TableCell, type: TableColumn["type"]): TableCell {
  if (type === "string") return typeof value === "boolean" ? (value ? "True" : "False") : (value ?? "");
  if (type === "dynamic") return value === null ? null : JSON.stringify(value);
  return value === "" ? null : value;
}
