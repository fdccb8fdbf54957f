/**
 * What `check` says of a workspace: an upload without objects stores nothing, and its answer tells whether the workspace is there and
 * lets us in.
 */
import { adviseFailure } from "../../microsoft/failure-advice.ts";
import type { ApiAnswer, ApiOutcome } from "../../microsoft/microsoft.ts";
import { grantCommand } from "../../microsoft/permissions.ts";
import { readErrorCodes } from "../../microsoft/read-error-codes.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { parseObject } from "../../platform/parse-object.ts";
import type { SinkSettings } from "../sink.ts";
import type { SentinelStixConfig } from "./config.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { readRefusals } from "./read-refusals.ts";
import { uploadBody } from "./upload-body.ts";

const ROLE = "Microsoft Sentinel Contributor";
const TIMEOUT_MS = 30_000;
const NETWORK = "Look at this machine's network, `http.proxy` and `endpoints`; then run check again.";

/** Reaches the API without storing anything. */
export async function* checkUpload(
  config: SentinelStixConfig,
  { microsoft, clock }: SinkSettings,
  signal: AbortSignal,
): AsyncGenerator<CheckFinding> {
  const identity = await microsoft.identify("sentinel", signal);
  if ("kind" in identity) {
    yield { subject: "token for Sentinel's upload API", status: "failed", ...adviseFailure(identity) };
    return;
  }
  const { workspaceId, uploadPath } = config;
  const outcome = await microsoft.request({
    api: "sentinel",
    method: "POST",
    path: `/workspaces/${workspaceId.toLowerCase()}/${uploadPath}`,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(uploadBody(config, [])),
    signal,
    timeoutMs: TIMEOUT_MS,
  });
  const command = grantCommand(ROLE, { identity, credentials: microsoft.credentials, workspaceId });
  yield findingOf(outcome, command, clock.now());
}

function findingOf(outcome: ApiOutcome, command: string, now: number): CheckFinding {
  if (outcome.kind === "failed") return { subject: "workspace", status: "failed", ...adviseFailure(outcome) };
  const verdict = judgeAnswer(outcome, now);
  const reason = verdict.kind === "done" ? "unreadable-answer" : verdict.reason;
  const code = readErrorCodes(outcome.text)[0] ?? "";
  if (isApiVersion(code))
    return {
      subject: "API version",
      status: "failed",
      detail: "The API does not know this version.",
      advice: "Look at `endpoints.sentinelVersion`.",
    };
  // The body is read as an upload's is: a page of something between is no success of the API.
  const isTaken = verdict.kind === "done" && readRefusals(outcome.text, 0).kind !== "unreadable";
  if (isTaken || missesObjects(outcome))
    return {
      subject: `role ${ROLE}`,
      status: "ok",
      detail: "The workspace takes uploads from us. Nothing was uploaded.",
    };
  if (reason === "workspace-not-found")
    return {
      subject: "workspace",
      status: "failed",
      detail: "Sentinel's upload API knows no such workspace, or no such path.",
      advice: "Look at `workspaceId`, whether Sentinel is switched on for it, at `cloud` and at `uploadPath`.",
    };
  if (reason === "permission-missing")
    return {
      subject: `role ${ROLE}`,
      status: "failed",
      detail: "The role on the workspace is missing, or was given less than an hour ago.",
      advice: "Let somebody grant it who may; then run check again.",
      command,
    };
  if (reason === "token-refused")
    return {
      subject: "token for Sentinel's upload API",
      status: "failed",
      detail: `The API refuses the token${code === "" ? "" : ` (${code})`}.`,
      advice: "Look at `tenantId`, `cloud` and `endpoints.sentinelAudience`.",
    };
  if (reason === "throttled")
    return {
      subject: "workspace",
      status: "warning",
      detail: "Sentinel's upload API asks to wait, so that it could not be tried. Nothing is wrong.",
      advice: "Run check again some minutes later.",
    };
  if (isJsonComplaint(outcome))
    return {
      subject: "workspace",
      status: "warning",
      detail: `The API refuses an upload of nothing for a reason that is not known here${code === "" ? "" : ` (${code})`}.`,
      advice:
        "See that Sentinel is switched on for the workspace and takes threat intelligence; then send one: `lockbell send-test`.",
    };
  return { subject: "workspace", status: "failed", detail: `It could not be tried: ${reason}.`, advice: NETWORK };
}

function isApiVersion(code: string): boolean {
  return /ApiVersion/i.test(code);
}

/** The service misses the objects, after it has let us in: who may not is refused before. */
function missesObjects(answer: ApiAnswer): boolean {
  return isJsonComplaint(answer) && /stix_?objects?/i.test(answer.text);
}

/** The service's own word; a gateway in its place says no JSON. */
function isJsonComplaint({ status, text }: ApiAnswer): boolean {
  return status === 400 && Object.keys(parseObject(text)).length > 0;
}
