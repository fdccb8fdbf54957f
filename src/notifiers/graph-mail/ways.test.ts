import { describe, expect, it } from "vitest";
import { createLogger, type Logger } from "../../runtime/logger.ts";
import { TestMemory, testMessage } from "../conformance.ts";
import type { SendResult } from "../notifier.ts";
import type { GraphMailConfig } from "./config.ts";
import { writeNote } from "./note.ts";
import { startNotifier } from "./testdata/drive.ts";
import { GraphMailbox, type Step } from "./testdata/graph-mailbox.ts";

const MESSAGE = testMessage("d-0001");
const GOES_ON = new AbortController().signal;
const PLACE = { mailbox: "document-protection@contoso.com", messageId: MESSAGE.messageId };
const ALL = ["Mail.ReadWrite", "Mail.Send", "Mail.Read"];

type Way = GraphMailConfig["way"];

function send(mailbox: GraphMailbox, way: Way, memory = new TestMemory(), logger?: Logger): Promise<SendResult> {
  return startNotifier(mailbox, way, logger).send(MESSAGE, memory, GOES_ON);
}

describe("the way a message goes", () => {
  it.each<[Way, readonly string[], readonly Step[], string]>([
    ["auto", ["Mail.ReadWrite", "Mail.Send"], ["create", "send", "old"], "delivered"],
    ["auto", ["Mail.Send"], ["create", "sendMail"], "delivered"],
    ["auto", [], ["create", "sendMail"], "permission-missing"],
    ["auto", ["Mail.ReadWrite"], ["create", "send"], "permission-missing"],
    ["draft", ["Mail.ReadWrite", "Mail.Send"], ["create", "send", "old"], "delivered"],
    ["draft", ["Mail.Send", "Mail.Read"], ["create"], "permission-missing"],
    ["direct", ALL, ["sendMail"], "delivered"],
    ["direct", ["Mail.ReadWrite"], ["sendMail"], "permission-missing"],
  ])("%s, with %j: %j", async (way, permissions, requests, ending) => {
    const mailbox = new GraphMailbox(permissions);
    const result = await send(mailbox, way);
    expect(mailbox.requests).toEqual(requests);
    expect(result.status === "retry" ? result.reason : result.status).toBe(ending);
    expect("untilMended" in result).toBe(ending === "permission-missing");
    expect(mailbox.arrived).toHaveLength(ending === "delivered" ? 1 : 0);
  });

  it("is tried once in a process, and said once", async () => {
    const lines: string[] = [];
    const logger = createLogger("info", { write: (line) => lines.push(line) });
    const mailbox = new GraphMailbox(["Mail.Send"]);
    const notifier = startNotifier(mailbox, "auto", logger);
    for (const id of ["d-0001", "d-0002", "d-0003"])
      expect(await notifier.send(testMessage(id), new TestMemory(), GOES_ON)).toEqual({ status: "delivered" });
    expect(mailbox.requests).toEqual(["create", "sendMail", "sendMail", "sendMail"]);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { msg: "way.chosen", notifier: "owners", way: "direct", reason: "permission-missing" },
    ]);
  });

  it("is not left for what a gateway says in Graph's place", async () => {
    const mailbox = new GraphMailbox(ALL);
    const memory = new TestMemory();
    const notifier = startNotifier(mailbox, "auto");
    mailbox.trouble = { name: "gateway-forbids", steps: ["create"] };
    expect(await notifier.send(MESSAGE, memory, GOES_ON)).toMatchObject({ reason: "permission-missing" });
    mailbox.trouble = null;
    expect(await notifier.send(MESSAGE, memory, GOES_ON)).toMatchObject({ status: "delivered" });
    expect(mailbox.requests).toEqual(["create", "find", "create", "send", "old"]);
  });

  it("is looked at again after an hour, and said when it is another", async () => {
    const lines: string[] = [];
    const logger = createLogger("info", { write: (line) => lines.push(line) });
    const mailbox = new GraphMailbox(["Mail.Send"]);
    const notifier = startNotifier(mailbox, "auto", logger);
    const next = async (afterMs: number): Promise<string> => {
      mailbox.now += afterMs;
      mailbox.requests.length = 0;
      await notifier.send(MESSAGE, new TestMemory(), GOES_ON);
      return mailbox.requests.join(" ");
    };
    expect(await next(0)).toBe("create sendMail");
    expect(await next(3_599_999)).toBe("sendMail");
    expect(await next(1)).toBe("create sendMail");
    mailbox.permissions = ALL;
    expect(await next(3_599_999)).toBe("sendMail");
    expect(await next(1)).toBe("create send old");
    expect(await next(0)).toBe("create send");
    mailbox.permissions = ["Mail.Send"];
    expect(await next(0)).toBe("create sendMail");
    // A clock that was put back tells nothing of the time that has passed.
    expect(await next(-1)).toBe("create sendMail");
    expect(lines.map((line) => JSON.parse(line).way)).toEqual(["direct", "draft", "direct"]);
  });

  it("is kept by a message that was sent directly before, though drafts could be made now", async () => {
    const mailbox = new GraphMailbox(["Mail.Send"]);
    const memory = new TestMemory();
    mailbox.trouble = { name: "throttle", steps: ["sendMail"] };
    await send(mailbox, "auto", memory);
    mailbox.trouble = null;
    mailbox.permissions = ALL;
    expect(await send(mailbox, "auto", memory)).toEqual({ status: "delivered" });
    expect(mailbox.requests).toEqual(["create", "sendMail", "sendMail"]);
  });

  it.each<Way>(["auto", "direct"])(
    "is left where drafts may be made no longer and none was told to go (%s)",
    async (way) => {
      const mailbox = new GraphMailbox(["Mail.Send"]);
      const memory = new TestMemory();
      memory.value = writeNote({ ...PLACE, way: "draft", state: "creating" });
      expect(await send(mailbox, way, memory)).toEqual({ status: "delivered" });
      expect(mailbox.requests).toEqual(["find", "sendMail"]);
    },
  );

  it("is never left by a message whose draft may have gone", async () => {
    const mailbox = new GraphMailbox(ALL);
    const memory = new TestMemory();
    mailbox.trouble = { name: "throttle", steps: ["send"] };
    await send(mailbox, "auto", memory);
    mailbox.trouble = null;
    mailbox.permissions = ["Mail.Send"];
    const direct = startNotifier(mailbox, "direct");
    expect(await direct.send(MESSAGE, memory, GOES_ON)).toMatchObject({ status: "delivered" });
    expect(mailbox.requests).toEqual(["create", "send", "send", "old"]);
  });
});

