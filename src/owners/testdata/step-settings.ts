/** What a step is made with and asked, for tests: a clock that stands still, a memory in a map, nobody at Microsoft's side. */
import type { Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import { createLogger } from "../../runtime/logger.ts";
import type { OwnerQuestion, OwnerStepSettings, StepMemory } from "../owner-step.ts";

/** Stands still until it is moved; sleeping moves it at once, and no further than somebody wants to sleep. */
export class StepClock implements Clock {
  time = Date.parse("2026-11-18T09:00:00Z");
  /** Everything that was slept, in order. */
  readonly slept: number[] = [];

  now(): number {
    return this.time;
  }

  async sleep(ms: number): Promise<void> {
    const until = this.time + ms;
    this.slept.push(ms);
    await Promise.resolve();
    this.time = Math.max(this.time, until);
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

/** A question about an owner, asked of a step that stands first. */
export function question(recorded: string | undefined, given: Partial<OwnerQuestion> = {}): OwnerQuestion {
  return { recorded, domains: [], ruledOut: null, signal: new AbortController().signal, ...given };
}
