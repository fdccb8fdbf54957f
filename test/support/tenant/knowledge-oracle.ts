/**
 * What somebody knows of a tenant's documents, and of why readers were refused, who has read these sources: which of them says what, and which of
 * them says so last.
 */
import type { Attempt } from "./attempts.ts";
import {
  type ExpectedCause,
  expectedCause,
  type KnownDocument,
  knownDocuments,
  type ReadDocumentLog,
} from "./cause-oracle.ts";
import type { DocumentLogShape } from "./document-log.ts";
import type { RmsLogShape } from "./rms-logs.ts";
import type { TenantTable } from "./table-cells.ts";
import { tenantTables } from "./tables.ts";
import type { Tenant } from "./tenant.ts";

/** A source by the name it is configured under. `labels` is the AIP table of a workspace that holds no refusals. */
export type SourceName = "usage-logs" | "workspace" | "labels" | "tracking" | "documents";

/** What is read, in the order it is configured, and how it is written. */
export interface Reading {
  readonly sources: readonly SourceName[];
  readonly logs?: RmsLogShape;
  readonly export?: DocumentLogShape;
}

/** What somebody knows who has read so. */
export interface Knowledge {
  readonly documents: ReadonlyMap<string, KnownDocument>;
  /** Which sources say what a document is called, who owns it, and which label it has. */
  readonly tellers: (contentId: string, what: "name" | "owner" | "label") => readonly SourceName[];
  readonly causeOf: (attempt: Attempt) => ExpectedCause | null;
  readonly log: ReadDocumentLog | undefined;
}

/** Says what is known after such a reading. */
export function knowledgeOf(tenant: Tenant, { sources, logs, ...reading }: Reading): Knowledge {
  const log = sources.includes("documents") ? { isCut: reading.export?.depth === "cut" } : undefined;
  const isOld = logs?.columns === "version-1.0";
  const reads = {
    "usage-logs": { usageLogs: !isOld },
    workspace: { aipTable: true },
    labels: { aipTable: true },
    tracking: {},
    documents: { documentLog: true },
  } as const;
  const each = new Map(sources.map((name) => [name, knownDocuments(tenant, reads[name])]));
  const owned = new Map(sources.map((name) => [name, new Set(ownedBy(tenant, name, isOld))]));
  return {
    documents: knownDocuments(tenant, Object.assign({}, ...sources.map((name) => reads[name]))),
    tellers: (contentId, what) =>
      sources.filter((name) =>
        what === "owner" ? owned.get(name)?.has(contentId) : each.get(name)?.get(contentId)?.[what] !== undefined,
      ),
    // Only the usage logs have the service's own word; all others say that it was refused.
    causeOf: (attempt) =>
      expectedCause(sources.includes("usage-logs") ? attempt : { ...attempt, outcome: "refused" }, log),
    log,
  };
}

/** Of which documents a source says who owns them. */
function* ownedBy(tenant: Tenant, source: SourceName, isOld: boolean): Generator<string> {
  if (source === "documents") {
    for (const { contentId, isRegistered, owner } of tenant.documents)
      if (isRegistered && owner.recorded !== "") yield contentId;
    return;
  }
  if (source === "workspace" || source === "labels") {
    const [aip] = tenantTables(tenant).map((table) => (source === "labels" ? withoutRefusals(table) : table));
    const at = (name: string): number => aip?.columns.findIndex((column) => column.name === name) ?? -1;
    for (const { cells } of aip?.rows ?? [])
      if (cells[at("ProtectionOwner_s")] !== "") yield String(cells[at("ContentId_g")]);
    return;
  }
  // The tracking log teaches nothing by licences that were given.
  for (const { contentId, document, outcome } of tenant.attempts())
    if (document.owner.recorded !== "" && outcome !== "service-error" && !(source === "usage-logs" && isOld))
      if (source !== "tracking" || outcome !== "success") yield contentId;
}

/** The AIP table of a workspace where nobody was refused anything. */
export function withoutRefusals(table: TenantTable): TenantTable {
  const activity = table.columns.findIndex(({ name }) => name === "Activity_s");
  return { ...table, rows: table.rows.filter(({ cells }) => activity === -1 || cells[activity] !== "AccessDenied") };
}
