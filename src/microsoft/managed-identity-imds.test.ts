/** A managed identity of a virtual machine. In a file of its own: the login library keeps the kind it meets first for the life of the process. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Installation, startInstallation } from "./testdata/installation.ts";
import { CLIENT, GRAPH } from "./testdata/test-entra.ts";

let installation: Installation;

beforeEach(async () => {
  for (const name of ["IDENTITY_ENDPOINT", "IDENTITY_HEADER", "MSI_ENDPOINT"]) vi.stubEnv(name, undefined);
  installation = await startInstallation();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await installation.close();
});

it("gets its token from the machine's host, and a new one when an API refuses it", async () => {
  vi.stubEnv("AZURE_POD_IDENTITY_AUTHORITY_HOST", installation.entra.identityUrl);
  const microsoft = installation.open({ type: "managed-identity", clientId: CLIENT });
  expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
  installation.entra.expireTokens();
  expect(await installation.ask(microsoft)).toMatchObject({ status: 200 });
  expect(installation.entra.tokenRequests).toEqual([
    { by: "imds", scope: GRAPH, header: {}, clientId: CLIENT },
    { by: "imds", scope: GRAPH, header: {}, clientId: CLIENT },
  ]);
});
