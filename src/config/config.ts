/**
 * The configuration as the rest of the program reads it: validated, with every default filled in, references resolved and
 * durations in milliseconds. What a person may write, and what it means, is `config-schema.ts`.
 */
import type { Endpoints } from "../microsoft/clouds.ts";
import type { CredentialsConfig } from "../microsoft/config.ts";

/** A part chosen by its type. `settings` is what the part's own schema made of its keys, and is for its definition only. */
export interface ComponentConfig {
  readonly type: string;
  readonly settings: unknown;
}

/** A source, notifier or sink under the name it was given. */
export interface NamedComponentConfig extends ComponentConfig {
  readonly name: string;
}

/** A source and how often it is read. */
export interface SourceConfig extends NamedComponentConfig {
  readonly everyMs: number;
}

/** People who are not named to owners; in lower case. */
interface DoNotTrackConfig {
  readonly addresses: readonly string[];
  readonly domains: readonly string[];
}

/** When owners are told, how often, and in what form. */
interface NoticesConfig {
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  readonly repeatIntervalMs: number;
  readonly maxPerOwnerPerDay: number;
  readonly backlogAgeMs: number;
  readonly language: string;
  readonly timeZone: string;
  readonly subjectNamesDocument: boolean;
  readonly maxRows: number;
  readonly brand: { readonly name: string; readonly contact: string | null };
}

/** How other machines are reached. */
interface HttpConfig {
  /** More certificate authorities to trust, PEM; null for none. */
  readonly ca: string | null;
  readonly proxy: string | null;
}

/** Where Microsoft is, and who we are there. */
interface MicrosoftConfig {
  readonly endpoints: Endpoints;
  readonly credentials: CredentialsConfig;
}

/** How hard it is tried before a delivery becomes a dead letter. */
interface DeliveryConfig {
  readonly maxAttempts: number;
}

/** The whole configuration. */
export interface Config {
  /** In lower case; "" if not configured. */
  readonly tenantId: string;
  /** Our own domains in lower case; empty if not configured. */
  readonly domains: readonly string[];
  readonly microsoft: MicrosoftConfig;
  readonly http: HttpConfig;
  readonly store: ComponentConfig;
  /** At least one, in the order of the file. */
  readonly sources: readonly SourceConfig[];
  /** The ladder; empty if not configured. */
  readonly owners: readonly ComponentConfig[];
  readonly notifiers: readonly NamedComponentConfig[];
  /** The name of the notifier owners are told through; null if no notifier is configured. */
  readonly ownersNotifier: string | null;
  readonly sinks: readonly NamedComponentConfig[];
  readonly doNotTrack: DoNotTrackConfig;
  readonly notices: NoticesConfig;
  readonly delivery: DeliveryConfig;
}

/** The configuration and the folder its relative paths are meant from. */
export interface LoadedConfig {
  readonly config: Config;
  readonly baseDir: string;
}
