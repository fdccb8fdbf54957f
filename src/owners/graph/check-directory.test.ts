import { describe, expect, it } from "vitest";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { graphStepConfig } from "./config.ts";
import { graphStep } from "./index.ts";
import { ANNA, CARLOS, Contoso } from "./testdata/contoso.ts";
import { answer, error } from "./testdata/fake-graph.ts";

const { signal } = new AbortController();
const check = (contoso: Contoso, config = {}): Promise<readonly CheckFinding[]> =>
  Array.fromAsync(graphStep.check(graphStepConfig.parse({ type: "graph", ...config }), contoso.settings, signal));
const inShort = (findings: readonly CheckFinding[]): readonly string[] =>
  findings.map(({ subject, status, command }) => `${status}: ${subject}${command === undefined ? "" : " (command)"}`);

const USERS = "ok: permission User.Read.All";
const GROUPS = "ok: permission GroupMember.Read.All";
const NO_USERS = "failed: permission User.Read.All (command)";
const NO_GROUPS = "failed: permission GroupMember.Read.All (command)";
const FORBIDDEN = error(403, "Authorization_RequestDenied");

describe("the check of a directory", () => {
  it.each([
    [{}, [USERS, GROUPS]],
    [{ groups: "none" }, [USERS]],
    [{ leavers: "manager", groups: "owners" }, [USERS, GROUPS, "ok: managers"]],
  ])("looks at what the configuration %j needs", async (config, expected) => {
    expect(inShort(await check(new Contoso(), config))).toEqual(expected);
  });

  it("names each missing permission with the command that grants it", async () => {
    const contoso = new Contoso();
    contoso.graph.odd = () => FORBIDDEN;
    const findings = await check(contoso, { leavers: "manager" });
    expect(inShort(findings)).toEqual([NO_USERS, NO_GROUPS]);
    expect(findings[0]?.command).toContain("User.Read.All");
    expect(findings[1]?.command).toContain("GroupMember.Read.All");
    expect(findings[0]?.detail).toContain("the events of all owners wait");
    expect(findings[1]?.detail).toContain(
      "the events of every owner wait whose address is not a person's mail address",
    );
    expect(findings[1]?.advice).toContain("`groups: none`");
    contoso.graph.odd = ({ path }) => (path.startsWith("/groups") ? FORBIDDEN : undefined);
    expect(inShort(await check(contoso))).toEqual([USERS, NO_GROUPS]);
    contoso.graph.odd = ({ path }) => (path.includes("$expand=manager") ? FORBIDDEN : undefined);
    expect(inShort(await check(contoso, { leavers: "manager" }))).toEqual([USERS, GROUPS, NO_USERS]);
  });

  it("finds a permission that shows users, but not whether they have left", async () => {
    expect(inShort(await check(new Contoso([{ ...ANNA, accountEnabled: null }])))).toEqual([NO_USERS, GROUPS]);
  });

  it("says that the directory is empty, and what to look at", async () => {
    const [finding] = await check(new Contoso([]));
    expect(finding).toEqual({
      subject: "directory",
      status: "failed",
      detail: "It cannot be read: directory-empty.",
      advice: "Look at `tenantId` and `credentials`: the directory they lead to holds nobody at all.",
    });
  });

  it.each([
    ["throttles", error(429, "TooManyRequests"), "directory-throttled"],
    ["is a proxy", answer(200, "<html></html>"), "directory-wrong-answer"],
    ["is away", error(503, "ServiceUnavailable"), "directory-unavailable"],
  ])("says so when it %s", async (_what, outcome, name) => {
    const contoso = new Contoso();
    contoso.graph.odd = () => outcome;
    expect((await check(contoso)).map(({ detail }) => detail)).toEqual([
      `It cannot be read: ${name}.`,
      `It cannot be read: ${name}.`,
    ]);
  });

  it("says why no token can be had, and asks nothing without one", async () => {
    const contoso = new Contoso();
    const settings = {
      ...contoso.settings,
      microsoft: Object.assign(Object.create(contoso.graph), {
        identify: async () => ({ kind: "failed", reason: "credential-refused", sent: false, detail: "AADSTS7000222" }),
      }),
    };
    const findings = await Array.fromAsync(graphStep.check(graphStepConfig.parse({ type: "graph" }), settings, signal));
    expect(findings).toMatchObject([{ subject: "token for Microsoft Graph", status: "failed" }]);
    expect(contoso.graph.asked).toEqual([]);
  });

  it("names nobody", async () => {
    expect(JSON.stringify(await check(new Contoso([ANNA, CARLOS]), { leavers: "manager" }))).not.toContain("@");
  });
});
