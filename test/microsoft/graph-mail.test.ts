/** The mail notifier against the emulated Exchange Online, over real HTTP and TLS, with real tokens. */
import { beforeEach, describe, expect, it } from "vitest";
import type { FaultOrder, Operation } from "../../emulator/faults.ts";
import type { MailMessage } from "../../emulator/state.ts";
import { composeMime } from "../../src/delivery/mime.ts";
import { TestMemory } from "../../src/notifiers/conformance.ts";
import { graphMailConfig } from "../../src/notifiers/graph-mail/config.ts";
import { graphMailNotifier } from "../../src/notifiers/graph-mail/index.ts";
import { deliver, type Stage } from "../../src/notifiers/graph-mail/testdata/drive.ts";
import type { NotifierSettings, OutgoingMessage } from "../../src/notifiers/notifier.ts";
import type { CheckFinding } from "../../src/platform/check-finding.ts";
import { useEmulatedMicrosoft } from "../support/use-emulated-microsoft.ts";

const FROM = "document-protection@contoso.com";
const ANNA = "anna.sato@contoso.com";
const DAY = 86_400_000;
const { signal } = new AbortController();

const cloud = useEmulatedMicrosoft();

beforeEach(() => {
  Object.assign(cloud.application, {
    roles: { ...cloud.application.roles, graph: ["Mail.ReadWrite", "Mail.Send"], logAnalytics: [] },
    exchangeRoles: [],
  });
  for (const mailbox of cloud.emulator.state.mailboxes.values()) mailbox.messages.length = 0;
});

function grant(...roles: readonly string[]): void {
  cloud.application.roles.graph = [...roles];
}

type Way = "auto" | "draft" | "direct";

const configOf = (way: Way, from = FROM): ReturnType<typeof graphMailConfig.parse> =>
  graphMailConfig.parse({ type: "graph-mail", from, way });
const settingsOf = (): NotifierSettings => ({ name: "owners", ...cloud.settings, ca: null });

/** Every process is a new notifier with the same tokens. */
function stageOf(way: Way): Stage {
  return {
    start: () => graphMailNotifier.create(configOf(way), settingsOf()),
    pass: cloud.pass,
  };
}

async function messageOf(n = 1): Promise<OutgoingMessage> {
  const deliveryId = `0d4f5c1e-7a3b-4c2d-9e8f-${String(n).padStart(12, "0")}`;
  const messageId = `<${deliveryId}@contoso.com>`;
  const mime = await composeMime(
    {
      subject: "Somebody was refused: Bücher 2026.docx",
      text: "Somebody was refused.",
      html: "<p>Somebody was refused.</p>",
    },
    {
      from: { name: "Contoso Security", address: FROM },
      to: ANNA,
      replyTo: "security@contoso.com",
      date: new Date("2026-11-18T09:00:00Z"),
      messageId,
      deliveryId,
      language: "en",
    },
  );
  return { deliveryId, reference: "K7QD-2M9P", recipient: ANNA, messageId, mime };
}

function messagesIn(address: string, where: MailMessage["folder"]): readonly MailMessage[] {
  return cloud.emulator.state.mailboxes.get(address)?.messages.filter((message) => message.folder === where) ?? [];
}

describe.each<[Way, readonly string[]]>([
  ["draft", ["Mail.ReadWrite", "Mail.Send"]],
  ["direct", ["Mail.Send", "Mail.Read"]],
])("a message on the %s way", (way, permissions) => {
  beforeEach(() => grant(...permissions));

  it("arrives as it was written: one recipient, normal importance, and marked so that nothing answers it", async () => {
    const message = await messageOf();
    expect(await deliver(stageOf(way), message)).toBe("delivered");

    const [arrived, ...more] = messagesIn(ANNA, "inbox");
    expect(more).toEqual([]);
    expect(arrived).toMatchObject({
      internetMessageId: message.messageId,
      subject: "Somebody was refused: Bücher 2026.docx",
      from: FROM,
      to: [ANNA],
      replyTo: ["security@contoso.com"],
    });
    const headers = new Map(arrived?.headers.map(({ name, value }) => [name.toLowerCase(), value]));
    expect(headers.get("x-auto-response-suppress")).toBe("All");
    expect(headers.get("auto-submitted")).toBe("auto-generated");
    expect([...headers.keys()].filter((name) => /importance|priority/.test(name))).toEqual([]);
    expect(arrived?.html).toContain("<p>Somebody was refused.</p>");
    expect(arrived?.text).toContain("Somebody was refused.");
    expect(messagesIn(FROM, "sentitems").map(({ internetMessageId }) => internetMessageId)).toEqual([
      message.messageId,
    ]);
    expect(messagesIn(FROM, "drafts")).toEqual([]);
  });

  const operations: readonly Operation[] =
    way === "draft" ? ["mail.create", "mail.send-draft", "mail.get", "mail.list"] : ["mail.send", "mail.list"];
  const faults: readonly FaultOrder["name"][] = [
    "throttle",
    "lost-response",
    "drop",
    "unavailable",
    "gateway-timeout",
    "cut-short",
    "expire-token",
  ];

  it.each(faults)("arrives exactly once when requests meet: %s", async (name) => {
    for (const [n, operation] of operations.entries()) {
      cloud.emulator.state.faults.clear();
      cloud.emulator.state.faults.add({ name, operations: [operation], times: 2 });
      // So that there is something to ask about, what is sent is answered by silence first.
      if (operation === "mail.get" || operation === "mail.list") {
        const sends: readonly Operation[] = [way === "draft" ? "mail.send-draft" : "mail.send"];
        cloud.emulator.state.faults.add({ name: "lost-response", operations: sends, times: 1 });
      }
      const message = await messageOf(n);
      expect(await deliver(stageOf(way), message)).toBe("delivered");
      const arrived = messagesIn(ANNA, "inbox").filter(
        ({ internetMessageId }) => internetMessageId === message.messageId,
      );
      expect(arrived).toHaveLength(1);
    }
  });

  it("arrives exactly once when every request meets something", async () => {
    for (const name of faults) cloud.emulator.state.faults.add({ name, oneIn: 4 });
    const messages = await Promise.all(Array.from({ length: 8 }, (_, n) => messageOf(n)));
    for (const message of messages) expect(await deliver(stageOf(way), message)).toBe("delivered");
    const ids = messagesIn(ANNA, "inbox").map(({ internetMessageId }) => internetMessageId);
    expect(ids.toSorted()).toEqual(messages.map(({ messageId }) => messageId));
  });
});

