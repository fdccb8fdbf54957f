import type { NoticeChannel } from "../delivery/notice-channel.ts";
import type { SinkChannel } from "../delivery/sink-channel.ts";
import type { NoticePolicy } from "../dispatch/policy.ts";
import type { SinkRoute, SinkRoutes } from "../dispatch/route-sinks.ts";
import { NOTIFIER_REGISTRY } from "../notifiers/registry.ts";
import { createLadder, type OwnerLadder } from "../owners/ladder.ts";
import { OWNER_STEP_REGISTRY } from "../owners/registry.ts";
import { SINK_REGISTRY } from "../sinks/registry.ts";
import { SOURCE_REGISTRY } from "../sources/registry.ts";
import type { Source } from "../sources/source.ts";
import { loadComponent } from "./load-component.ts";
import { noticeRender } from "./notice-render.ts";
import type { App } from "./open.ts";
import { notifierSettings, ownerStepSettings, sinkSettings, sourceSettings } from "./part-settings.ts";

/**
 * What owners' notices go by in the store, whatever their notifier is called: one that is renamed or replaced finds what still waits.
 */
const OWNERS_CHANNEL = "owners";

/** A source with its configured name and how often it is read. */
interface NamedSource {
  readonly name: string;
  readonly source: Source;
  readonly everyMs: number;
}

/** Everything a run needs, made from the configuration. */
export interface Parts {
  readonly sources: readonly NamedSource[];
  /** Reads what the steps need (a directory) and makes the ladder, whose questions end with the signal. */
  openLadder(signal: AbortSignal): Promise<OwnerLadder>;
  readonly notices: NoticeChannel | null;
  readonly sinks: readonly SinkChannel[];
  /** What dispatch knows of the sinks. */
  readonly routes: SinkRoutes;
  readonly policy: NoticePolicy;
  close(): Promise<void>;
}

/** Makes sources, ladder, notifier and sinks. `toleranceMs` is the schedule interval, 0 under `--once`. */
export async function createParts(app: App, toleranceMs: number): Promise<Parts> {
  const { config } = app;
  const sources: NamedSource[] = [];
  for (const part of config.sources) {
    const definition = await loadComponent(SOURCE_REGISTRY, part);
    sources.push({
      name: part.name,
      source: definition.create(part.settings, sourceSettings(app, part)),
      everyMs: part.everyMs,
    });
  }
  const notices = await noticeChannel(app, toleranceMs);
  const sinks: SinkChannel[] = [];
  const routes: Record<string, SinkRoute> = {};
  for (const part of config.sinks) {
    const definition = await loadComponent(SINK_REGISTRY, part);
    const { singleWriter } = definition;
    sinks.push({
      name: part.name,
      singleWriter,
      sink: definition.create(part.settings, sinkSettings(app, part)),
      pacing: definition.pacing(part.settings),
    });
    routes[part.name] = {
      batchSize: definition.batchSize(part.settings),
      skips: (event) => definition.skips(part.settings, event),
    };
  }
  const { groupWaitMs, groupIntervalMs, repeatIntervalMs, maxPerOwnerPerDay, backlogAgeMs } = config.notices;
  return {
    sources,
    async openLadder(signal) {
      const steps = [];
      for (const part of config.owners) {
        const definition = await loadComponent(OWNER_STEP_REGISTRY, part);
        steps.push(definition.create(part.settings, ownerStepSettings(app, part)));
      }
      return createLadder(steps, { domains: config.domains, signal, logger: app.logger });
    },
    notices,
    sinks,
    routes,
    policy: {
      groupWaitMs,
      groupIntervalMs,
      repeatIntervalMs,
      maxPerOwnerPerDay,
      backlogAgeMs,
      doNotTrack: config.doNotTrack,
    },
    async close() {
      await notices?.notifier.close();
      for (const { sink } of sinks) await sink.close();
    },
  };
}

/** The channel owners are told through; null if no notifier is configured. */
async function noticeChannel(app: App, toleranceMs: number): Promise<NoticeChannel | null> {
  const part = app.config.notifiers.find(({ name }) => name === app.config.ownersNotifier);
  if (part === undefined) return null;
  const definition = await loadComponent(NOTIFIER_REGISTRY, part);
  return {
    name: OWNERS_CHANNEL,
    notifier: definition.create(part.settings, notifierSettings(app, part)),
    pacing: definition.pacing(part.settings),
    render: await noticeRender(app.config, toleranceMs),
  };
}
