import { describe, expect, it } from "vitest";
import type { ApplicationIdentity, Microsoft } from "../../microsoft/microsoft.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { checkWorkspace } from "./check-workspace.ts";
import { answerOf, type Fault } from "./testdata/fake-workspace.ts";
import { PulledWorkspace, type WorkspaceConfig } from "./testdata/pull-workspace.ts";
import { TABLE_SCHEMAS } from "./testdata/table-schemas.ts";

const IDENTITY: ApplicationIdentity = {
  clientId: "11111111-2222-3333-4444-555555555555",
  objectId: "66666666-7777-8888-9999-000000000000",
  roles: ["Data.Read"],
};

interface Given extends WorkspaceConfig {
  readonly fault?: Fault;
  readonly identify?: Awaited<ReturnType<Microsoft["identify"]>>;
  readonly credentials?: Microsoft["credentials"];
  readonly without?: string;
}

async function check({
  fault = () => undefined,
  identify = IDENTITY,
  credentials = "client-secret",
  without,
  ...config
}: Given) {
  const columns = TABLE_SCHEMAS["mparr-usage"].filter(({ name }) => name !== without && name !== "TimeGenerated");
  const place = new PulledWorkspace({ columns, rows: [] }, { table: "mparr-usage", ...config });
  place.workspace.fault = fault;
  const microsoft = { ...place.workspace.microsoft, credentials, identify: async () => identify };
  const signal = new AbortController().signal;
  return Array.fromAsync(checkWorkspace(place.config, { ...place.settings, microsoft }, signal));
}

const summary = (findings: readonly CheckFinding[]) => findings.map(({ subject, status }) => [subject, status]);

/** Answers the two queries that count. */
function counted(count: readonly unknown[], literals: readonly (readonly unknown[])[] = []): Fault {
  const table = (names: readonly string[], rows: readonly unknown[]) =>
    answerOf(200, {
      tables: [{ name: "PrimaryResult", columns: names.map((name) => ({ name, type: "string" })), rows }],
    });
  return ({ query }) => {
    if (query.includes("Refusals = count()")) return table(["Refusals", "Latest", "Newest"], [count]);
    return query.includes("by Literal =") ? table(["Literal", "Rows"], literals) : undefined;
  };
}

