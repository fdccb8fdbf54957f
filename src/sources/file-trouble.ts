import type { SourceTrouble } from "./source.ts";

/** What can keep a file from being read, whatever it should hold, and what to do about it. */
const ADVICE = {
  "no-files": "No file matches this path. Check it, and that files are still delivered there.",
  "is-directory": "This is a folder. Name the files in it, e.g. by folder/*.json.",
  "not-a-file": "This is neither a file nor a folder; it was not opened.",
  vanished: "The file was there and then was not. If it comes back it is read where it was left.",
  unreadable: "Let the account Lockbell runs under read this file. It is tried again at the next run.",
  "gzip-damaged": "The compressed file is cut or damaged; what could be unpacked was read. Deliver the file again.",
} as const;

/** The name of such a thing. */
export type FileTroubleReason = keyof typeof ADVICE;

/** Trouble with one file or path. `code` is the system's name for what went wrong. */
export function fileTrouble(part: string, reason: FileTroubleReason, code?: string): SourceTrouble {
  return { part, reason, advice: code === undefined ? ADVICE[reason] : `${ADVICE[reason]} (${code})` };
}

/** The trouble behind an error of the file system; undefined for an error that is none. */
export function troubleOfError(part: string, error: unknown): SourceTrouble | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string") return undefined;
  return fileTrouble(part, code === "ENOENT" ? "vanished" : "unreadable", code);
}
