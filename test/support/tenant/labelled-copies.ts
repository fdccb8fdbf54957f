import { createHash } from "node:crypto";
import type { ProtectedDocument } from "./documents.ts";
import { createRandom, type Random } from "./random.ts";
import type { Tenant } from "./tenant.ts";

/** A copy of a document that somebody labelled on a machine with the client: what makes its name and label known. */
export interface LabelledCopy {
  readonly document: ProtectedDocument;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly activity: "NewLabel" | "UpgradeLabel" | "DowngradeLabel";
  /** What the client calls it: a path, an address, or the subject of a mail. */
  readonly objectId: string;
  readonly machine: string;
  readonly label: string;
  /** The label before; "" for none. */
  readonly labelBefore: string;
}

const OTHER_LABEL = "General";

/**
 * The copies of a tenant's documents that were labelled, before its first day. A quarter of the documents have none, as they were
 * protected without the client; many have several, in several places. The newest label of a document is its true one.
 */
export function* labelledCopies(tenant: Tenant): Generator<LabelledCopy> {
  const random = createRandom(tenant.settings.seed, "labelled copies");
  for (const document of tenant.documents) {
    const known = random.chance(0.75) && document.trueName !== "";
    const places = 1 + (random.chance(0.4) ? 1 + random.below(2) : 0);
    if (!known) continue;
    for (let place = 0; place < places; place += 1) yield* labelled(random, document, place, tenant.settings.canaries);
  }
}

function* labelled(
  random: Random,
  document: ProtectedDocument,
  place: number,
  canary: boolean,
): Generator<LabelledCopy> {
  const protectedAt = Date.parse(document.protectedAt);
  const machine = machineName(random, document, canary);
  const copy = { document, objectId: canary ? canaryPath(document) : placeOf(document, place), machine };
  const relabelled = random.chance(0.25);
  const later = 60_000 + random.below(3_000) * 1_000;
  if (!relabelled) {
    yield { ...copy, at: protectedAt, activity: "NewLabel", label: document.label, labelBefore: "" };
    return;
  }
  yield { ...copy, at: protectedAt, activity: "NewLabel", label: OTHER_LABEL, labelBefore: "" };
  const activity = document.label === "Internal" ? "DowngradeLabel" : "UpgradeLabel";
  yield { ...copy, at: protectedAt + later, activity, label: document.label, labelBefore: OTHER_LABEL };
}

/** What the client calls a document that a reader of ours has opened. */
export function readersCopy(document: ProtectedDocument, reader: string, canary: boolean): string {
  if (canary) return canaryPath(document);
  return isMail(document) ? document.trueName : `C:\\Users\\${reader.split("@")[0]}\\Downloads\\${document.trueName}`;
}

/** A machine the client runs on. */
export function machineName(random: Random, document: ProtectedDocument, canary: boolean): string {
  return canary ? `canary-machine-${document.contentId.slice(0, 8)}` : `WS-${random.below(40)}`;
}

function canaryPath(document: ProtectedDocument): string {
  const id = document.contentId.slice(0, 8);
  return `\\\\canary-host-${id}\\canary-folder-${id}\\${document.trueName.replace(/[\\/]/g, "_")}`;
}

/** Whether it is a mail, which has a subject and no path. */
function isMail(document: ProtectedDocument): boolean {
  return document.trueName.startsWith("RE: ");
}

function placeOf(document: ProtectedDocument, place: number): string {
  const name = document.trueName;
  if (isMail(document)) return name;
  if (place === 0 && (document.form === "path" || document.form === "url")) return document.recordedName;
  const user = document.owner.person?.address.split("@")[0] ?? "shared";
  return `C:\\Users\\${user}\\Documents\\${place === 0 ? "" : `copy${place}\\`}${name}`;
}

/** The id of a label: the same for the same name, in every tenant. */
export function labelId(label: string): string {
  return nameGuid(`label/${label}`);
}

/** A GUID made of a name, for ids of things that have none in the tenant. */
export function nameGuid(name: string): string {
  const digits = createHash("sha256").update(name).digest("hex");
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}
