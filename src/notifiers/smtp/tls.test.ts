/** With whom a connection is kept private, and what happens when that cannot be. */
import { createServer } from "node:net";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { TestMemory } from "../conformance.ts";
import type { SendResult } from "../notifier.ts";
import { makeCertificates, type ServerCertificate, type TestCertificates } from "./testdata/certificates.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./testdata/scripted-server.ts";
import { mailTo, testConfig, testNotifier } from "./testdata/smtp-settings.ts";

const GOES_ON = new AbortController().signal;
const DELIVERED = { status: "delivered", providerReference: "4XyZ12abcD" };
const SIGN_IN = { user: "lockbell", password: "correct horse" };

let certificates: TestCertificates;

beforeAll(async () => {
  certificates = await makeCertificates();
});

async function server(script: Script): Promise<ScriptedServer> {
  const started = await startScriptedServer(script);
  onTestFinished(() => started.close());
  return started;
}

async function send(port: number, keys: object, ca: string | null = certificates.ca): Promise<SendResult> {
  const notifier = testNotifier(testConfig(port, keys), ca, 4_000);
  onTestFinished(() => notifier.close());
  return await notifier.send(mailTo("anna.sato@contoso.com"), new TestMemory(), GOES_ON);
}

type Shown = (all: TestCertificates) => ServerCertificate;

const CERTIFICATES: readonly (readonly [what: string, shown: Shown, expected: SendResult])[] = [
  ["holds", ({ good }) => good, DELIVERED as SendResult],
  ["has expired", ({ expired }) => expired, { status: "retry", reason: "certificate-expired", untilMended: true }],
  [
    "is of tomorrow",
    ({ notYetValid }) => notYetValid,
    { status: "retry", reason: "certificate-expired", untilMended: true },
  ],
  [
    "is another's",
    ({ wrongName }) => wrongName,
    { status: "retry", reason: "certificate-wrong-name", untilMended: true },
  ],
  [
    "nobody vouches for",
    ({ untrusted }) => untrusted,
    { status: "retry", reason: "certificate-untrusted", untilMended: true },
  ],
  [
    "vouches for itself",
    ({ selfSigned }) => selfSigned,
    { status: "retry", reason: "certificate-untrusted", untilMended: true },
  ],
];

describe.each(["127.0.0.1", "localhost"])("a certificate for %s that", (host) => {
  it.each(CERTIFICATES)("%s, after STARTTLS", async (_what, shown, expected) => {
    const started = await server({ startTls: shown(certificates) });
    expect(await send(started.port, { host, tls: "required" })).toEqual(expected);
    expect(started.messages.length).toBe(expected.status === "delivered" ? 1 : 0);
  });

  it.each(CERTIFICATES)("%s, from the first byte", async (_what, shown, expected) => {
    const started = await server({ implicitTls: shown(certificates) });
    expect(await send(started.port, { host, tls: "implicit" })).toEqual(expected);
    expect(started.messages.length).toBe(expected.status === "delivered" ? 1 : 0);
  });

  it("holds only with the configured authority", async () => {
    const started = await server({ startTls: certificates.good });
    expect(await send(started.port, { host, tls: "required" }, null)).toEqual({
      status: "retry",
      reason: "certificate-untrusted",
      untilMended: true,
    });
  });
});

