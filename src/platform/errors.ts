/**
 * The error catalogue: every error a person can meet, with what happened and what to do next.
 * `docs/reference/errors.md` is generated from this table, so that code and page cannot differ.
 */

/** What the command's exit code says of an error: 1 it failed, 2 usage or configuration. */
export type ErrorExit = 1 | 2;

interface ErrorEntry {
  /** What happened, one sentence. */
  readonly summary: string;
  /** What the reader should do next. */
  readonly advice: string;
  readonly exit: ErrorExit;
}

/** Every code with its meaning and advice. Codes are never reused for another meaning. */
export const ERROR_CATALOGUE = {
  CONFIG_NOT_FOUND: {
    summary: "The configuration file does not exist or cannot be read.",
    advice: "Name it with --config FILE, or start from a file in config/.",
    exit: 2,
  },
  CONFIG_EXISTS: {
    summary: "The configuration file is there already, and was left as it is.",
    advice: "Name another with --config FILE, or replace it with --force.",
    exit: 2,
  },
  CONFIG_SYNTAX: {
    summary: "The configuration is not valid YAML.",
    advice: "Mend the line the message names; indentation by spaces, never tabs.",
    exit: 2,
  },
  CONFIG_INVALID: {
    summary: "A key of the configuration is unknown, missing or has a value that is not allowed.",
    advice: "The message names file, line, key and what is allowed; docs/reference/configuration.md lists every key.",
    exit: 2,
  },
  CONFIG_REFERENCE: {
    summary: "A ${env:…} or ${file:…} reference in the configuration leads nowhere.",
    advice: "Set the variable, or make the file readable for the account Lockbell runs under.",
    exit: 2,
  },
  USAGE: {
    summary: "The command line is not understood.",
    advice: "Run the command with --help; it shows examples.",
    exit: 2,
  },
  STORE_UNREADABLE: {
    summary: "The store is damaged or is not a Lockbell store.",
    advice:
      "Nothing was changed. Restore it from a backup, or move it away to start anew (see docs/how-to/store-trouble.md).",
    exit: 1,
  },
  STORE_NEWER: {
    summary: "The store was written by a newer Lockbell.",
    advice: "Install that version or a later one; downgrading needs the backup made before the upgrade.",
    exit: 1,
  },
  STORE_READ_ONLY: {
    summary: "The store cannot be written.",
    advice: "Give the account Lockbell runs under write permission for the file and its folder.",
    exit: 1,
  },
  STORE_FULL: {
    summary: "The disk the store is on is full.",
    advice: "Free space and run again: everything committed so far is kept, nothing was lost.",
    exit: 1,
  },
  STORE_BUSY: {
    summary: "Another program kept the store locked for too long.",
    advice: "Run again. If it stays, look for a backup or virus scanner that holds the file.",
    exit: 1,
  },
  LEASE_HELD: {
    summary: "Another Lockbell instance is at this work.",
    advice: "Nothing to do: it will finish the work. If no other instance runs, wait until the lease it left ends.",
    exit: 1,
  },
  LEASE_LOST: {
    summary: "This instance's lease was taken over while it worked, because it had stopped for too long.",
    advice: "Run again; nothing was recorded under the lost lease.",
    exit: 1,
  },
  OWNERS_FILE: {
    summary: "The directory file cannot be read or is not an array of Graph users.",
    advice: "Export the users again (see src/owners/directory-file/README.md).",
    exit: 2,
  },
  LOGS: {
    summary: "There is nothing to simulate: no refusal could be read.",
    advice:
      'Name usage log files, for example "logs/rmslog-*.log"; Get-AipServiceUserLog fetches them (see docs/how-to/choose-limits.md).',
    exit: 2,
  },
  BOOKS: {
    summary: "The books do not balance: a record was counted that is nowhere accounted for.",
    advice: "Keep the store and report this; the figures in the message say which side is short.",
    exit: 1,
  },
  FILE_NOT_WRITTEN: {
    summary: "A file could not be written.",
    advice: "Mend what the message names, or name another place, and run again.",
    exit: 1,
  },
  INTERRUPTED: {
    summary: "The command was asked to end before it had done everything.",
    advice: "Run it again: what was begun is kept, nothing is lost and nothing is sent twice.",
    exit: 1,
  },
  NOT_FOUND: {
    summary: "Nothing is known under this id, row-id or reference.",
    advice: "Check the spelling; a reference has eight characters, like K7QD-2M9P.",
    exit: 1,
  },
  INTERNAL: {
    summary: "Lockbell met a situation its authors did not foresee.",
    advice:
      "Run it again with --log-level trace to see all there is to know, and report it; what that shows may name people and documents. The store is consistent and the run can be repeated.",
    exit: 1,
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code of the catalogue. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An error meant for people: a catalogue code plus what it happened to. Its text holds no secret and no personal data. */
export class LockbellError extends Error {
  readonly code: ErrorCode;
  /** What exactly was met, e.g. `logs/a.log: permission denied`. */
  readonly detail: string;

  constructor(code: ErrorCode, detail: string, options?: { readonly cause?: unknown }) {
    super(`${ERROR_CATALOGUE[code].summary} ${detail}`.trim(), options);
    this.name = "LockbellError";
    this.code = code;
    this.detail = detail;
  }

  /** What the reader should do next. */
  get advice(): string {
    return ERROR_CATALOGUE[this.code].advice;
  }

  /** The exit code of a command that ends with this error. */
  get exit(): ErrorExit {
    return ERROR_CATALOGUE[this.code].exit;
  }
}
