/** Every kind of credentials, against a login service that checks them. */
import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Credential, createApplicationCertificate } from "../runtime/http/testdata/test-authority.ts";
import { freePort } from "../runtime/http/testdata/tinyproxy.ts";
import type { CredentialsConfig } from "./config.ts";
import { type Installation, startInstallation } from "./testdata/installation.ts";
import { CLIENT, GRAPH, OBJECT, TENANT } from "./testdata/test-entra.ts";

const VARIABLES = [
  "AZURE_CLIENT_ID",
  "AZURE_TENANT_ID",
  "AZURE_CLIENT_SECRET",
  "AZURE_FEDERATED_TOKEN_FILE",
  "AZURE_AUTHORITY_HOST",
  "AZURE_TOKEN_CREDENTIALS",
  "IDENTITY_ENDPOINT",
  "IDENTITY_HEADER",
  "MSI_ENDPOINT",
  "AZURE_POD_IDENTITY_AUTHORITY_HOST",
];
const HOUR = 3_600_000;
/** The library rounds to seconds, up or down. */
const PAST_ITS_END = HOUR + 10_000;
let installation: Installation;
let first: Credential;
let second: Credential;
let identityPort: number;

beforeAll(async () => {
  identityPort = await freePort();
  [first, second] = await Promise.all([createApplicationCertificate(), createApplicationCertificate()]);
});

beforeEach(async () => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
  installation = await startInstallation(identityPort);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await installation.close();
});

const secretFile: CredentialsConfig = { type: "client-secret", clientId: CLIENT, clientSecretFile: "secret.txt" };
const certificateFile: CredentialsConfig = {
  type: "client-certificate",
  clientId: CLIENT,
  certificate: "lockbell.pem",
  sendChain: false,
};

function federated(): { readonly publicKey: string; token(): Promise<string> } {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    token: () =>
      new SignJWT({ sub: "system:serviceaccount:security:lockbell" })
        .setProtectedHeader({ alg: "RS256" })
        .setIssuer("https://kubernetes.contoso.com/")
        .setAudience("api://AzureADTokenExchange")
        .setExpirationTime("1h")
        .sign(privateKey),
  };
}

describe("a client secret", () => {
  it("proves who we are, and the token goes to the API it is for", async () => {
    const microsoft = installation.open({ type: "client-secret", clientId: CLIENT, clientSecret: "first-secret" });
    expect(await installation.ask(microsoft)).toMatchObject({
      status: 200,
      text: '{"path":"/v1.0/users/anna.sato%40contoso.com"}',
    });
    expect(await installation.ask(microsoft, "log-analytics")).toMatchObject({ status: 200 });
    expect(installation.entra.tokenRequests.map(({ by, scope }) => `${by} ${scope}`)).toEqual([
      `secret ${GRAPH}/.default`,
      "secret https://api.loganalytics.contoso.com/.default",
    ]);
  });

  it("is read from its file anew, so that a new one needs no restart", async () => {
    await installation.write("secret.txt", "first-secret\r\n");
    const microsoft = installation.open(secretFile);
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    installation.entra.secret = "second-secret";
    await installation.write("secret.txt", "second-secret\n");
    installation.clock.advance(PAST_ITS_END);
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    expect(installation.entra.tokens).toHaveLength(2);
  });

  it("that is wrong or whose file is missing is named as such", async () => {
    const wrong = installation.open({ type: "client-secret", clientId: CLIENT, clientSecret: "wrong" });
    expect(await installation.ask(wrong)).toEqual({
      kind: "failed",
      reason: "credential-refused",
      sent: false,
      detail: "AADSTS7000215",
    });
    expect(await installation.ask(installation.open(secretFile))).toEqual({
      kind: "failed",
      reason: "credential-unreadable",
      sent: false,
      detail: "clientSecretFile: there is no such file",
    });
    await installation.write("secret.txt", "\n");
    expect(await installation.ask(installation.open(secretFile))).toMatchObject({ reason: "credential-unreadable" });
    expect(installation.entra.apiRequests).toEqual([]);
  });
});

