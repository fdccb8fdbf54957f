/** What `check` says of Graph's threat indicators, by asking for one of them. Nothing is made. */
import { adviseFailure } from "../../microsoft/failure-advice.ts";
import type { ApplicationIdentity, Microsoft } from "../../microsoft/microsoft.ts";
import { grantCommand } from "../../microsoft/permissions.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { ANNOUNCED, GONE, SERVICE_RETIRED } from "./retirement.ts";
import { ANY_INDICATOR, type Asked, type TiService } from "./ti-service.ts";

/** What a check is made with. */
export interface CheckParts {
  /** What to use instead once the service is gone, for people. */
  readonly instead: string;
  readonly microsoft: Microsoft;
  readonly service: Pick<TiService, "list">;
  readonly signal: AbortSignal;
}

const PERMISSION = "ThreatIndicators.ReadWrite.OwnedBy";

/** Says whether the service is there, and names the permission if it is missing. */
export async function* checkIndicators({
  instead,
  microsoft,
  service,
  signal,
}: CheckParts): AsyncGenerator<CheckFinding> {
  const identity = await microsoft.identify("graph-beta", signal);
  if ("kind" in identity) {
    yield { subject: "token for Microsoft Graph", status: "failed", ...adviseFailure(identity) };
    return;
  }
  const answer = await service.list(ANY_INDICATOR, signal);
  const isForbidden = answer.kind === "retry" && answer.permission === true;
  // One that may only read is answered as well: what a token names is all there is, Graph's security has no rules of its own.
  if (isForbidden || !identity.roles.includes(PERMISSION)) yield permissionMissing(identity, microsoft);
  else if (answer.kind === "done")
    yield { subject: `permission ${PERMISSION}`, status: "ok", detail: "Indicators can be made and looked for." };
  if (!isForbidden) yield serviceFinding(answer, instead);
}

function permissionMissing(identity: ApplicationIdentity, microsoft: Microsoft): CheckFinding {
  return {
    subject: `permission ${PERMISSION}`,
    status: "failed",
    detail: "The application may not make threat indicators.",
    advice: "Grant it, or remove this sink: there is `sentinel-stix` for Microsoft Sentinel.",
    command: grantCommand(PERMISSION, { identity, credentials: microsoft.credentials }),
  };
}

function serviceFinding(answer: Asked<unknown>, advice: string): CheckFinding {
  const subject = "service tiIndicators";
  if (answer.kind === "done") return { subject, status: "warning", detail: ANNOUNCED, advice };
  if (answer.reason === SERVICE_RETIRED) return { subject, status: "failed", detail: GONE, advice };
  return {
    subject,
    status: "failed",
    detail: `It could not be asked: ${answer.reason}.`,
    advice: "Run check again; if it stays, see the reason's name in the documentation of Microsoft's side.",
  };
}
