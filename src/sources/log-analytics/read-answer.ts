import { classify } from "../../microsoft/classify.ts";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import { readErrorCodes } from "../../microsoft/read-error-codes.ts";
import { parseJson, propertiesOf } from "../../platform/parse-object.ts";
import type { Column } from "./kql.ts";
import type { Query } from "./queries.ts";
import type { TroubleReason } from "./trouble.ts";

/** Rows in the query API's form. */
export interface AnswerTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly unknown[])[];
}

/** What an answer to a query is worth. Whatever is not certainly whole, and what was asked for, is not a table. */
export type Reading =
  | { readonly kind: "table"; readonly table: AnswerTable }
  /** 204: the workspace holds nothing at all. */
  | { readonly kind: "nothing" }
  /** Only a part, or nothing for being too much: a smaller window may do. */
  | { readonly kind: "too-much"; readonly detail: string }
  /** Nothing in time: the window may be too long, or nobody answers. */
  | { readonly kind: "too-slow"; readonly detail: string }
  /** Nothing was said of the query; it may go better the next time, `after` so many milliseconds. */
  | { readonly kind: "again"; readonly reason: TroubleReason; readonly detail?: string; readonly after?: number }
  | { readonly kind: "trouble"; readonly reason: TroubleReason; readonly detail?: string }
  | { readonly kind: "aborted" };

/**
 * What the service cuts an answer at, less a margin for bytes: it counts raw data, we count JSON.
 * Source: "Azure Monitor service limits", log queries: 500,000 rows, about 104 MB.
 */
export interface AnswerLimits {
  readonly rows: number;
  readonly bytes: number;
}

/** Reads what became of a query. `now` is for a Retry-After that is a date. */
export function readAnswer(outcome: ApiOutcome, limits: AnswerLimits, now: number, { columns }: Query): Reading {
  const verdict = classify("log-analytics-query", outcome, now);
  if (verdict.kind === "done") {
    if (outcome.kind === "failed" || outcome.status === 204) return { kind: "nothing" };
    return readTable(outcome.text, limits, columns);
  }
  const { reason, detail } = verdict;
  const named = { detail: detail === undefined ? reason : `${reason} ${detail}` };
  if (reason === "aborted") return { kind: "aborted" };
  if (reason === "answer-too-large") return { kind: "too-much", ...named };
  if (TOO_SLOW.has(reason)) return { kind: "too-slow", ...named };
  const trouble = TROUBLES.get(reason);
  if (trouble !== undefined) return { kind: "trouble", reason: trouble, ...named };
  if (verdict.kind !== "retry") return { kind: "trouble", reason: "query-refused", ...named };
  const after = verdict.retryAfterMs === undefined ? {} : { after: verdict.retryAfterMs };
  return { kind: "again", reason: AGAIN.get(reason) ?? "unreachable", ...named, ...after };
}

/** The service, or somebody on the way, was not done in time. */
const TOO_SLOW: ReadonlySet<string> = new Set(["gateway-timed-out", "timed-out"]);

/** What no second try mends. */
const TROUBLES: ReadonlyMap<string, TroubleReason> = new Map([
  ["permission-missing", "not-permitted"],
  ["token-refused", "not-authenticated"],
  ["workspace-not-found", "no-workspace"],
  ["credential-refused", "login-refused"],
  ["credential-unavailable", "login-refused"],
  ["credential-unreadable", "login-refused"],
  ["certificate-untrusted", "unreachable"],
  ["proxy-refused", "unreachable"],
  ["bad-url", "unreachable"],
]);

/** What else to say of it than that nobody was reached. */
const AGAIN: ReadonlyMap<string, TroubleReason> = new Map([
  ["throttled", "throttled"],
  ["bandwidth-exceeded", "throttled"],
  ["login-unreachable", "login-unreachable"],
  ["login-throttled", "login-unreachable"],
  ["empty-answer", "no-answer"],
  ["unexpected-answer", "no-answer"],
  ["redirected", "no-answer"],
  ["server-failed", "unavailable"],
  ["unavailable", "unavailable"],
  ["conflict", "unavailable"],
  ["locked", "unavailable"],
  ["gone", "unavailable"],
]);

function readTable(text: string, limits: AnswerLimits, asked: readonly string[]): Reading {
  if (Buffer.byteLength(text) >= limits.bytes) return { kind: "too-much", detail: "byte cap" };
  const json = parseJson(text);
  if (json === undefined) return { kind: "again", reason: "no-answer", detail: "not JSON" };
  const answer = propertiesOf(json);
  if (answer["error"] !== undefined && answer["error"] !== null) {
    return { kind: "too-much", detail: readErrorCodes(JSON.stringify({ error: answer["error"] }))[0] ?? "error" };
  }
  const table = primaryTable(answer["tables"]);
  if (table === undefined) return { kind: "again", reason: "no-answer", detail: "no table" };
  // Taken for the answer, it would say that nothing arrived.
  if (!hasEachOnce(table, asked)) return { kind: "again", reason: "no-answer", detail: "other columns" };
  if (table.rows.length >= limits.rows) return { kind: "too-much", detail: "row cap" };
  return { kind: "table", table };
}

function primaryTable(tables: unknown): AnswerTable | undefined {
  const found = listOf(tables).map(propertiesOf);
  const table = found.find((candidate) => candidate["name"] === "PrimaryResult") ?? found[0];
  if (table === undefined || !Array.isArray(table["columns"]) || !Array.isArray(table["rows"])) return undefined;
  const columns = table["columns"]
    .map(propertiesOf)
    .map(({ name, type }) => ({ name: String(name), type: String(type) }));
  return { columns, rows: table["rows"].map(listOf) };
}

function hasEachOnce({ columns }: AnswerTable, asked: readonly string[]): boolean {
  return asked.every((wanted) => columns.filter(({ name }) => name === wanted).length === 1);
}

/** Something else than a list, a row among them, is taken for an empty one: a row that has no cells is rejected later, not lost. */
function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