describe("a message on the direct way, where messages may not be read", () => {
  it("stays unknown when its answer is lost, and is never sent again", async () => {
    grant("Mail.Send");
    cloud.emulator.state.faults.add({ name: "lost-response", operations: ["mail.send"], times: 1 });
    expect(await deliver(stageOf("auto"), await messageOf())).toBe("unknown");
    expect(messagesIn(ANNA, "inbox")).toHaveLength(1);
  });

  it("waits when nothing is permitted", async () => {
    grant();
    const notifier = graphMailNotifier.create(configOf("auto"), settingsOf());
    expect(await notifier.send(await messageOf(), new TestMemory(), signal)).toMatchObject({
      status: "retry",
      reason: "permission-missing",
    });
  });
});

describe("a stray draft", () => {
  it("is swept when it is thirty days old, and a person's draft stays", async () => {
    const ours = await messageOf(7);
    const persons = Buffer.from(
      `From: ${FROM}\r\nMessage-ID: <0d4f5c1e-7a3b-4c2d-9e8f-aabbccddeeff@contoso.com>\r\n\r\nDear Anna,`,
    );
    for (const mime of [ours.mime, persons])
      await cloud.settings.microsoft.request({
        api: "graph",
        method: "POST",
        path: `/users/${FROM}/messages`,
        headers: { "Content-Type": "text/plain" },
        body: Buffer.from(mime).toString("base64"),
        signal,
        timeoutMs: 5_000,
      });
    expect(messagesIn(FROM, "drafts")).toHaveLength(2);

    cloud.pass(31 * DAY);
    expect(await deliver(stageOf("auto"), await messageOf(8))).toBe("delivered");

    expect(messagesIn(FROM, "drafts").map(({ mime }) => mime.toString())).toEqual([persons.toString()]);
    expect(messagesIn(FROM, "deleteditems").map(({ internetMessageId }) => internetMessageId)).toEqual([
      ours.messageId,
    ]);
  });
});

describe("the check of a mailbox", () => {
  const check = (way: Way, from = FROM): Promise<readonly CheckFinding[]> =>
    Array.fromAsync(graphMailNotifier.check(configOf(way, from), settingsOf(), signal));
  const inShort = (findings: readonly CheckFinding[]): readonly string[] =>
    findings.map(({ subject, status }) => `${status}: ${subject}`);

  it.each<[Way, readonly string[], readonly string[]]>([
    ["auto", ["Mail.ReadWrite", "Mail.Send"], []],
    ["auto", ["Mail.ReadWrite"], ["failed: permission Mail.Send"]],
    ["auto", ["Mail.Send"], ["warning: permission Mail.ReadWrite"]],
    ["draft", ["Mail.Send"], ["failed: permission Mail.ReadWrite"]],
    ["direct", ["Mail.Send"], ["warning: permission Mail.Read"]],
    ["direct", ["Mail.Read"], ["failed: permission Mail.Send"]],
    ["direct", ["Mail.Send", "Mail.Read"], []],
  ])(
    "(%s, with %j) names exactly what is missing, with a command, and sends and leaves nothing",
    async (way, roles, missing) => {
      grant(...roles);
      const amiss = (await check(way)).filter(({ status }) => status !== "ok");
      expect(inShort(amiss)).toEqual(missing);
      for (const { command, subject } of amiss) expect(command).toContain(subject.replace("permission ", ""));
      const left = [...cloud.emulator.state.mailboxes.values()].flatMap(({ messages }) => messages);
      expect(left.filter((message) => message.folder !== "deleteditems")).toEqual([]);
    },
  );

  it("finds what Exchange grants without a token naming it", async () => {
    grant();
    cloud.application.exchangeRoles.push("Mail.ReadWrite", "Mail.Send");
    expect((await check("auto")).filter(({ status }) => status !== "ok")).toEqual([]);
  });

  it("says that there is no such mailbox", async () => {
    expect(inShort(await check("auto", "nobody@contoso.com"))).toEqual(["failed: mailbox"]);
  });
});
