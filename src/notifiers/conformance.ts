/**
 * What every notifier promises, whatever it sends through. A notifier's own test calls `describeNotifier` with a harness that knows
 * how to make its provider fail, how to cut a send at each of its steps, and how to look at what arrived.
 */
import { describe, expect, it, onTestFinished } from "vitest";
import type { DeliveryMemory, Notifier, OutgoingMessage, Reconciliation, SendResult } from "./notifier.ts";

/** A way for the provider to fail, and what the notifier has to make of it. */
interface ProviderFailure {
  readonly name: string;
  readonly expected: { readonly status: SendResult["status"]; readonly reason?: string };
  /** The provider fails in this way from now on, until `end`. */
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** A moment at which the process dies in the middle of a send. */
interface Cut {
  readonly name: string;
  /** The next send gets to this moment and no further: nothing after it happens, and its promise rejects. */
  arm(): void;
}

/** A notifier in a place of its own. */
interface NotifierHarness {
  readonly notifier: Notifier;
  readonly failures: readonly ProviderFailure[];
  readonly cuts: readonly Cut[];
  /** False if the provider cannot be asked what became of a message: a lost answer then stays `unknown`, and is never repeated. */
  readonly canBeAsked: boolean;
  /** Lets that much time pass, in milliseconds. */
  pass(ms: number): Promise<void>;
  /** The notifier of a new process at the same provider. */
  restart(): Notifier;
  /** Every message that reached its recipient so far, byte for byte. */
  arrived(): Promise<readonly Uint8Array[]>;
  dispose(): Promise<void>;
}

/** Makes a notifier, its provider and a clean place, for one test. */
export type SetUpNotifier = () => Promise<NotifierHarness>;

/** A message with bytes that text handling would spoil. */
export function testMessage(deliveryId: string): OutgoingMessage {
  const mime = Buffer.concat([
    Buffer.from(
      `From: document-protection@contoso.com\r\nTo: anna.sato@contoso.com\r\nMessage-ID: <${deliveryId}@contoso.com>\r\n\r\n`,
    ),
    Buffer.from([0x00, 0x0a, 0x0d, 0x80, 0xff, 0xe2, 0x28, 0xa1]),
  ]);
  return {
    deliveryId,
    reference: "K7QD-2M9P",
    recipient: "anna.sato@contoso.com",
    messageId: `<${deliveryId}@contoso.com>`,
    mime,
  };
}

/** A delivery's memory as the store keeps it: what was remembered outlives the process. */
export class TestMemory implements DeliveryMemory {
  value: string | null = null;
  /** Dies at the nth call from now: before or after the value is kept. */
  #cut: { calls: number; readonly when: "before" | "after" } | null = null;

  cutAt(calls: number, when: "before" | "after"): void {
    this.#cut = { calls, when };
  }

