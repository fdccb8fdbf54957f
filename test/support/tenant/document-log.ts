/**
 * A tenant's document log: what `Get-AipServiceDocumentLog | ConvertTo-Json` writes of its registered documents. Source of the fields: the
 * printed example of the cmdlet in Azure-RMSDocs, "Manage personal data"; of how they are written: PowerShell's `ConvertTo-Json`.
 */
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProtectedDocument } from "./documents.ts";
import { HOME_DOMAIN } from "./people.ts";
import { isoSecond } from "./table-cells.ts";
import type { Tenant } from "./tenant.ts";

/** In what shape the log is written; what it says stays the same, unless it was cut. */
export interface DocumentLogShape {
  /** Which PowerShell wrote it: 5.1 writes times as `\/Date(…)\/`, 7 in ISO 8601. */
  readonly powershell?: "5.1" | "7";
  readonly encoding?: "utf-8" | "utf-8-bom" | "utf-16le";
  /** `cut`: with the depth nobody asked for, at which of a recipient only the name of its type is left. */
  readonly depth?: "whole" | "cut";
  /** One document a file, which is then no array. */
  readonly single?: boolean;
  /** The day the log was written, in the files' names; by default the one after the tenant's last. */
  readonly writtenOn?: string;
}

/** The documents the log has. */
export function registeredDocuments(tenant: Tenant): readonly ProtectedDocument[] {
  return tenant.documents.filter(({ isRegistered }) => isRegistered);
}

/** Writes the log into a folder; gives the names of its files. */
export function writeDocumentLog(tenant: Tenant, folder: string, shape: DocumentLogShape = {}): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const entries = registeredDocuments(tenant).map((document) => logEntry(document, shape));
  const day = shape.writtenOn ?? dayAfter(tenant);
  const texts = shape.single === true ? entries : [entries];
  return texts.map((value, i) => {
    const name = `documents-${day}${shape.single === true ? `-${String(i + 1).padStart(4, "0")}` : ""}.json`;
    writeFileSync(join(folder, name), encode(`${printed(value, shape)}\n`, shape));
    // As old as its name says, whenever a test runs.
    utimesSync(join(folder, name), new Date(day), new Date(day));
    return name;
  });
}

function dayAfter({ settings }: Tenant): string {
  return new Date(Date.parse(settings.from) + settings.days * 86_400_000).toISOString().slice(0, 10);
}

function logEntry(document: ProtectedDocument, shape: DocumentLogShape): object {
  const { contentId, owner, trueName, templateId, protectedAt, recipients, revokedAt, expiresAt } = document;
  const time = (at: number | null): string => (at === null ? "" : timeAs(at, shape));
  return {
    ContentId: contentId,
    Issuer: owner.recorded,
    Owner: owner.recorded,
    ContentName: trueName,
    CreatedTime: time(Date.parse(protectedAt)),
    Recipients: (recipients ?? []).map((address) => (shape.depth === "cut" ? CUT_RECIPIENT : recipientEntry(address))),
    TemplateId: recipients === null ? templateId : "",
    PolicyExpires: time(expiresAt),
    EULDuration: "",
    SendRegistrationEmail: true,
    NotificationInfo: {
      Enabled: false,
      DeniedOnly: false,
      Culture: "",
      TimeZoneId: "",
      TimeZoneOffset: 0,
      TimeZoneDaylightName: "",
      TimeZoneStandardName: "",
    },
    RevocationInfo: {
      Revoked: revokedAt !== null,
      RevokedTime: time(revokedAt),
      RevokedBy: revokedAt === null ? "" : owner.recorded,
    },
  };
}

/** What `ConvertTo-Json` leaves of an object that lies too deep: the name of its type. */
const CUT_RECIPIENT = "Microsoft.RightsManagementServices.Online.Admin.PowerShell.DocumentRecipient";

function recipientEntry(address: string): object {
  return {
    PrimaryEmail: address,
    DisplayName: address.toUpperCase(),
    UserType: address.endsWith(`@${HOME_DOMAIN}`) ? "Internal" : "External",
  };
}

function timeAs(at: number, { powershell }: DocumentLogShape): string {
  return powershell === "5.1" ? `/Date(${at})/` : isoSecond(at);
}

/** PowerShell 5.1 writes a slash of a time as `\/`, and `<`, `>`, `&` and `'` as numbers. */
function printed(value: unknown, { powershell }: DocumentLogShape): string {
  const text = JSON.stringify(value, null, powershell === "5.1" ? 4 : 2);
  if (powershell !== "5.1") return text;
  return text
    .replaceAll(/\/Date\((\d+)\)\//g, "\\/Date($1)\\/")
    .replaceAll(/[<>&']/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function encode(text: string, { encoding, powershell }: DocumentLogShape): Buffer {
  // What 5.1 redirects into a file is UTF-16 unless something else is asked for.
  const chosen = encoding ?? (powershell === "5.1" ? "utf-16le" : "utf-8");
  const marked = chosen === "utf-8" ? text : `\ufeff${text}`;
  return Buffer.from(marked, chosen === "utf-16le" ? "utf16le" : "utf8");
}
