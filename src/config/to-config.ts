import type { ComponentConfig, Config, NamedComponentConfig, SourceConfig } from "./config.ts";
import type { ConfigFile } from "./config-schema.ts";

/** What the file only points at. */
interface Resolved {
  readonly endpoints: Config["microsoft"]["endpoints"];
  /** PEM, or null. */
  readonly ca: string | null;
}

/** Arranges a valid file's content the way the program reads it. */
export function toConfig(file: ConfigFile, { endpoints, ca }: Resolved): Config {
  const notifiers = named(file.notifiers);
  const { doNotTrack, notices, delivery } = file;
  return {
    tenantId: file.tenantId,
    domains: file.domains,
    microsoft: { endpoints, credentials: file.credentials },
    http: { ca, proxy: file.http.proxy ?? null },
    store: component(file.store),
    sources: Object.entries(file.sources).map(
      ([name, { every, ...rest }]): SourceConfig => ({ name, everyMs: every, ...component(rest) }),
    ),
    owners: file.owners.map(component),
    notifiers,
    ownersNotifier: ownersNotifier(notifiers.map(({ name }) => name)) ?? null,
    sinks: named(file.sinks),
    doNotTrack,
    notices: {
      groupWaitMs: notices.groupWait,
      groupIntervalMs: notices.groupInterval,
      repeatIntervalMs: notices.repeatInterval,
      maxPerOwnerPerDay: notices.maxPerOwnerPerDay,
      backlogAgeMs: notices.backlogAge,
      language: notices.language,
      timeZone: notices.timeZone,
      subjectNamesDocument: notices.subjectNamesDocument,
      maxRows: notices.maxRows,
      brand: { name: notices.brand.name, contact: notices.brand.contact ?? null },
    },
    delivery,
  };
}

/** The notifier owners are told through: the one named `owners`, or the only one; undefined if that decides nothing. */
export function ownersNotifier(names: readonly string[]): string | undefined {
  return names.includes("owners") ? "owners" : names.length === 1 ? names[0] : undefined;
}

function named(components: ConfigFile["sinks"]): readonly NamedComponentConfig[] {
  return Object.entries(components).map(([name, value]) => ({ name, ...component(value) }));
}

function component(settings: { readonly type: string; readonly [key: string]: unknown }): ComponentConfig {
  return { type: settings.type, settings };
}
