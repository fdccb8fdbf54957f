/** One request to the upload API and what its answer means for the objects in it. */
import type { StixIndicator } from "../../indicator/stix.ts";
import type { ApiAnswer, ApiOutcome, Microsoft } from "../../microsoft/microsoft.ts";
import { readErrorCodes } from "../../microsoft/read-error-codes.ts";
import { parseObject } from "../../platform/parse-object.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { GroupAnswer, Retry } from "../bisect.ts";
import type { GroupRefusal, Verdict } from "../search.ts";
import { looksLikeSetUp, retryFor } from "../set-up.ts";
import type { SentinelStixConfig } from "./config.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { OBJECT_REFUSED, readRefusals, reasonIn } from "./read-refusals.ts";
import { uploadBody } from "./upload-body.ts";

/** The object of an event. */
export interface UploadItem {
  readonly seq: number;
  readonly object: StixIndicator;
}

/** Sends objects and says what became of them. */
export type Upload = (items: readonly UploadItem[], signal: AbortSignal) => Promise<GroupAnswer>;

/** Less than a call may take, so that the reason has a name. */
const TIMEOUT_MS = 15_000;

/** Asks the API of one workspace. */
export function createUpload(config: SentinelStixConfig, microsoft: Microsoft, clock: Clock): Upload {
  return async (items, signal) => {
    const objects = items.map(({ object }) => object);
    const outcome = await microsoft.request({
      api: "sentinel",
      method: "POST",
      path: `/workspaces/${config.workspaceId.toLowerCase()}/${config.uploadPath}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(uploadBody(config, objects)),
      signal,
      timeoutMs: TIMEOUT_MS,
    });
    return meaningOf(outcome, items, clock.now());
  };
}

function meaningOf(outcome: ApiOutcome, items: readonly UploadItem[], now: number): GroupAnswer {
  const verdict = judgeAnswer(outcome, now);
  if (outcome.kind === "answer") {
    if (verdict.kind === "done") return readSuccess(outcome.text, items);
    if (outcome.status === 400 || outcome.status === 422) return readRefusal(outcome, items);
    // That a request is too large is the fault of what it holds.
    if (verdict.kind === "reject") return { kind: "refused", reason: verdict.reason, namesEvent: true, isSetUp: false };
  }
  return later(verdict.kind === "done" ? { reason: "unexpected-answer" } : verdict);
}

function readSuccess(text: string, items: readonly UploadItem[]): GroupAnswer {
  const refusals = readRefusals(text, items.length);
  if (refusals.kind === "unreadable") return later({ reason: "unreadable-answer" });
  // Some of them were refused: there is none to be set up for.
  if (refusals.kind === "unclear") return { kind: "refused", reason: OBJECT_REFUSED, namesEvent: true, isSetUp: false };
  return told(items, refusals.kind === "located" ? refusals.reasons : new Map(), { kind: "taken" });
}

/** Nothing of a request that is answered so was stored. What is no JSON came from something between, which knows nothing of the objects. */
function readRefusal({ text }: ApiAnswer, items: readonly UploadItem[]): GroupAnswer {
  const [code] = readErrorCodes(text);
  if (Object.keys(parseObject(text)).length === 0) return later({ reason: "unexpected-answer" });
  // No object is at fault, and with a mended configuration all will be taken.
  if (code !== undefined && /ApiVersion/i.test(code)) return later({ reason: "api-version-refused", detail: code });
  const refusals = readRefusals(text, items.length);
  if (refusals.kind === "located") return told(items, refusals.reasons, null);
  return wholeRefusal(text, refusals.kind === "unclear");
}

function wholeRefusal(text: string, isOfObjects: boolean): GroupRefusal {
  const [detail] = readErrorCodes(text);
  const named = reasonIn(text) ?? (isOfObjects ? OBJECT_REFUSED : null);
  return {
    kind: "refused",
    reason: named ?? "request-refused",
    ...(detail === undefined ? {} : { detail }),
    namesEvent: named !== null,
    isSetUp: named === null && looksLikeSetUp(text),
  };
}

/** Those refused at their places; the others as given, or left open. */
function told(items: readonly UploadItem[], reasons: ReadonlyMap<number, string>, others: Verdict | null): GroupAnswer {
  const verdicts = items.flatMap(({ seq }, place): readonly (readonly [number, Verdict])[] => {
    const reason = reasons.get(place);
    if (reason !== undefined) return [[seq, { kind: "refused", reason }]];
    return others === null ? [] : [[seq, others]];
  });
  return { kind: "told", verdicts: new Map(verdicts) };
}

function later(why: Pick<Retry, "reason" | "detail" | "retryAfterMs">): GroupAnswer {
  return { kind: "told", verdicts: new Map(), stop: retryFor(why) };
}
