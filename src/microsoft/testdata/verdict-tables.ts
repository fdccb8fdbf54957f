/** The verdicts as tables for people: by running the code on every status, and by listing the codes its rows know. */
import { type ClientEndpoint, classify } from "../classify.ts";
import { ENDPOINT_RULES, type EndpointRules } from "../verdict-rules.ts";

const ENDPOINTS = Object.keys(ENDPOINT_RULES) as ClientEndpoint[];
const SOME_ERROR = '{"error":{"code":"SomethingNew"}}';

/** Every status, those that follow each other with the same verdicts in one row. */
export function renderStatusTable(): string {
  const rows: { first: number; last: number; readonly cells: readonly string[] }[] = [];
  for (let status = 100; status <= 599; status += 1) {
    const cells = ENDPOINTS.map((endpoint) => cell(endpoint, status));
    const before = rows.at(-1);
    if (before !== undefined && before.cells.join() === cells.join()) before.last = status;
    else rows.push({ first: status, last: status, cells });
  }
  return table(
    ["status", ...ENDPOINTS.map((endpoint) => `\`${endpoint}\``)],
    rows.map(({ first, last, cells }) => [first === last ? `${first}` : `${first}–${last}`, ...cells]),
  );
}

/** Codes that decide where the status alone does not. */
export function renderCodeTable(): string {
  const seen = new Map<string, string[]>();
  for (const endpoint of ENDPOINTS) {
    const { rules }: EndpointRules = ENDPOINT_RULES[endpoint];
    for (const { on, codes, means } of rules) {
      if (codes === undefined || codes === "some") continue;
      const statuses = typeof on === "number" ? `${on}` : `${on[0]}–${on[1]}`;
      const meaning = means.kind === "done" ? "done" : `${means.kind} \`${means.reason}\``;
      const key = [statuses, codes.map((code) => `\`${code}\``).join(" "), meaning].join("|");
      seen.set(key, [...(seen.get(key) ?? []), endpoint]);
    }
  }
  return table(
    ["status", "codes", "verdict", "endpoints"],
    [...seen].map(([key, endpoints]) => [...key.split("|"), who(endpoints)]),
  );
}

function who(endpoints: readonly string[]): string {
  if (endpoints.length === ENDPOINTS.length) return "all";
  return endpoints.length === 6 ? "all of mail" : endpoints.join(", ");
}

/** The verdict for an error in the API's own shape, and for any other body where that differs. */
function cell(endpoint: ClientEndpoint, status: number): string {
  const [own, other] = [SOME_ERROR, "other"].map((text) => {
    const verdict = classify(endpoint, { kind: "answer", status, text, headers: new Map() });
    return verdict.kind === "done" ? "done" : `${verdict.kind} ${verdict.reason}`;
  });
  return own === other ? `${own}` : `${own}; not the API's own: ${other}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
