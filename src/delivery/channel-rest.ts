/**
 * When a channel rests. A service that fails is not asked again for the next delivery, nor for the one after it: that would hold up the run,
 * use up every delivery's tries on one outage, and press on a service that asked to be left alone. What the service itself asked for is kept
 * by the store, so that other instances and the next run heed it too; pauses of our own are forgotten with the run.
 */
import type { Settlement } from "../store/delivery-store.ts";
import type { Store } from "../store/store.ts";
import { backOffMs } from "./back-off.ts";

/** A failed attempt, as notifiers and sinks name it. */
export interface Failure {
  readonly reason: string;
  readonly detail?: string;
  /** What the provider asks for. */
  readonly retryAfterMs?: number;
  /** A person must mend it. */
  readonly untilMended?: true;
}

/** Gathers what the failures of one call say of the channel. */
export class CallTrouble {
  #askedMs = 0;
  #retryAt: number | null = null;
  #needsMending = false;

  add({ retryAfterMs = 0, untilMended }: Failure, settlement: Settlement): void {
    this.#askedMs = Math.max(this.#askedMs, retryAfterMs);
    this.#needsMending ||= untilMended === true;
    if (settlement.status === "retry") this.#retryAt = Math.min(this.#retryAt ?? settlement.at, settlement.at);
  }

  /** How long the provider asks to be left alone, milliseconds; 0 if it does not. */
  get askedMs(): number {
    return this.#askedMs;
  }

  /** When the first of what failed may be tried again; null if nothing failed for now. */
  get retryAt(): number | null {
    return this.#retryAt;
  }

  /** Whether something failed that no other delivery would do better at. */
  get needsMending(): boolean {
    return this.#needsMending;
  }
}

/** How a call ended for its channel. */
export interface CallEnd {
  /** How long the provider asks to be left alone, milliseconds; 0 if it does not. */
  readonly askedMs: number;
  /** Until when the channel rests at least because the service failed; null if it did not. */
  readonly failedUntil: number | null;
}

/** The rests of one channel during one drain. */
export interface ChannelRest {
  /** Until when nothing may be sent; not after `now` if it may. */
  until(now: number): Promise<number>;
  /** A call has ended. */
  ended(end: CallEnd, now: number): Promise<void>;
}

interface RestSettings {
  readonly store: Pick<Store, "recallAnswer" | "rememberAnswer">;
  /** In [0, 1); for jitter. */
  readonly random: () => number;
}

/** Rests begin with what the provider asked for in earlier runs. */
export function createChannelRest(channel: string, { store, random }: RestSettings): ChannelRest {
  const key = restKey(channel);
  let failures = 0;
  let ours = 0;
  return {
    async until(now) {
      const asked = Number((await store.recallAnswer(key, now)) ?? 0);
      return Math.max(ours, Number.isFinite(asked) ? asked : 0);
    },
    async ended({ askedMs, failedUntil }, now) {
      failures = failedUntil === null ? 0 : failures + 1;
      // The more calls in a row fail, the longer: else a long run would use up the tries of everything that is due.
      if (failedUntil !== null) ours = Math.max(failedUntil, now + backOffMs(failures, random()));
      if (askedMs > 0) await store.rememberAnswer(key, String(now + askedMs), now + askedMs, now);
    },
  };
}

/** Under what the store remembers until when a channel's provider asked to be left alone, milliseconds since 1970. */
function restKey(channel: string): string {
  return `rest/${channel}`;
}
