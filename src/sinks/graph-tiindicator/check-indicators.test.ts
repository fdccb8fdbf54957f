import { describe, expect, it } from "vitest";
import type { ApiFailure, ApiOutcome, ApplicationIdentity } from "../../microsoft/microsoft.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { systemClock } from "../../runtime/clock.ts";
import { checkIndicators } from "./check-indicators.ts";
import { adviseInstead } from "./retirement.ts";
import { answerOf, errorOf, FakeIndicators } from "./testdata/fake-indicators.ts";
import { createTiService } from "./ti-service.ts";

const PERMISSION = "ThreatIndicators.ReadWrite.OwnedBy";
const INSTEAD = adviseInstead("Azure Sentinel");

interface Given {
  readonly roles?: readonly string[];
  readonly answer?: ApiOutcome;
  readonly identify?: ApplicationIdentity | ApiFailure;
}

async function check({ roles = [PERMISSION], answer, identify }: Given = {}): Promise<readonly CheckFinding[]> {
  const target = new FakeIndicators();
  target.identity = { clientId: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", objectId: null, roles };
  target.fault = () => answer;
  const microsoft = {
    credentials: target.credentials,
    request: target.request.bind(target),
    identify: async () => identify ?? target.identity,
    close: () => target.close(),
  } as const;
  const service = createTiService(microsoft, systemClock);
  const { signal } = new AbortController();
  const findings = await Array.fromAsync(checkIndicators({ instead: INSTEAD, microsoft, service, signal }));
  expect(target.requests.map(({ kind }) => kind)).toEqual(target.requests.map(() => "find"));
  expect(target.held).toEqual([]);
  return findings;
}

const inShort = (findings: readonly CheckFinding[]): readonly string[] =>
  findings.map(({ subject, status }) => `${status}: ${subject}`);

describe("check", () => {
  it("says that indicators can be made, and that the service is to be removed", async () => {
    const findings = await check();
    expect(inShort(findings)).toEqual([`ok: permission ${PERMISSION}`, "warning: service tiIndicators"]);
    expect(findings[1]).toMatchObject({ detail: expect.stringContaining("announced"), advice: INSTEAD });
  });

  it.each<[string, ApiOutcome]>([
    ["404", errorOf(404, "ResourceNotFound")],
    ["410", errorOf(410, "Gone")],
    ["410 without a word", { kind: "answer", status: 410, headers: new Map(), text: "" }],
    ["a path Graph does not know", errorOf(400, "BadRequest", "Resource not found for the segment 'tiIndicators'.")],
  ])("says that the service is gone, and what to use instead: %s", async (_how, answer) => {
    const findings = await check({ answer });
    expect(inShort(findings)).toEqual(["failed: service tiIndicators"]);
    expect(findings[0]?.advice).toContain("sentinel-stix");
  });

  it.each<[string, Given, readonly string[]]>([
    ["Graph forbids it", { roles: [], answer: errorOf(403, "Forbidden") }, [`failed: permission ${PERMISSION}`]],
    [
      "the token may only read",
      { roles: ["ThreatIndicators.Read.All"] },
      [`failed: permission ${PERMISSION}`, "warning: service tiIndicators"],
    ],
    [
      "the service is gone as well",
      { roles: [], answer: errorOf(404, "ResourceNotFound") },
      [`failed: permission ${PERMISSION}`, "failed: service tiIndicators"],
    ],
  ])("names the permission and the command that grants it where %s", async (_why, given, expected) => {
    const findings = await check(given);
    expect(inShort(findings)).toEqual(expected);
    expect(findings[0]?.command).toContain(`'${PERMISSION}'`);
  });

  it("does not take a proxy's page for the end of the service", async () => {
    const findings = await check({ answer: { ...answerOf(404, {}), text: "<html>Not found</html>" } });
    expect(findings).toMatchObject([{ status: "failed", detail: "It could not be asked: unexpected-answer." }]);
  });

  it("says what keeps it from a token, and asks nothing more", async () => {
    const failure: ApiFailure = { kind: "failed", reason: "credential-refused", sent: false, detail: "AADSTS7000222" };
    const findings = await check({ identify: failure });
    expect(inShort(findings)).toEqual(["failed: token for Microsoft Graph"]);
    expect(findings[0]?.detail).toContain("AADSTS7000222");
  });
});
