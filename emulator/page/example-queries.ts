/** A query to start from. */
export interface ExampleQuery {
  readonly title: string;
  /** The table it asks; without it the example is of no use. */
  readonly table: string;
  readonly text: string;
}

/** Queries to click on, each for a workspace that has its table. */
export const EXAMPLE_QUERIES: readonly ExampleQuery[] = [
  {
    title: "Refusals by owner",
    table: "InformationProtectionLogs_CL",
    text: `InformationProtectionLogs_CL
| where Activity_s == "AccessDenied"
| summarize Refusals = count(), Readers = dcount(UserId_s), Newest = max(TimeGenerated) by ProtectionOwner_s
| order by Refusals desc`,
  },
  {
    title: "Refusals with name and label",
    table: "InformationProtectionLogs_CL",
    text: `let documents = InformationProtectionLogs_CL
    | where isnotempty(ObjectId_s)
    | summarize arg_max(TimeGenerated, ObjectId_s, LabelName_s) by ContentId_g
    | project ContentId_g, Document = ObjectId_s, Label = LabelName_s;
InformationProtectionLogs_CL
| where Activity_s == "AccessDenied"
| join kind=leftouter documents on ContentId_g
| project TimeGenerated, UserId_s, ProtectionOwner_s, Document, Label
| top 50 by TimeGenerated desc`,
  },
  {
    title: "Results of the usage log",
    table: "RMSData_CL",
    text: `RMSData_CL
| summarize Requests = count(), Newest = max(TimeGenerated) by result_s
| order by Requests desc`,
  },
  {
    title: "Newly ingested",
    table: "RMSData_CL",
    text: `RMSData_CL
| extend Ingested = ingestion_time()
| where Ingested > ago(1d) and result_s != "'Success'"
| project Ingested, TimeGenerated, date_s, time_s, user_id_s, owner_email_s, result_s
| order by Ingested desc
| take 50`,
  },
  {
    title: "Refusals of the tracking log",
    table: "RMSDataDetails_CL",
    text: `RMSDataDetails_CL
| where Successful_b == false
| project RequestTime_t, RequesterEmail_s, RequesterType_s, Issuer_s, ContentId_g
| top 50 by RequestTime_t desc`,
  },
  {
    title: "Indicators with their tags",
    table: "ThreatIntelIndicators",
    text: `ThreatIntelIndicators
| summarize arg_max(TimeGenerated, *) by Id
| where IsDeleted == false
| top 10 by ValidFrom desc
| mv-expand Tag = Data.labels to typeof(string)
| project ValidFrom, ObservableKey, ObservableValue, Tag`,
  },
];

/** A table's first rows. The name stands in brackets where it could be anything but a name; words of the language are lower case. */
export function firstRows(table: string): string {
  const name = /^[A-Z]\w*$/.test(table) ? table : `['${table.replace(/[\\']/g, "\\$&")}']`;
  return `${name}\n| take 20`;
}
