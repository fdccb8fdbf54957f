import { describe, expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../../test/support/fake-clock.ts";
import { createLogger } from "../runtime/logger.ts";
import type { BatchResult, Sink, SinkBatch, SinkPort } from "../sinks/sink.ts";
import {
  BUDGET,
  MINUTE,
  PLAN,
  type Refusal,
  SAM,
  SECOND,
  SIEM,
  START,
  Timeline,
} from "../store/conformance/timeline.ts";
import type { Pacing } from "../store/delivery-store.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import type { DeliverySettings } from "./channel.ts";
import { deliverBatches, type SinkOutcome } from "./sink-channel.ts";

const PACING: Pacing = { resource: "workspace", limits: [{ count: 3, perMs: MINUTE }] };

type Answer = (
  batches: readonly SinkBatch[],
  port: SinkPort,
) => Promise<readonly BatchResult[]> | readonly BatchResult[];

interface Place {
  readonly time: Timeline;
  readonly clock: FakeClock;
  /** What the sink was sent, call by call. */
  readonly sent: (readonly SinkBatch[])[];
  /** Sends what is due; the sink answers in this way, once each, then `delivered`. */
  deliver(answers?: readonly Answer[], pacing?: Pacing | null): Promise<SinkOutcome>;
}

/** Refusals that were dispatched to a sink with this batch size. */
async function place(refusals: readonly Refusal[], batchSize: number): Promise<Place> {
  const time = new Timeline(openMemoryStore());
  const clock = createFakeClock(new Date(START).toISOString());
  await time.happen(refusals, { sinks: { [SIEM]: batchSize } });
  const sent: (readonly SinkBatch[])[] = [];
  return {
    time,
    clock,
    sent,
    async deliver(answers = [], pacing = null) {
      const left = [...answers];
      const sink: Sink = {
        async send(batches, port) {
          sent.push(batches);
          return left.shift()?.(batches, port) ?? batches.map(() => ({ status: "delivered" }));
        },
        async close() {},
      };
      return await deliverBatches({ name: SIEM, sink, singleWriter: false, pacing }, settings(time, clock));
    },
  };
}

function settings({ store }: Timeline, clock: FakeClock): DeliverySettings {
  return {
    store,
    clock,
    logger: createLogger("silent"),
    identity: { holder: { host: "a", pid: 1, startedAt: "1" }, isDead: () => false },
    signal: new AbortController().signal,
    random: () => 0,
    waitUntil: 0,
    maxAttempts: 20,
    leaseWaitMs: 0,
  };
}

const retry: Answer = (batches) => batches.map(() => ({ status: "retry", reason: "busy" }));
const ids = (batches: readonly SinkBatch[] | undefined): string[][] =>
  (batches ?? []).map(({ events }) => events.map(({ event }) => event.id));

describe("what a sink is sent", () => {
  it("is each batch with what is known by now of its own documents, and nothing of others", async () => {
    const here = await place(
      [{}, { at: SECOND }, { at: 2 * SECOND, document: BUDGET }, { at: 3 * SECOND, fields: { contentId: undefined } }],
      2,
    );
    const fact = { contentId: PLAN, origin: "usage-logs" };
    await here.time.collect([], { facts: [{ ...fact, asOf: "2026-11-18T11:00:00Z", name: "Plan.docx" }] });
    await here.deliver([retry]);
    await here.time.collect([], {
      facts: [
        { ...fact, asOf: "2026-11-18T11:30:00Z", label: "Confidential" },
        { ...fact, contentId: BUDGET, asOf: "2026-11-18T11:30:00Z", name: "Budget.xlsx" },
      ],
    });
    here.clock.advance(MINUTE);
    await here.deliver();

    const known = here.sent.map((batches) =>
      batches.map(({ documents }) => [...documents].map(([id, { name, label }]) => [id, name?.value, label?.value])),
    );
    expect(known).toEqual([
      [[[PLAN, "Plan.docx", undefined]], []],
      [[[PLAN, "Plan.docx", "Confidential"]], [[BUDGET, "Budget.xlsx", undefined]]],
    ]);
  });

  it("is the same events at each try, said to be a repeat from the second on, also when a person retries it", async () => {
    const here = await place([{}, { at: SECOND }], 5);
    await here.deliver([retry]);
    here.clock.advance(MINUTE);
    await here.deliver([(batches) => batches.map(() => ({ status: "rejected", reason: "too-large" }))]);
    const [delivery] = await here.time.store.listDeliveries({ kind: "batch", limit: 1 });
    await here.time.store.retryDeliveries([delivery?.id ?? ""], here.clock.now());
    await here.deliver();

    expect(here.sent.map((batches) => batches.map(({ isRepeat }) => isRepeat))).toEqual([[false], [true], [true]]);
    expect(new Set(here.sent.map((batches) => JSON.stringify(ids(batches)))).size).toBe(1);
    expect(await here.time.sinkBooks()).toMatchObject({ known: 2, delivered: 2 });
  });

  it("is said to be a repeat when the process that had begun it is gone", async () => {
    const here = await place([{}], 5);
    await here.time.begin(await here.time.claimOne("batch"));
    here.clock.advance(2 * MINUTE);
    await here.deliver();

    expect(here.sent.map(([batch]) => batch?.isRepeat)).toEqual([true]);
  });

  it("is without what a purge took since", async () => {
    const here = await place([{}, { at: SECOND, actor: "kim.akers@fabrikam.com" }], 5);
    await here.deliver([retry]);
    await here.time.store.purge({ person: SAM }, here.clock.now(), false);
    here.clock.advance(MINUTE);
    await here.deliver();

    expect(here.sent.map((batches) => ids(batches)[0]?.length)).toEqual([2, 1]);
  });
});

describe("a sink's pacing", () => {
  it("is taken by each batch and by each further request, and says when the next slot frees", async () => {
    const here = await place([{}, { at: SECOND }], 1);
    const answers: (number | null)[] = [];
    const ask: Answer = async (batches, port) => {
      answers.push(await port.takeSlot(), await port.takeSlot());
      return batches.map(() => ({ status: "delivered" }));
    };
    await here.deliver([ask], PACING);

    expect(answers).toEqual([null, MINUTE]);
  });

  it("counts slots from the settlement on, those of further requests too", async () => {
    const here = await place([{}, { at: SECOND }], 2);
    const slow: Answer = async (batches, port) => {
      here.clock.advance(10 * SECOND);
      expect(await port.takeSlot()).toBeNull();
      here.clock.advance(10 * SECOND);
      return batches.map(() => ({ status: "delivered" }));
    };
    await here.deliver([slow], PACING);
    const limit = (count: number): Pacing => ({ ...PACING, limits: [{ count, perMs: MINUTE }] });

    expect(await here.time.store.takeSlot(limit(1), START + 79 * SECOND)).toBe(START + 80 * SECOND);
    expect(await here.time.store.takeSlot(limit(2), START + 79 * SECOND)).toBe(START + 80 * SECOND);
    expect(await here.time.store.takeSlot(limit(2), START + 80 * SECOND)).toBeNull();
  });

  it("that there is none gives every slot", async () => {
    const here = await place([{}], 1);
    const answers: (number | null)[] = [];
    await here.deliver([
      async (batches, port) => {
        for (let n = 0; n < 500; n += 1) answers.push(await port.takeSlot());
        return batches.map(() => ({ status: "delivered" }));
      },
    ]);

    expect(new Set(answers)).toEqual(new Set([null]));
  });
});

describe("a batch in which something was refused", () => {
  it("is delivered but for that, which is counted dead", async () => {
    const here = await place([{}, { at: SECOND }, { at: 2 * SECOND }], 3);
    await here.deliver([
      (batches) => [{ status: "delivered", items: [{ seq: batches[0]?.events[1]?.seq ?? 0, reason: "invalid" }] }],
    ]);

    expect(await here.time.sinkBooks()).toMatchObject({ known: 3, delivered: 2, dead: 1 });
  });
});

describe("a sink whose service is gone for good", () => {
  const gone: Answer = (batches) =>
    batches.map(() => ({ status: "rejected", reason: "service-retired", advice: "Use the other one." }));

  it("says what to do as well where it keeps what should go there until that is done", async () => {
    const here = await place([{}, { at: SECOND }], 1);
    const waits: Answer = (batches) =>
      batches.map(() => ({ status: "retry", reason: "retired", untilMended: true, advice: "Use the other one." }));

    expect(await here.deliver([waits])).toMatchObject({ advice: new Map([["retired", "Use the other one."]]) });
    expect(await here.time.sinkBooks()).toMatchObject({ pending: 2 });
  });

  it("says what to do once, however many batches it refuses", async () => {
    const here = await place(
      Array.from({ length: 6 }, (_, i) => ({ at: i * SECOND })),
      1,
    );
    const outcome = await here.deliver([gone, gone]);

    expect(here.sent).toHaveLength(2);
    expect(await here.time.sinkBooks()).toMatchObject({ known: 6, dead: 6 });
    expect(outcome).toMatchObject({ advice: new Map([["service-retired", "Use the other one."]]) });
  });
});
