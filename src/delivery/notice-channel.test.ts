/** What one recipient's failure means for the others, and one service's for all. */
import { describe, expect, it } from "vitest";
import { createFakeClock, type FakeClock } from "../../test/support/fake-clock.ts";
import { PRESENTATION } from "../notice/testdata/sample-notices.ts";
import type { Notifier, SendResult } from "../notifiers/notifier.ts";
import { createLogger } from "../runtime/logger.ts";
import { HOUR, MINUTE, SECOND, START, Timeline } from "../store/conformance/timeline.ts";
import type { Recipient } from "../store/dispatch-store.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import type { RenderSettings } from "./build-message.ts";
import type { DeliverySettings } from "./channel.ts";
import { deliverNotices } from "./notice-channel.ts";

const RENDER: RenderSettings = {
  presentation: PRESENTATION,
  from: { name: "Contoso Security", address: "document-protection@contoso.com" },
  replyTo: null,
  domains: ["contoso.com"],
  maxRows: 5,
  repeatIntervalMs: 24 * HOUR,
  backlogAgeMs: 168 * HOUR,
  toleranceMs: 0,
  messageId: (id) => `<${id}@contoso.com>`,
};

type Answer = (recipient: string, call: number) => SendResult;

interface Desk {
  readonly time: Timeline;
  readonly clock: FakeClock;
  /** Whom was tried to be told, in order. */
  readonly tried: string[];
  /** A run that waits for so long; `tookMs` is what each attempt takes of the time. */
  run(maxWaitMs: number, answer: Answer, tookMs?: number): Promise<void>;
}

const DELIVERED: SendResult = { status: "delivered" };
const LATER: SendResult = { status: "retry", reason: "recipient-deferred" };

/** So many owners with a notice each that is due. */
async function desk(owners: number): Promise<Desk> {
  const time = new Timeline(openMemoryStore());
  const clock = createFakeClock(new Date(START).toISOString());
  const people = Array.from(
    { length: owners },
    (_, n): Recipient => ({ address: `owner.${String(n).padStart(2, "0")}@contoso.com`, role: "owner" }),
  );
  await time.happen(people.map((owner, n) => ({ at: n * SECOND, owner })));
  await time.schedule();
  const tried: string[] = [];
  return {
    time,
    clock,
    tried,
    async run(maxWaitMs, answer, tookMs = 0) {
      const notifier: Notifier = {
        async send({ recipient }) {
          tried.push(recipient);
          clock.advance(tookMs);
          return answer(recipient, tried.length);
        },
        reconcile: async () => ({ status: "later", reason: "no-answer", afterMs: MINUTE }),
        close: async () => {},
      };
      const channel = { name: "owners", notifier, pacing: null, render: RENDER };
      await deliverNotices(channel, settings(time, clock, clock.now() + maxWaitMs));
    },
  };
}

function settings({ store }: Timeline, clock: FakeClock, waitUntil: number): DeliverySettings {
  return {
    store,
    clock,
    logger: createLogger("silent"),
    identity: { holder: { host: "a", pid: 1, startedAt: "1" }, isDead: () => false },
    signal: new AbortController().signal,
    random: () => 0,
    waitUntil,
    maxAttempts: 20,
    leaseWaitMs: 0,
  };
}

describe("a recipient whose mail server says later", () => {
  it("keeps nobody else waiting, even where a whole group of them comes first", async () => {
    const here = await desk(40);
    const greylisted = (recipient: string): boolean => Number(recipient.slice(6, 8)) < 20;
    await here.run(0, (recipient) => (greylisted(recipient) ? LATER : DELIVERED));

    expect(here.tried).toHaveLength(40);
    expect(new Set(here.tried).size).toBe(40);
    expect(await here.time.books()).toMatchObject({ told: 20, pending: 20 });
  });

  it("is tried again within a run that waits, and once in one whose time is over by then", async () => {
    const waiting = await desk(1);
    await waiting.run(MINUTE, (_recipient, call) => (call < 3 ? LATER : DELIVERED));
    expect(waiting.tried).toHaveLength(3);

    const hurried = await desk(20);
    // Sixteen at a time: the others take longer than the first ones' pause, and the run's time is over.
    await hurried.run(SECOND, (_recipient, call) => (call <= 16 ? LATER : DELIVERED), SECOND / 2);
    expect(hurried.tried).toHaveLength(20);
  });
});

describe("a service", () => {
  it("that asks to be left alone is, for everybody and over runs; then all are told", async () => {
    const here = await desk(40);
    const throttled: SendResult = { status: "retry", reason: "throttled", retryAfterMs: 30 * SECOND };
    await here.run(0, (_recipient, call) => (call === 3 ? throttled : DELIVERED));
    expect(here.tried).toHaveLength(16);
    await here.run(0, () => DELIVERED);
    expect(here.tried).toHaveLength(16);

    here.clock.advance(30 * SECOND);
    await here.run(0, () => DELIVERED);
    expect(await here.time.books()).toMatchObject({ told: 40 });
  });

  it("that does not answer anybody costs a run one group", async () => {
    const here = await desk(100);
    await here.run(0, () => ({ status: "unknown", reason: "timed-out" }), 2 * SECOND);

    expect(here.tried).toHaveLength(16);
  });

  it("that is not set up is asked once a run, and nothing dies of it", async () => {
    const here = await desk(20);
    const forbidden: SendResult = { status: "retry", reason: "permission-missing", untilMended: true };
    for (let n = 0; n < 25; n += 1) {
      const before = here.tried.length;
      await here.run(MINUTE, () => forbidden);
      expect(here.tried.length - before).toBeLessThanOrEqual(16);
      here.clock.advance(4 * HOUR);
    }
    expect(await here.time.books()).toMatchObject({ pending: 20, dead: 0 });

    await here.run(0, () => DELIVERED);
    expect(await here.time.books()).toMatchObject({ told: 20 });
  });
});
