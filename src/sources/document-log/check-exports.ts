import { NEVER } from "../../catalogue/document.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { findFiles } from "../find-files.ts";
import type { SourceSettings } from "../source.ts";
import type { DocumentLogConfig } from "./config.ts";
import { DOCUMENT_LOG_LIMITS } from "./document-log-source.ts";
import type { ExportEnd } from "./export-cursor.ts";
import { troubleOfEnd } from "./export-trouble.ts";
import { type Doubt, judgeEntry } from "./judge-entry.ts";
import { readExport } from "./read-export.ts";

const SUBJECT = "document log";

/** What a file holds, in figures. */
interface Tally {
  asOf: string;
  documents: number;
  rejected: number;
  withdrawn: number;
  lists: number;
  doubts: { [Kind in Doubt]: number };
}

/** Reads every file as a run would, stores nothing, and says in figures what was found. */
export async function* checkExports(
  config: DocumentLogConfig,
  { name, baseDir, clock }: SourceSettings,
  signal: AbortSignal,
): AsyncGenerator<CheckFinding> {
  const patterns = typeof config.path === "string" ? [config.path] : config.path;
  const { files, troubles } = await findFiles(patterns, baseDir);
  for (const { part, advice } of troubles) yield { subject: SUBJECT, status: "failed", detail: part, advice };
  for (const file of files) {
    const tally = newTally();
    for await (const item of readExport(file, undefined, DOCUMENT_LOG_LIMITS, clock.now())) {
      if (signal.aborted) return;
      if ("trouble" in item) yield failed(file.part, item.trouble.advice);
      else if ("entry" in item) count(tally, judgeEntry(item.entry, { source: name, asOf: item.asOf }));
      else if ("end" in item) yield* findingsOf(file.part, { ...tally, asOf: item.asOf }, item.end);
    }
  }
}

function newTally(): Tally {
  return {
    ...{ asOf: "", documents: 0, rejected: 0, withdrawn: 0, lists: 0 },
    doubts: { "unread-date": 0, "unusable-list": 0 },
  };
}

function count(tally: Tally, { verdict, doubts }: ReturnType<typeof judgeEntry>): void {
  if (verdict.kind === "rejected") {
    tally.rejected += 1;
    return;
  }
  tally.documents += 1;
  const { revokedAt = NEVER, recipients } = verdict.fact ?? {};
  if (revokedAt !== NEVER) tally.withdrawn += 1;
  if (recipients !== undefined) tally.lists += 1;
  for (const doubt of doubts) tally.doubts[doubt] += 1;
}

function* findingsOf(part: string, tally: Tally, end: ExportEnd): Generator<CheckFinding> {
  const { asOf, documents, rejected, withdrawn, lists, doubts } = tally;
  const found = `${part}: ${documents} documents as of ${asOf}; ${withdrawn} withdrawn, ${lists} with the people they are for.`;
  const trouble = troubleOfEnd(part, end);
  if (trouble === undefined || documents > 0) yield { subject: SUBJECT, status: "ok", detail: found };
  if (trouble !== undefined) yield failed(part, trouble.advice);
  if (rejected > 0)
    yield warning(
      `${part}: ${rejected} entries are no documents.`,
      "See lockbell explain --rejected after the next run.",
    );
  if (doubts["unread-date"] > 0)
    yield warning(
      `${part}: ${doubts["unread-date"]} entries have dates in a console's own form, which are not believed.`,
      "Export with ConvertTo-Json from the cmdlet's own objects, not from formatted text.",
    );
  if (doubts["unusable-list"] > 0)
    yield warning(
      `${part}: ${doubts["unusable-list"]} entries do not list whom they are for: cut, not by address, or groups.`,
      "Export with ConvertTo-Json -Depth 5.",
    );
}

function failed(detail: string, advice: string): CheckFinding {
  return { subject: SUBJECT, status: "failed", detail, advice };
}

function warning(detail: string, advice: string): CheckFinding {
  return { subject: SUBJECT, status: "warning", detail, advice };
}
