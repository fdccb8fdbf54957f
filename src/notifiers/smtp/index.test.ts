import { describe, expect, it, onTestFinished } from "vitest";
import { TestMemory } from "../conformance.ts";
import { type SmtpNotifierConfig, smtpNotifierConfig } from "./config.ts";
import { smtpNotifier } from "./index.ts";
import { nameOfPlace, placeOf } from "./smtp-place.ts";
import { startScriptedServer } from "./testdata/scripted-server.ts";
import { mailTo, testConfig, testSettings } from "./testdata/smtp-settings.ts";

const LEAST = { type: "smtp", host: "mail.contoso.com", from: "document-protection@contoso.com" };
const SIGN_IN = { user: "lockbell", password: "correct horse" };

const parse = (keys: object = {}): SmtpNotifierConfig => smtpNotifierConfig.parse({ ...LEAST, ...keys });

describe("the configuration of an smtp notifier", () => {
  it("needs a host and a sender only, and then wants TLS and paces itself by its connections", () => {
    const config = parse();
    expect(smtpNotifier.from(config)).toBe("document-protection@contoso.com");
    expect(smtpNotifier.replyTo(config)).toBeNull();
    expect(placeOf(config)).toEqual({ host: "mail.contoso.com", port: 587, tls: "required" });
    expect(smtpNotifier.pacing(config)).toEqual({ resource: "smtp:mail.contoso.com:587", limits: [], concurrent: 4 });
  });

  it("may name where answers go, and limits", () => {
    const config = parse({
      replyTo: "security@contoso.com",
      connections: 2,
      messagesPerMinute: 30,
      messagesPerDay: 10_000,
    });
    expect(smtpNotifier.replyTo(config)).toBe("security@contoso.com");
    expect(smtpNotifier.pacing(config)).toEqual({
      resource: "smtp:mail.contoso.com:587",
      limits: [
        { count: 30, perMs: 60_000 },
        { count: 10_000, perMs: 86_400_000 },
      ],
      concurrent: 2,
    });
  });

  it.each([
    [{}, "mail.contoso.com:587", "required"],
    [{ port: 465 }, "mail.contoso.com:465", "implicit"],
    [{ port: 465, tls: "required" }, "mail.contoso.com:465", "implicit"],
    [{ tls: "implicit" }, "mail.contoso.com:465", "implicit"],
    [{ tls: "implicit", port: 2465 }, "mail.contoso.com:2465", "implicit"],
    [{ port: 25 }, "mail.contoso.com:25", "required"],
    [{ tls: "opportunistic", port: 25 }, "mail.contoso.com:25", "opportunistic"],
    [{ tls: "none", port: 465 }, "mail.contoso.com:465", "none"],
    [{ host: "Mail.Contoso.com" }, "mail.contoso.com:587", "required"],
  ])("means by %j the place %s with TLS %s", (keys, name, tls) => {
    const place = placeOf(parse(keys));
    expect({ name: nameOfPlace(place), tls: place.tls }).toEqual({ name, tls });
  });

  it.each([
    ["no host", { host: undefined }],
    ["a host with a port", { host: "mail.contoso.com:587" }],
    ["a web address for a host", { host: "https://mail.contoso.com" }],
    ["a host with a line break", { host: "mail.contoso.com\n" }],
    ["no sender", { from: undefined }],
    ["a list of senders", { from: "a@contoso.com, b@contoso.com" }],
    ["a display name before the sender", { from: "Contoso <a@contoso.com>" }],
    ["a list for returned mail", { envelopeFrom: "a@contoso.com, b@contoso.com" }],
    ["a port that is none", { port: 65_536 }],
    ["an unknown kind of TLS", { tls: "maybe" }],
    ["a user without a password", { user: "lockbell" }],
    ["a password without a user", { password: "correct horse" }],
    ["a password without TLS", { tls: "none", ...SIGN_IN }],
    ["a password with TLS that may be left out", { tls: "opportunistic", ...SIGN_IN }],
    ["a name with a line break", { name: "lockbell\r\nMAIL FROM:<>" }],
    ["no connection at all", { connections: 0 }],
    ["an unknown key", { secure: true }],
  ])("is refused with %s", (_mistake, keys) => {
    expect(smtpNotifierConfig.safeParse({ ...LEAST, ...keys }).success).toBe(false);
  });

  it.each([
    ["a password on this machine", { host: "127.0.0.1", tls: "none", ...SIGN_IN }],
    ["a password on this machine, by name", { host: "localhost", tls: "opportunistic", ...SIGN_IN }],
    ["an IPv6 address", { host: "2001:db8::25" }],
    ["a host without a domain", { host: "mailrelay" }],
    ["an address to introduce itself by", { name: "[192.0.2.10]" }],
  ])("may have %s", (_what, keys) => {
    expect(smtpNotifierConfig.safeParse({ ...LEAST, ...keys }).success).toBe(true);
  });
});

describe("an smtp notifier as it is configured", () => {
  it.each([
    [{}, "document-protection@contoso.com"],
    [{ envelopeFrom: "bounces@contoso.com" }, "bounces@contoso.com"],
  ])("has mail returned, with %j, to %s", async (keys, envelopeFrom) => {
    const server = await startScriptedServer();
    const notifier = smtpNotifier.create(testConfig(server.port, keys), testSettings());
    onTestFinished(async () => {
      await notifier.close();
      await server.close();
    });
    await notifier.send(mailTo("anna.sato@contoso.com"), new TestMemory(), new AbortController().signal);
    expect(server.heard[1]).toContain(`MAIL FROM:<${envelopeFrom}>`);
    expect(server.messages.length).toBe(1);
  });
});
