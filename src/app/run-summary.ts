/**
 * What a run says of itself: `run --json` prints exactly this. `sources` and `notices` speak of this run, `owners` and
 * `sinks` of all events ever, `rejectedOpen` and `troubles` of what a person should look at now.
 */
import type { OwnerBooks, SinkBooks } from "../store/operator-store.ts";

/** What one source brought. `read = denied + Σ ignored + rejected`, `denied = new + duplicate`; each is counted where it is handled. */
export interface SourceCounts {
  readonly read: number;
  readonly denied: number;
  readonly new: number;
  readonly duplicate: number;
  readonly ignored: { readonly [reason: string]: number };
  readonly rejected: number;
  /** False if something kept the source from reading all there was. */
  readonly complete: boolean;
}

/** Messages of this run. */
interface NoticeCounts {
  readonly delivered: number;
  readonly retrying: number;
  readonly dead: number;
  readonly unknown: number;
}

/** Something that kept a part from doing all its work. */
export interface RunTrouble {
  /** The source it belongs to; "" for other parts. */
  readonly source: string;
  readonly part: string;
  readonly reason: string;
  readonly advice: string;
}

/** The figures of one run. */
export interface RunSummary {
  readonly sources: { readonly [name: string]: SourceCounts };
  readonly owners: OwnerBooks;
  readonly notices: NoticeCounts;
  readonly sinks: { readonly [name: string]: SinkBooks };
  /** Rejected records that are kept, of all runs. */
  readonly rejectedOpen: number;
  readonly troubles: readonly RunTrouble[];
  readonly durationMs: number;
}
