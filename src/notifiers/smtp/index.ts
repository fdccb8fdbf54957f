import type { NotifierDefinition, NotifierSettings } from "../notifier.ts";
import { checkSmtp } from "./check-smtp.ts";
import type { SmtpNotifierConfig } from "./config.ts";
import { SessionPool } from "./session-pool.ts";
import { createSmtpNotifier } from "./smtp-notifier.ts";
import { nameOfPlace, placeOf } from "./smtp-place.ts";
import { type Opened, openSession, type SessionSettings } from "./smtp-session.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Delivery gives an attempt 20 s; what is over here before that keeps its own name. */
const OPENING_MS = 12_000;
const ATTEMPT_MS = 18_000;

/** The `smtp` notifier: hands each message to a mail server, for those who send without Microsoft Graph. */
export const smtpNotifier: NotifierDefinition<SmtpNotifierConfig> = {
  type: "smtp",
  from: (config) => config.from,
  replyTo: (config) => config.replyTo ?? null,
  pacing(config) {
    const limits = [];
    if (config.messagesPerMinute !== undefined) limits.push({ count: config.messagesPerMinute, perMs: MINUTE_MS });
    if (config.messagesPerDay !== undefined) limits.push({ count: config.messagesPerDay, perMs: DAY_MS });
    return { resource: `smtp:${nameOfPlace(placeOf(config))}`, limits, concurrent: config.connections };
  },
  create(config, settings) {
    const session = sessionSettings(config, settings);
    const { connections, messagesPerConnection } = config;
    const open = (signal: AbortSignal): Promise<Opened> => openSession(session, signal);
    return createSmtpNotifier({
      pool: new SessionPool({ open, connections, messagesPerConnection, clock: settings.clock }),
      place: nameOfPlace(session.place),
      envelopeFrom: envelopeFrom(config),
      attemptMs: ATTEMPT_MS,
    });
  },
  check: (config, settings, signal) => checkSmtp(sessionSettings(config, settings), envelopeFrom(config), signal),
};

function envelopeFrom(config: SmtpNotifierConfig): string {
  return config.envelopeFrom ?? config.from;
}

function sessionSettings(config: SmtpNotifierConfig, { ca }: NotifierSettings): SessionSettings {
  const { user, password, name } = config;
  return {
    place: placeOf(config),
    name: name ?? null,
    credentials: user === undefined || password === undefined ? null : { user, password },
    ca,
    openingMs: OPENING_MS,
  };
}
