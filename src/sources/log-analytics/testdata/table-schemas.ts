import type { Column } from "../kql.ts";

/**
 * The tables as workspaces have them. Sources: Azure/Azure-Sentinel, `KqlvalidationsTests/CustomTables/InformationProtectionLogs_CL.json`;
 * microsoft/Microsoft-Purview-Advanced-Rich-Reports-MPARR-Collector, its scripts and Kusto queries.
 */
const AIP = [
  ...["TimeGenerated:datetime", "AadTenantId_g", "AadTenantId_g_g", "Activity_s", "Activity_s_s", "ApplicationName_s"],
  ...["ApplicationName_s_s", "ContentId_g", "ContentId_g_g", "DeviceId_g", "IPv4_s", "IPv4_s_s", "LabelId_g", "LabelName_s"],
  ...["LogId_g", "LogId_g_g", "MachineName_s", "ObjectId_s", "Operation_s", "Operation_s_s", "Platform_s", "ProcessName_s"],
  ...["ProcessVersion_s", "ProductVersion_s", "Protected_b:bool", "ProtectionOwner_s", "ProtectionOwner_s_s"],
  ...["ProtectionTime_s", "ProtectionTime_t:datetime", "ProtectionTime_t_UTC__s", "ProtectionType_s", "TemplateId_g"],
  ...["TenantId", "TimeGenerated_s", "TimeGenerated_UTC__s", "Type", "UserId_s", "UserId_s_s", "Workload_s"],
];

const MPARR_USAGE = [
  ...["TimeGenerated:datetime", "content_id_g", "template_id_g", "date_s", "time_s", "request_type_s", "user_id_s"],
  ...["result_s", "owner_email_s", "issuer_s", "date_published_s", "c_info_s", "c_ip_s"],
];

const MPARR_TRACKING = [
  ...["TimeGenerated:datetime", "ContentId_g", "Issuer_s", "RequestTime_t:datetime", "RequesterType_s"],
  ...["RequesterEmail_s", "RequesterDisplayName_s", "RequesterLocation_IP_s", "Rights_s", "Successful_b:bool"],
];

/** By kind of table, its usual columns. */
export const TABLE_SCHEMAS = {
  aip: AIP.map(column),
  "mparr-usage": MPARR_USAGE.map(column),
  "mparr-tracking": MPARR_TRACKING.map(column),
} as const;

/** The types a column may have in somebody's workspace. */
export const COLUMN_TYPES = ["string", "guid", "datetime", "bool", "dynamic", "long", "int", "real", "decimal", "timespan"];

function column(text: string): Column {
  const [name = "", type = "string"] = text.split(":");
  return { name, type };
}
