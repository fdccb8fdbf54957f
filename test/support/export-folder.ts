import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { z } from "zod";
import type { CheckFinding } from "../../src/platform/check-finding.ts";
import { createLogger } from "../../src/runtime/logger.ts";
import { cursorsAfter } from "../../src/sources/conformance.ts";
import { checkExports } from "../../src/sources/document-log/check-exports.ts";
import { type DocumentLogConfig, documentLogConfig } from "../../src/sources/document-log/config.ts";
import { createDocumentLogSource, type DocumentLogLimits } from "../../src/sources/document-log/document-log-source.ts";
import type { Source, SourcePage, SourceSettings, SourceTrouble } from "../../src/sources/source.ts";
import { createFakeClock } from "./fake-clock.ts";
import { NO_MICROSOFT } from "./no-microsoft.ts";

/** What a person could write for the source; every file of the folder unless `path` says otherwise. */
type ExportFolderConfig = Partial<z.input<typeof documentLogConfig>>;

/** When every file was written, unless another time is given. */
const WRITTEN = "2026-11-20T18:00:00Z";

/** A folder of exports of the document log, and the source that reads it. */
export class ExportFolder {
  readonly dir = mkdtempSync(join(tmpdir(), "lockbell-exports-"));
  readonly clock = createFakeClock("2026-11-21T06:00:00Z");

  write(name: string, content: string | Uint8Array, writtenAt = WRITTEN): void {
    mkdirSync(dirname(join(this.dir, name)), { recursive: true });
    writeFileSync(join(this.dir, name), content);
    utimesSync(join(this.dir, name), new Date(writtenAt), new Date(writtenAt));
  }

  source(config: ExportFolderConfig = {}, limits: Partial<DocumentLogLimits> = {}): Source {
    return createDocumentLogSource(parse(config), this.#settings(), limits);
  }

  /** What `check` says of the folder. */
  check(config: ExportFolderConfig = {}): Promise<CheckFinding[]> {
    return Array.fromAsync(checkExports(parse(config), this.#settings(), new AbortController().signal));
  }

  /** Reads what is new since `before`. */
  async pull(
    before: ReadonlyMap<string, string> = new Map(),
    limits: Partial<DocumentLogLimits> = {},
  ): Promise<PulledExports> {
    const pages: SourcePage[] = [];
    const troubles: SourceTrouble[] = [];
    const signal = new AbortController().signal;
    for await (const item of this.source({}, limits).pull({ cursors: before, signal })) {
      if ("page" in item) pages.push(item.page);
      else troubles.push(item.trouble);
    }
    return {
      troubles,
      cursors: cursorsAfter(pages, before),
      read: pages.reduce((sum, page) => sum + page.read, 0),
      catalogue: pages.reduce((sum, page) => sum + (page.ignored["catalogue"] ?? 0), 0),
      rejected: pages.flatMap((page) => page.rejected),
      facts: pages.flatMap((page) => page.facts),
    };
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }

  #settings(): SourceSettings {
    return {
      name: "documents",
      tenantId: "",
      baseDir: this.dir,
      clock: this.clock,
      logger: createLogger("silent"),
      microsoft: NO_MICROSOFT,
    };
  }
}

/** What one pull gave, and the cursors a store then holds. */
export interface PulledExports {
  readonly troubles: readonly SourceTrouble[];
  readonly cursors: ReadonlyMap<string, string>;
  readonly read: number;
  /** How many entries were ignored as `catalogue`. */
  readonly catalogue: number;
  readonly rejected: SourcePage["rejected"];
  readonly facts: SourcePage["facts"];
}

function parse(config: ExportFolderConfig): DocumentLogConfig {
  return documentLogConfig.parse({ path: "*", ...config });
}

/** The nth entry as `ConvertTo-Json` writes it, with other values where given. */
export function documentEntry(
  n = 1,
  values: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    ContentId: `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
    Issuer: "miriam.jansen@contoso.com",
    Owner: "miriam.jansen@contoso.com",
    ContentName: `Plan ${n}.docx`,
    CreatedTime: "2026-10-16T12:48:37Z",
    Recipients: [
      { PrimaryEmail: "raul.sato@fabrikam.com", DisplayName: "RAUL.SATO@FABRIKAM.COM", UserType: "External" },
    ],
    TemplateId: "0bdb5d7c-09dc-4401-af88-9e80057b6bc1",
    PolicyExpires: "",
    EULDuration: "",
    SendRegistrationEmail: true,
    RevocationInfo: { Revoked: false, RevokedTime: "", RevokedBy: "" },
    ...values,
  };
}
