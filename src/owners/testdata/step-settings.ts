/** What a step is made with and asked, for tests: a clock that stands still, a memory in a map, nobody at Microsoft's side. */
import type { Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import { createLogger } from "../../runtime/logger.ts";
import type { OwnerQuestion, OwnerStepSettings, StepMemory } from "../owner-step.ts";

/** Stands still until it is moved, or until everybody who could do something sleeps: then it goes to the first who is to wake up. */
export class StepClock implements Clock {
  time = Date.parse("2026-11-18T09:00:00Z");
  /** Everything that was slept, in order. */
  readonly slept: number[] = [];
  readonly #sleepers: { readonly until: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.time;
  }

  sleep(ms: number): Promise<void> {
    this.slept.push(ms);
    if (this.#sleepers.length === 0) setImmediate(() => this.#goOn());
    return new Promise((wake) => this.#sleepers.push({ until: this.time + ms, wake }));
  }

  #goOn(): void {
    const first = this.#sleepers.toSorted((one, other) => one.until - other.until)[0];
    if (first === undefined) return;
    this.time = Math.max(this.time, first.until);
    this.#sleepers.splice(this.#sleepers.indexOf(first), 1);
    if (this.#sleepers.length > 0) setImmediate(() => this.#goOn());
    first.wake();
  }
}

/** Keeps the same promises as the store: nothing is recalled whose time is over. */
export class MapMemory implements StepMemory {
  readonly entries = new Map<string, { value: string; until: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async recall(key: string): Promise<string | null> {
    const entry = this.entries.get(key);
    return entry !== undefined && this.#clock.now() < entry.until ? entry.value : null;
  }

  async remember(key: string, value: string, lifetimeMs: number): Promise<void> {
    this.entries.set(key, { value, until: this.#clock.now() + lifetimeMs });
  }
}

const NOBODY: Microsoft = {
  credentials: "default",
  request: () => Promise.reject(new Error("Microsoft was asked.")),
  identify: () => Promise.reject(new Error("Microsoft was asked.")),
  async close() {},
};

/** Settings of a step, some of them the test's own. */
export function stepSettings(given: Partial<OwnerStepSettings> = {}): OwnerStepSettings {
  const clock = given.clock ?? new StepClock();
  return {
    baseDir: "/",
    clock,
    logger: createLogger("silent"),
    microsoft: NOBODY,
    memory: new MapMemory(clock),
    ...given,
  };
}

/** A question about an owner, asked of a step that stands first, with all the time there is. */
export function question(recorded: string | undefined, given: Partial<OwnerQuestion> = {}): OwnerQuestion {
  return {
    ...{ recorded, domains: [], ruledOut: null },
    ...{ signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY },
    ...given,
  };
}