describe("a client certificate", () => {
  it("signs for us, and is replaced without a restart", async () => {
    installation.entra.certificate = first.cert;
    await installation.write("lockbell.pem", `${first.key}\n${first.cert}`);
    const microsoft = installation.open(certificateFile);
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    installation.entra.certificate = second.cert;
    await installation.write("lockbell.pem", `${second.cert}\n${second.key}`);
    installation.clock.advance(PAST_ITS_END);
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    expect(installation.entra.tokenRequests.map(({ header }) => header["x5c"])).toEqual([undefined, undefined]);
  });

  it("is sent along if its chain is what counts", async () => {
    installation.entra.certificate = first.cert;
    await installation.write("lockbell.pem", `${first.cert}\n${first.key}`);
    expect(await installation.ask(installation.open({ ...certificateFile, sendChain: true }))).toMatchObject({
      status: 200,
    });
    expect(installation.entra.tokenRequests[0]?.header["x5c"]).toHaveLength(1);
  });

  it("may have an encrypted key", async () => {
    installation.entra.certificate = first.cert;
    const key = createPrivateKey(first.key).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "pw",
    });
    await installation.write("lockbell.pem", `${first.cert}\n${key}`);
    expect(await installation.ask(installation.open({ ...certificateFile, password: "pw" }))).toMatchObject({
      status: 200,
    });
    const wrong = installation.open({ ...certificateFile, password: "other" });
    expect(await installation.ask(wrong)).toEqual({ kind: "failed", reason: "credential-unreadable", sent: false });
  });

  it.each([
    ["is missing", () => null, "credential-unreadable"],
    ["is none", () => "not a certificate", "credential-unreadable"],
    ["has no key", () => first.cert, "credential-unreadable"],
    ["is another application's", () => `${second.cert}\n${second.key}`, "credential-refused"],
  ])("that %s is named as such", async (_what, content, reason) => {
    installation.entra.certificate = first.cert;
    const text = content();
    if (text !== null) await installation.write("lockbell.pem", text);
    expect(await installation.ask(installation.open(certificateFile))).toMatchObject({
      kind: "failed",
      reason,
      sent: false,
    });
  });
});

describe("a workload identity", () => {
  it("shows the token of its file, which is read anew", async () => {
    const cluster = federated();
    installation.entra.federation = cluster.publicKey;
    await installation.write("token", await cluster.token());
    const microsoft = installation.open({ type: "workload-identity", clientId: CLIENT, tokenFile: "token" });
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    const other = federated();
    installation.entra.federation = other.publicKey;
    await installation.write("token", await other.token());
    installation.clock.advance(PAST_ITS_END);
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    expect(installation.entra.tokenRequests.map(({ by }) => by)).toEqual(["federation", "federation"]);
  });

  it("takes what is not configured from the environment", async () => {
    const cluster = federated();
    installation.entra.federation = cluster.publicKey;
    await installation.write("token", await cluster.token());
    vi.stubEnv("AZURE_CLIENT_ID", CLIENT);
    vi.stubEnv("AZURE_FEDERATED_TOKEN_FILE", `${installation.folder}/token`);
    expect(await installation.ask(installation.open({ type: "workload-identity" }))).toMatchObject({ status: 200 });
  });

  it("without a file, or without anything, is named as such", async () => {
    const missing = installation.open({ type: "workload-identity", clientId: CLIENT, tokenFile: "none" });
    expect(await installation.ask(missing)).toMatchObject({ reason: "credential-unreadable", sent: false });
    expect(await installation.ask(installation.open({ type: "workload-identity" }))).toMatchObject({
      reason: "credential-unavailable",
    });
  });
});

