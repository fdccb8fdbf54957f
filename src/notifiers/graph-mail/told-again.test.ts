/** A draft that is told to go again: what a refusal proves, and that there is never a second mail. */
import { describe, expect, it } from "vitest";
import { TestMemory, testMessage } from "../conformance.ts";
import type { SendResult } from "../notifier.ts";
import { readNote } from "./note.ts";
import { deliver, stageOf, startNotifier } from "./testdata/drive.ts";
import { GraphMailbox, type Trouble } from "./testdata/graph-mailbox.ts";

const MESSAGE = testMessage("d-0001");
const GOES_ON = new AbortController().signal;
const MINUTE = 60_000;
const REFUSED = { status: "rejected", reason: "recipient-refused", detail: "ErrorInvalidRecipients" };

function mailboxOf(differences: Partial<Pick<GraphMailbox, "staysDraftFor" | "refuses">> = {}): GraphMailbox {
  return Object.assign(new GraphMailbox(["Mail.ReadWrite", "Mail.Send"]), differences);
}

/** One telling, by a new process. */
async function tell(mailbox: GraphMailbox, memory: TestMemory, trouble: Trouble | null = null): Promise<SendResult> {
  mailbox.trouble = trouble === null ? null : { name: trouble, steps: ["send"] };
  const result = await startNotifier(mailbox, "draft").send(MESSAGE, memory, GOES_ON);
  mailbox.trouble = null;
  return result;
}

const stateOf = (memory: TestMemory): unknown => (readNote(memory.value) as { readonly state: string }).state;
const timesMade = (mailbox: GraphMailbox): number => mailbox.requests.filter((step) => step === "create").length;

describe("a message that has left, and whose answer was lost", () => {
  it.each([1_000, 40_000, 4 * MINUTE])(
    "is delivered once when it is shown as a draft for %i ms",
    async (staysDraftFor) => {
      const mailbox = mailboxOf({ staysDraftFor });
      mailbox.script.push(null, "lost-response-done");
      expect(await deliver(stageOf(mailbox, "draft"), MESSAGE)).toBe("delivered");
      expect(mailbox.arrived).toHaveLength(1);
      expect(timesMade(mailbox)).toBe(1);
    },
  );

  it("is unknown when it is shown as a draft for longer than anybody waits, and never made anew", async () => {
    const mailbox = mailboxOf({ staysDraftFor: 30 * MINUTE });
    const memory = new TestMemory();
    const start = mailbox.now;
    mailbox.script.push(null, "lost-response-done");
    expect(await deliver(stageOf(mailbox, "draft"), MESSAGE, memory)).toBe("unknown");
    expect(mailbox.now - start).toBeGreaterThanOrEqual(5 * MINUTE);

    const [message] = mailbox.messages;
    expect(readNote(memory.value)).toMatchObject({ state: "sending", id: message?.id });

    // A person has it tried again, while it is shown as a draft, when it shows, and when the copy was cleaned away.
    expect(await deliver(stageOf(mailbox, "draft"), MESSAGE, memory)).toBe("unknown");
    mailbox.messages.length = 0;
    expect(await deliver(stageOf(mailbox, "draft"), MESSAGE, memory)).toBe("unknown");
    mailbox.messages.push({ ...(message as NonNullable<typeof message>), draftUntil: mailbox.now });
    expect(await deliver(stageOf(mailbox, "draft"), MESSAGE, memory)).toBe("delivered");
    expect([mailbox.arrived.length, timesMade(mailbox)]).toEqual([1, 1]);
  });

  it.each(["lost-response-done", "unavailable-done", "gateway-timeout-done"] as const)(
    "is not taken for refused when it is told again at once (%s)",
    async (trouble) => {
      const mailbox = mailboxOf({ staysDraftFor: 40_000 });
      const memory = new TestMemory();
      await tell(mailbox, memory, trouble);
      expect(await tell(mailbox, memory)).toMatchObject({ status: "unknown", reason: "bad-request" });
      expect(stateOf(memory)).toBe("sending");
      mailbox.now += 40_000;
      expect(await tell(mailbox, memory)).toMatchObject({ status: "delivered" });
      expect([mailbox.arrived.length, timesMade(mailbox)]).toEqual([1, 1]);
    },
  );

  it.each(["throttle", "refuse", "expired", "no-token"] as const)(
    "stays in doubt though a later telling certainly did nothing (%s)",
    async (trouble) => {
      const mailbox = mailboxOf({ staysDraftFor: 40_000 });
      const memory = new TestMemory();
      await tell(mailbox, memory, "lost-response-done");
      expect(await tell(mailbox, memory, trouble)).toMatchObject({ status: "retry" });
      expect(await tell(mailbox, memory)).toMatchObject({ status: "unknown" });
      expect(stateOf(memory)).toBe("sending");
    },
  );

  it("stays in doubt when the process died while it was told to go", async () => {
    const mailbox = mailboxOf({ staysDraftFor: 40_000 });
    const memory = new TestMemory();
    mailbox.cut = { step: "send", when: "after" };
    await expect(tell(mailbox, memory)).rejects.toThrow();
    expect(await tell(mailbox, memory)).toMatchObject({ status: "unknown" });
    expect([mailbox.arrived.length, timesMade(mailbox)]).toEqual([1, 1]);
  });
});

