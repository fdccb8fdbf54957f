/** The emulator is what Microsoft's own libraries take it for. */
import { execFile } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { startEmulator } from "../../emulator/start-emulator.ts";
import { makeTestCertificate } from "../../emulator/testing/certificates.ts";

const ASK = fileURLToPath(import.meta.resolve("./client-libraries/ask.ts"));
const QUERY = "Usage_CL | project TimeGenerated, Who_s, Count_d, More_s | order by Count_d asc";
const ISSUER = "https://kubernetes.contoso.com/";

let emulator: Emulator;
let folder: string;
let environment: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "client-libraries-"));
  emulator = await startEmulator({ data: folder });
  const { state, url, ca, managedIdentityEnv } = emulator;
  state.tables.push({
    name: "Usage_CL",
    columns: [
      { name: "TimeGenerated", type: "datetime" },
      { name: "Who_s", type: "string" },
      { name: "Count_d", type: "real" },
      { name: "More_s", type: "dynamic" },
    ],
    rows: [
      { cells: ["2026-11-18T00:02:52Z", "adele.vance@contoso.com", 1.5, '{"a":[1]}'], ingestedAt: 0 },
      { cells: ["2026-11-19T00:02:52Z", null, 2, null], ingestedAt: 0 },
      { cells: ["2026-11-20T00:02:52Z", "outside the timespan", 3, null], ingestedAt: 0 },
    ],
  });
  const application = state.applications.find(({ managed }) => !managed)!;
  const [own, cluster] = await Promise.all([makeTestCertificate(), makeTestCertificate()]);
  application.certificates.push(own.certificate);
  application.federations.push({ issuer: ISSUER, subject: "lockbell", publicKey: cluster.publicKey });
  environment = {
    EMULATOR: url,
    NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
    TENANT_ID: state.tenantId,
    WORKSPACE_ID: state.workspaceId,
    CLIENT_ID: application.clientId,
    CLIENT_SECRET: application.secrets[0]!,
    CERTIFICATE: join(folder, "client.pem"),
    TOKEN_FILE: join(folder, "token"),
    ...managedIdentityEnv,
  };
  await writeFile(environment["NODE_EXTRA_CA_CERTS"]!, ca);
  await writeFile(environment["CERTIFICATE"]!, own.privateKey + own.certificate);
  const assertion = await new SignJWT()
    .setProtectedHeader({ alg: "RS256" })
    .setIssuer(ISSUER)
    .setSubject("lockbell")
    .setAudience("api://AzureADTokenExchange")
    .setIssuedAt()
    .setExpirationTime("10m")
    .sign(createPrivateKey(cluster.privateKey));
  await writeFile(environment["TOKEN_FILE"]!, assertion);
});

afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  emulator.state.faults.clear();
});

async function ask(kind: string, query = QUERY, changed: Record<string, string> = {}): Promise<unknown> {
  const args = [ASK, kind, query, "2026-11-18T00:00:00Z", "2026-11-20T00:00:00Z"];
  // Nothing of this process's own environment: it may hold a proxy, or somebody's Azure.
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...environment, ...changed } });
  return JSON.parse(stdout);
}

const ANSWER = {
  graphToken: "string",
  whole: true,
  columns: [
    { name: "TimeGenerated", type: "datetime" },
    { name: "Who_s", type: "string" },
    { name: "Count_d", type: "real" },
    { name: "More_s", type: "dynamic" },
  ],
  rows: [
    ["2026-11-18T00:02:52.000Z", "adele.vance@contoso.com", 1.5, { a: [1] }],
    ["2026-11-19T00:02:52.000Z", expect.toSatisfy((cell) => cell === null || cell === ""), 2, null],
  ],
  statistics: "object",
};

test.each(["secret", "certificate", "managed-identity", "workload-identity"])(
  "@azure/identity's %s gets tokens, and @azure/monitor-query-logs its rows",
  async (kind) => {
    expect(await ask(kind)).toEqual(ANSWER);
  },
);

test("a wrong secret, an unknown certificate and a foreign token are refused in the library's own error", async () => {
  const stranger = await makeTestCertificate();
  await writeFile(join(folder, "stranger.pem"), stranger.privateKey + stranger.certificate);
  await writeFile(join(folder, "stranger.jwt"), "no.jwt.atall");
  const refused = await Promise.all([
    ask("secret", QUERY, { CLIENT_SECRET: "guess" }),
    ask("certificate", QUERY, { CERTIFICATE: join(folder, "stranger.pem") }),
    ask("workload-identity", QUERY, { TOKEN_FILE: join(folder, "stranger.jwt") }),
  ]);
  const error = (aadsts: string) => ({ error: { name: "AuthenticationRequiredError", aadsts } });
  expect(refused).toEqual([error("AADSTS7000215"), error("AADSTS700027"), error("AADSTS50027")]);
});

test("a query that is wrong is the library's RestError", async () => {
  expect(await ask("secret", "Usage_CL | where Whom_s == ''")).toEqual({
    error: { name: "RestError", code: "BadArgumentError", statusCode: 400 },
  });
});

test("a partial answer is the library's partial result", async () => {
  emulator.state.faults.add({ name: "truncate", rows: 1 });
  expect(await ask("secret")).toMatchObject({ whole: false, rows: [ANSWER.rows[0]] });
});

test("a 429 that says when is waited for and asked again by the library itself", async () => {
  emulator.state.faults.add({ name: "throttle", operations: ["query"], times: 1, delayMs: 1 });
  expect(await ask("secret")).toEqual(ANSWER);
});
