/** Mail handed to a real Postfix, and what it makes of it. Skipped by name where there is none. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { composeMime } from "../../src/delivery/mime.ts";
import { renderNotice } from "../../src/notice/render-notice.ts";
import { SAMPLE_NOTICES } from "../../src/notice/testdata/sample-notices.ts";
import { TestMemory } from "../../src/notifiers/conformance.ts";
import type { Notifier, OutgoingMessage, SendResult } from "../../src/notifiers/notifier.ts";
import { smtpNotifier } from "../../src/notifiers/smtp/index.ts";
import { makeCertificates, type TestCertificates } from "../../src/notifiers/smtp/testdata/certificates.ts";
import { mailTo, testConfig, testSettings } from "../../src/notifiers/smtp/testdata/smtp-settings.ts";
import { postfixMissing, type RunningPostfix, startPostfix } from "../support/postfix/postfix.ts";

const GOES_ON = new AbortController().signal;
const SIGN_IN = { user: "lockbell", password: "correct horse battery staple" };
const MAX_BYTES = 300_000;

let certificates: TestCertificates;
let postfix: RunningPostfix;

function notifier(port: number, keys: object = {}): Notifier {
  const made = smtpNotifier.create(testConfig(port, { tls: "required", ...keys }), testSettings(certificates.ca));
  onTestFinished(() => made.close());
  return made;
}

const sendTo = (through: Notifier, message: OutgoingMessage): Promise<SendResult> =>
  through.send(message, new TestMemory(), GOES_ON);

/** A delivered mail as it was sent: without the headers Postfix put on top, with the line ends of the wire. */
function asSent(mail: Buffer): string {
  const text = mail.toString("latin1").replaceAll("\n", "\r\n");
  return text.replace(/^(?:(?:Return-Path|X-Original-To|Delivered-To|Received):.*\r\n(?:[ \t].*\r\n)*)+/, "");
}

