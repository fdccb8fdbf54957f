import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { z } from "zod";
import { createLogger } from "../../src/runtime/logger.ts";
import { cursorsAfter } from "../../src/sources/conformance.ts";
import { type RmsLogConfig, rmsLogConfig } from "../../src/sources/rms-log/config.ts";
import { createRmsLogSource, type RmsLogLimits } from "../../src/sources/rms-log/rms-log-source.ts";
import type { Source, SourcePage, SourceTrouble } from "../../src/sources/source.ts";
import { createFakeClock } from "./fake-clock.ts";
import { NO_MICROSOFT } from "./no-microsoft.ts";

/** What a person could write for the source; every file of the folder unless `path` says otherwise. */
export type LogFolderConfig = Partial<z.input<typeof rmsLogConfig>>;

/** What one pull gave, and the cursors a store then holds. */
export interface Pulled {
  readonly pages: readonly SourcePage[];
  readonly troubles: readonly SourceTrouble[];
  readonly cursors: ReadonlyMap<string, string>;
  readonly read: number;
  readonly denied: SourcePage["denied"];
  readonly ignored: { readonly [reason: string]: number };
  readonly rejected: SourcePage["rejected"];
  readonly facts: SourcePage["facts"];
}

/** A folder of usage logs, and the source that reads it. */
export class LogFolder {
  readonly dir = mkdtempSync(join(tmpdir(), "lockbell-logs-"));
  readonly clock = createFakeClock("2026-11-21T06:00:00Z");

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.dir, name)), { recursive: true });
    writeFileSync(join(this.dir, name), content);
  }

  source(config: LogFolderConfig = {}, limits: Partial<RmsLogLimits> = {}): Source {
    const parsed: RmsLogConfig = rmsLogConfig.parse({ path: "*", ...config });
    const settings = {
      name: "usage-logs",
      tenantId: "",
      baseDir: this.dir,
      clock: this.clock,
      logger: createLogger("silent"),
      microsoft: NO_MICROSOFT,
    };
    return createRmsLogSource(parsed, settings, limits);
  }

  /** Reads what is new since `before`. */
  async pull(
    before: Pick<Pulled, "cursors"> = { cursors: new Map() },
    config: LogFolderConfig = {},
    limits: Partial<RmsLogLimits> = {},
  ): Promise<Pulled> {
    const pages: SourcePage[] = [];
    const troubles: SourceTrouble[] = [];
    const signal = new AbortController().signal;
    for await (const item of this.source(config, limits).pull({ cursors: before.cursors, signal })) {
      if ("page" in item) pages.push(item.page);
      else troubles.push(item.trouble);
    }
    return { ...summarise(pages), pages, troubles, cursors: cursorsAfter(pages, before.cursors) };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** What several pages hold together. */
function summarise(pages: readonly SourcePage[]): Pick<Pulled, "read" | "denied" | "ignored" | "rejected" | "facts"> {
  const ignored: Record<string, number> = {};
  for (const page of pages) {
    for (const [reason, count] of Object.entries(page.ignored)) ignored[reason] = (ignored[reason] ?? 0) + count;
  }
  return {
    read: pages.reduce((sum, page) => sum + page.read, 0),
    denied: pages.flatMap((page) => page.denied),
    ignored,
    rejected: pages.flatMap((page) => page.rejected),
    facts: pages.flatMap((page) => page.facts),
  };
}

/** The documented columns, tab separated, as a `#Fields:` line has them. */
export const FIELDS =
  "date\ttime\trow-id\trequest-type\tuser-id\tresult\tcorrelation-id\tcontent-id\towner-email\tissuer\ttemplate-id\tfile-name\tdate-published\tc-info\tc-ip\tadmin-action\tacting-as-user";

/** The lines before the data. */
export const HEADER = `#Software: RMS\n#Version: 1.1\n#Fields: ${FIELDS}\n`;

const DEFAULTS: Readonly<Record<string, string>> = {
  date: "2026-11-18",
  time: "00:02:52",
  "row-id": "3445a58d-7c0c-4083-a599-6c658bf3b2c0",
  "request-type": "AcquireLicense",
  "user-id": "'raul.sato@fabrikam.com'",
  result: "'AccessDenied'",
  "correlation-id": "2724eafa-234c-4af8-a908-151659fa11d6",
  "content-id": "{5f2dafb2-f33b-469d-a392-51e6c8ec8b2c}",
  "owner-email": "miriam.jansen@contoso.com",
  issuer: "miriam.jansen@contoso.com",
  "template-id": "{0bdb5d7c-09dc-4401-af88-9e80057b6bc1}",
  "file-name": "Board minutes.docx",
  "date-published": "2026-09-14T20:31:52",
  "c-info": "'MSIPC;version=1.0.4839.0;AppName=WINWORD.EXE;AppVersion=16.0.17531;OSName=Windows'",
  "c-ip": "203.0.113.7",
};

/** One line: a refusal unless the values say otherwise. */
export function logLine(values: Readonly<Record<string, string>> = {}, fields = FIELDS): string {
  return fields
    .split("\t")
    .map((name) => values[name] ?? DEFAULTS[name] ?? "-")
    .join("\t");
}

/** The nth of many refusals, each in a second of its own. */
export function numberedLine(n: number, values: Readonly<Record<string, string>> = {}, fields = FIELDS): string {
  const time = new Date(Date.UTC(2026, 10, 18) + n * 1_000).toISOString();
  return logLine(
    {
      date: time.slice(0, 10),
      time: time.slice(11, 19),
      "row-id": `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
      ...values,
    },
    fields,
  );
}
