/** Every kind of credentials, a proxy, and what is replaced while Lockbell runs: the real command against the emulator, over real TLS. */
import { createPrivateKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SignJWT } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Application } from "../../emulator/state.ts";
import { makeTestCertificate } from "../../emulator/testing/certificates.ts";
import { isTinyproxyMissing, startTinyproxy } from "../../src/runtime/http/testdata/tinyproxy.ts";
import { type CloudInstallation, createCloudInstallation, tableSource } from "../support/cloud-installation.ts";
import { type Emulation, emulateTenant } from "../support/emulate-tenant.ts";
import { createTenant } from "../support/tenant/tenant.ts";

const ISSUER = "https://kubernetes.contoso.com/";

let emulation: Emulation;
let application: Application;
let identity: Application;
const places: CloudInstallation[] = [];

beforeAll(async () => {
  emulation = await emulateTenant(
    createTenant({ seed: 81, from: "2026-11-02", refusals: 12, owners: 3, successes: 2, others: 1 }),
  );
  application = emulation.emulator.state.applications.find(({ managed }) => !managed)!;
  identity = emulation.emulator.state.applications.find(({ managed }) => managed)!;
});
afterAll(() => emulation.close());

beforeEach(() => {
  application.secrets = ["first-secret"];
});
afterEach(() => {
  for (const place of places.splice(0)) place.remove();
});

function install(config: Readonly<Record<string, unknown>>, env: Readonly<Record<string, string>> = {}) {
  const { emulator } = emulation;
  const sources = { workspace: tableSource(emulator, "mparr-usage", { since: "2026-11-01", catalogueSince: "30d" }) };
  const place = createCloudInstallation(emulator, { sources, notifiers: {}, sinks: {}, ...config }, env);
  places.push(place);
  return place;
}

async function readsTheWorkspace(place: CloudInstallation): Promise<void> {
  const { code, stdout, stderr } = await place.run("collect", "--json");
  expect([code, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ sources: { workspace: { complete: true } } });
}

describe("credentials", () => {
  it("of type client-secret", async () => {
    const credentials = { type: "client-secret", clientId: application.clientId, clientSecret: "${env:THE_SECRET}" };
    await readsTheWorkspace(install({ credentials }, { THE_SECRET: "first-secret" }));
  });

  it("of type client-secret, from a file", async () => {
    await readsTheWorkspace(install({}));
  });

  it("of type client-certificate", async () => {
    const { privateKey, certificate } = await makeTestCertificate();
    application.certificates = [certificate];
    const place = install({
      credentials: { type: "client-certificate", clientId: application.clientId, certificate: "client.pem" },
    });
    writeFileSync(join(place.dir, "client.pem"), `${privateKey}\n${certificate}`);
    await readsTheWorkspace(place);
  });

  it("of type managed-identity", async () => {
    const credentials = { type: "managed-identity" };
    await readsTheWorkspace(install({ credentials }, emulation.emulator.managedIdentityEnv));
  });

  it("of type managed-identity, one that a person made", async () => {
    const credentials = { type: "managed-identity", clientId: identity.clientId };
    await readsTheWorkspace(install({ credentials }, emulation.emulator.managedIdentityEnv));
  });

  it("of type workload-identity", async () => {
    const cluster = await makeTestCertificate();
    application.federations = [{ issuer: ISSUER, subject: "lockbell", publicKey: cluster.publicKey }];
    const token = await new SignJWT()
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer(ISSUER)
      .setSubject("lockbell")
      .setAudience("api://AzureADTokenExchange")
      .setIssuedAt()
      .setExpirationTime("10m")
      .sign(createPrivateKey(cluster.privateKey));
    const place = install({
      credentials: { type: "workload-identity", clientId: application.clientId, tokenFile: "token" },
    });
    writeFileSync(join(place.dir, "token"), token);
    await readsTheWorkspace(place);
  });

  it("of type default, from the environment", async () => {
    const { tenantId } = emulation.emulator.state;
    const env = {
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: application.clientId,
      AZURE_CLIENT_SECRET: "first-secret",
    };
    await readsTheWorkspace(install({ credentials: { type: "default" } }, env));
  });

  it("that are wrong are trouble with a name, and nothing of them is shown", async () => {
    const place = install({});
    writeFileSync(join(place.dir, "secret.txt"), "a-wrong-secret");

    const { code, stdout, stderr } = await place.run("collect", "--json");

    expect(code).toBe(3);
    expect(stdout).toContain("AADSTS7000215");
    expect(stdout + stderr).not.toContain("a-wrong-secret");
  });
});

describe.skipIf(isTinyproxyMissing)("behind a proxy", () => {
  it("login and workspace are both reached through it", async () => {
    const proxy = await startTinyproxy();
    try {
      await readsTheWorkspace(install({ http: { ca: "ca.pem", proxy: proxy.url } }));
      const port = new URL(emulation.emulator.url).port;
      const targets = await proxy.targets();
      expect(targets.length).toBeGreaterThanOrEqual(2);
      expect(new Set(targets)).toEqual(new Set([`localhost:${port}`]));
    } finally {
      await proxy.close();
    }
  });
});
