import { safeJson } from "../../platform/json.ts";
import { type JudgeSettings, judgeRecord } from "../judge-record.ts";
import type { PageBuilder } from "../page-builder.ts";
import { cellText, type FieldColumns, type RowReader } from "./columns.ts";
import type { Column } from "./kql.ts";
import { ARRIVED } from "./queries.ts";
import type { AnswerTable } from "./read-answer.ts";
import type { TableDefinition } from "./table-definition.ts";

/** How rows are judged. */
export interface RowSettings {
  readonly definition: TableDefinition;
  /** The table's name, for locations. */
  readonly table: string;
  readonly columns: FieldColumns;
  readonly judge: JudgeSettings;
}

/** Enters what became of each row of an answer into a page, one by one. */
export function rowJudge(
  { columns }: AnswerTable,
  settings: RowSettings,
): (row: readonly unknown[], page: PageBuilder) => void {
  const at = new Map(columns.map(({ name }, index) => [name, index]));
  const kept = Object.keys(settings.definition.fields).flatMap((field) => settings.columns(field));
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const cell = (row: readonly unknown[], name: string): unknown => row[at.get(name) ?? -1];

  return (row, page) => {
    const raw = row.length === columns.length ? rawRow(row, kept, cell) : safeJson(row);
    page.countRead(raw.length);
    if (row.length !== columns.length) {
      page.reject("cell-count", raw, settings.table);
      return;
    }
    const arrived = cellText(cell(row, ARRIVED), "datetime");
    const location = arrived === undefined ? settings.table : `${settings.table} ${arrived}`;
    const value: RowReader = (field) => {
      for (const { name } of settings.columns(field)) {
        const text = cellText(cell(row, name), types.get(name) ?? "string");
        if (text !== undefined) return text;
      }
      return undefined;
    };
    const record = { ...settings.definition.toRecord(value), location, raw };
    page.add(judgeRecord(record, settings.judge), raw, location);
  };
}

/** The row as an object of the columns that hold something, always in the same order: what has no id is told by it. */
function rawRow(
  row: readonly unknown[],
  kept: readonly Column[],
  cell: (row: readonly unknown[], name: string) => unknown,
): string {
  const cells = kept
    .map(({ name }) => [name, cell(row, name)] as const)
    .filter(([, value]) => value !== null && value !== undefined && value !== "");
  return safeJson(Object.fromEntries(cells));
}