  async remember(value: string): Promise<void> {
    const dies = this.#cut !== null && --this.#cut.calls === 0 ? this.#cut.when : null;
    if (dies === "before") throw new Error("The process died before it could remember.");
    this.value = value;
    if (dies === "after") throw new Error("The process died after it had remembered.");
  }
}

const GOES_ON = new AbortController().signal;
const NOT_DELIVERED: Reconciliation = { status: "not-delivered" };
const UNKNOWN: Reconciliation = { status: "unknown" };

/** How often a notifier may say `later` of one attempt before it has to make up its mind. */
const MOST_QUESTIONS = 200;

/** Runs the suite for one notifier. `known` are the names of the harness's failures and cuts: each becomes a test of its own. */
export function describeNotifier(
  name: string,
  setUp: SetUpNotifier,
  known: { readonly failures: readonly string[]; readonly cuts: readonly string[] },
): void {
  const begin = async (): Promise<NotifierHarness> => {
    const harness = await setUp();
    onTestFinished(() => harness.dispose());
    return harness;
  };

  describe(`${name} keeps what every notifier promises`, () => {
    it("offers every failure and cut it is tested with", async () => {
      const { failures, cuts } = await begin();
      expect({ failures: failures.map((failure) => failure.name), cuts: cuts.map((cut) => cut.name) }).toEqual(known);
    });

    it("delivers a message once, byte for byte", async () => {
      const harness = await begin();
      const message = testMessage("d-0001");

      expect(await harness.notifier.send(message, new TestMemory(), GOES_ON)).toMatchObject({ status: "delivered" });

      expectArrived(await harness.arrived(), [message]);
    });

    it("delivers messages sent at the same time, each once", async () => {
      const harness = await begin();
      const messages = Array.from({ length: 20 }, (_, i) => testMessage(`d-${1000 + i}`));

      const results = await Promise.all(
        messages.map((message) => harness.notifier.send(message, new TestMemory(), GOES_ON)),
      );

      expect(results.map((result) => result.status)).toEqual(messages.map(() => "delivered"));
      expectArrived(await harness.arrived(), messages);
    });

    it("says of a message it never began that it was not delivered", async () => {
      const harness = await begin();
      const memory = new TestMemory();
      expect(await harness.notifier.reconcile(testMessage("d-0001"), memory, GOES_ON)).toEqual(NOT_DELIVERED);
    });

    it("cannot say what became of a message that another notifier remembers", async () => {
      const harness = await begin();
      const memory = new TestMemory();
      memory.value = "another notifier: draft 7";
      expect(await harness.notifier.reconcile(testMessage("d-0001"), memory, GOES_ON)).toEqual(UNKNOWN);
    });

    it.each(known.cuts)("delivers exactly once what another notifier refused before, when it dies %s", async (name) => {
      const harness = await begin();
      const memory = new TestMemory();
      memory.value = "another notifier: draft 7";
      harness.cuts.find((cut) => cut.name === name)?.arm();

      await dieIn(harness, memory);

      await recover(harness, memory);
    });

    it("says of a message whose success was not recorded that it was delivered, if anybody can say", async () => {
      const harness = await begin();
      const memory = new TestMemory();
      await harness.notifier.send(testMessage("d-0001"), memory, GOES_ON);
      const found = await ask(harness, harness.restart(), memory);
      expect(harness.canBeAsked ? ["delivered"] : ["delivered", "unknown"]).toContain(found.status);
    });

    it("sends nothing once it is told to stop, and can be asked again later", async () => {
      const harness = await begin();
      const message = testMessage("d-0001");
      const memory = new TestMemory();

      expect(await harness.notifier.send(message, memory, AbortSignal.abort())).toMatchObject({ status: "retry" });
      expectArrived(await harness.arrived(), []);
      expect(await harness.notifier.send(message, memory, GOES_ON)).toMatchObject({ status: "delivered" });

      expectArrived(await harness.arrived(), [message]);
    });

    it.each(known.cuts)("delivers exactly once when it dies %s", async (name) => {
      const harness = await begin();
      const memory = new TestMemory();
      harness.cuts.find((cut) => cut.name === name)?.arm();

      await dieIn(harness, memory);

      if ((await harness.arrived()).length > 0) expect(memory.value).not.toBeNull();
      await recover(harness, memory);
    });

    it.each([
      [1, "before"],
      [1, "after"],
      [2, "before"],
      [2, "after"],
      [3, "before"],
      [3, "after"],
    ] as const)("delivers exactly once when it dies at note %i, %s it is kept", async (calls, when) => {
      const harness = await begin();
      const memory = new TestMemory();
      memory.cutAt(calls, when);

      await dieIn(harness, memory);

      await recover(harness, memory);
    });

    it.each(known.failures)("names the failure when %s, and delivers exactly once after it", async (name) => {
      const harness = await begin();
      const message = testMessage("d-0001");
      const memory = new TestMemory();
      const failure = harness.failures.find((candidate) => candidate.name === name)!;

      await failure.begin();
      const failed = await harness.notifier.send(message, memory, GOES_ON);
      await failure.end();

      expect(failed).toMatchObject(failure.expected);
      if (failed.status !== "delivered") expect(failed.detail ?? "").not.toMatch(/[@/\\]/);
      if (failed.status !== "rejected") await recover(harness, memory);
    });

    it.each(known.failures)("delivers exactly once when it dies in the try after the one in which %s", async (name) => {
      for (const cut of known.cuts) {
        const harness = await begin();
        const memory = new TestMemory();
        const failure = harness.failures.find((candidate) => candidate.name === name)!;
        if (failure.expected.status !== "retry") return;

        await failure.begin();
        await harness.notifier.send(testMessage("d-0001"), memory, GOES_ON);
        await failure.end();
        harness.cuts.find((candidate) => candidate.name === cut)?.arm();
        await dieIn(harness, memory);

        await recover(harness, memory);
      }
    });

    it.each(known.failures)(
      "delivers exactly once when %s and then anything else, and the record of that is lost",
      async (name) => {
        for (const second of known.failures) {
          const harness = await begin();
          const memory = new TestMemory();
          for (const failing of [name, second]) {
            const failure = harness.failures.find((candidate) => candidate.name === failing)!;
            if (failure.expected.status !== "retry") break;
            await failure.begin();
            await harness.notifier.send(testMessage("d-0001"), memory, GOES_ON);
            await failure.end();
          }
          await recover(harness, memory);
        }
      },
    );

    it("may be closed twice", async () => {
      const { notifier } = await begin();
      await notifier.close();
      await notifier.close();
    });
  });
}

/** The process ends somewhere in a send: a cut that the send does not reach lets it succeed, and only the record of that is lost. */
async function dieIn(harness: NotifierHarness, memory: TestMemory): Promise<void> {
  await harness.notifier.send(testMessage("d-0001"), memory, GOES_ON).catch(() => undefined);
}

/** What delivery does with an attempt that was begun and never settled. Where nobody can be asked, at most one message arrived. */
async function recover(harness: NotifierHarness, memory: TestMemory): Promise<void> {
  const message = testMessage("d-0001");
  const notifier = harness.restart();
  const found = await ask(harness, notifier, memory);
  if (found.status === "unknown" && !harness.canBeAsked) {
    expect((await harness.arrived()).length).toBeLessThanOrEqual(1);
    return;
  }
  if (found.status === "not-delivered")
    expect(await notifier.send(message, memory, GOES_ON)).toMatchObject({ status: "delivered" });
  else expect(found).toEqual({ status: "delivered" });
  expectArrived(await harness.arrived(), [message]);
}

/** Asks until somebody can say, as delivery does: nothing is sent meanwhile. */
async function ask(harness: NotifierHarness, notifier: Notifier, memory: TestMemory): Promise<Reconciliation> {
  for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
    const arrived = (await harness.arrived()).length;
    const answer = await notifier.reconcile(testMessage("d-0001"), memory, GOES_ON);
    expect((await harness.arrived()).length).toBe(arrived);
    if (answer.status !== "later") return answer;
    expect(answer.afterMs).toBeGreaterThan(0);
    await harness.pass(answer.afterMs);
  }
  throw new Error("The notifier put the question off for ever.");
}

function expectArrived(arrived: readonly Uint8Array[], expected: readonly OutgoingMessage[]): void {
  const inHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  expect(arrived.map(inHex).toSorted()).toEqual(expected.map(({ mime }) => inHex(mime)).toSorted());
}
