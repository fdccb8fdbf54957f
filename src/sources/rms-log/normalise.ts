import { applicationOf } from "../../platform/client-info.ts";
import { publishedTime, recordTime } from "../../platform/record-time.ts";
import { type JudgeSettings, judgeRecord } from "../judge-record.ts";
import type { Verdict } from "../verdict.ts";
import { type ColumnName, type Columns, fieldValue } from "./columns.ts";

/** Says what one line means. */
export function normaliseLine(line: string, location: string, columns: Columns, settings: JudgeSettings): Verdict {
  const row = line.split("\t");
  if (row.length !== columns.names.length) return { kind: "rejected", reason: "field-count" };
  const value = (name: ColumnName): string | undefined => fieldValue(row, columns.at[name]);
  const client = value("c-info");
  return judgeRecord(
    {
      occurredAt: recordTime(value("date"), value("time")),
      request: value("request-type"),
      result: value("result"),
      contentId: value("content-id"),
      actor: value("user-id"),
      document: value("file-name"),
      protectedAt: publishedTime(value("date-published")),
      templateId: value("template-id"),
      owner: value("owner-email"),
      issuer: value("issuer"),
      ipAddress: value("c-ip"),
      client,
      application: applicationOf(client),
      rowId: value("row-id"),
      correlationId: value("correlation-id"),
      adminAction: value("admin-action"),
      actingAsUser: value("acting-as-user"),
      location,
      raw: line,
    },
    settings,
  );
}
