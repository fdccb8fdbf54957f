/**
 * Sources pull raw records, normalise them, and account for every one. They store nothing and decide nothing: they yield
 * pages, and `collect/` commits each page with its cursor in one transaction.
 */
import type { CatalogueFact } from "../catalogue/document.ts";
import type { UnidentifiedEvent } from "../event/denied-event.ts";
import type { Microsoft } from "../microsoft/microsoft.ts";
import type { CheckFinding } from "../platform/check-finding.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";

/** What one page of a source holds. `read = denied + Σ ignored + rejected`, each counted where it is handled. */
export interface SourcePage {
  readonly read: number;
  readonly denied: readonly { readonly event: UnidentifiedEvent; readonly nativeId?: string }[];
  /** Records that are understood and are no refusal, by named reason. */
  readonly ignored: { readonly [reason: string]: number };
  readonly rejected: readonly { readonly reason: string; readonly location: string; readonly raw: string }[];
  readonly facts: readonly CatalogueFact[];
  /** To be stored with the page; `null` forgets the part. */
  readonly cursors: readonly { readonly part: string; readonly value: string | null }[];
}

/** Something that kept a source from reading all there is. The source yields it and goes on with the rest. */
export interface SourceTrouble {
  /** Which part, e.g. a file's name. */
  readonly part: string;
  readonly reason: string;
  readonly advice: string;
}

export type SourceItem = { readonly page: SourcePage } | { readonly trouble: SourceTrouble };

export interface PullRequest {
  /** The cursors stored with earlier pages, by part. */
  readonly cursors: ReadonlyMap<string, string>;
  /** Aborted when the process is to end; the source stops after the page it is at. */
  readonly signal: AbortSignal;
}

export interface Source {
  /** Yields pages in bounded memory until there is nothing more to read now. Never throws for what it reads. */
  pull(request: PullRequest): AsyncIterable<SourceItem>;
}

/** What a source is given beside its own configuration. */
export interface SourceSettings {
  /** Its configured name. */
  readonly name: string;
  /** The configured tenant, or "". */
  readonly tenantId: string;
  /** Relative paths of the configuration are meant from here. */
  readonly baseDir: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Microsoft's side; nothing happens before it is asked. */
  readonly microsoft: Microsoft;
}

/** A kind of source. `C` is its parsed configuration. */
export interface SourceDefinition<C> {
  readonly type: string;
  create(config: C, settings: SourceSettings): Source;
  /** Reaches what it reads from, without storing anything, and says what is well and what is not. Never throws for what it finds. */
  check(config: C, settings: SourceSettings, signal: AbortSignal): AsyncIterable<CheckFinding>;
}
