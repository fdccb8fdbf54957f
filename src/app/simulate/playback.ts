import type { Source } from "../../sources/source.ts";
import type { Spool, SpooledItem } from "./spool.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { type Visibility, visibleAt } from "./visibility.ts";

/** Items in a page: what a reader of logs puts into one. */
const PAGE = 2_000;

/** A source that shows past refusals in the order they happened, each from the time on that somebody could have seen it. */
export interface Playback extends Source {
  /** When the next refusal can be seen, or null if all have been. */
  nextAt(): number | null;
  /** How many were shown. */
  readonly shown: number;
}

/** Plays a sealed spool on a virtual clock. */
export function createPlayback(spool: Spool, clock: VirtualClock, visibility: Visibility): Playback {
  let position = 0;
  let shown = 0;
  /** Items from `position` on: they are read many at a time, because a run sees few. */
  let ahead: SpooledItem[] = [];

  function nextAt(): number | null {
    const time = spool.timeOf(position);
    return time === null ? null : visibleAt(time, visibility);
  }

  async function takeVisible(now: number): Promise<SpooledItem[]> {
    if (ahead.length === 0) ahead = await spool.read(position, PAGE);
    let count = 0;
    while (count < ahead.length && visibleAt(spool.timeOf(position + count) ?? 0, visibility) <= now) count += 1;
    position += count;
    return ahead.splice(0, count);
  }

  return {
    nextAt,
    get shown() {
      return shown;
    },
    async *pull({ signal }) {
      while (!signal.aborted) {
        const items = await takeVisible(clock.now());
        if (items.length === 0) return;
        const denied = items.flatMap((item) => ("denied" in item ? [item.denied] : []));
        const facts = items.flatMap((item) => ("fact" in item ? [item.fact] : []));
        shown += denied.length;
        yield { page: { read: denied.length, denied, ignored: {}, rejected: [], facts, cursors: [] } };
      }
    },
  };
}
