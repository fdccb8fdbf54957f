/**
 * What every sink promises, whatever it writes to. A sink's own test calls `describeSink` with a harness that knows how to make its
 * target fail, how to cut a send in the middle, and how to read back what the target holds.
 */
import { describe, expect, it, onTestFinished } from "vitest";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { BatchResult, Sink, SinkBatch, SinkPort } from "./sink.ts";

/** A way for the target to fail, and what the sink has to make of it. */
interface TargetFailure {
  readonly name: string;
  readonly expected: { readonly status: BatchResult["status"]; readonly reason: string };
  /** The target fails in this way from now on, until `end`. */
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** A moment at which the process dies in the middle of a send. */
interface SinkCut {
  readonly name: string;
  /** The next send gets to this moment and no further: nothing after it happens. */
  arm(): void;
}

/** A sink with a target of its own. */
export interface SinkHarness {
  readonly sink: Sink;
  readonly failures: readonly TargetFailure[];
  readonly cuts: readonly SinkCut[];
  /** The sink of a new process at the same target. */
  restart(): Sink;
  /** The events the target holds, oldest first. */
  held(): Promise<readonly DeniedEvent[]>;
  dispose(): Promise<void>;
}

/** How long the port says that a slot takes to get free. */
export const SLOT_WAIT_MS = 12_345;

/** The channel's state and slots as the store keeps them: the state changes when a batch is settled, and both outlive the process. */
export class TestPort implements SinkPort {
  state: string | null = null;
  /** How many more slots are free beside those the batches were claimed with. */
  freeSlots = Number.POSITIVE_INFINITY;
  /** How many of them were asked for and given. */
  takenSlots = 0;

  async channelState(): Promise<string | null> {
    return this.state;
  }

  async takeSlot(): Promise<number | null> {
    if (this.freeSlots <= 0) return SLOT_WAIT_MS;
    this.freeSlots -= 1;
    this.takenSlots += 1;
    return null;
  }

