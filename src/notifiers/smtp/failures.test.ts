/** What is made of a server that fails, at each step and in each way. */
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { TestMemory } from "../conformance.ts";
import type { SendResult } from "../notifier.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./testdata/scripted-server.ts";
import { mailTo, testConfig, testNotifier } from "./testdata/smtp-settings.ts";

const GOES_ON = new AbortController().signal;
const ANNA = mailTo("anna.sato@contoso.com");
/** As the product has it, or nearly; and for servers that hang, long enough for a busy machine to get that far. */
const ATTEMPT_MS = 10_000;
const HANGING_MS = 700;

async function server(script: Script): Promise<ScriptedServer> {
  const started = await startScriptedServer(script);
  onTestFinished(() => started.close());
  return started;
}

interface Tried {
  readonly result: SendResult;
  readonly memory: TestMemory;
}

async function send(port: number, keys: object = {}, attemptMs = ATTEMPT_MS): Promise<Tried> {
  const notifier = testNotifier(testConfig(port, keys), null, attemptMs);
  onTestFinished(() => notifier.close());
  const memory = new TestMemory();
  return { result: await notifier.send(ANNA, memory, GOES_ON), memory };
}

const SIGN_IN = { user: "lockbell", password: "correct horse" };
const AUTH_OFFER = ["AUTH PLAIN LOGIN"];

/** What a server does, what is made of it, and what is noted then: nothing at all, if not said otherwise. */
type Case = readonly [what: string, script: Script, expected: SendResult, note?: keyof typeof NOTES];

const NOTES = { begun: "smtp: data begun to", nothing: "smtp: nothing sent to" };

const named = (cases: readonly Case[]) =>
  cases.map(([what, script, expected, note]) => {
    const attemptMs = JSON.stringify(script).includes('"hang"') ? HANGING_MS : ATTEMPT_MS;
    return { what, script, expected, note, attemptMs };
  });

const lost = (reason = "connection-lost"): SendResult => ({ status: "retry", reason });
const mend = (reason: string, detail?: string): SendResult =>
  detail === undefined
    ? { status: "retry", reason, untilMended: true }
    : { status: "retry", reason, detail, untilMended: true };
const unknown = (reason = "connection-lost"): SendResult => ({ status: "unknown", reason });
const retry = (reason: string, detail: string): SendResult => ({ status: "retry", reason, detail });
const rejected = (reason: string, detail: string): SendResult => ({ status: "rejected", reason, detail });

const CASES: readonly Case[] = [
  ["drops the connection instead of greeting", { acts: { connect: "drop" } }, lost()],
  ["greets with 554", { acts: { connect: "554 5.7.1 No" } }, retry("greeting-refused", "554 5.7.1")],
  ["greets with 421", { acts: { connect: "421 4.3.2 Busy" } }, retry("server-closing", "421 4.3.2")],
  ["speaks another protocol", { acts: { connect: "SSH-2.0-OpenSSH_9.2" } }, lost("reply-not-understood")],
  ["never greets", { acts: { connect: "hang" } }, lost("connection-timed-out")],
  ["breaks off in its greeting", { acts: { connect: { say: "22", and: "drop" } } }, lost()],
  ["sends a greeting that has no end", { acts: { connect: { say: "220-a\r\n220-b\r\n", and: "drop" } } }, lost()],
  ["drops at EHLO", { acts: { EHLO: "drop" } }, lost()],
  ["refuses EHLO and HELO", { acts: { EHLO: "550 No", HELO: "550 No" } }, retry("greeting-refused", "550")],
  ["drops at MAIL FROM", { acts: { MAIL: "drop" } }, lost()],
  ["hangs at MAIL FROM", { acts: { MAIL: "hang" } }, lost("timed-out")],
  ["defers the sender", { acts: { MAIL: "451 4.3.0 Later" } }, retry("sender-deferred", "451 4.3.0")],
  ["refuses the sender", { acts: { MAIL: "550 5.1.8 Who?" } }, mend("sender-refused", "550 5.1.8")],
  ["wants a password", { acts: { MAIL: "530 5.7.0 Sign in" } }, mend("authentication-required", "530 5.7.0")],
  ["closes at MAIL FROM", { acts: { MAIL: "421 4.7.0 Too much" } }, retry("server-closing", "421 4.7.0")],
  ["finds it too large", { acts: { MAIL: "552 5.3.4 Big" } }, rejected("message-too-large", "552 5.3.4")],
  [
    "says beforehand that it is too large",
    { offers: ["SIZE 20"] },
    { status: "rejected", reason: "message-too-large" },
  ],
  ["drops at RCPT TO", { acts: { RCPT: "drop" } }, lost()],
  ["hangs at RCPT TO", { acts: { RCPT: "hang" } }, lost("timed-out")],
  ["greylists", { acts: { RCPT: "450 4.2.0 Come back" } }, retry("recipient-deferred", "450 4.2.0")],
  ["does not know the recipient", { acts: { RCPT: "550 5.1.1 Who?" } }, rejected("recipient-refused", "550 5.1.1")],
  ["does not know the recipient, tersely", { acts: { RCPT: "550 No" } }, rejected("recipient-refused", "550")],
  [
    "says so in several lines",
    { acts: { RCPT: "550-5.1.1 A\r\n550 5.1.1 B" } },
    rejected("recipient-refused", "550 5.1.1"),
  ],
  ["relays nothing", { acts: { RCPT: "554 5.7.1 Relay" } }, retry("not-permitted", "554 5.7.1")],
  ["closes at RCPT TO", { acts: { RCPT: "421 4.7.0 Bye" } }, retry("server-closing", "421 4.7.0")],
  ["answers RCPT TO with words", { acts: { RCPT: "certainly" } }, lost("reply-not-understood")],
  ["drops at DATA", { acts: { DATA: "drop" } }, lost()],
  ["defers at DATA", { acts: { DATA: "451 4.3.0 Later" } }, retry("message-deferred", "451 4.3.0")],
  ["refuses at DATA", { acts: { DATA: "554 5.6.0 No" } }, rejected("message-refused", "554 5.6.0")],
  ["takes DATA with 250", { acts: { DATA: "250 Ok" } }, lost("reply-not-understood")],
  ["drops after the final dot", { acts: { dot: "drop" } }, unknown(), "begun"],
  ["hangs after the final dot", { acts: { dot: "hang" } }, unknown("timed-out"), "begun"],
  ["breaks off in its last reply", { acts: { dot: { say: "25", and: "drop" } } }, unknown(), "begun"],
  ["breaks off in a refusal", { acts: { dot: { say: "550 5.7.1 N", and: "drop" } } }, unknown(), "begun"],
  ["breaks off between two lines", { acts: { dot: { say: "250-a\r\n", and: "drop" } } }, unknown(), "begun"],
  ["ends with words", { acts: { dot: "thank you" } }, unknown("reply-not-understood"), "begun"],
  ["ends with another 354", { acts: { dot: "354 More" } }, unknown("reply-not-understood"), "begun"],
  ["defers the message", { acts: { dot: "452 4.3.1 Full" } }, retry("message-deferred", "452 4.3.1"), "nothing"],
  ["refuses the message", { acts: { dot: "554 5.7.1 Spam" } }, rejected("message-refused", "554 5.7.1"), "nothing"],
  ["finds it too large at last", { acts: { dot: "552 5.3.4 B" } }, rejected("message-refused", "552 5.3.4"), "nothing"],
  [
    "does not let us send as this sender",
    { acts: { dot: "550 5.7.60 N" } },
    retry("not-permitted", "550 5.7.60"),
    "nothing",
  ],
  ["closes after the message", { acts: { dot: "421 4.3.0 Bye" } }, retry("server-closing", "421 4.3.0"), "nothing"],
];

