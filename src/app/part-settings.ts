import type { ComponentConfig, NamedComponentConfig } from "../config/config.ts";
import type { NotifierSettings } from "../notifiers/notifier.ts";
import type { OwnerStepSettings, StepMemory } from "../owners/owner-step.ts";
import type { SinkSettings } from "../sinks/sink.ts";
import type { SourceSettings } from "../sources/source.ts";
import type { App } from "./open.ts";

/** What a sink is given. */
export function sinkSettings({ baseDir, clock, logger, microsoft }: App, { name }: NamedComponentConfig): SinkSettings {
  return { name, baseDir, clock, logger, microsoft };
}

/** What a source is given. */
export function sourceSettings(app: App, { name }: NamedComponentConfig): SourceSettings {
  const { baseDir, clock, logger, microsoft, config } = app;
  return { name, baseDir, clock, logger, microsoft, tenantId: config.tenantId };
}

/** What a notifier is given. */
export function notifierSettings(app: App, { name }: NamedComponentConfig): NotifierSettings {
  const { baseDir, clock, logger, microsoft, config } = app;
  return { name, baseDir, clock, logger, microsoft, ca: config.http.ca };
}

/** What a step of the owners' ladder is given. */
export function ownerStepSettings(app: App, { type }: ComponentConfig): OwnerStepSettings {
  const { baseDir, clock, logger, microsoft } = app;
  return { baseDir, clock, logger, microsoft, memory: stepMemory(app, type) };
}

/** The same for `check`, which asks anew and stores nothing of anybody. */
export function ownerStepCheckSettings(app: App, part: ComponentConfig): OwnerStepSettings {
  return { ...ownerStepSettings(app, part), memory: { recall: async () => null, remember: async () => {} } };
}

function stepMemory({ store, clock, config: { tenantId } }: App, type: string): StepMemory {
  return {
    recall: (key) => store.recallAnswer(answerKey(type, tenantId, key), clock.now()),
    async remember(key, value, lifetimeMs) {
      const now = clock.now();
      await store.rememberAnswer(answerKey(type, tenantId, key), value, now + lifetimeMs, now);
    },
  };
}

/** Under what a step's answer is kept: steps of two types do not read each other's, and no tenant is believed of another. */
export function answerKey(type: string, tenantId: string, key: string): string {
  return `${type}:${tenantId}:${key}`;
}
