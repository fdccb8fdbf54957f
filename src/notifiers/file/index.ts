import { resolve } from "node:path";
import type { NotifierDefinition, NotifierSettings } from "../notifier.ts";
import { checkOutbox } from "./check-outbox.ts";
import type { FileNotifierConfig } from "./config.ts";
import { createFileNotifier } from "./file-notifier.ts";
import { createOutboxFolder, type OutboxFolder } from "./outbox-folder.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The `file` notifier: one `.eml` file a message, for a program or person to pick up, or to look at while trying Lockbell out. */
export const fileNotifier: NotifierDefinition<FileNotifierConfig> = {
  type: "file",
  from: (config) => config.from ?? null,
  replyTo: (config) => config.replyTo ?? null,
  pacing(config) {
    const limits = [];
    if (config.messagesPerMinute !== undefined) limits.push({ count: config.messagesPerMinute, perMs: MINUTE_MS });
    if (config.messagesPerDay !== undefined) limits.push({ count: config.messagesPerDay, perMs: DAY_MS });
    return limits.length === 0 ? null : { resource: `file:${config.path}`, limits };
  },
  create: (config, settings) => createFileNotifier(outboxOf(config, settings)),
  check: (config, settings) => checkOutbox(outboxOf(config, settings)),
};

function outboxOf(config: FileNotifierConfig, { baseDir }: NotifierSettings): OutboxFolder {
  return createOutboxFolder(resolve(baseDir, config.path));
}