describe("a draft", () => {
  it("that was made before, but not remembered, is looked for and taken", async () => {
    const mailbox = new GraphMailbox(ALL);
    const memory = new TestMemory();
    memory.value = writeNote({ ...PLACE, way: "draft", state: "creating" });
    const { id } = mailbox.put({ mime: Buffer.from(MESSAGE.mime) });
    expect(await send(mailbox, "draft", memory)).toEqual({ status: "delivered", providerReference: id });
    expect(mailbox.requests).toEqual(["find", "send", "old"]);
    expect(mailbox.messages).toHaveLength(1);
  });

  it("is looked for by a Message-ID with a quote in it, and only by the whole of it", async () => {
    const mailbox = new GraphMailbox(ALL);
    const memory = new TestMemory();
    const messageId = "<d' or isDraft eq true or subject eq '@contoso.com>";
    memory.value = writeNote({ ...PLACE, messageId, way: "draft", state: "creating" });
    mailbox.put({ mime: Buffer.from("Message-ID: <somebody@contoso.com>\r\n\r\n") });
    mailbox.put({ mime: Buffer.from(`Message-ID: ${messageId}\r\n\r\n`) });
    const notifier = startNotifier(mailbox, "draft");
    await notifier.send({ ...MESSAGE, messageId }, memory, GOES_ON);
    expect(mailbox.arrived.map(String)).toEqual([`Message-ID: ${messageId}\r\n\r\n`]);
  });

  it("that somebody threw away before it was told to go is made anew", async () => {
    const mailbox = new GraphMailbox(ALL);
    const memory = new TestMemory();
    memory.value = writeNote({ ...PLACE, way: "draft", state: "drafted", id: "gone" });
    expect(await send(mailbox, "draft", memory)).toMatchObject({ status: "delivered" });
    expect(mailbox.requests).toEqual(["read", "find", "create", "send", "old"]);
  });

  it("that somebody threw away after it was told to go is never made anew", async () => {
    const mailbox = new GraphMailbox(ALL);
    const memory = new TestMemory();
    memory.value = writeNote({ ...PLACE, way: "draft", state: "sending", id: "gone", at: mailbox.now });
    expect(await send(mailbox, "draft", memory)).toMatchObject({ status: "unknown", reason: "message-not-found" });
    expect(mailbox.requests).toEqual(["send"]);
  });

  it.each(["creating", "drafted"] as const)(
    "that somebody sent by hand while it was %s is not sent again",
    async (state) => {
      const mailbox = new GraphMailbox(ALL);
      const memory = new TestMemory();
      const { id } = mailbox.put({ mime: Buffer.from(MESSAGE.mime), isDraft: false, folder: "sentitems" });
      memory.value = writeNote({ ...PLACE, way: "draft", ...(state === "creating" ? { state } : { state, id }) });
      expect(await send(mailbox, "draft", memory)).toEqual({ status: "delivered", providerReference: id });
      expect(mailbox.arrived).toEqual([]);
    },
  );

  it("that is refused for its recipient is a dead letter, and one draft still when a person has it tried again", async () => {
    const mailbox = new GraphMailbox(ALL);
    const memory = new TestMemory();
    mailbox.refuses = true;
    expect(await send(mailbox, "draft", memory)).toMatchObject({ status: "rejected" });
    expect(await startNotifier(mailbox, "draft").reconcile(MESSAGE, memory, GOES_ON)).toEqual({
      status: "not-delivered",
    });
    mailbox.refuses = false;
    expect(await send(mailbox, "draft", memory)).toMatchObject({ status: "delivered" });
    expect(mailbox.messages).toHaveLength(1);
  });

  it("is not told to go when delivery gives up while it is made, and nothing is remembered any more", async () => {
    const mailbox = new GraphMailbox(ALL);
    const memory = new TestMemory();
    const stop = new AbortController();
    mailbox.onRequest = (step) => step === "create" && stop.abort();
    const result = await startNotifier(mailbox, "draft").send(MESSAGE, memory, stop.signal);
    expect(result).toEqual({ status: "retry", reason: "stopped" });
    expect(mailbox.requests).toEqual(["create"]);
    expect(memory.value).toContain('"creating"');
  });
});
