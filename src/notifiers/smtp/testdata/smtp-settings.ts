/** An `smtp` notifier in tests, made the way the product makes it, but for shorter limits where a test says so. */
import type { Microsoft } from "../../../microsoft/microsoft.ts";
import { systemClock } from "../../../runtime/clock.ts";
import { createLogger } from "../../../runtime/logger.ts";
import type { Notifier, NotifierSettings, OutgoingMessage } from "../../notifier.ts";
import { type SmtpNotifierConfig, smtpNotifierConfig } from "../config.ts";
import { SessionPool } from "../session-pool.ts";
import { createSmtpNotifier } from "../smtp-notifier.ts";
import { nameOfPlace, placeOf } from "../smtp-place.ts";
import { openSession, type SessionSettings } from "../smtp-session.ts";

/** Settings without Microsoft: this notifier asks nothing of it. */
export function testSettings(ca: string | null = null): NotifierSettings {
  const microsoft = new Proxy({}, { get: () => () => Promise.reject(new Error("Nobody asks Microsoft here.")) });
  return {
    name: "owners",
    baseDir: "/",
    clock: systemClock,
    logger: createLogger("silent"),
    microsoft: microsoft as Microsoft,
    ca,
  };
}

/** A configuration for a server on this machine, without TLS unless said otherwise. */
export function testConfig(port: number, keys: object = {}): SmtpNotifierConfig {
  return smtpNotifierConfig.parse({
    type: "smtp",
    host: "127.0.0.1",
    port,
    tls: "none",
    from: "document-protection@contoso.com",
    name: "lockbell.contoso.com",
    ...keys,
  });
}

/** A notifier of this configuration; its attempts end after `attemptMs`, opening a connection after half of that. */
export function testNotifier(config: SmtpNotifierConfig, ca: string | null = null, attemptMs = 10_000): Notifier {
  const place = placeOf(config);
  const { user, password, connections, messagesPerConnection } = config;
  const session: SessionSettings = {
    place,
    name: config.name ?? null,
    credentials: user === undefined || password === undefined ? null : { user, password },
    ca,
    openingMs: attemptMs / 2,
  };
  return createSmtpNotifier({
    pool: new SessionPool({
      open: (signal) => openSession(session, signal),
      connections,
      messagesPerConnection,
      clock: systemClock,
    }),
    place: nameOfPlace(place),
    envelopeFrom: config.envelopeFrom ?? config.from,
    attemptMs,
  });
}

/** A message as the product composes it; `body` is latin1. */
export function mailTo(recipient: string, body = "Someone could not open a document you protected.\r\n"): OutgoingMessage {
  const messageId = "<01JD.lockbell@contoso.com>";
  const headers = [
    "From: Contoso Security <document-protection@contoso.com>",
    `To: <${recipient}>`,
    "Subject: Access blocked",
    "Date: Sun, 22 Nov 2026 10:00:00 +0000",
    `Message-ID: ${messageId}`,
    "Auto-Submitted: auto-generated",
    "X-Auto-Response-Suppress: All",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
  ];
  const mime = Buffer.concat([Buffer.from(`${headers.join("\r\n")}\r\n\r\n`), Buffer.from(body, "latin1")]);
  return { deliveryId: "d-0001", reference: "K7QD-2M9P", recipient, messageId, mime };
}
