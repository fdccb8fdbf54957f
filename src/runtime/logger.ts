import { type DestinationStream, type Logger as PinoLogger, pino } from "pino";

/**
 * The log: one JSON object a line on stderr, static messages named `<noun>.<past verb>` with figures beside them.
 * Never an address, a document's name, an IP address, a token or a whole URL: log ids, counts and reasons.
 */
export type Logger = PinoLogger;

/** Levels of the log, most talkative first. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** A logger that writes to `destination`, stderr unless a test says otherwise. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
}
