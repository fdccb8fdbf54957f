import { AIP_COLUMNS, type AipColumn } from "./aip-columns.ts";
import type { Attempt } from "./attempts.ts";
import type { ProtectedDocument } from "./documents.ts";
import { type LabelledCopy, labelId, labelledCopies, machineName, nameGuid, readersCopy } from "./labelled-copies.ts";
import { createRandom, type Random } from "./random.ts";
import { type DraftRow, isoSecond, type TableCell, type TableColumn } from "./table-cells.ts";
import type { Tenant } from "./tenant.ts";

type AipValues = { readonly [Column in AipColumn]?: TableCell };

/** The AIP table: what happened, as the audit log of the classic service told it. Service errors never stood in it. */
export const AIP_TABLE: {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  rows(tenant: Tenant): Iterable<DraftRow>;
} = { name: "InformationProtectionLogs_CL", columns: AIP_COLUMNS, rows: aipRows };

function* aipRows(tenant: Tenant): Generator<DraftRow> {
  const random = createRandom(tenant.settings.seed, "aip table");
  const everyRow: AipValues = {
    TenantId: nameGuid(`workspace/${tenant.settings.seed}`),
    Type: AIP_TABLE.name,
    Version_s: "1.1",
    Protected_b: true,
  };
  const entraTenant = nameGuid(`tenant/${tenant.settings.seed}`);
  const visible = (at: number): number => at + 180_000 + random.below(1_020) * 1_000;
  for (const copy of labelledCopies(tenant)) {
    yield { values: { ...everyRow, ...labelValues(copy, random.guid()) }, ingestedAt: visible(copy.at) };
  }
  for (const attempt of tenant.attempts()) {
    const { contentId, outcome, document } = attempt;
    if (contentId === "" || outcome === "service-error") continue;
    const values = { ...everyRow, AadTenantId_g: entraTenant, ...serviceValues(random, attempt) };
    yield { values, ingestedAt: visible(attempt.at) };
    // Whoever opens a document with the client tells its name, its label and where it lies; the service knows none of them.
    const hasClient = outcome === "success" && attempt.readerKind === "member" && random.chance(0.2);
    if (hasClient && document.trueName !== "") {
      const client = clientValues(random, attempt, tenant.settings.canaries);
      yield { values: { ...everyRow, ...client }, ingestedAt: visible(attempt.at) };
    }
  }
}

/** What the service itself writes down of a request for a licence: no path, no label, no machine. */
function serviceValues(random: Random, attempt: Attempt): AipValues {
  const { document, client } = attempt;
  const application = clientPart(client, "AppName");
  return {
    Activity_s: attempt.outcome === "success" ? "Access" : "AccessDenied",
    Operation_s: "AcquireLicense",
    TimeGenerated: isoSecond(attempt.at),
    ContentId_g: attempt.contentId,
    // One id an attempt, the same one the usage log has; where that log has none, nobody has.
    LogId_g: attempt.rowId || attempt.correlationId,
    UserId_s: attempt.reader,
    ProtectionOwner_s: document.owner.recorded,
    ProtectionTime_t: random.chance(0.12) ? null : document.protectedAt,
    ProtectionType_s: "Template",
    TemplateId_g: attempt.templateId,
    // The column says IPv4 and means it.
    IPv4_s: /^\d+\.\d+\.\d+\.\d+$/.test(attempt.address) ? attempt.address : "",
    ApplicationName_s: application,
    ProcessName_s: application,
    ProcessVersion_s: clientPart(client, "AppVersion"),
    Platform_s: clientPart(client, "OSName"),
    Workload_s: "RMS",
  };
}

function labelValues(copy: LabelledCopy, logId: string): AipValues {
  const { document, label, labelBefore } = copy;
  return {
    Activity_s: copy.activity,
    TimeGenerated: isoSecond(copy.at),
    LogId_g: logId,
    UserId_s: document.owner.recorded,
    LabelNameBefore_s: labelBefore,
    LabelIdBeforeAction_g: labelBefore === "" ? "" : labelId(labelBefore),
    ObjectId_s: copy.objectId,
    MachineName_s: copy.machine,
    ...documentValues(document, label),
  };
}

function clientValues(random: Random, attempt: Attempt, canary: boolean): AipValues {
  const { document } = attempt;
  return {
    Activity_s: "Access",
    TimeGenerated: isoSecond(attempt.at),
    LogId_g: random.guid(),
    UserId_s: attempt.reader,
    ObjectId_s: readersCopy(document, attempt.reader, canary),
    MachineName_s: machineName(random, document, canary),
    ...documentValues(document, document.label),
  };
}

function documentValues(document: ProtectedDocument, label: string): AipValues {
  return {
    ContentId_g: document.contentId,
    LabelName_s: label,
    LabelId_g: labelId(label),
    ProtectionOwner_s: document.owner.recorded,
    ProtectionTime_t: document.protectedAt,
    Workload_s: "AIP",
  };
}

/** One value of what a client says of itself: `MSIPC;version=…;AppName=…`. */
function clientPart(client: string, part: string): string {
  return new RegExp(`(?:^|;)${part}=([^;]*)`).exec(client)?.[1] ?? "";
}