describe.each([
  ["with pipelining", true],
  ["without", false],
])("a server %s that", (_kind, isPipelining) => {
  it.each(named(CASES))("$what", async ({ script, expected, note, attemptMs }) => {
    const offers = (script.offers ?? ["8BITMIME", "SMTPUTF8"]).concat(isPipelining ? ["PIPELINING"] : []);
    const started = await server({ ...script, offers });

    const { result, memory } = await send(started.port, {}, attemptMs);

    expect(result).toEqual(expected);
    expect(memory.value).toBe(note === undefined ? null : `${NOTES[note]} 127.0.0.1:${started.port}`);
    if (note === undefined) expect(started.messages).toEqual([]);
  });
});

const SIGN_IN_CASES: readonly Case[] = [
  ["refuses it", { acts: { AUTH: "535 5.7.8 Wrong" } }, mend("authentication-refused", "535 5.7.8")],
  ["cannot check it now", { acts: { AUTH: "454 4.7.0 Later" } }, retry("authentication-deferred", "454 4.7.0")],
  ["drops", { acts: { AUTH: "drop" } }, lost()],
  ["hangs", { acts: { AUTH: "hang" } }, lost("connection-timed-out")],
  ["offers no way to give it", { offers: ["SIZE 0"] }, mend("authentication-not-offered")],
  ["offers other ways to give it", { offers: ["AUTH GSSAPI NTLM"] }, mend("authentication-not-offered")],
];

describe("a server that wants a password and", () => {
  it.each(named(SIGN_IN_CASES))("$what", async ({ script, expected, attemptMs }) => {
    const started = await server({ offers: AUTH_OFFER, ...script });
    const { result, memory } = await send(started.port, SIGN_IN, attemptMs);
    expect(result).toEqual(expected);
    expect(memory.value).toBeNull();
    expect(started.messages).toEqual([]);
  });
});

describe("a place where", () => {
  it("nothing listens", async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    expect((await send(port)).result).toEqual(lost("connection-refused"));
  });

  it("no host is", async () => {
    expect((await send(25, { host: "mail.contoso.invalid" }, 10_000)).result).toEqual(lost("host-not-found"));
  });
});

describe("a server that drops in the middle of a large message", () => {
  it("got no final dot, so that it is sent again", async () => {
    const started = await server({ dropAfterBytes: 200_000 });
    const notifier = testNotifier(testConfig(started.port));
    onTestFinished(() => notifier.close());
    const memory = new TestMemory();
    const large = mailTo("anna.sato@contoso.com", "twenty letters a li\r\n".repeat(400_000));

    const first = await notifier.send(large, memory, GOES_ON);

    expect(first).toEqual({ status: "retry", reason: "connection-lost" });
    expect(memory.value).toContain("nothing sent");
    expect(started.messages).toEqual([]);
    started.script = {};
    expect(await notifier.send(large, memory, GOES_ON)).toMatchObject({ status: "delivered" });
    expect(started.messages.map((message) => message.equals(large.mime))).toEqual([true]);
  });

  it("is believed when it refuses before the end", async () => {
    const early = await server({ acts: { DATA: { say: "354 Go\r\n552 5.3.4 Too much\r\n", and: "hang" } } });
    expect((await send(early.port)).result).toEqual(rejected("message-refused", "552 5.3.4"));
    expect(early.messages).toEqual([]);
  });

  it("is not believed when it thanks for what it has not got", async () => {
    const eager = await server({ acts: { DATA: { say: "354 Go\r\n250 2.0.0 Thanks\r\n", and: "hang" } } });
    expect((await send(eager.port)).result).toEqual(lost("reply-not-understood"));
    expect(eager.messages).toEqual([]);
  });
});
