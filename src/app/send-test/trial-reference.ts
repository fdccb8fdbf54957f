/**
 * The references of test messages. They are in nobody's books, so a reference itself says that it is a test, and of which day: `TEST-` and the
 * code of that day under the installation's secret. No notice can have one: a notice's reference has eight characters, and this has twelve.
 */
import { readReferenceCode, referenceCodes } from "../../platform/reference-code.ts";

const DAY_MS = 86_400_000;
/** For how long a test message is known again. */
const KNOWN_DAYS = 3_660;

/** A test message's reference, as it was read. */
export interface TrialReference {
  readonly reference: string;
  /** The UTC day on which the message was made, e.g. `2026-11-18`. */
  readonly day: string;
}

/** The reference of test messages made at this time. */
export function trialReference(secret: string, at: number): string {
  const [code = ""] = referenceCodes(secret, `test/${dayOf(at)}`);
  return `TEST-${code}`;
}

/** Reads a typed reference in any spelling. Null if it is none of a test of this installation's last ten years. */
export function readTrialReference(secret: string, typed: string, now: number): TrialReference | null {
  const code = readReferenceCode(typed.trim().replace(/^test[\s-]*/i, ""));
  if (code === null || !/^\s*test/i.test(typed)) return null;
  const wanted = `TEST-${code}`;
  // From tomorrow on: the clock that made it may be ahead of this one.
  for (let n = -1; n < KNOWN_DAYS; n += 1) {
    const at = now - n * DAY_MS;
    if (trialReference(secret, at) === wanted) return { reference: wanted, day: dayOf(at) };
  }
  return null;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
