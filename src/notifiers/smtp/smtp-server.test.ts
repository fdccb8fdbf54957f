/** Against a mail server that was written by others: every way to sign in with a password, over TLS. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerOptions } from "smtp-server";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { TestMemory } from "../conformance.ts";
import type { SendResult } from "../notifier.ts";
import { makeCertificates, type TestCertificates } from "./testdata/certificates.ts";
import { mailTo, testConfig, testNotifier } from "./testdata/smtp-settings.ts";

const USER = "lockbell@contoso.com";
const PASSWORD = "correct h\u00f6rse \u2014 battery";

let certificates: TestCertificates;

beforeAll(async () => {
  certificates = await makeCertificates();
});

interface Got {
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: Buffer;
  readonly user: string | undefined;
  readonly secure: boolean;
}

async function start(options: SMTPServerOptions): Promise<{ readonly port: number; readonly got: readonly Got[] }> {
  const got: Got[] = [];
  const server = new SMTPServer({
    ...certificates.good,
    onAuth({ username, password, validatePassword }: SMTPServerAuthentication, _session, done) {
      const isRight = password === undefined ? validatePassword(PASSWORD) : password === PASSWORD;
      if (username === USER && isRight) done(null, { user: USER });
      else done(new Error("No"));
    },
    onData(stream, { envelope, user, secure }, done) {
      buffer(stream).then((bytes) => {
        const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
        got.push({
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          bytes,
          user: user as string | undefined,
          secure,
        });
        done();
      }, done);
    },
    ...options,
  });
  server.on("error", () => undefined);
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  onTestFinished(() => new Promise<void>((resolve) => server.close(resolve)));
  return { port: (server.server.address() as AddressInfo).port, got };
}

async function send(port: number, keys: object): Promise<SendResult> {
  const notifier = testNotifier(testConfig(port, { tls: "required", ...keys }), certificates.ca);
  const result = await notifier.send(
    mailTo("anna.sato@contoso.com", ".\r\nZ\xfcrich\r\n"),
    new TestMemory(),
    new AbortController().signal,
  );
  await notifier.close();
  return result;
}

const WANTED = {
  from: "document-protection@contoso.com",
  to: ["anna.sato@contoso.com"],
  bytes: Buffer.from(mailTo("anna.sato@contoso.com", ".\r\nZ\xfcrich\r\n").mime),
  user: USER,
  secure: true,
};

describe.each(["PLAIN", "LOGIN", "CRAM-MD5"])("a server that is signed in to by %s", (method) => {
  it("gets the message, after STARTTLS", async () => {
    const { port, got } = await start({ authMethods: [method] });
    expect(await send(port, { user: USER, password: PASSWORD })).toMatchObject({ status: "delivered" });
    expect(got).toEqual([WANTED]);
  });

  it("gets the message, with TLS from the first byte", async () => {
    const { port, got } = await start({ authMethods: [method], secure: true });
    expect(await send(port, { tls: "implicit", user: USER, password: PASSWORD })).toMatchObject({
      status: "delivered",
    });
    expect(got).toEqual([WANTED]);
  });

  it("gets nothing with a wrong password", async () => {
    const { port, got } = await start({ authMethods: [method] });
    expect(await send(port, { user: USER, password: "wrong" })).toEqual({
      status: "retry",
      reason: "authentication-refused",
      untilMended: true,
      detail: "535",
    });
    expect(got).toEqual([]);
  });
});

describe("a server that signs in with tokens only", () => {
  it("is told nothing", async () => {
    const { port, got } = await start({ authMethods: ["XOAUTH2"] });
    const result = await send(port, { user: USER, password: PASSWORD });
    expect(result).toEqual({ status: "retry", reason: "authentication-not-offered", untilMended: true });
    expect(got).toEqual([]);
  });
});
