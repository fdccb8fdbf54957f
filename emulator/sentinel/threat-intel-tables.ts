/**
 * The tables that uploads become rows of. Columns: Azure Monitor's reference of `ThreatIntelIndicators` and `ThreatIntelObjects`, without the
 * standard columns that begin with an underscore. `Tags` is a text there, not a `dynamic`.
 */
import type { Cell, Column, ColumnType, StoredTable } from "../tables.ts";
import { readPattern } from "./stix-pattern.ts";

const INDICATORS_TABLE = "ThreatIntelIndicators";
const OBJECTS_TABLE = "ThreatIntelObjects";

/** An object of STIX, of which it is known that it is none that is wrong. */
export type StixObject = Readonly<Record<string, unknown>> & { readonly id: string; readonly type: string };

/** What a row says beside the object. */
export interface RowSurroundings {
  readonly tenantId: string;
  readonly workspaceId: string;
  readonly sourceSystem: string;
  readonly now: number;
}

const COLUMNS: Readonly<Record<string, readonly (readonly [name: string, type: ColumnType])[]>> = {
  [INDICATORS_TABLE]: [
    ["TenantId", "string"],
    ["TimeGenerated", "datetime"],
    ["AzureTenantId", "string"],
    ["WorkspaceId", "string"],
    ["Id", "string"],
    ["ObservableKey", "string"],
    ["ObservableValue", "string"],
    ["Pattern", "string"],
    ["Confidence", "int"],
    ["Created", "datetime"],
    ["Modified", "datetime"],
    ["ValidFrom", "datetime"],
    ["ValidUntil", "datetime"],
    ["IsActive", "bool"],
    ["IsDeleted", "bool"],
    ["Revoked", "bool"],
    ["Tags", "string"],
    ["AdditionalFields", "dynamic"],
    ["Data", "dynamic"],
    ["Source", "string"],
    ["SourceSystem", "string"],
    ["LastUpdateMethod", "string"],
    ["Type", "string"],
  ],
  [OBJECTS_TABLE]: [
    ["TenantId", "string"],
    ["TimeGenerated", "datetime"],
    ["AzureTenantId", "string"],
    ["WorkspaceId", "string"],
    ["Id", "string"],
    ["StixType", "string"],
    ["IsDeleted", "bool"],
    ["AdditionalFields", "dynamic"],
    ["Data", "dynamic"],
    ["SourceSystem", "string"],
    ["LastUpdateMethod", "string"],
    ["Type", "string"],
  ],
};

/** Both tables, empty: they are there before anything is uploaded. */
export function threatIntelTables(): readonly StoredTable[] {
  return [INDICATORS_TABLE, OBJECTS_TABLE].map((name) => ({ name, columns: columnsOf(name), rows: [] }));
}

/** The rows of one version of an object: of an indicator one for each equality comparison of its pattern, and one if there is none. */
export function rowsOf(
  object: StixObject,
  around: RowSurroundings,
): { readonly table: string; readonly rows: readonly (readonly Cell[])[] } {
  const table = object.type === "indicator" ? INDICATORS_TABLE : OBJECTS_TABLE;
  const shared = { ...commonValues(object, around), Type: table };
  const rows =
    table === OBJECTS_TABLE
      ? [{ ...shared, StixType: object.type }]
      : observablesOf(object).map(({ key, value }) => ({
          ...shared,
          ...indicatorValues(object, around),
          ObservableKey: key,
          ObservableValue: value,
        }));
  return { table, rows: rows.map((values) => cellsOf(table, values)) };
}

function commonValues(
  object: StixObject,
  { tenantId, workspaceId, sourceSystem, now }: RowSurroundings,
): Readonly<Record<string, Cell>> {
  const tlp = tlpLevel(object["object_marking_refs"]);
  return {
    TenantId: workspaceId,
    TimeGenerated: new Date(now).toISOString(),
    AzureTenantId: tenantId,
    WorkspaceId: workspaceId,
    Id: `${Buffer.from(sourceSystem).toString("base64")}---${object.id}`,
    IsDeleted: false,
    AdditionalFields: JSON.stringify(tlp === null ? {} : { TLPLevel: tlp }),
    Data: JSON.stringify(object),
    SourceSystem: sourceSystem,
    LastUpdateMethod: "UploadApi",
  };
}

function indicatorValues(object: StixObject, { sourceSystem, now }: RowSurroundings): Readonly<Record<string, Cell>> {
  const { pattern, confidence, created, modified, valid_from: from, valid_until: until, labels } = object;
  const revoked = object["revoked"] === true;
  return {
    Pattern: String(pattern),
    Confidence: typeof confidence === "number" ? confidence : null,
    Created: String(created),
    Modified: String(modified),
    ValidFrom: String(from),
    ValidUntil: typeof until === "string" ? until : null,
    IsActive: !revoked && (typeof until !== "string" || Date.parse(until) > now),
    Revoked: revoked,
    Tags: Array.isArray(labels) ? JSON.stringify(labels) : "",
    Source: sourceSystem,
  };
}

function observablesOf({ pattern, pattern_type: language }: StixObject): readonly { key: string; value: string }[] {
  const equalities = language === "stix" ? readPattern(String(pattern)) : [];
  return equalities.length === 0 ? [{ key: "", value: "" }] : equalities;
}

/** The marking definitions of the Traffic Light Protocol. Source: STIX 2.1, "7.2.1.4 TLP marking object type". */
const TLP: ReadonlyMap<unknown, string> = new Map([
  ["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", "white"],
  ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", "green"],
  ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "amber"],
  ["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red"],
]);

function tlpLevel(markings: unknown): string | null {
  const found = Array.isArray(markings) ? markings.map((one) => TLP.get(one)).find((one) => one !== undefined) : null;
  return found ?? null;
}

function columnsOf(table: string): readonly Column[] {
  return (COLUMNS[table] ?? []).map(([name, type]) => ({ name, type }));
}

function cellsOf(table: string, values: Readonly<Record<string, Cell>>): readonly Cell[] {
  return columnsOf(table).map(({ name }) => values[name] ?? null);
}