describe("a managed identity", () => {
  const appService = (): void => {
    vi.stubEnv("IDENTITY_ENDPOINT", `${installation.entra.identityUrl}/msi/token`);
    vi.stubEnv("IDENTITY_HEADER", "shibboleth");
  };

  it.each([undefined, CLIENT])("of a Function app gets its token from the host (client id %s)", async (clientId) => {
    appService();
    const microsoft = installation.open({ type: "managed-identity", ...(clientId === undefined ? {} : { clientId }) });
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    expect(installation.entra.tokenRequests).toEqual([
      { by: "identity-endpoint", scope: GRAPH, header: {}, clientId: clientId ?? null },
    ]);
  });

  it("gets a new token when an API refuses the one that is kept", async () => {
    appService();
    const microsoft = installation.open({ type: "managed-identity" });
    await installation.ask(microsoft);
    installation.entra.expireTokens();
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    expect(installation.entra.tokens).toHaveLength(2);
  });

  it("keeps a token for as long as it lasts", async () => {
    appService();
    installation.entra.lifetime = 86_400;
    const microsoft = installation.open({ type: "managed-identity" });
    await installation.ask(microsoft);
    installation.clock.advance(23 * HOUR + 54 * 60_000);
    await installation.ask(microsoft);
    expect(installation.entra.tokens).toHaveLength(1);
    installation.clock.advance(62_000);
    await installation.ask(microsoft);
    expect(installation.entra.tokens).toHaveLength(2);
  });

  it.each([
    [{ status: 400, body: { error: { code: "400", message: "No managed identity found" } } }, "credential-unavailable"],
    [{ status: 429, headers: { "Retry-After": "7" } }, "login-throttled"],
    [{ status: 410, body: "updating" }, "login-unreachable"],
    [{ status: 500, body: "" }, "login-unreachable"],
    [{ status: 200, body: "<html>" }, "credential-unavailable"],
  ])("that is answered %j is %s", async (odd, reason) => {
    appService();
    installation.entra.oddTokens.push(odd);
    expect(await installation.ask(installation.open({ type: "managed-identity" }))).toMatchObject({
      kind: "failed",
      reason,
      sent: false,
    });
  });

  it("that nobody offers is unavailable", async () => {
    appService();
    await installation.entra.closeIdentity();
    const outcome = await installation.ask(installation.open({ type: "managed-identity" }));
    expect(outcome).toEqual({
      kind: "failed",
      reason: "credential-unavailable",
      sent: false,
      detail: "connection-refused",
    });
  });

  it("is a federated one on Kubernetes", async () => {
    const cluster = federated();
    installation.entra.federation = cluster.publicKey;
    await installation.write("token", await cluster.token());
    vi.stubEnv("AZURE_CLIENT_ID", CLIENT);
    vi.stubEnv("AZURE_TENANT_ID", TENANT);
    vi.stubEnv("AZURE_FEDERATED_TOKEN_FILE", `${installation.folder}/token`);
    expect(await installation.ask(installation.open({ type: "managed-identity" }))).toMatchObject({ status: 200 });
    expect(installation.entra.tokenRequests[0]?.by).toBe("federation");
  });
});

describe("what the environment offers", () => {
  it("is an application's secret in variables first", async () => {
    vi.stubEnv("AZURE_CLIENT_ID", CLIENT);
    vi.stubEnv("AZURE_TENANT_ID", TENANT);
    vi.stubEnv("AZURE_CLIENT_SECRET", "first-secret");
    vi.stubEnv("AZURE_AUTHORITY_HOST", "https://login.microsoftonline.com");
    const microsoft = installation.open({ type: "default" });
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
    expect(installation.entra.tokenRequests[0]?.by).toBe("secret");
    installation.entra.expireTokens();
    expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
  });

  it("is refused where what is meant is wrong, whatever else was tried", async () => {
    vi.stubEnv("AZURE_CLIENT_ID", CLIENT);
    vi.stubEnv("AZURE_TENANT_ID", TENANT);
    vi.stubEnv("AZURE_CLIENT_SECRET", "wrong");
    const outcome = await installation.ask(installation.open({ type: "default" }));
    expect(outcome).toMatchObject({ reason: "credential-refused", detail: "AADSTS7000215" });
  });

  it("is a managed identity next, the configured one", async () => {
    vi.stubEnv("IDENTITY_ENDPOINT", `${installation.entra.identityUrl}/msi/token`);
    vi.stubEnv("IDENTITY_HEADER", "shibboleth");
    expect(await installation.ask(installation.open({ type: "default", clientId: CLIENT }))).toMatchObject({
      status: 200,
    });
    expect(installation.entra.tokenRequests[0]).toMatchObject({ by: "identity-endpoint", clientId: CLIENT });
  });

  it("may be nothing", async () => {
    vi.stubEnv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential");
    const outcome = await installation.ask(installation.open({ type: "default" }));
    expect(outcome).toEqual({ kind: "failed", reason: "credential-unavailable", sent: false });
  });
});

describe("who we are", () => {
  it("is read from the token", async () => {
    const microsoft = installation.open({ type: "client-secret", clientId: CLIENT, clientSecret: "first-secret" });
    expect(await microsoft.identify("graph", new AbortController().signal)).toEqual({
      clientId: CLIENT,
      objectId: OBJECT,
      roles: ["Mail.Send"],
    });
    expect(microsoft.credentials).toBe("client-secret");
  });
});
