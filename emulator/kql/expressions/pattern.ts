import { notSupported, semanticError } from "../refusal.ts";
import type { Compiled } from "./compiled.ts";
import { compileRe2 } from "./re2.ts";

/** The regular expression of a pattern that is constant, as Kusto's patterns must be; compiled once. */
export function constantPattern(pattern: Compiled, flags: string, at: number): RegExp {
  if (pattern.constant === undefined) {
    throw notSupported("a regular expression that is not constant", at);
  }
  const compiled = compileRe2(String(pattern.constant.value), flags);
  if ("kind" in compiled) {
    throw semanticError(`The regular expression is invalid: ${compiled.reason}.`, at);
  }
  return compiled;
}
