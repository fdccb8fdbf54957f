import { describe, expect, it } from "vitest";
import { TestMemory, testMessage } from "../conformance.ts";
import type { Notifier } from "../notifier.ts";
import type { OldDraft } from "./mailbox.ts";
import { isStray } from "./sweep-strays.ts";
import { startNotifier } from "./testdata/drive.ts";
import { GraphMailbox, type StoredMessage } from "./testdata/graph-mailbox.ts";

const GOES_ON = new AbortController().signal;
const DAY = 86_400_000;
const ID = "0d4f5c1e-7a3b-4c2d-9e8f-001122334455";

const notice = (n: number): Buffer =>
  Buffer.from(
    `Message-ID: <${ID.slice(0, -4)}${String(n).padStart(4, "0")}@contoso.com>\r\nAuto-Submitted: auto-generated\r\n\r\nA notice.`,
  );

/** What a person's mail program leaves in Drafts, with a Message-ID of the same form. */
const persons = (n: number): Buffer =>
  Buffer.from(`Message-ID: <${ID.slice(0, -4)}${String(n).padStart(4, "0")}@contoso.com>\r\n\r\nDear Anna,`);

function send(notifier: Notifier, signal = GOES_ON): Promise<unknown> {
  return notifier.send(testMessage("d-0001"), new TestMemory(), signal);
}

function mailboxWith(...messages: readonly (Partial<StoredMessage> & { readonly mime: Buffer })[]): GraphMailbox {
  const mailbox = new GraphMailbox(["Mail.ReadWrite", "Mail.Send"]);
  for (const message of messages) mailbox.put({ createdAt: mailbox.now - 31 * DAY, ...message });
  return mailbox;
}

const kept = (mailbox: GraphMailbox): readonly string[] =>
  mailbox.messages.filter(({ isDraft }) => isDraft).map(({ mime }) => mime.toString());

describe("a sweep", () => {
  it("removes stray drafts that are old, and nothing else", async () => {
    const mailbox = mailboxWith(
      { mime: notice(1) },
      { mime: notice(2), createdAt: Date.parse("2026-11-17T09:00:00Z") },
      { mime: persons(3) },
      { mime: notice(4), folder: "deleteditems" },
    );
    await send(startNotifier(mailbox, "auto"));
    expect(kept(mailbox)).toEqual([notice(2), persons(3), notice(4)].map(String));
  });

  it("removes ten at a time, and what people keep in Drafts for years does not hide a stray", async () => {
    const strays = Array.from({ length: 12 }, (_, n) => ({ mime: notice(n) }));
    const old = Array.from({ length: 200 }, (_, n) => ({
      mime: persons(n),
      createdAt: Date.parse("2024-01-01T00:00:00Z"),
    }));
    const mailbox = mailboxWith(...old, ...strays);
    await send(startNotifier(mailbox, "auto"));
    expect(kept(mailbox)).toHaveLength(202);
    await send(startNotifier(mailbox, "auto"));
    expect(kept(mailbox)).toHaveLength(200);
  });

  it("is made once a day in a process", async () => {
    const mailbox = mailboxWith();
    const notifier = startNotifier(mailbox, "auto");
    const sweeps = (): number => mailbox.requests.filter((request) => request === "old").length;
    for (const _ of [1, 2, 3]) await send(notifier);
    expect(sweeps()).toBe(1);
    mailbox.now += DAY;
    await Promise.all([send(notifier), send(notifier)]);
    expect(sweeps()).toBe(2);
  });

  it.each([
    ["throttle", "old"],
    ["drop", "old"],
    ["throttle", "delete"],
    ["lost-response-done", "delete"],
  ] as const)("that meets trouble (%s at %s) ends, and the message counts as delivered", async (name, step) => {
    const mailbox = mailboxWith({ mime: notice(1) }, { mime: notice(2) });
    mailbox.trouble = { name, steps: [step] };
    expect(await send(startNotifier(mailbox, "auto"))).toMatchObject({ status: "delivered" });
    expect(mailbox.requests.filter((request) => request === step)).toHaveLength(1);
  });

  it("ends when it is told to stop", async () => {
    const mailbox = mailboxWith({ mime: notice(1) }, { mime: notice(2) });
    const stop = new AbortController();
    mailbox.onRequest = (step) => step === "delete" && stop.abort();
    await send(startNotifier(mailbox, "auto"), stop.signal);
    expect(kept(mailbox)).toHaveLength(1);
  });

  it("is not made after a message that took long, nor on the direct way", async () => {
    const slow = mailboxWith({ mime: notice(1) });
    slow.onRequest = () => {
      slow.now += 4_000;
    };
    await send(startNotifier(slow, "auto"));
    expect(slow.requests).toEqual(["create", "send"]);
    const direct = mailboxWith({ mime: notice(1) });
    await send(startNotifier(direct, "direct"));
    expect(direct.requests).toEqual(["sendMail"]);
  });
});

describe("a stray draft", () => {
  const stray: OldDraft = {
    id: "AAkALg",
    isDraft: true,
    messageId: `<${ID}@contoso.com>`,
    createdAt: 1_000,
    headers: [{ name: "Auto-Submitted", value: "auto-generated" }],
  };

  it("is known by all of its marks", () => {
    expect(isStray(stray, "contoso.com", 1_001)).toBe(true);
    expect(isStray({ ...stray, messageId: `<${ID}@CONTOSO.com>` }, "contoso.com", 1_001)).toBe(true);
  });

  it.each<[string, Partial<OldDraft>]>([
    ["was sent", { isDraft: false }],
    ["is young", { createdAt: 1_001 }],
    ["has no time", { createdAt: Number.NaN }],
    ["has no mark", { headers: [] }],
    ["is an answer written by a machine", { headers: [{ name: "Auto-Submitted", value: "auto-replied" }] }],
    ["is of another domain", { messageId: `<${ID}@fabrikam.com>` }],
    ["is of a subdomain", { messageId: `<${ID}@mail.contoso.com>` }],
    ["has two at signs", { messageId: `<${ID}@fabrikam.com@contoso.com>` }],
    ["is no delivery's", { messageId: "<CAF-7a3b4c2d@contoso.com>" }],
    ["has an id in capitals, as Apple's programs write them", { messageId: `<${ID.toUpperCase()}@contoso.com>` }],
    ["has no Message-ID", { messageId: "" }],
  ])("is not one that %s", (_name, difference) => {
    expect(isStray({ ...stray, ...difference }, "contoso.com", 1_001)).toBe(false);
  });
});
