import { adviseFailure } from "../../microsoft/failure-advice.ts";
import type { ApiFailure, ApplicationIdentity } from "../../microsoft/microsoft.ts";
import { grantCommand, type PermissionName } from "../../microsoft/permissions.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { isoSeconds } from "../../platform/instant.ts";
import { visibleText } from "../../platform/text.ts";
import type { SourceSettings } from "../source.ts";
import type { LogAnalyticsConfig } from "./config.ts";
import { LIMITS } from "./log-analytics-source.ts";
import { countQuery, literalsQuery } from "./queries.ts";
import { recordedMoment } from "./recorded-moment.ts";
import { configuredTable, type NoView, type TableView, troubleOf, viewTable } from "./table-view.ts";
import { formatTimespan, parseTimespan } from "./timespan.ts";
import { columnOf, createWorkspace, type Workspace } from "./workspace.ts";

const WEEK_MS = 7 * 86_400_000;
/** Characters of a literal that are shown. */
const LITERAL = 60;

/** Asks the workspace what a pull would ask, and counts instead of reading: what is missing, and whether refusals come here at all. */
export async function* checkWorkspace(
  config: LogAnalyticsConfig,
  settings: SourceSettings,
  signal: AbortSignal,
): AsyncGenerator<CheckFinding> {
  yield* findings(config, settings, signal);
  // Whatever was being asked then has not been found out; silence would look like success.
  if (signal.aborted) yield NO_ANSWER;
}

const NO_ANSWER: CheckFinding = {
  subject: "workspace",
  status: "failed",
  detail: "It did not answer in time, so that not everything was checked.",
  advice: "Check network, proxy and endpoints; then run check again.",
};

async function* findings(
  config: LogAnalyticsConfig,
  { microsoft, clock }: SourceSettings,
  signal: AbortSignal,
): AsyncGenerator<CheckFinding> {
  const identity = await microsoft.identify("log-analytics", signal);
  if (signal.aborted) return;
  if ("kind" in identity) {
    yield noToken(identity);
    return;
  }
  const table = configuredTable(config);
  const workspace = createWorkspace({
    workspaceId: config.workspaceId,
    microsoft,
    clock,
    waitMs: config.limits.wait,
    limits: LIMITS,
    signal,
  });
  const view = await viewTable(table, workspace, clock);
  if ("reason" in view) {
    if (view.reason === "not-permitted") {
      yield* notPermitted(config, identity, microsoft.credentials);
      return;
    }
    const trouble = troubleOf(table, view);
    if (trouble !== undefined) {
      yield {
        subject: subjectOf(view, trouble.part),
        status: "failed",
        detail: trouble.reason,
        advice: trouble.advice,
      };
    }
    return;
  }
  const { table: name } = view.source;
  yield { subject: `table ${name}`, status: "ok", detail: "The workspace answers, and the table can be read." };
  const now = view.now ?? clock.now();
  yield* countRefusals(view, workspace, config, now);
  yield* listLiterals(view, workspace, now);
}

function noToken(failure: ApiFailure): CheckFinding {
  return { subject: "token for the Log Analytics API", status: "failed", ...adviseFailure(failure) };
}

/**
 * A token says which application permissions it carries; what it does not say is the role on the workspace, so that is what is missing if the
 * permission is there. A managed identity is let in by its role alone, and `default` may be one: then both are named, with whom each is for.
 */
