import { requestLookup } from "../../event/requests.ts";
import { resultLookup } from "../../event/results.ts";
import { isoSeconds } from "../../platform/instant.ts";
import type { Clock } from "../../runtime/clock.ts";
import { columnNames, type FieldColumns, findColumns } from "./columns.ts";
import type { LogAnalyticsConfig } from "./config.ts";
import type { Column } from "./kql.ts";
import { ARRIVED, type RowSource, schemaQuery } from "./queries.ts";
import type { AnswerTable } from "./read-answer.ts";
import type { FilterSettings, TableDefinition } from "./table-definition.ts";
import { AIP } from "./tables/aip.ts";
import { CUSTOM } from "./tables/custom.ts";
import { MPARR_TRACKING } from "./tables/mparr-tracking.ts";
import { MPARR_USAGE } from "./tables/mparr-usage.ts";
import { type TroubleReason, tableTrouble } from "./trouble.ts";
import { columnOf, type Workspace } from "./workspace.ts";

/** Every table of a workspace has it, and each query is bounded by it. */
const TIME = "TimeGenerated";

/** Every kind of table. */
export const DEFINITIONS: { readonly [Kind in LogAnalyticsConfig["table"]]: TableDefinition } = {
  aip: AIP,
  "mparr-usage": MPARR_USAGE,
  "mparr-tracking": MPARR_TRACKING,
  custom: CUSTOM,
};

/** A configured table before anything is known of its columns. */
export interface ConfiguredTable {
  readonly definition: TableDefinition;
  readonly source: RowSource;
  readonly filter: FilterSettings;
}

/** A table with the columns it has today. */
export interface TableView extends ConfiguredTable {
  readonly columns: FieldColumns;
  /** Conditions that keep what may be a refusal. */
  readonly conditions: readonly string[];
  /** All columns a row is read from. */
  readonly asked: readonly Column[];
  /** The service's own time, milliseconds since 1970; undefined if it did not say. */
  readonly now: number | undefined;
}

/** A table that cannot be read as it is. */
export interface NoView {
  readonly reason: TroubleReason | "aborted";
  readonly detail?: string;
}

/** The table that a configuration means. */
export function configuredTable(config: LogAnalyticsConfig): ConfiguredTable {
  const definition = DEFINITIONS[config.table];
  return {
    definition,
    source:
      config.table === "custom"
        ? { table: config.from ?? "", query: config.query ?? "" }
        : { table: config.tableName ?? definition.tableName },
    filter: { requestKind: requestLookup(config.licenceRequests), resultMeaning: resultLookup(config.results) },
  };
}

/** Asks which columns a table has, and finds out whether refusals can be recognised by them. */
export async function viewTable(
  table: ConfiguredTable,
  workspace: Workspace,
  clock: Clock,
): Promise<TableView | NoView> {
  const { definition, source, filter } = table;
  const names = columnNames(definition.fields);
  const isOwn = source.query === undefined;
  const bare = await askSchema(
    { workspace, clock },
    { table: source.table },
    isOwn ? [...new Set([TIME.toLowerCase(), ...names])] : [TIME],
  );
  if ("reason" in bare) return bare.reason === "query-refused" && isUnresolved(bare) ? { reason: "no-table" } : bare;
  const schema = isOwn ? bare : await askSchema({ workspace, clock }, source, [ARRIVED, ...names]);
  if ("reason" in schema) return schema;
  const found = findColumns(definition.fields, schema.columns);
  const columns: FieldColumns = (field) => found.get(field) ?? [];
  const missing = definition.required.filter((group) => group.every((field) => columns(field).length === 0));
  if (!bare.columns.some(({ name }) => name === TIME)) missing.unshift([]);
  if (missing.length > 0) return { reason: "no-columns", detail: missingNames(definition, missing) };
  const arrived = isOwn ? [] : schema.columns.filter(({ name }) => name === ARRIVED);
  return {
    ...table,
    columns,
    conditions: definition.refusals(columns, filter),
    asked: [...arrived, ...Object.keys(definition.fields).flatMap(columns)],
    now: schema.now,
  };
}

/** Trouble of a table that cannot be read; undefined if nobody wants to know any more. */
export function troubleOf({ source }: ConfiguredTable, { reason, detail }: NoView) {
  return reason === "aborted" ? undefined : tableTrouble(source.table, reason, detail);
}

interface Schema {
  readonly columns: readonly Column[];
  readonly now: number | undefined;
}

/** Who is asked, and our own time to hold the service's against. */
interface Asking {
  readonly workspace: Workspace;
  readonly clock: Clock;
}

/** Clocks of computers that ask for the time differ by less, and no query takes as long. */
const CLOCKS_APART_MS = 3_600_000;

/** A single name is asked for so often until the service is taken to be out of order. */
const TRIES = 4;

/** Asks for some of the columns. An answer that is only a part is no answer: then they are asked for half by half. */
async function askSchema(asking: Asking, source: RowSource, names: readonly string[]): Promise<Schema | NoView> {
  let detail = "";
  for (let tries = 0; tries < (names.length > 1 ? 1 : TRIES); tries += 1) {
    const answer = await asking.workspace.ask(schemaQuery(source, names));
    if (answer.kind === "table") return schemaOf(answer.table, asking.clock.now());
    if (answer.kind === "aborted") return { reason: "aborted" };
    if (answer.kind === "trouble") return answer;
    detail = answer.detail;
  }
  if (names.length <= 1) return { reason: "no-schema", detail };
  const half = Math.ceil(names.length / 2);
  const first = await askSchema(asking, source, names.slice(0, half));
  if ("reason" in first) return first;
  const second = await askSchema(asking, source, names.slice(half));
  if ("reason" in second) return second;
  return { columns: [...first.columns, ...second.columns], now: first.now ?? second.now };
}

function schemaOf(table: AnswerTable, ours: number): Schema | NoView {
  const types = columnOf(table, "ColumnType") ?? [];
  const columns = (columnOf(table, "ColumnName") ?? []).map((name, at) => ({
    name: String(name),
    type: String(types[at]),
  }));
  const now = Date.parse(String(columnOf(table, "Now")?.[0]));
  // Windows end by whichever clock is behind: by one that is far behind, nothing would ever seem to have arrived, and all be well.
  if (Math.abs(now - ours) > CLOCKS_APART_MS) {
    return { reason: "clock-differs", detail: `${isoSeconds(now)} there, ${isoSeconds(ours)} here` };
  }
  return { columns, now: Number.isNaN(now) ? undefined : now };
}

/** The service has one code for all names it does not know; the query holds no other name than the table's. */
function isUnresolved({ detail }: NoView): boolean {
  return /SemanticError|SEM\d/.test(detail ?? "");
}

function missingNames({ fields }: TableDefinition, groups: readonly (readonly string[])[]): string {
  return groups
    .map((group) =>
      group.length === 0 ? TIME : group.map((field) => (fields[field]?.[0] ?? field).replace("=", "")).join(" or "),
    )
    .join(", ");
}
