/** A service that hangs, throttles or is not set up: what it costs a run, and what is heeded by whom. */
import { describe, expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../../test/support/fake-clock.ts";
import { createLogger } from "../runtime/logger.ts";
import type { BatchResult, Sink } from "../sinks/sink.ts";
import { HOUR, MINUTE, SECOND, SIEM, START, Timeline } from "../store/conformance/timeline.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import type { DeliverySettings } from "./channel.ts";
import { deliverBatches } from "./sink-channel.ts";

/** How one call ends; what it takes of the time. */
interface Behaviour {
  readonly tookMs?: number;
  /** What happens while it takes it. */
  readonly meanwhile?: () => Promise<void>;
  readonly result: BatchResult;
}

const HANGS: Behaviour = { tookMs: 20 * SECOND, result: { status: "retry", reason: "timed-out" } };
const WELL: Behaviour = { result: { status: "delivered" } };
const NOT_SET_UP: Behaviour = { result: { status: "retry", reason: "permission-missing", untilMended: true } };
const throttled = (retryAfterMs: number): Behaviour => ({
  result: { status: "retry", reason: "throttled", retryAfterMs },
});

interface Desk {
  readonly time: Timeline;
  readonly clock: FakeClock;
  /** When each call was made, after START, and how many batches it had. */
  readonly calls: { readonly at: number; readonly batches: number }[];
  /** A run that waits for so long. The service behaves as told, call by call, then as last told. */
  run(maxWaitMs: number, behaviours: readonly Behaviour[], maxAttempts?: number): Promise<void>;
}

/** A sink with batches of one event that are due. */
async function desk(batches: number): Promise<Desk> {
  const time = new Timeline(openMemoryStore());
  const clock = createFakeClock(new Date(START).toISOString());
  const refusals = Array.from({ length: batches }, (_, n) => ({ at: n * SECOND }));
  await time.happen(refusals, { sinks: { [SIEM]: 1 } });
  const calls: { readonly at: number; readonly batches: number }[] = [];
  return {
    time,
    clock,
    calls,
    async run(maxWaitMs, behaviours, maxAttempts = 20) {
      const left = [...behaviours];
      let now = WELL;
      const sink: Sink = {
        async send(sent) {
          now = left.shift() ?? now;
          calls.push({ at: clock.now() - START, batches: sent.length });
          await now.meanwhile?.();
          clock.advance(now.tookMs ?? 0);
          return sent.map(() => now.result);
        },
        async close() {},
      };
      const channel = { name: SIEM, sink, singleWriter: false, pacing: null };
      await deliverBatches(channel, settings(time, clock, clock.now() + maxWaitMs, maxAttempts));
    },
  };
}

function settings({ store }: Timeline, clock: FakeClock, waitUntil: number, maxAttempts: number): DeliverySettings {
  return {
    store,
    clock,
    logger: createLogger("silent"),
    identity: { holder: { host: "a", pid: 1, startedAt: "1" }, isDead: () => false },
    signal: new AbortController().signal,
    random: () => 0,
    waitUntil,
    maxAttempts,
    leaseWaitMs: 0,
  };
}

const attemptsOf = async ({ time }: Desk): Promise<number[]> =>
  (await time.store.listDeliveries({ kind: "batch", limit: 100 })).map(({ attempts }) => attempts.length);

describe("a sink that hangs", () => {
  it("costs a run that waits for nothing one call, however many batches are due", async () => {
    const here = await desk(20);
    await here.run(0, [HANGS]);

    expect(here.calls).toEqual([{ at: 0, batches: 4 }]);
    expect(here.clock.now() - START).toBe(20 * SECOND);
    expect(await here.time.sinkBooks()).toMatchObject({ pending: 20, dead: 0 });
  });

  it("is asked ever more seldom by a run that waits, and makes no dead letters of its batches", async () => {
    const here = await desk(20);
    await here.run(10 * MINUTE, [HANGS]);

    expect(here.calls.length).toBeLessThanOrEqual(7);
    expect(here.clock.now() - START).toBeLessThan(11 * MINUTE);
    expect(Math.max(...(await attemptsOf(here)))).toBeLessThanOrEqual(2);
  });

  it("that comes back is given everything in the same run", async () => {
    const here = await desk(20);
    await here.run(10 * MINUTE, [HANGS, HANGS, WELL]);

    expect(await here.time.sinkBooks()).toMatchObject({ delivered: 20 });
    expect(here.clock.now() - START).toBeLessThan(2 * MINUTE);
  });

  it("that is slow and well gets all that was due, each once", async () => {
    const here = await desk(20);
    await here.run(0, [{ ...WELL, tookMs: 15 * SECOND }]);

    expect(here.calls).toHaveLength(5);
    expect(await here.time.sinkBooks()).toMatchObject({ delivered: 20 });
  });
});

describe("a run whose time is over", () => {
  it("tries nothing again that it has tried, though it is due again by then", async () => {
    const here = await desk(12);
    const slow: Behaviour = { ...WELL, tookMs: 30 * SECOND };
    // The first call fails at once and is due again after five seconds, long before the others have ended.
    await here.run(10 * SECOND, [{ result: { status: "retry", reason: "busy" } }, slow]);

    expect(await attemptsOf(here)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(await here.time.sinkBooks()).toMatchObject({ delivered: 8, pending: 4 });
  });

  it("begins nothing that fell due meanwhile", async () => {
    const here = await desk(4);
    async function meanwhile(): Promise<void> {
      here.time.now = here.clock.now() + SECOND;
      await here.time.happen([{ at: HOUR }], { sinks: { [SIEM]: 1 } });
    }
    await here.run(0, [{ ...WELL, tookMs: MINUTE, meanwhile }]);
    expect(here.calls.map(({ batches }) => batches)).toEqual([4]);
    await here.run(0, [WELL]);

    expect(here.calls.map(({ batches }) => batches)).toEqual([4, 1]);
  });
});

describe("a service that asks to be left alone", () => {
  it("is left alone by the whole channel, then gets everything", async () => {
    const here = await desk(20);
    await here.run(10 * MINUTE, [throttled(30 * SECOND), WELL]);

    expect(here.calls.map(({ at }) => at)).toEqual([0, 30 * SECOND, ...Array(4).fill(30 * SECOND)]);
    expect(await here.time.sinkBooks()).toMatchObject({ delivered: 20 });
  });

  it("is left alone by the next run too, and by another instance", async () => {
    const here = await desk(8);
    await here.run(0, [throttled(30 * SECOND)]);
    here.clock.advance(29 * SECOND);
    await here.run(0, [WELL]);
    expect(here.calls).toHaveLength(1);

    here.clock.advance(SECOND);
    await here.run(0, [WELL]);
    expect(await here.time.sinkBooks()).toMatchObject({ delivered: 8 });
  });

  it("is left alone though other batches of the call were taken", async () => {
    const here = await desk(8);
    let n = 0;
    const sink: Sink = {
      async send(batches) {
        n += 1;
        const [first, ...rest] = batches.map((): BatchResult => ({ status: "delivered" }));
        return n > 1 ? [first!, ...rest] : [throttled(MINUTE).result, ...rest];
      },
      async close() {},
    };
    const channel = { name: SIEM, sink, singleWriter: false, pacing: null };
    await deliverBatches(channel, settings(here.time, here.clock, here.clock.now(), 20));

    expect(n).toBe(1);
    expect(await here.time.sinkBooks()).toMatchObject({ delivered: 3, pending: 5 });
  });

  it("does not keep another channel waiting", async () => {
    const here = await desk(4);
    await here.run(0, [throttled(HOUR)]);
    const sent: number[] = [];
    const sink: Sink = {
      async send(batches) {
        sent.push(batches.length);
        return batches.map(() => ({ status: "delivered" }));
      },
      async close() {},
    };
    await here.time.happen([{ at: HOUR }], { sinks: { file: 1 } });
    const channel = { name: "file", sink, singleWriter: false, pacing: null };
    await deliverBatches(channel, settings(here.time, here.clock, here.clock.now(), 20));

    expect(sent).toEqual([1]);
  });
});

describe("what a person must mend", () => {
  it("makes no dead letter of anything, however often it is tried, and ends a run at the first call", async () => {
    const here = await desk(2);
    for (let n = 0; n < 30; n += 1) {
      await here.run(0, [NOT_SET_UP], 3);
      here.clock.advance(4 * HOUR);
    }

    expect(here.calls).toHaveLength(30);
    expect(await here.time.sinkBooks()).toMatchObject({ pending: 2, dead: 0 });
  });

  it("is tried again at the longest interval from the first time on", async () => {
    const here = await desk(1);
    await here.run(0, [NOT_SET_UP]);
    const [delivery] = await here.time.store.listDeliveries({ limit: 1 });

    expect(delivery?.dueAt).toBe(START + 4 * HOUR);
  });

  it("leaves a delivery all its tries for what comes after", async () => {
    const here = await desk(1);
    for (let n = 0; n < 5; n += 1) {
      await here.run(0, [NOT_SET_UP], 3);
      here.clock.advance(4 * HOUR);
    }
    const busy: Behaviour = { result: { status: "retry", reason: "busy" } };
    for (let n = 0; n < 2; n += 1) {
      await here.run(0, [busy], 3);
      here.clock.advance(HOUR);
    }
    expect(await here.time.sinkBooks()).toMatchObject({ pending: 1, dead: 0 });
    await here.run(0, [busy], 3);

    expect(await here.time.sinkBooks()).toMatchObject({ pending: 0, dead: 1 });
  });

  it("that is mended goes out with what is new, and the rest in its time", async () => {
    const here = await desk(8);
    await here.run(0, [NOT_SET_UP]);
    await here.run(0, [WELL]);
    expect(await here.time.sinkBooks()).toMatchObject({ delivered: 4, pending: 4 });
    here.clock.advance(4 * HOUR);
    await here.run(0, [WELL]);

    expect(await here.time.sinkBooks()).toMatchObject({ delivered: 8 });
  });
});
