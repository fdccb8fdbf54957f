import { OTHER_REQUESTS } from "../../../event/requests.ts";
import { applicationOf } from "../../../platform/client-info.ts";
import { parseTime, publishedTime, recordTime } from "../../../platform/record-time.ts";
import { recordedValue } from "../../../platform/recorded-value.ts";
import type { FieldColumns } from "../columns.ts";
import { textList, textOf } from "../kql.ts";
import type { FilterSettings, TableDefinition } from "../table-definition.ts";

const FIELDS = {
  date: ["date"],
  time: ["time"],
  request: ["request_type", "RequestType"],
  result: ["result"],
  contentId: ["content_id", "ContentId"],
  actor: ["user_id", "UserId"],
  owner: ["owner_email", "OwnerEmail"],
  issuer: ["issuer"],
  protectedAt: ["date_published", "DatePublished"],
  document: ["file_name", "FileName"],
  templateId: ["template_id", "TemplateId"],
  client: ["c_info"],
  ipAddress: ["c_ip"],
  rowId: ["row_id", "RowId"],
  correlationId: ["correlation_id", "CorrelationId"],
  adminAction: ["admin_action"],
  actingAsUser: ["acting_as_user"],
} as const;

/** The service writes results in quotes, and the upload leaves them there. The kinds of quotes are those of `recordedValue`. */
const SUCCESS = ["Success", "'Success'", "‘Success’", '"Success"', "“Success”"];

/** The time of a day within a text, as a pattern of KQL. */
const CLOCK = "[0-9]{2}:[0-9]{2}:[0-9]{2}";

/** What MPARR uploads of the usage logs (`MPARR_RMSData`): the same records as in the files, most without their own ids. */
export const MPARR_USAGE: TableDefinition<keyof typeof FIELDS> = {
  tableName: "RMSData_CL",
  fields: FIELDS,
  required: [["date"], ["time"], ["result"], ["contentId"], ["actor"]],
  refusals: (columns, settings) => [
    ...licenceRows(columns, settings),
    // What configuration calls something else must be seen.
    ...(settings.resultMeaning("Success") === "success"
      ? [`${textOf(columns("result"))} !in~ ${textList(SUCCESS)}`]
      : []),
  ],
  toRecord(cell) {
    const value: typeof cell = (field) => recordedValue(cell(field));
    const client = value("client");
    const contentId = value("contentId");
    return {
      occurredAt: occurredAt(value("date"), value("time")),
      // The log has a content id for requests of a licence only.
      request: value("request") ?? (contentId === undefined ? undefined : "AcquireLicense"),
      result: value("result"),
      contentId,
      actor: value("actor"),
      document: value("document"),
      protectedAt: publishedTime(value("protectedAt")),
      owner: value("owner"),
      issuer: value("issuer"),
      templateId: value("templateId"),
      ipAddress: value("ipAddress"),
      client,
      application: applicationOf(client),
      rowId: value("rowId"),
      correlationId: value("correlationId"),
      adminAction: value("adminAction"),
      actingAsUser: value("actingAsUser"),
    };
  },
  deciding: {
    field: "result",
    among: "refusals",
    known: (literal, { resultMeaning }) => resultMeaning(recordedValue(literal) ?? "") !== undefined,
  },
  catalogue: {
    isQuoted: true,
    by: ["contentId", "document", "owner", "protectedAt"],
    rows: (columns, settings) => [
      ...licenceRows(columns, settings),
      `${textOf(columns("result"))} in~ ${textList(SUCCESS)}`,
    ],
    // TimeGenerated is when it was uploaded. The time may have been taken for a whole moment, as in `occurredAt`.
    asOf: (columns) =>
      `todatetime(strcat(substring(${textOf(columns("date"))}, 0, 10), "T", extract("${CLOCK}", 0, ${textOf(columns("time"))}), "Z"))`,
  },
};

function licenceRows(columns: FieldColumns, { requestKind }: FilterSettings): readonly string[] {
  const request = columns("request");
  const others = OTHER_REQUESTS.filter((name) => requestKind(name) === "other");
  return request.length === 0 ? [] : [`${textOf(request)} !in~ ${textList(others)}`];
}

/** Date and time stand in two columns. Either may have been taken for a whole moment by the upload. */
function occurredAt(date: string | undefined, time: string | undefined): string | undefined {
  if (date === undefined || time === undefined) return undefined;
  const clock = time.includes("T") ? time.slice(time.indexOf("T") + 1) : time;
  const day = parseTime(date)?.slice(0, 10);
  return recordTime(day, clock);
}
