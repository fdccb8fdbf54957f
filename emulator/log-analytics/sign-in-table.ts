import type { Column, ColumnType, StoredTable } from "../tables.ts";

/** The main ones of Azure Monitor's reference of `SigninLogs`. */
const COLUMNS: readonly (readonly [name: string, type: ColumnType])[] = [
  ["TenantId", "string"],
  ["TimeGenerated", "datetime"],
  ["OperationName", "string"],
  ["Category", "string"],
  ["ResultType", "string"],
  ["ResultDescription", "string"],
  ["CorrelationId", "string"],
  ["Identity", "string"],
  ["Location", "string"],
  ["AppDisplayName", "string"],
  ["AppId", "string"],
  ["ClientAppUsed", "string"],
  ["ConditionalAccessStatus", "string"],
  ["CreatedDateTime", "datetime"],
  ["DeviceDetail", "dynamic"],
  ["Id", "string"],
  ["IPAddress", "string"],
  ["IsInteractive", "bool"],
  ["LocationDetails", "dynamic"],
  ["ResourceDisplayName", "string"],
  ["Status", "dynamic"],
  ["UserAgent", "string"],
  ["UserDisplayName", "string"],
  ["UserId", "string"],
  ["UserPrincipalName", "string"],
  ["UserType", "string"],
  ["SourceSystem", "string"],
  ["Type", "string"],
];

/**
 * The table of sign-ins, empty: a workspace that Sentinel is switched on for usually has one, and queries that join it find it there. Who wants
 * rows in it puts a table of this name into the data folder, or through the control API.
 */
export function signInTable(): StoredTable {
  return { name: "SigninLogs", columns: COLUMNS.map(([name, type]): Column => ({ name, type })), rows: [] };
}
