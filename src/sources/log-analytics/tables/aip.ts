import { publishedTime } from "../../../platform/record-time.ts";
import { textOf } from "../kql.ts";
import { recordedMoment } from "../recorded-moment.ts";
import type { TableDefinition } from "../table-definition.ts";

const FIELDS = {
  time: ["=TimeGenerated"],
  activity: ["Activity"],
  contentId: ["ContentId"],
  actor: ["UserId"],
  owner: ["ProtectionOwner"],
  protectedAt: ["ProtectionTime"],
  document: ["ObjectId"],
  label: ["LabelName"],
  operation: ["Operation"],
  logId: ["LogId"],
  templateId: ["TemplateId"],
  ipAddress: ["IPv4"],
  application: ["ApplicationName"],
  process: ["ProcessName"],
  device: ["MachineName"],
  // Kept in `raw`.
  tenant: ["AadTenantId"],
  platform: ["Platform"],
  processVersion: ["ProcessVersion"],
  productVersion: ["ProductVersion"],
  protectionType: ["ProtectionType"],
  resultStatus: ["ResultStatus"],
  error: ["ErrorMessage"],
  workload: ["Workload"],
} as const;

const DENIED = "AccessDenied";

/** What else the table holds. Source: MicrosoftDocs/Azure-RMSDocs, `reports-aip.md`. */
const OTHER_ACTIVITIES: readonly string[] = [
  "Access",
  "ChangeCustomProtection",
  "Discover",
  "DowngradeLabel",
  "FileRemoved",
  "NewCustomProtection",
  "NewLabel",
  "RemoveCustomProtection",
  "RemoveLabel",
  "UpgradeLabel",
];

const KNOWN = new Set([DENIED, ...OTHER_ACTIVITIES].map((activity) => activity.toLowerCase()));

/** The table of the classic AIP analytics. Its denied rows have no path and no label; those of labelling and opening have. */
export const AIP: TableDefinition<keyof typeof FIELDS> = {
  tableName: "InformationProtectionLogs_CL",
  fields: FIELDS,
  required: [["activity"], ["time"], ["contentId"], ["actor"]],
  refusals: (columns) => [`${textOf(columns("activity"))} =~ "${DENIED}"`],
  toRecord: (value) => ({
    occurredAt: recordedMoment(value("time")),
    // Only the rights management service reports refusals, and of licences only.
    request: value("operation") ?? "AcquireLicense",
    isLicenceRequest: true,
    result: value("activity"),
    contentId: value("contentId"),
    actor: value("actor"),
    document: value("document"),
    label: value("label"),
    protectedAt: publishedTime(value("protectedAt")),
    owner: value("owner"),
    templateId: value("templateId"),
    ipAddress: value("ipAddress"),
    application: value("application") ?? value("process"),
    deviceName: value("device"),
    rowId: value("logId"),
  }),
  deciding: { field: "activity", among: "all", known: (literal) => KNOWN.has(literal.toLowerCase()) },
  catalogue: {
    by: ["contentId", "document", "label", "owner", "protectedAt"],
    rows: (columns) => [`${textOf(columns("activity"))} !~ "${DENIED}"`],
    asOf: () => "TimeGenerated",
  },
};
