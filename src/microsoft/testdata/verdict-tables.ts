/** The verdicts as tables for people: by running the code on every status, and by listing the codes its rows know. */
import { type ClientEndpoint, classify } from "../classify.ts";
import { ENDPOINT_RULES, type EndpointRules, type VerdictRule } from "../verdict-rules.ts";

const ENDPOINTS = Object.keys(ENDPOINT_RULES) as ClientEndpoint[];
const MAIL = ENDPOINTS.filter((endpoint) => endpoint.startsWith("mail-"));
const SOME_ERROR = '{"error":{"code":"SomethingNew"}}';

/** Every status, those that follow each other with the same verdicts in one row: first where all endpoints agree, then of mail, then of the others. */
export function renderStatusTables(): string {
  const statuses = Array.from({ length: 500 }, (_, index) => index + 100);
  const agreed = statuses.filter((status) => new Set(ENDPOINTS.map((endpoint) => cell(endpoint, status))).size === 1);
  const others = statuses.filter((status) => !agreed.includes(status));
  const rest = ENDPOINTS.filter((endpoint) => !MAIL.includes(endpoint));
  return [
    statusTable(["every endpoint"], agreed, (status) => [cell(ENDPOINTS[0]!, status)]),
    ...[MAIL, rest].map((endpoints) =>
      statusTable(endpoints.map(quoted), others, (status) => endpoints.map((endpoint) => cell(endpoint, status))),
    ),
  ].join("\n\n");
}

function statusTable(
  head: readonly string[],
  statuses: readonly number[],
  cellsOf: (status: number) => readonly string[],
): string {
  const rows: { first: number; last: number; readonly cells: readonly string[] }[] = [];
  for (const status of statuses) {
    const cells = cellsOf(status);
    const before = rows.at(-1);
    if (before?.last === status - 1 && before.cells.join() === cells.join()) before.last = status;
    else rows.push({ first: status, last: status, cells });
  }
  return table(
    ["status", ...head],
    rows.map(({ first, last, cells }) => [first === last ? `${first}` : `${first}–${last}`, ...cells]),
  );
}

/** Codes that decide where the status alone does not. */
export function renderCodeTable(): string {
  const seen = new Map<string, string[]>();
  for (const endpoint of ENDPOINTS) {
    const { rules }: EndpointRules = ENDPOINT_RULES[endpoint];
    for (const { on, codes, says, means } of rules) {
      if (says === undefined && (codes === undefined || codes === "some")) continue;
      const statuses = typeof on === "number" ? `${on}` : `${on[0]}–${on[1]}`;
      const meaning = means.kind === "done" ? "done" : `${means.kind} \`${means.reason}\``;
      const key = [statuses, says === undefined ? listed(codes) : `message “${says} …”`, meaning].join("|");
      seen.set(key, [...(seen.get(key) ?? []), endpoint]);
    }
  }
  return table(
    ["status", "codes", "verdict", "endpoints"],
    [...seen].map(([key, endpoints]) => [...key.split("|"), who(endpoints)]),
  );
}

function listed(codes: VerdictRule["codes"]): string {
  return Array.isArray(codes) ? codes.map(quoted).join(" ") : "any";
}

function who(endpoints: readonly string[]): string {
  if (endpoints.length === ENDPOINTS.length) return "all";
  return endpoints.join() === MAIL.join() ? "all of mail" : endpoints.map(quoted).join(", ");
}

/** The verdict for an error in the API's own shape, and for any other body where that differs. */
function cell(endpoint: ClientEndpoint, status: number): string {
  const [own, other] = [SOME_ERROR, "other"].map((text) => {
    const verdict = classify(endpoint, { kind: "answer", status, text, headers: new Map() });
    return verdict.kind === "done" ? "done" : `${verdict.kind} ${verdict.reason}`;
  });
  return own === other ? `${own}` : `${own}; not the API's own: ${other}`;
}

function quoted(name: string): string {
  return `\`${name}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
