/** Past logs and configurations in a folder of the test's own, and the simulation over them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { HEADER, logLine } from "../../../../test/support/log-folder.ts";
import type { SimulationReport } from "../report.ts";
import { type SimulateOptions, simulate } from "../simulate.ts";

/** A refusal in few words. */
export interface PastRefusal {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly owner?: string;
  readonly actor?: string;
  /** A number that stands for a document. */
  readonly document?: number;
}

/** What a configuration says beside the make-believe organisation's. */
export interface Limits {
  readonly [key: string]: unknown;
}

let rows = 0;

/** One line of a log. */
export function refusalLine({ at, owner, actor, document = 1 }: PastRefusal): string {
  rows += 1;
  return logLine({
    date: at.slice(0, 10),
    time: at.slice(11, 19),
    "row-id": `00000000-0000-4000-8000-${rows.toString(16).padStart(12, "0")}`,
    "user-id": `'${actor ?? "raul.sato@fabrikam.com"}'`,
    "owner-email": owner ?? "miriam.jansen@contoso.com",
    issuer: owner ?? "miriam.jansen@contoso.com",
    "content-id": `{${contentIdOf(document)}}`,
    "file-name": `Plan ${document}.docx`,
  });
}

/** The content id of a document's number. */
export function contentIdOf(document: number): string {
  return `20000000-0000-4000-8000-${document.toString(16).padStart(12, "0")}`;
}

export class PastLogs {
  readonly dir = mkdtempSync(join(tmpdir(), "lockbell-past-"));

  write(name: string, content: string): void {
    writeFileSync(join(this.dir, name), content);
  }

  log(refusals: readonly PastRefusal[], name = "rmslog-2026-10-01.log"): void {
    this.write(name, `${HEADER}${refusals.map((refusal) => `${refusalLine(refusal)}\n`).join("")}`);
  }

  /** Writes a configuration; `notices` holds its limits, `more` any other keys. */
  config(name: string, notices: Limits = {}, more: Limits = {}): string {
    const base = {
      domains: ["contoso.com"],
      sources: { "usage-logs": { type: "rms-log", path: "logs/*.log" } },
      notifiers: { owners: { type: "file", path: "outbox/" } },
    };
    this.write(name, stringify({ ...base, notices, ...more }));
    return name;
  }

  simulate(
    configFiles: SimulateOptions["configFiles"],
    more: Partial<SimulateOptions> = {},
  ): Promise<SimulationReport> {
    return simulate({
      logs: ["rmslog-*.log"],
      configFiles,
      baseDir: this.dir,
      env: {},
      documentLogs: [],
      users: null,
      silences: null,
      visibility: 0,
      names: false,
      logLevel: "silent",
      signal: new AbortController().signal,
      ...more,
    });
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}
