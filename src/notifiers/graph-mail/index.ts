import type { NotifierDefinition, NotifierSettings } from "../notifier.ts";
import { checkGraphMail } from "./check-graph-mail.ts";
import type { GraphMailConfig } from "./config.ts";
import { createGraphMailNotifier } from "./graph-mail-notifier.ts";
import { createMailbox, type Mailbox } from "./mailbox.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * Requests Outlook lets an application have under way at a mailbox. Each message has one at a time. Source: Graph,
 * "throttling limits".
 */
const CONCURRENT = 4;

/** The `graph-mail` notifier: from an Exchange Online mailbox, through Microsoft Graph. */
export const graphMailNotifier: NotifierDefinition<GraphMailConfig> = {
  type: "graph-mail",
  from: (config) => config.from,
  replyTo: (config) => config.replyTo ?? null,
  pacing: (config) => ({
    resource: `mailbox:${config.from.toLowerCase()}`,
    limits: [
      { count: config.messagesPerMinute, perMs: MINUTE_MS },
      { count: config.messagesPerDay, perMs: DAY_MS },
    ],
    concurrent: CONCURRENT,
  }),
  create: (config, settings) =>
    createGraphMailNotifier({
      name: settings.name,
      way: config.way,
      mailbox: mailboxOf(config, settings),
      clock: settings.clock,
      logger: settings.logger,
    }),
  check: (config, settings, signal) =>
    checkGraphMail({
      way: config.way,
      mailbox: mailboxOf(config, settings),
      microsoft: settings.microsoft,
      clock: settings.clock,
      signal,
    }),
};

function mailboxOf(config: GraphMailConfig, { microsoft, clock }: NotifierSettings): Mailbox {
  return createMailbox(microsoft, config.from, clock);
}
