import type { NamedComponentConfig } from "../config/config.ts";
import type { NotifierSettings } from "../notifiers/notifier.ts";
import type { SinkSettings } from "../sinks/sink.ts";
import type { SourceSettings } from "../sources/source.ts";
import type { App } from "./open.ts";

/** What every named part is given. */
export function settingsOf(app: App, part: NamedComponentConfig): SinkSettings {
  return { name: part.name, baseDir: app.baseDir, clock: app.clock, logger: app.logger };
}

/** What a source is given. */
export function sourceSettings(app: App, part: NamedComponentConfig): SourceSettings {
  return { ...settingsOf(app, part), tenantId: app.config.tenantId, microsoft: app.microsoft };
}

/** What a notifier is given. */
export function notifierSettings(app: App, part: NamedComponentConfig): NotifierSettings {
  return { ...settingsOf(app, part), microsoft: app.microsoft, ca: app.config.http.ca };
}