describe("a message that has not left, and whose answer was lost", () => {
  it.each(["drop", "unavailable"] as const)("is told again soon, and sent once (%s)", async (trouble) => {
    const mailbox = mailboxOf({ staysDraftFor: 40_000 });
    const start = mailbox.now;
    mailbox.script.push(null, trouble);
    expect(await deliver(stageOf(mailbox, "draft"), MESSAGE)).toBe("delivered");
    expect([mailbox.arrived.length, timesMade(mailbox)]).toEqual([1, 1]);
    expect(mailbox.now - start).toBeLessThan(MINUTE);
  });

  it("is unknown when it is refused after that: nobody can tell that from one that has left", async () => {
    const mailbox = mailboxOf({ refuses: true });
    const memory = new TestMemory();
    mailbox.script.push(null, "drop");
    expect(await deliver(stageOf(mailbox, "draft"), MESSAGE, memory)).toBe("unknown");
    mailbox.refuses = false;
    expect(await deliver(stageOf(mailbox, "draft"), MESSAGE, memory)).toBe("delivered");
    expect([mailbox.arrived.length, timesMade(mailbox)]).toEqual([1, 1]);
  });
});

it.each([
  [71, "not-delivered"],
  [72, "unknown"],
])("a draft whose tellings have ended in doubt for %i hours is %s when it is a draft still", async (hours, status) => {
  const mailbox = mailboxOf();
  const memory = new TestMemory();
  await tell(mailbox, memory, "drop");
  mailbox.now += 30 * MINUTE;
  await tell(mailbox, memory, "unavailable");
  mailbox.now += (hours - 0.5) * 60 * MINUTE;
  await tell(mailbox, memory, "drop");
  mailbox.now += 5 * MINUTE;
  expect(await startNotifier(mailbox, "draft").reconcile(MESSAGE, memory, GOES_ON)).toEqual({ status });
});

describe("a draft that is refused", () => {
  it("the first time it is told is a dead letter, for it is a draft still", async () => {
    const mailbox = mailboxOf({ refuses: true });
    const memory = new TestMemory();
    expect(await tell(mailbox, memory)).toEqual(REFUSED);
    expect(stateOf(memory)).toBe("creating");
  });

  it.each(["throttle", "refuse", "expired", "no-token"] as const)(
    "after tellings that certainly did nothing is a dead letter too (%s)",
    async (trouble) => {
      const mailbox = mailboxOf({ refuses: true });
      const memory = new TestMemory();
      expect(await tell(mailbox, memory, trouble)).toMatchObject({ status: "retry" });
      expect(stateOf(memory)).toBe("held");
      expect(await tell(mailbox, memory)).toEqual(REFUSED);
    },
  );

  it("the first time, and cannot be looked at, is told and looked at again", async () => {
    const mailbox = mailboxOf({ refuses: true });
    const memory = new TestMemory();
    mailbox.script.push(null, null, "throttle");
    expect(await tell(mailbox, memory)).toMatchObject({ status: "unknown" });
    expect(await startNotifier(mailbox, "draft").reconcile(MESSAGE, memory, GOES_ON)).toEqual({
      status: "not-delivered",
    });
    expect(await tell(mailbox, memory)).toEqual(REFUSED);
  });

  it("because a person has sent it is delivered", async () => {
    const mailbox = mailboxOf({ refuses: true });
    mailbox.atSend = (message) => Object.assign(message, { isDraft: false });
    expect(await tell(mailbox, new TestMemory())).toMatchObject({ status: "delivered" });
  });
});
