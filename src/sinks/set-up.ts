/** Tells what an administrator must mend from what passes by itself, or is wrong with what was sent. */
import type { Verdict } from "../microsoft/classify.ts";
import { readErrorCodes, readErrorMessage } from "../microsoft/read-error-codes.ts";
import type { Retry } from "./bisect.ts";

/** No try ends better before somebody has granted, renewed or corrected something. */
const UNTIL_MENDED: ReadonlySet<string> = new Set([
  ...["permission-missing", "token-refused", "workspace-not-found", "api-version-refused", "service-retired"],
  ...["credential-refused", "credential-unreadable", "credential-unavailable"],
  ...["certificate-untrusted", "proxy-refused", "bad-url"],
]);

/** A request that is to be made again, as a batch is given back with it. */
export function retryFor(
  verdict: Pick<Extract<Verdict, { readonly kind: "retry" }>, "reason" | "detail" | "retryAfterMs">,
): Retry {
  const { reason, detail, retryAfterMs } = verdict;
  return {
    status: "retry",
    reason,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(UNTIL_MENDED.has(reason) ? { untilMended: true } : {}),
  };
}

/** What services complain of that is no object's fault. */
const SET_UP =
  /workspace|on-?board|subscri|tenant|licen[cs]e|api.?version|source.?system|not.?(?:been )?(?:enabled|registered|provisioned|configured)|disabled/i;
/** From here on a message may quote what was sent, which strangers wrote. */
const QUOTED = /['"`«“‘:]|actual value/i;

/** Whether the error of an API reads as if something must be set up first: by its codes, and its message up to where it quotes. */
export function looksLikeSetUp(text: string): boolean {
  const [said = ""] = readErrorMessage(text).split(QUOTED, 1);
  return [...readErrorCodes(text), said].some((words) => SET_UP.test(words));
}
