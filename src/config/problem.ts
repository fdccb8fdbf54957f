import { type ErrorCode, LockbellError } from "../platform/errors.ts";

/** A place in the configuration file, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong, in words that hold no secret. */
export interface Problem {
  readonly place: Place;
  /** The key's path as a person reads it, e.g. `sources.usage-logs.path`; "" for the whole file. */
  readonly key: string;
  readonly text: string;
}

/** More than this is no help. */
const MAX_LISTED = 20;

/** All problems of a file as one error, in the order of the file. */
export function configError(
  code: ErrorCode,
  file: string,
  problems: readonly Problem[],
  cause?: unknown,
): LockbellError {
  const sorted = problems.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  const lines = sorted.slice(0, MAX_LISTED).map(({ place, key, text }) => {
    const where = `${file}:${place.line}:${place.column}:`;
    return key === "" ? `${where} ${text}` : `${where} ${key}: ${text}`;
  });
  const hidden = sorted.length - lines.length;
  if (hidden > 0) lines.push(`${file}: and ${hidden} more`);
  return new LockbellError(code, lines.join("\n"), { cause });
}
