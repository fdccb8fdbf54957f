/** Whether all is well: every configured part reaches what it needs, without sending or storing anything of anybody's. */
import { NOTIFIER_REGISTRY } from "../notifiers/registry.ts";
import { OWNER_STEP_REGISTRY } from "../owners/registry.ts";
import type { CheckFinding } from "../platform/check-finding.ts";
import { SINK_REGISTRY } from "../sinks/registry.ts";
import { SOURCE_REGISTRY } from "../sources/registry.ts";
import { loadComponent } from "./load-component.ts";
import type { App } from "./open.ts";
import { notifierSettings, ownerStepCheckSettings, sinkSettings, sourceSettings } from "./part-settings.ts";

/** A finding and the part of the configuration it is about, e.g. `notifiers.owners`. */
export interface PartFinding extends CheckFinding {
  readonly part: string;
}

/** What `check` answers. */
export interface CheckReport {
  /** True if nothing failed. */
  readonly ok: boolean;
  readonly findings: readonly PartFinding[];
}

const SILENT: CheckFinding = {
  subject: "answer",
  status: "failed",
  detail: "This part did not answer within a minute.",
  advice: "Look at the network, the proxy and the service's own state, and check again.",
};

interface Question {
  readonly part: string;
  ask(signal: AbortSignal): Promise<AsyncIterable<CheckFinding>>;
}

/** One part that hangs must not keep the others from being looked at. */
const LONGEST_MS = 60_000;

/** Asks every part in the order of the configuration. That the file is valid and the store opens has been seen by then. */
export async function check(
  app: App,
  signal: AbortSignal,
  onFinding?: (finding: PartFinding) => void,
): Promise<CheckReport> {
  const findings: PartFinding[] = [];
  for (const question of questions(app)) {
    for await (const finding of answersTo(question, app, signal)) {
      const entry = { part: question.part, ...finding };
      findings.push(entry);
      onFinding?.(entry);
    }
  }
  return { ok: findings.every(({ status }) => status !== "failed"), findings };
}

async function* answersTo(question: Question, app: App, signal: AbortSignal): AsyncGenerator<CheckFinding> {
  const tooLong = AbortSignal.timeout(LONGEST_MS);
  const limit = AbortSignal.any([signal, tooLong]);
  try {
    yield* until(limit, await question.ask(limit));
    if (tooLong.aborted) yield SILENT;
  } catch (error) {
    app.logger.error({ error: error instanceof Error ? error.name : typeof error }, "check.threw");
    yield {
      subject: "check",
      status: "failed",
      detail: "This part met something its authors did not foresee.",
      advice: "Run the command again with --log-level trace, and report it.",
    };
  }
}

/** What a part finds until the signal ends it, whether or not the part listens to the signal itself. */
async function* until(signal: AbortSignal, findings: AsyncIterable<CheckFinding>): AsyncGenerator<CheckFinding> {
  const ended = new Promise<"ended">((resolve) => {
    if (signal.aborted) resolve("ended");
    signal.addEventListener("abort", () => resolve("ended"), { once: true });
  });
  const items = findings[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([items.next(), ended]);
    if (next === "ended" || next.done === true) return;
    yield next.value;
  }
}

function questions(app: App): readonly Question[] {
  const { config } = app;
  return [
    ...config.sources.map((part) => ({
      part: `sources.${part.name}`,
      ask: async (signal: AbortSignal) =>
        (await loadComponent(SOURCE_REGISTRY, part)).check(part.settings, sourceSettings(app, part), signal),
    })),
    ...config.owners.map((part, index) => ({
      part: `owners[${index}]`,
      ask: async (signal: AbortSignal) =>
        (await loadComponent(OWNER_STEP_REGISTRY, part)).check(
          part.settings,
          ownerStepCheckSettings(app, part),
          signal,
        ),
    })),
    ...config.notifiers.map((part) => ({
      part: `notifiers.${part.name}`,
      ask: async (signal: AbortSignal) =>
        (await loadComponent(NOTIFIER_REGISTRY, part)).check(part.settings, notifierSettings(app, part), signal),
    })),
    ...config.sinks.map((part) => ({
      part: `sinks.${part.name}`,
      ask: async (signal: AbortSignal) =>
        (await loadComponent(SINK_REGISTRY, part)).check(part.settings, sinkSettings(app, part), signal),
    })),
  ];
}
