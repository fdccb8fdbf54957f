import type { DenialOutcome } from "../../../event/denied-event.ts";
import { publishedTime } from "../../../platform/record-time.ts";
import { recordedMoment } from "../recorded-moment.ts";
import type { TableDefinition } from "../table-definition.ts";

const FIELDS = {
  occurredAt: ["=OccurredAt"],
  actor: ["=Actor"],
  contentId: ["=ContentId"],
  nativeId: ["=NativeId"],
  owner: ["=Owner"],
  issuer: ["=Issuer"],
  documentName: ["=DocumentName"],
  documentPath: ["=DocumentPath"],
  label: ["=Label"],
  protectedAt: ["=ProtectedAt"],
  templateId: ["=TemplateId"],
  request: ["=Request"],
  result: ["=Result"],
  outcome: ["=Outcome"],
  ipAddress: ["=IPAddress"],
  place: ["=Place"],
  deviceName: ["=DeviceName"],
  client: ["=Client"],
  application: ["=Application"],
  correlationId: ["=CorrelationId"],
} as const;

const OUTCOMES: ReadonlyMap<string, DenialOutcome> = new Map([
  ["refused", "refused"],
  ["revoked", "revoked"],
  ["expired", "expired"],
]);

/** What an administrator's own query gives. Its rows are refusals unless their `Result` says otherwise. */
export const CUSTOM: TableDefinition<keyof typeof FIELDS> = {
  tableName: "",
  fields: FIELDS,
  required: [["occurredAt"], ["actor"], ["contentId", "nativeId"]],
  refusals: () => [],
  toRecord: (value) => {
    const outcome = OUTCOMES.get(value("outcome")?.trim().toLowerCase() ?? "");
    return {
      occurredAt: recordedMoment(value("occurredAt")),
      request: value("request") ?? "AcquireLicense",
      isLicenceRequest: true,
      result: value("result") ?? value("outcome") ?? "AccessDenied",
      outcome,
      contentId: value("contentId"),
      actor: value("actor"),
      document: value("documentName") ?? value("documentPath"),
      documentPath: value("documentPath"),
      label: value("label"),
      protectedAt: publishedTime(value("protectedAt")),
      owner: value("owner"),
      issuer: value("issuer"),
      templateId: value("templateId"),
      ipAddress: value("ipAddress"),
      place: value("place"),
      deviceName: value("deviceName"),
      client: value("client"),
      application: value("application"),
      rowId: value("nativeId"),
      correlationId: value("correlationId"),
    };
  },
  deciding: {
    field: "result",
    among: "refusals",
    known: (literal, { resultMeaning }) => resultMeaning(literal) !== undefined,
  },
};
