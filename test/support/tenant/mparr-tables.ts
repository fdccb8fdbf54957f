import type { Attempt } from "./attempts.ts";
import { HOME_DOMAIN } from "./people.ts";
import { type DraftRow, isoSecond, type TableColumn } from "./table-cells.ts";
import type { Tenant } from "./tenant.ts";

/**
 * What MPARR uploads: `RMSData_CL` from the usage log, `RMSDataDetails_CL` from the tracking log, a day after it happened. Neither has
 * an id for an attempt, and neither knows of requests without a content id. Source: the Kusto queries and scripts in
 * microsoft/Microsoft-Purview-Advanced-Rich-Reports-MPARR-Collector.
 */
export const MPARR_TABLES: readonly {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  rows(tenant: Tenant): Iterable<DraftRow>;
}[] = [
  {
    name: "RMSData_CL",
    columns: columnsOf([
      "TimeGenerated",
      "content_id_g",
      "template_id_g",
      "date_s",
      "time_s",
      "request_type_s",
      "user_id_s",
      "result_s",
      "owner_email_s",
      "issuer_s",
      "date_published_s",
      "c_info_s",
      "c_ip_s",
    ]),
    rows: (tenant) => uploaded(tenant, usageValues),
  },
  {
    name: "RMSDataDetails_CL",
    columns: columnsOf([
      "TimeGenerated",
      "ContentId_g",
      "Issuer_s",
      "RequestTime_t",
      "RequesterType_s",
      "RequesterEmail_s",
      "RequesterDisplayName_s",
      "RequesterLocation_IP_s",
      "Rights_s",
      "Successful_b",
    ]),
    // The tracking log holds who opened a document and who was refused, and not that the service failed.
    rows: (tenant) => uploaded(tenant, trackingValues, (attempt) => attempt.outcome !== "service-error"),
  },
];

const DAY_MS = 86_400_000;

function* uploaded(
  tenant: Tenant,
  valuesOf: (attempt: Attempt) => DraftRow["values"],
  holds: (attempt: Attempt) => boolean = () => true,
): Generator<DraftRow> {
  for (const attempt of tenant.attempts()) {
    if (attempt.contentId === "" || !holds(attempt)) continue;
    const uploadedAt = attempt.at + DAY_MS;
    yield { values: { TimeGenerated: isoSecond(uploadedAt), ...valuesOf(attempt) }, ingestedAt: uploadedAt + 120_000 };
  }
}

/** A line of the usage log: quotes and dashes stay as they stand there, braces do not. */
function usageValues(attempt: Attempt): DraftRow["values"] {
  const time = isoSecond(attempt.at);
  const { document } = attempt;
  return {
    content_id_g: attempt.contentId,
    template_id_g: attempt.templateId,
    date_s: time.slice(0, 10),
    time_s: time.slice(11, 19),
    request_type_s: attempt.request,
    user_id_s: `'${attempt.reader}'`,
    result_s: `'${attempt.result}'`,
    owner_email_s: document.owner.recorded || "-",
    issuer_s: attempt.issuer || "-",
    date_published_s: document.protectedAt.slice(0, 19),
    c_info_s: `'${attempt.client}'`,
    c_ip_s: attempt.address || "-",
  };
}

function trackingValues(attempt: Attempt): DraftRow["values"] {
  const isInside = attempt.reader.toLowerCase().endsWith(`@${HOME_DOMAIN}`);
  const isSuccess = attempt.outcome === "success";
  return {
    ContentId_g: attempt.contentId,
    Issuer_s: attempt.issuer,
    RequestTime_t: isoSecond(attempt.at),
    RequesterType_s: isInside ? "Internal" : "External",
    RequesterEmail_s: attempt.reader,
    RequesterDisplayName_s: attempt.reader,
    RequesterLocation_IP_s: attempt.address,
    Rights_s: isSuccess ? "VIEW" : "",
    Successful_b: isSuccess,
  };
}

function columnsOf(names: readonly string[]): readonly TableColumn[] {
  return names.map((name) => ({
    name,
    type: name.endsWith("_b") ? "bool" : name === "TimeGenerated" || name.endsWith("_t") ? "datetime" : "string",
  }));
}