describe("check", () => {
  it("says that refusals come here, how new the newest is, and how late they come", async () => {
    const findings = await check({
      fault: counted([12, "1.02:03:04.5", "2026-11-21T05:00:00.1234567Z"], [["'AccessDenied'", 12]]),
    });
    expect(findings.every(({ status }) => status === "ok")).toBe(true);
    expect(findings[1]?.detail).toBe(
      "12 arrived since 2026-11-14T06:00:00Z, the newest at 2026-11-21T05:00:00Z, the latest 1d 2h after its TimeGenerated.",
    );
  });

  it("warns where rows come later than lookback, where none come, and of literals nobody listed", async () => {
    expect(summary(await check({ fault: counted([1, "3.00:00:00", "2026-11-21T05:00:00Z"]) }))).toContainEqual([
      "lookback of RMSData_CL",
      "warning",
    ]);
    expect(summary(await check({ fault: counted([0, null, null]) }))).toContainEqual([
      "refusals in RMSData_CL",
      "warning",
    ]);
    const literals = [
      ["'E_0x8004020D'", 29],
      ["", 2],
      ["\u202Ex", 1],
      ["AccessDenied", 5],
    ];
    const findings = await check({ fault: counted([37, "00:01:00", "2026-11-21T05:00:00Z"], literals) });
    expect(findings.at(-1)).toMatchObject({
      subject: "literals of result_s",
      status: "warning",
      detail: "Nobody listed these, with the number of their rows: 'E_0x8004020D' (29), (nothing) (2), x (1).",
    });
    const listed = await check({
      fault: counted([29, "00:01:00", null], literals.slice(0, 1)),
      results: { E_0x8004020D: "refused" },
    });
    expect(listed.at(-1)?.status).toBe("ok");
  });

  it.each([
    [
      "the permission",
      { ...IDENTITY, roles: [] },
      "client-secret",
      "permission Data.Read",
      "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5",
    ],
    ["the role", IDENTITY, "client-secret", "role Log Analytics Reader", "Log Analytics Reader"],
    [
      "a managed identity's role",
      { ...IDENTITY, roles: [] },
      "managed-identity",
      "role Log Analytics Reader",
      "Log Analytics Reader",
    ],
  ] as const)(
    "names %s if that is what is missing, and what grants it",
    async (_, identify, credentials, subject, command) => {
      const findings = await check({
        fault: () => answerOf(403, { error: { code: "InsufficientAccessError" } }),
        identify,
        credentials,
      });
      expect(summary(findings)).toEqual([[subject, "failed"]]);
      expect(findings[0]?.command).toContain(command);
    },
  );

  it("names both where the credentials may be an application's or a managed identity's, and what grants each", async () => {
    const fault = () => answerOf(403, { error: { code: "InsufficientAccessError" } });
    const findings = await check({ fault, identify: { ...IDENTITY, roles: [] }, credentials: "default" });
    expect(summary(findings)).toEqual([
      ["permission Data.Read", "failed"],
      ["role Log Analytics Reader", "failed"],
    ]);
    for (const { advice } of findings) expect(advice).toMatch(/^If the credentials are an? /);
    expect(new Set(findings.map(({ command }) => command)).size).toBe(2);
    const permitted = await check({ fault, credentials: "default" });
    expect(summary(permitted)).toEqual([["role Log Analytics Reader", "failed"]]);
  });

  it.each([0, 1, 2, 3])(
    "says that the workspace did not answer in time, whatever was asked then: request %d",
    async (n) => {
      const place = new PulledWorkspace({ columns: TABLE_SCHEMAS["mparr-usage"], rows: [] }, { table: "mparr-usage" });
      const controller = new AbortController();
      if (n === 0) controller.abort();
      place.workspace.fault = (query) => {
        if (query.n === n - 1) controller.abort();
        return undefined;
      };
      const findings = await Array.fromAsync(checkWorkspace(place.config, place.settings, controller.signal));
      expect(findings.filter(({ status }) => status === "failed")).toMatchObject([
        { subject: "workspace", detail: expect.stringContaining("in time") },
      ]);
    },
  );

  it.each([
    [
      "no token",
      { identify: { kind: "failed", reason: "credential-refused", sent: true } },
      "token for the Log Analytics API",
    ],
    ["no workspace", { fault: () => answerOf(404) }, "workspace"],
    [
      "no table",
      { fault: () => answerOf(400, { error: { code: "BadArgumentError", innererror: { code: "SemanticError" } } }) },
      "table RMSData_CL",
    ],
    ["an empty workspace", { fault: () => answerOf(204) }, "table RMSData_CL"],
    ["no such column", { without: "result_s" }, "columns of RMSData_CL"],
    ["no service", { fault: () => answerOf(503) }, "workspace"],
    [
      "a clock that is another",
      {
        fault: ({ kind }, answer) =>
          kind === "schema" ? answerOf(200, JSON.stringify(answer).replaceAll("2026-", "2027-")) : undefined,
      },
      "workspace",
    ],
  ] satisfies [string, Given, string][])("fails by name with %s", async (_, given, subject) => {
    const findings = await check(given);
    expect(summary(findings)).toEqual([[subject, "failed"]]);
    expect(findings[0]?.advice).toMatch(/\w/);
  });

  it.each([
    ["no answer in time", answerOf(504)],
    ["no data", answerOf(204)],
    ["another query's answer", answerOf(200, { tables: [{ name: "PrimaryResult", columns: [], rows: [] }] })],
  ])("goes on where something cannot be counted: %s", async (_, answer) => {
    const fault: Fault = ({ kind }) => (kind === "other" ? answer : undefined);
    expect(summary(await check({ fault }))).toEqual([
      ["table RMSData_CL", "ok"],
      ["refusals in RMSData_CL", "warning"],
      ["literals of result_s", "warning"],
    ]);
  });
});
