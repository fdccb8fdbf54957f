import type { z } from "zod";
import { createFakeClock, type FakeClock } from "../../../../test/support/fake-clock.ts";
import { createLogger } from "../../../runtime/logger.ts";
import { cursorsAfter } from "../../conformance.ts";
import type { Source, SourcePage, SourceTrouble } from "../../source.ts";
import { logAnalyticsConfig } from "../config.ts";
import { createLogAnalyticsSource, type LogAnalyticsLimits } from "../log-analytics-source.ts";
import { createFakeWorkspace, type FakeTable, type FakeWorkspace } from "./fake-workspace.ts";

/** The workspace every test means. */
export const WORKSPACE_ID = "c44f5660-1ce2-4508-a762-a7a0e415d5af";

/** What a person could write for the source. */
export type WorkspaceConfig = Partial<z.input<typeof logAnalyticsConfig>>;

/** What one pull gave, and the cursors a store then holds. */
export interface Pulled {
  readonly pages: readonly SourcePage[];
  readonly troubles: readonly SourceTrouble[];
  readonly cursors: ReadonlyMap<string, string>;
  readonly denied: SourcePage["denied"];
  readonly ignored: { readonly [reason: string]: number };
  readonly rejected: SourcePage["rejected"];
  readonly facts: SourcePage["facts"];
}

const NOTHING_STORED = { cursors: new Map<string, string>() };

/** A workspace in memory and the source that reads it. */
export class PulledWorkspace {
  readonly clock: FakeClock = createFakeClock("2026-11-21T06:00:00Z");
  readonly workspace: FakeWorkspace;
  readonly #config: WorkspaceConfig;
  readonly #limits: Partial<LogAnalyticsLimits>;

  constructor(table: FakeTable, config: WorkspaceConfig, limits: Partial<LogAnalyticsLimits> = {}) {
    this.workspace = createFakeWorkspace(table, this.clock);
    this.#config = config;
    this.#limits = limits;
  }

  get settings() {
    return {
      name: "workspace",
      tenantId: "",
      baseDir: "/",
      clock: this.clock,
      logger: createLogger("silent"),
      microsoft: this.workspace.microsoft,
    };
  }

  get config() {
    return logAnalyticsConfig.parse({ workspaceId: WORKSPACE_ID, table: "mparr-tracking", ...this.#config });
  }

  source(): Source {
    return createLogAnalyticsSource(this.config, this.settings, this.#limits);
  }

  /** Reads what is new since `before`, `most` pages at the most. */
  async pull(before: Pick<Pulled, "cursors"> = NOTHING_STORED, most = Number.POSITIVE_INFINITY): Promise<Pulled> {
    const pages: SourcePage[] = [];
    const troubles: SourceTrouble[] = [];
    const signal = new AbortController().signal;
    for await (const item of this.source().pull({ cursors: before.cursors, signal })) {
      if ("trouble" in item) troubles.push(item.trouble);
      else pages.push(item.page);
      if (pages.length >= most) break;
    }
    const ignored: { [reason: string]: number } = {};
    for (const [reason, count] of pages.flatMap((page) => Object.entries(page.ignored))) {
      ignored[reason] = (ignored[reason] ?? 0) + count;
    }
    return {
      pages,
      troubles,
      cursors: cursorsAfter(pages, before.cursors),
      denied: pages.flatMap((page) => page.denied),
      ignored,
      rejected: pages.flatMap((page) => page.rejected),
      facts: pages.flatMap((page) => page.facts),
    };
  }
}

/** Who was refused, in the order it was told. */
export function actors({ denied }: Pick<Pulled, "denied">): readonly string[] {
  return denied.map(({ event }) => event.actor);
}
