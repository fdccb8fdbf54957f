import type { SourceTrouble } from "../source.ts";

/** What can keep a log file from being read, and what to do about it. */
const ADVICE = {
  "no-files": "No file matches this path. Check it, and that the logs are still delivered there.",
  "is-directory": "This is a folder. Name the files in it, e.g. logs/rmslog-*.log.",
  "not-a-file": "This is neither a file nor a folder; it was not opened.",
  vanished: "The file was there and then was not. If it comes back it is read where it was left.",
  unreadable: "Let the account Lockbell runs under read this file. It is tried again at the next run.",
  "gzip-damaged": "The compressed file is cut or damaged; what could be unpacked was read. Deliver the file again.",
  "incomplete-last-line":
    "The last line is cut and the file no longer grows. Deliver the file again, with a line break at its end.",
} as const;

/** The name of such a thing. */
export type LogTroubleReason = keyof typeof ADVICE;

/** Trouble with one file or path. `code` is the system's name for what went wrong. */
export function logTrouble(part: string, reason: LogTroubleReason, code?: string): SourceTrouble {
  return { part, reason, advice: code === undefined ? ADVICE[reason] : `${ADVICE[reason]} (${code})` };
}

/** The trouble behind an error of the file system; undefined for an error that is none. */
export function troubleOfError(part: string, error: unknown): SourceTrouble | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string") return undefined;
  return logTrouble(part, code === "ENOENT" ? "vanished" : "unreadable", code);
}
