/** One request to the upload API and what its answer means for the objects in it. */
import type { StixIndicator } from "../../indicator/stix.ts";
import { classify } from "../../microsoft/classify.ts";
import type { ApiAnswer, ApiOutcome, Microsoft } from "../../microsoft/microsoft.ts";
import { readErrorCodes } from "../../microsoft/read-error-codes.ts";
import { parseObject } from "../../platform/parse-object.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { BatchResult } from "../sink.ts";
import type { SentinelStixConfig } from "./config.ts";
import { OBJECT_REFUSED, readRefusals, reasonIn } from "./read-refusals.ts";
import { uploadBody } from "./upload-body.ts";

/** Nothing was decided: to be asked again later. */
export type Retry = Extract<BatchResult, { readonly status: "retry" }>;

/**
 * `looked-at`: each object was looked at; those named are refused, the others taken, or not even stored (`areOthersTaken`).
 * `refused`: something in the request is wrong, and nobody says in which object. `later`: none was looked at.
 */
export type UploadOutcome =
  | { readonly kind: "looked-at"; readonly refused: ReadonlyMap<number, string>; readonly areOthersTaken: boolean }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "later"; readonly retry: Retry };

/** Sends objects and says what became of them. */
export type Upload = (objects: readonly StixIndicator[], signal: AbortSignal) => Promise<UploadOutcome>;

/** Delivery gives a call twenty seconds; what takes nearly as long is given up, so that the reason has a name. */
const TIMEOUT_MS = 15_000;
const LONGEST_WAIT_S = 3_600;

/** Asks the API of one workspace. */
export function createUpload(config: SentinelStixConfig, microsoft: Microsoft, clock: Clock): Upload {
  return async (objects, signal) => {
    const outcome = await microsoft.request({
      api: "sentinel",
      method: "POST",
      path: `/workspaces/${config.workspaceId.toLowerCase()}/${config.uploadPath}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(uploadBody(config, objects)),
      signal,
      timeoutMs: TIMEOUT_MS,
    });
    return meaningOf(outcome, objects.length, clock.now());
  };
}

function meaningOf(outcome: ApiOutcome, count: number, now: number): UploadOutcome {
  const verdict = classify("sentinel-upload", outcome, now);
  if (outcome.kind === "answer") {
    if (verdict.kind === "done") return readSuccess(outcome.text, count);
    if (outcome.status === 400 || outcome.status === 422) return readRefusal(outcome, count);
    if (verdict.kind === "reject") return { kind: "refused", reason: verdict.reason };
  }
  if (verdict.kind !== "retry") return later(verdict.kind === "done" ? "unexpected-answer" : verdict.reason);
  const wait = verdict.retryAfterMs ?? (outcome.kind === "answer" ? waitIn(outcome) : undefined);
  return later(verdict.reason, verdict.detail, wait);
}

function readSuccess(text: string, count: number): UploadOutcome {
  const refusals = readRefusals(text, count);
  if (refusals.kind === "unreadable") return later("unreadable-answer");
  if (refusals.kind === "unclear") return { kind: "refused", reason: OBJECT_REFUSED };
  const refused = refusals.kind === "located" ? refusals.reasons : new Map<number, string>();
  return { kind: "looked-at", refused, areOthersTaken: true };
}

/** Nothing of a request that is answered so was stored. What is no JSON came from something between, which knows nothing of the objects. */
function readRefusal({ text }: ApiAnswer, count: number): UploadOutcome {
  const [code] = readErrorCodes(text);
  const body = parseObject(text);
  if (Object.keys(body).length === 0) return later("unexpected-answer");
  // No object is at fault, and with a mended configuration all will be taken.
  if (code !== undefined && /ApiVersion/i.test(code)) return later("api-version-refused", code);
  const refusals = readRefusals(text, count);
  if (refusals.kind === "located") return { kind: "looked-at", refused: refusals.reasons, areOthersTaken: false };
  return { kind: "refused", reason: reasonIn(text) };
}

/** API Management says how long to wait in its message alone: `Rate limit is exceeded. Try again in 30 seconds.` */
function waitIn({ status, text }: ApiAnswer): number | undefined {
  if (status !== 429) return undefined;
  const [, seconds] = /try again in (\d{1,6}) seconds?/i.exec(text.slice(0, 10_000)) ?? [];
  return seconds === undefined ? undefined : Math.min(Number(seconds), LONGEST_WAIT_S) * 1_000;
}

function later(reason: string, detail?: string, retryAfterMs?: number): UploadOutcome {
  return {
    kind: "later",
    retry: {
      status: "retry",
      reason,
      ...(detail === undefined ? {} : { detail }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    },
  };
}
