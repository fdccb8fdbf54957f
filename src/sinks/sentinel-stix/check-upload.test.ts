import { describe, expect, it } from "vitest";
import type { ApiOutcome, ApplicationIdentity, Microsoft } from "../../microsoft/microsoft.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createLogger } from "../../runtime/logger.ts";
import { checkUpload } from "./check-upload.ts";
import { sentinelStixConfig } from "./config.ts";
import { answerOf, FakeSentinel, WORKSPACE } from "./testdata/fake-sentinel.ts";

const IDENTITY: ApplicationIdentity = {
  clientId: "11111111-2222-3333-4444-555555555555",
  objectId: "66666666-7777-8888-9999-000000000000",
  roles: [],
};
const config = sentinelStixConfig.parse({ type: "sentinel-stix", workspaceId: WORKSPACE });
const ROLE = "role Microsoft Sentinel Contributor";

interface Given {
  readonly answer?: ApiOutcome;
  readonly identify?: Awaited<ReturnType<Microsoft["identify"]>>;
  readonly sentinel?: FakeSentinel;
}

async function check({
  answer,
  identify = IDENTITY,
  sentinel = new FakeSentinel(),
}: Given): Promise<readonly CheckFinding[]> {
  sentinel.trouble = () => answer;
  const microsoft: Microsoft = { ...sentinel.connect(), identify: async () => identify };
  const settings = { name: "sentinel", baseDir: ".", clock: systemClock, logger: createLogger("silent"), microsoft };
  return Array.fromAsync(checkUpload(config, settings, new AbortController().signal));
}

const OUT_OF_QUOTA = {
  statusCode: 403,
  message: "Out of call volume quota. Quota will be replenished in 00:12:30.",
};
const error = (code: string) => ({ error: { code, message: "The client 'x' does not have it." } });

describe("the check of a workspace", () => {
  it("uploads no object, and says that uploads are taken", async () => {
    const sentinel = new FakeSentinel();
    expect(await check({ sentinel })).toEqual([
      { subject: ROLE, status: "ok", detail: "The workspace takes uploads from us. Nothing was uploaded." },
    ]);
    expect(sentinel.requests).toEqual([[]]);
    expect(sentinel.rows.size).toBe(0);
  });

  it.each<[string, ApiOutcome, string, CheckFinding["status"]]>([
    ["an empty success", answerOf(200), ROLE, "ok"],
    ["a complaint in another form", answerOf(400, { title: "stixobjects is required." }), ROLE, "ok"],
    [
      "a complaint of something else",
      answerOf(400, { error: { code: "BadRequest", message: "The workspace is not onboarded." } }),
      "workspace",
      "warning",
    ],
    ["a complaint without a code", answerOf(400, { title: "No." }), "workspace", "warning"],
    ["a missing role", answerOf(403, error("AuthorizationFailed")), ROLE, "failed"],
    [
      "a refused token",
      answerOf(401, error("InvalidAuthenticationToken")),
      "token for Sentinel's upload API",
      "failed",
    ],
    ["an unknown workspace", answerOf(404, error("WorkspaceNotFound")), "workspace", "failed"],
    ["an unknown version", answerOf(400, error("InvalidApiVersionParameter")), "API version", "failed"],
    ["a gateway's page", answerOf(400, "<html>"), "workspace", "failed"],
    ["a service that is down", answerOf(503), "workspace", "failed"],
    ["a limit", answerOf(429), "workspace", "warning"],
    ["a quota that is used up", answerOf(403, OUT_OF_QUOTA), "workspace", "warning"],
    ["a success with somebody's page", answerOf(200, "<html>Sign in</html>"), "workspace", "failed"],
    ["a proxy's refusal", answerOf(403, "<html>Blocked</html>"), "workspace", "failed"],
    ["a refusal without a word", answerOf(403), ROLE, "failed"],
    ["no answer", { kind: "failed", reason: "host-not-found", sent: false }, "workspace", "failed"],
  ])("understands %s", async (_what, answer, subject, status) => {
    const findings = await check({ answer });
    expect(findings).toMatchObject([{ subject, status }]);
    for (const { advice, detail } of findings) {
      expect(advice === undefined).toBe(status === "ok");
      expect(detail).not.toContain("The client 'x'");
    }
  });

  it("tells the code of a complaint it does not know, and what to try", async () => {
    const [finding] = await check({ answer: answerOf(400, error("WorkspaceNotOnboarded")) });
    expect(finding?.detail).toContain("(WorkspaceNotOnboarded)");
    expect(finding?.advice).toContain("`lockbell send-test`");
  });

  it.each([
    [429, "Rate limit is exceeded. Try again in 30 seconds."],
    [403, OUT_OF_QUOTA.message],
  ])("says of %d that nothing is wrong, and does not send anybody to the network", async (status, message) => {
    const [finding] = await check({ answer: answerOf(status, { statusCode: status, message }) });
    expect(finding?.detail).toContain("Nothing is wrong");
    expect(finding?.advice).not.toMatch(/network|proxy/);
    expect(finding?.command).toBeUndefined();
  });

  it("names the command that grants the role on this workspace", async () => {
    const [finding] = await check({ answer: answerOf(403, error("AuthorizationFailed")) });
    expect(finding?.command).toContain("--role 'Microsoft Sentinel Contributor'");
    expect(finding?.command).toContain(WORKSPACE);
    expect(finding?.command).toContain("66666666-7777-8888-9999-000000000000");
  });

  it("asks for nothing without a token, and says why there is none", async () => {
    const sentinel = new FakeSentinel();
    const identify = { kind: "failed", reason: "credential-refused", sent: false, detail: "AADSTS7000215" } as const;
    expect(await check({ sentinel, identify })).toMatchObject([
      {
        subject: "token for Sentinel's upload API",
        status: "failed",
        detail: expect.stringContaining("AADSTS7000215"),
      },
    ]);
    expect(sentinel.requests).toEqual([]);
  });
});
