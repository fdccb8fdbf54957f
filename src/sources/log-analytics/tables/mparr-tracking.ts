import { parseObject } from "../../../platform/parse-object.ts";
import { textOf } from "../kql.ts";
import { recordedMoment } from "../recorded-moment.ts";
import type { RowRecord, TableDefinition } from "../table-definition.ts";

const FIELDS = {
  requestTime: ["RequestTime"],
  successful: ["Successful"],
  contentId: ["ContentId"],
  actor: ["RequesterEmail"],
  issuer: ["Issuer"],
  ipAddress: ["RequesterLocation_IP"],
  country: ["RequesterLocation_Country"],
  city: ["RequesterLocation_City"],
  location: ["RequesterLocation"],
  // Kept in `raw`.
  requesterType: ["RequesterType"],
  displayName: ["RequesterDisplayName"],
  position: ["RequesterLocation_Position"],
  rights: ["Rights"],
  hidden: ["IsHiddenInfo"],
} as const;

type Field = keyof typeof FIELDS;

/** What MPARR uploads of the tracking log (`Get-AipServiceTrackingLog`): who opened a document and who was refused, and not why. */
export const MPARR_TRACKING: TableDefinition<Field> = {
  tableName: "RMSDataDetails_CL",
  fields: FIELDS,
  required: [["successful"], ["requestTime"], ["contentId"], ["actor"]],
  // What is neither true nor false is seen, and rejected by name.
  refusals: (columns) => [`${textOf(columns("successful"))} !~ "true"`],
  toRecord(value) {
    const issuer = value("issuer");
    const verdict = verdictOf(value("successful"));
    return {
      occurredAt: recordedMoment(value("requestTime")),
      request: "AcquireLicense",
      isLicenceRequest: true,
      result: verdict,
      outcome: verdict === REFUSED ? "refused" : undefined,
      contentId: value("contentId"),
      actor: value("actor"),
      issuer,
      // The log has no owner; whoever issued the licence protected the document.
      owner: issuer,
      ...placeOf(value),
    };
  },
  deciding: { field: "successful", among: "all", known: (literal) => verdictOf(literal) !== undefined },
};

const REFUSED = "Successful=false";

/** A bool, however the upload wrote it. */
function verdictOf(literal: string | undefined): string | undefined {
  const text = literal?.trim().toLowerCase() ?? "";
  if (["false", "0", "no"].includes(text)) return REFUSED;
  return ["true", "1", "yes"].includes(text) ? "Success" : undefined;
}

/** Where from: columns of their own, or one that holds the whole object as JSON. */
function placeOf(value: (field: Field) => string | undefined): Pick<RowRecord, "ipAddress" | "place"> {
  const whole = parseObject(value("location") ?? "");
  const part = (field: Field, key: string): string | undefined => {
    const inside = whole[key];
    return value(field) ?? (typeof inside === "string" && inside !== "" ? inside : undefined);
  };
  const place = [part("city", "City"), part("country", "Country")].filter((name) => name !== undefined).join(", ");
  return { ipAddress: part("ipAddress", "IP"), place: place === "" ? undefined : place };
}