function* notPermitted(
  { workspaceId }: LogAnalyticsConfig,
  identity: ApplicationIdentity,
  credentials: SourceSettings["microsoft"]["credentials"],
): Generator<CheckFinding> {
  const hasPermission = identity.roles.includes("Data.Read");
  const isEither = credentials === "default" && !hasPermission;
  const advice = "Let somebody grant it who may; then run check again.";
  const command = (name: PermissionName): string => grantCommand(name, { identity, credentials, workspaceId });
  if (!hasPermission && credentials !== "managed-identity") {
    yield {
      subject: "permission Data.Read",
      status: "failed",
      detail: isEither
        ? "The token names no application permission Data.Read of the Log Analytics API. An application needs it, a managed identity does not."
        : "The application permission Data.Read of the Log Analytics API is missing.",
      advice: isEither ? `If the credentials are an application's: ${lowerFirst(advice)}` : advice,
      command: command("Data.Read"),
    };
    if (!isEither) return;
  }
  yield {
    subject: "role Log Analytics Reader",
    status: "failed",
    detail: isEither
      ? "If the credentials are a managed identity's, the role on the workspace is what is missing, or was given less than an hour ago."
      : "The role on the workspace is missing, or was given less than an hour ago.",
    advice: isEither ? `If the credentials are a managed identity's: ${lowerFirst(advice)}` : advice,
    command: command("Log Analytics Reader"),
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function subjectOf({ reason }: NoView, table: string): string {
  if (reason === "no-table") return `table ${table}`;
  return reason === "no-columns" ? `columns of ${table}` : "workspace";
}

async function* countRefusals(
  { source, conditions }: TableView,
  workspace: Workspace,
  { lookback }: LogAnalyticsConfig,
  now: number,
): AsyncGenerator<CheckFinding> {
  const subject = `refusals in ${source.table}`;
  const answer = await workspace.ask(countQuery(source, now - WEEK_MS, now, conditions));
  if (answer.kind === "aborted") return;
  if (answer.kind !== "table") {
    yield { subject, status: "warning", detail: "They could not be counted.", advice: notCounted(answer) };
    return;
  }
  const first = (column: string): unknown => columnOf(answer.table, column)?.[0];
  const count = Number(first("Refusals") ?? 0);
  if (count === 0) {
    yield {
      subject,
      status: "warning",
      detail: "None arrived in the last 7 days.",
      advice: "That may be so. If not, check that whatever fills the table still runs.",
    };
    return;
  }
  const newest = recordedMoment(String(first("Newest")));
  const latest = parseTimespan(first("Latest"));
  const times = [
    ...(newest === undefined ? [] : [`the newest at ${newest}`]),
    ...(latest === undefined ? [] : [`the latest ${formatTimespan(latest)} after its TimeGenerated`]),
  ];
  yield {
    subject,
    status: "ok",
    detail: `${count} arrived since ${isoSeconds(now - WEEK_MS)}${times.map((time) => `, ${time}`).join("")}.`,
  };
  if (latest !== undefined && latest > lookback) {
    yield {
      subject: `lookback of ${source.table}`,
      status: "warning",
      detail: `Rows come up to ${formatTimespan(latest)} after their TimeGenerated, and lookback is ${formatTimespan(lookback)}.`,
      advice: "Set lookback to more than that, or such rows may be missed.",
    };
  }
}

async function* listLiterals(view: TableView, workspace: Workspace, now: number): AsyncGenerator<CheckFinding> {
  const { field, among, known } = view.definition.deciding;
  const columns = view.columns(field);
  if (columns.length === 0) return;
  const conditions = among === "all" ? [] : view.conditions;
  const answer = await workspace.ask(literalsQuery(view.source, now - WEEK_MS, now, conditions, columns));
  if (answer.kind === "aborted") return;
  const subject = `literals of ${columns.map(({ name }) => name).join(", ")}`;
  if (answer.kind !== "table") {
    yield { subject, status: "warning", detail: "They could not be listed.", advice: notCounted(answer) };
    return;
  }
  const counts = columnOf(answer.table, "Rows") ?? [];
  const unknown = (columnOf(answer.table, "Literal") ?? []).flatMap((literal, at) => {
    const text = String(literal ?? "");
    return known(text, view.filter)
      ? []
      : [`${text === "" ? "(nothing)" : visibleText(text, LITERAL)} (${Number(counts[at])})`];
  });
  if (unknown.length === 0) {
    yield { subject, status: "ok", detail: "All that stood there in the last 7 days are known." };
    return;
  }
  yield {
    subject,
    status: "warning",
    detail: `Nobody listed these, with the number of their rows: ${unknown.join(", ")}.`,
    advice:
      "Say in `results` what they mean, if you know; until then they are told in neutral words, or not understood.",
  };
}

function notCounted({
  kind,
  ...answer
}: {
  readonly kind: string;
  readonly reason?: string;
  readonly detail?: string;
}): string {
  return `Run check again. (${answer.reason ?? kind}${answer.detail === undefined ? "" : `, ${answer.detail}`})`;
}