describe.skipIf(postfixMissing !== null)("a real Postfix", () => {
  beforeAll(async () => {
    certificates = await makeCertificates();
    postfix = await startPostfix({
      certificate: certificates.good,
      passwords: new Map([[SIGN_IN.user, SIGN_IN.password]]),
      mailboxes: ["anna.sato", "tomas.rossi", "mei.lindqvist", "team"],
      answers: new Map([
        ["greylisted@contoso.com", "450 4.2.0 Greylisted, see you later"],
        ["full@contoso.com", "552 5.2.2 Mailbox full"],
        ["closed@contoso.com", "421 4.3.2 Closing"],
      ]),
      maxBytes: MAX_BYTES,
    });
  });

  afterAll(async () => {
    await postfix?.stop();
  });

  it("delivers a message byte for byte, dots and long lines and all, with its Message-ID", async () => {
    const body = `.\r\n..\r\n.hidden\r\n\r\nZ\xfcrich\r\n${"x".repeat(1_900)}\r\ntrailing blanks \t \r\n\r\n.\r\n`;
    const message = mailTo("anna.sato@contoso.com", body);

    const result = await sendTo(notifier(postfix.relay), message);

    expect(result).toEqual({ status: "delivered", providerReference: expect.stringMatching(/^[0-9A-Za-z]{6,24}$/) });
    const [mail] = await postfix.mailbox("anna.sato", 1);
    expect(asSent(mail!)).toBe(Buffer.from(message.mime).toString("latin1"));
    expect(mail!.toString("latin1").match(/^Message-ID: .*$/gim)).toEqual(["Message-ID: <01JD.lockbell@contoso.com>"]);
    expect(mail!.toString("latin1")).toMatch(/^Auto-Submitted: auto-generated$/m);
    expect(mail!.toString("latin1")).toMatch(/^Return-Path: <document-protection@contoso\.com>$/m);
    expect(mail!.toString("latin1")).toMatch(/ with ESMTPS id /);
    expect(await postfix.log()).toContain((result as { providerReference: string }).providerReference);
  });

  it("delivers a notice as it is composed", async () => {
    const { presentation, notice } = SAMPLE_NOTICES[0]!;
    const mime = await composeMime(renderNotice(notice, presentation), {
      from: { name: "Contoso Security", address: "document-protection@contoso.com" },
      to: "tomas.rossi@contoso.com",
      replyTo: "security@contoso.com",
      date: new Date("2026-11-22T10:00:00Z"),
      messageId: "<01JE.lockbell@contoso.com>",
      deliveryId: "01JE",
      language: "en",
    });
    const before = (await postfix.mailbox("tomas.rossi", 0)).length;

    const message = { ...mailTo("tomas.rossi@contoso.com"), messageId: "<01JE.lockbell@contoso.com>", mime };
    expect(await sendTo(notifier(postfix.relay), message)).toMatchObject({ status: "delivered" });

    const mails = await postfix.mailbox("tomas.rossi", before + 1);
    expect(mails.map(asSent)).toContain(mime.toString());
  });

  it("delivers many messages at a time over few connections, each to its recipient alone", async () => {
    const through = notifier(postfix.relay, { connections: 3, messagesPerConnection: 7 });
    const messages = Array.from({ length: 40 }, (_, i) => mailTo("team@contoso.com", `number ${i}\r\n`));

    const results = await Promise.all(messages.map((message) => sendTo(through, message)));

    expect(results.map(({ status }) => status)).toEqual(messages.map(() => "delivered"));
    const mails = await postfix.mailbox("team", 40);
    expect(mails.map(asSent).toSorted()).toEqual(messages.map(({ mime }) => Buffer.from(mime).toString()).toSorted());
    expect(new Set(mails.map((mail) => /^Delivered-To: (.*)$/m.exec(mail.toString())?.[1]))).toEqual(
      new Set(["team@contoso.com"]),
    );
  });

  it.each<readonly [what: string, recipient: string, expected: SendResult]>([
    ["is unknown", "nobody@contoso.com", { status: "rejected", reason: "recipient-refused", detail: "550 5.1.1" }],
    ["is greylisted", "greylisted@contoso.com", { status: "retry", reason: "recipient-deferred", detail: "450 4.2.0" }],
    [
      "has a full mailbox",
      "full@contoso.com",
      { status: "rejected", reason: "recipient-refused", detail: "552 5.2.2" },
    ],
    ["is elsewhere", "anna@fabrikam.com", { status: "retry", reason: "not-permitted", detail: "554 5.7.1" }],
    ["makes it close", "closed@contoso.com", { status: "retry", reason: "server-closing", detail: "421 4.3.2" }],
  ])("says that a recipient %s, and is used again", async (_what, recipient, expected) => {
    const through = notifier(postfix.relay, { connections: 1 });
    expect(await sendTo(through, mailTo(recipient))).toEqual(expected);
    expect(await sendTo(through, mailTo("tomas.rossi@contoso.com"))).toMatchObject({ status: "delivered" });
  });

  it("refuses a message after it has read it", async () => {
    const memory = new TestMemory();
    const spam = mailTo("mei.lindqvist@contoso.com", "THIS-IS-SPAM\r\n");
    expect(await notifier(postfix.relay).send(spam, memory, GOES_ON)).toEqual({
      status: "rejected",
      reason: "message-refused",
      detail: "550 5.7.1",
    });
    expect(memory.value).toContain("nothing sent");
  });

  it("is not bothered with a message it says is too large", async () => {
    const large = mailTo("mei.lindqvist@contoso.com", "twenty letters a li\r\n".repeat(MAX_BYTES / 20));
    expect(await sendTo(notifier(postfix.relay), large)).toEqual({ status: "rejected", reason: "message-too-large" });
  });

  it.each(["submission", "submissions"] as const)("takes mail on its %s port after signing in", async (service) => {
    const tls = service === "submissions" ? "implicit" : "required";
    const message = mailTo("mei.lindqvist@contoso.com", `by ${service}\r\n`);
    expect(await sendTo(notifier(postfix[service], { tls, ...SIGN_IN }), message)).toMatchObject({
      status: "delivered",
    });
  });

  it.each<readonly [what: string, keys: object, expected: SendResult]>([
    [
      "a wrong password",
      { ...SIGN_IN, password: "wrong" },
      { status: "retry", reason: "authentication-refused", detail: "535 5.7.8", untilMended: true },
    ],
    ["no password", {}, { status: "retry", reason: "not-permitted", detail: "554 5.7.1" }],
    [
      "no TLS",
      { tls: "none" },
      { status: "retry", reason: "authentication-required", detail: "530 5.7.0", untilMended: true },
    ],
  ])("takes no mail on its submission port with %s", async (_what, keys, expected) => {
    expect(await sendTo(notifier(postfix.submission, keys), mailTo("mei.lindqvist@contoso.com"))).toEqual(expected);
  });

  it("is not trusted without its authority", async () => {
    const through = smtpNotifier.create(testConfig(postfix.relay, { tls: "required" }), testSettings(null));
    onTestFinished(() => through.close());
    expect(await sendTo(through, mailTo("anna.sato@contoso.com"))).toEqual({
      status: "retry",
      reason: "certificate-untrusted",
      untilMended: true,
    });
  });

  it("is found well by check", async () => {
    const config = testConfig(postfix.submission, { tls: "required", ...SIGN_IN });
    const findings = await Array.fromAsync(smtpNotifier.check(config, testSettings(certificates.ca), GOES_ON));
    expect(findings.map(({ subject, status }) => `${subject.replace(/ 127.*/, "")}: ${status}`)).toEqual([
      "mail server: ok",
      "encryption: ok",
      "sign-in: ok",
      "sender: ok",
    ]);
  });
});