  settle(...results: readonly BatchResult[]): void {
    for (const result of results) {
      if (result.status === "delivered" && result.channelState !== undefined) this.state = result.channelState;
    }
  }
}

/** The nth event of a made-up series; every field is filled, some with hostile text. */
export function testEvent(n: number): DeniedEvent {
  return {
    id: n.toString(16).padStart(32, "0"),
    occurredAt: new Date(Date.UTC(2026, 10, 18, 0, 0, n)).toISOString().replace(".000Z", "Z"),
    tenantId: "4adb6cf6-9de2-4a93-b6bd-c5b6d1c1fe4b",
    contentId: "0d9d2ba2-63ad-4b33-9eb2-3f1b0c1c0d3a",
    documentName: `Plan "${n}"\n<b>.docx`,
    documentPath: `\\\\fileserver\\projects\\Plan ${n}.docx`,
    label: "Confidential",
    protectedAt: "2026-11-02T09:15:00Z",
    templateId: "6e3f9c26-8f1a-4d5e-9a51-57f6b1a6c0ee",
    owner: "anna.sato@contoso.com",
    issuer: "anna.sato@contoso.com",
    actor: "tomas.rossi@fabrikam.com",
    outcome: "refused",
    result: "AccessDenied",
    resultKnown: true,
    request: "AcquireLicense",
    ipAddress: "192.0.2.17",
    place: "Lisbon, PT",
    deviceName: "FAB-LT-0042",
    client: "MSIPC;version=1.0;AppName=WINWORD.EXE",
    application: "Word",
    rowId: `b7c5a9d2-0000-4000-8000-${n.toString(16).padStart(12, "0")}`,
    correlationId: "cab52088-8925-4371-be34-4b71a3112356",
    adminAction: "false",
    actingAsUser: "",
    source: "usage-logs",
    location: `rmslog-2026-11-18.log:${n}`,
    raw: `2026-11-18\t'${n}'\t\u202egnp.\u2028`,
  };
}

/** A batch of consecutive events of that series, nothing known of their documents, sent for the first time. */
export function testBatch(deliveryId: string, from: number, count: number): SinkBatch {
  return {
    deliveryId,
    events: Array.from({ length: count }, (_, i) => ({ seq: from + i, event: testEvent(from + i) })),
    documents: new Map(),
    isRepeat: false,
  };
}

const GOES_ON = new AbortController().signal;

/** Runs the suite for one sink. `known` are the names of the harness's failures and cuts: each becomes a test of its own. */
export function describeSink(
  name: string,
  setUp: () => Promise<SinkHarness>,
  known: { readonly failures: readonly string[]; readonly cuts: readonly string[] },
): void {
  const begin = async (): Promise<SinkHarness> => {
    const harness = await setUp();
    onTestFinished(() => harness.dispose());
    return harness;
  };

  describe(`${name} keeps what every exactly-once sink promises`, () => {
    it("offers every failure and cut it is tested with", async () => {
      const { failures, cuts } = await begin();
      expect({ failures: failures.map((failure) => failure.name), cuts: cuts.map((cut) => cut.name) }).toEqual(known);
    });

    it("holds every event once, whole and in order", async () => {
      const harness = await begin();
      const port = new TestPort();

      await deliver(harness.sink, port, testBatch("b-1", 1, 3), testBatch("b-2", 4, 1));
      await deliver(harness.sink, port, testBatch("b-3", 5, 2));

      await expectHeld(harness, 6);
    });

    it("answers each batch of a call, and none for none", async () => {
      const { sink } = await begin();
      const results = await sink.send(
        [testBatch("b-1", 1, 1), testBatch("b-2", 2, 0), testBatch("b-3", 2, 1)],
        new TestPort(),
        GOES_ON,
      );
      expect(results.map((result) => result.status)).toEqual(["delivered", "delivered", "delivered"]);
      expect(await sink.send([], new TestPort(), GOES_ON)).toEqual([]);
    });

    it("goes on where another process stopped", async () => {
      const harness = await begin();
      const port = new TestPort();
      await deliver(harness.sink, port, testBatch("b-1", 1, 3));
      await deliver(harness.restart(), port, testBatch("b-2", 4, 3));
      await deliver(harness.sink, port, testBatch("b-3", 7, 3));
      await expectHeld(harness, 9);
    });

    it.each([
      ["in the same process", (harness: SinkHarness) => harness.sink],
      ["in a new process", (harness: SinkHarness) => harness.restart()],
    ])("repeats nothing when what it said was not recorded and it is asked again %s", async (_where, later) => {
      const harness = await begin();
      const port = new TestPort();
      await deliver(harness.sink, port, testBatch("b-1", 1, 3));
      await harness.sink.send([testBatch("b-2", 4, 3), testBatch("b-3", 7, 3)], port, GOES_ON);

      const sink = later(harness);
      await deliver(sink, port, testBatch("b-2", 4, 3));
      await deliver(sink, port, testBatch("b-4", 10, 2));
      await deliver(later(harness), port, testBatch("b-3", 7, 3));

      await expectHeld(harness, 11, "in any order");
    });

    it("repeats nothing when only the first batches of a call were recorded", async () => {
      const harness = await begin();
      const port = new TestPort();
      const [first] = await harness.sink.send([testBatch("b-1", 1, 3), testBatch("b-2", 4, 3)], port, GOES_ON);
      port.settle(first!);
      await deliver(harness.restart(), port, testBatch("b-2", 4, 3), testBatch("b-3", 7, 1));
      await expectHeld(harness, 7);
    });

    it("sends nothing once it is told to stop, and can be asked again later", async () => {
      const harness = await begin();
      const port = new TestPort();
      const results = await harness.sink.send(
        [testBatch("b-1", 1, 2), testBatch("b-2", 3, 2)],
        port,
        AbortSignal.abort(),
      );
      expect(results.map((result) => result.status)).toEqual(["retry", "retry"]);
      await expectHeld(harness, 0);
      await deliver(harness.sink, port, testBatch("b-1", 1, 2), testBatch("b-2", 3, 2));
      await expectHeld(harness, 4);
    });

    it.each(known.cuts)("neither loses nor repeats when it dies %s", async (cut) => {
      const harness = await begin();
      const port = new TestPort();
      await deliver(harness.sink, port, testBatch("b-1", 1, 3));
      harness.cuts.find((candidate) => candidate.name === cut)?.arm();

      await harness.sink.send([testBatch("b-2", 4, 3), testBatch("b-3", 7, 3)], port, GOES_ON).catch(() => undefined);

      const sink = harness.restart();
      await deliver(sink, port, testBatch("b-2", 4, 3));
      await deliver(sink, port, testBatch("b-3", 7, 3), testBatch("b-4", 10, 1));
      await expectHeld(harness, 10, "in any order");
    });

    it.each(known.cuts)("neither loses nor repeats when it dies %s at its very first send", async (cut) => {
      const harness = await begin();
      const port = new TestPort();
      harness.cuts.find((candidate) => candidate.name === cut)?.arm();
      await harness.sink.send([testBatch("b-1", 1, 3)], port, GOES_ON).catch(() => undefined);
      await deliver(harness.restart(), port, testBatch("b-1", 1, 3), testBatch("b-2", 4, 1));
      await expectHeld(harness, 4);
    });

    it.each(known.failures)("names the failure when %s, and neither loses nor repeats after it", async (name) => {
      const harness = await begin();
      const port = new TestPort();
      await deliver(harness.sink, port, testBatch("b-1", 1, 3));
      const failure = harness.failures.find((candidate) => candidate.name === name)!;

      await failure.begin();
      const results = await harness.sink.send([testBatch("b-2", 4, 3), testBatch("b-3", 7, 3)], port, GOES_ON);
      await failure.end();

      expect(results).toHaveLength(2);
      for (const result of results) {
        expect(result).toMatchObject(failure.expected);
        if ("detail" in result) expect(result.detail ?? "").not.toMatch(/[@/\\]/);
      }
      await deliver(harness.sink, port, testBatch("b-2", 4, 3), testBatch("b-3", 7, 3), testBatch("b-4", 10, 1));
      await expectHeld(harness, 10);
    });

    it("may be closed twice", async () => {
      const { sink } = await begin();
      await sink.close();
      await sink.close();
    });
  });
}

async function deliver(sink: Sink, port: TestPort, ...batches: readonly SinkBatch[]): Promise<void> {
  const results = await sink.send(batches, port, GOES_ON);
  expect(results.map((result) => result.status)).toEqual(batches.map(() => "delivered"));
  port.settle(...results);
}

async function expectHeld(
  harness: SinkHarness,
  count: number,
  order: "in order" | "in any order" = "in order",
): Promise<void> {
  const held = [...(await harness.held())];
  if (order === "in any order") held.sort((a, b) => (a.id < b.id ? -1 : 1));
  expect(held.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, i) => testEvent(i + 1).id));
  expect(held).toEqual(Array.from({ length: count }, (_, i) => testEvent(i + 1)));
}