describe("TLS that is required", () => {
  it.each<readonly [what: string, script: Script, expected: SendResult]>([
    ["is not offered", {}, { status: "retry", reason: "no-starttls", untilMended: true, detail: "502 5.5.1" }],
    [
      "is offered and refused",
      { acts: { STARTTLS: "454 4.7.0 Not now" } },
      { status: "retry", reason: "no-starttls", untilMended: true, detail: "454 4.7.0" },
    ],
    ["ends in the middle", { acts: { STARTTLS: "drop" } }, { status: "retry", reason: "connection-lost" }],
    [
      "is agreed on and then dropped",
      { acts: { STARTTLS: { say: "220 Go\r\n", and: "drop" } } },
      { status: "retry", reason: expect.stringMatching(/^(?:tls-failed|connection-lost)$/) },
    ],
    [
      "is agreed on and never made",
      { acts: { STARTTLS: { say: "220 Go\r\n", and: "hang" } } },
      { status: "retry", reason: "connection-timed-out" },
    ],
  ])("%s: nothing is sent, no password either", async (_what, script, expected) => {
    const started = await server({ offers: ["AUTH PLAIN"], ...script });
    expect(await send(started.port, { tls: "required", ...SIGN_IN })).toEqual(expected);
    expect(started.messages).toEqual([]);
    expect(started.heard.filter((line) => /^(?:AUTH|MAIL)/.test(line))).toEqual([]);
  });

  it("is not made by a server that offers it in clear text and goes on in the same breath", async () => {
    const started = await server({ acts: { STARTTLS: { say: "220 Go\r\n250 mail.contoso.com\r\n", and: "hang" } } });
    expect(await send(started.port, { tls: "required" })).toMatchObject({ status: "retry" });
    expect(started.messages).toEqual([]);
  });

  it("from the first byte does not get far with a server that talks first", async () => {
    const started = await server({});
    expect(await send(started.port, { tls: "implicit" })).toEqual({ status: "retry", reason: "tls-failed" });
  });

  it("from the first byte waits no longer than it may for a server that says nothing", async () => {
    const mute = createServer();
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as { port: number };
    expect(await send(port, { tls: "implicit" })).toEqual({ status: "retry", reason: "connection-timed-out" });
  });
});

describe("TLS that is taken if there is some", () => {
  it.each<readonly [what: string, shown: Shown]>([
    ["with any certificate", ({ selfSigned }) => selfSigned],
    ["with another's certificate", ({ wrongName }) => wrongName],
  ])("encrypts %s", async (_what, shown) => {
    const started = await server({ startTls: shown(certificates) });
    expect(await send(started.port, { tls: "opportunistic" })).toEqual(DELIVERED);
    expect(started.heard[1]).toBe("STARTTLS");
  });

  it.each<readonly [what: string, script: Script]>([
    ["none is offered", {}],
    ["it is refused", { startTls: null, acts: { STARTTLS: "454 4.7.0 Not now" } }],
  ])("sends without when %s", async (_what, script) => {
    const started = await server(script);
    expect(await send(started.port, { tls: "opportunistic" })).toEqual(DELIVERED);
  });
});

describe("TLS that is not wanted", () => {
  it("is not taken when it is offered", async () => {
    const started = await server({ startTls: certificates.good });
    expect(await send(started.port, { tls: "none" })).toEqual(DELIVERED);
    expect(started.heard).not.toContain("STARTTLS");
  });
});

describe("signing in", () => {
  const plain = Buffer.from("\0lockbell\0correct horse").toString("base64");

  it("happens once a connection, after TLS", async () => {
    const started = await server({ startTls: certificates.good, offers: ["AUTH PLAIN"] });
    const notifier = testNotifier(testConfig(started.port, { tls: "required", ...SIGN_IN }), certificates.ca);
    onTestFinished(() => notifier.close());
    for (const recipient of ["anna.sato@contoso.com", "tomas.rossi@contoso.com"])
      expect(await notifier.send(mailTo(recipient), new TestMemory(), GOES_ON)).toEqual(DELIVERED);
    const verbs = started.heard.map((line) => line.split(/[ :]/, 1)[0]);
    expect(verbs.slice(0, 4)).toEqual(["EHLO", "STARTTLS", "EHLO", "AUTH"]);
    expect(verbs.filter((verb) => verb === "AUTH").length).toBe(1);
    expect(started.heard).toContain(`AUTH PLAIN ${plain}`);
  });

  it("does not believe what was offered before TLS", async () => {
    let secured = false;
    const ehlo = (): string => {
      const offer = secured
        ? "250-mail.contoso.com\r\n250 SIZE 0"
        : "250-mail.contoso.com\r\n250-STARTTLS\r\n250 AUTH PLAIN";
      secured = true;
      return offer;
    };
    const started = await server({ startTls: certificates.good, acts: { EHLO: ehlo } });
    expect(await send(started.port, { tls: "required", ...SIGN_IN })).toEqual({
      status: "retry",
      reason: "authentication-not-offered",
      untilMended: true,
    });
  });
});
