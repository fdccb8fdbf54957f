import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { DefaultAzureCredentialClientIdOptions, TokenCredential, TokenCredentialOptions } from "@azure/identity";
import type { CredentialsConfig } from "./config.ts";
import { isMicrosoftLogin } from "./is-microsoft-login.ts";

/** What a credential is made from. */
export interface CredentialSettings {
  readonly credentials: CredentialsConfig;
  readonly tenantId: string;
  readonly login: string;
  /** Paths in the configuration are relative to it. */
  readonly baseDir: string;
}

type IdentityHttpClient = NonNullable<TokenCredentialOptions["httpClient"]>;

/** A secret, certificate or token that should be in a file and cannot be read. The message names the key and what is wrong, and no path. */
export class UnreadableCredential extends Error {
  override readonly name = "UnreadableCredential";
}

/**
 * Makes a credential from what the files hold at this moment. One is made for every token and then left: the library would keep a token
 * until its own idea of the end, and go on with a secret or certificate that has been replaced.
 */
export async function createCredential(
  settings: CredentialSettings,
  httpClient: IdentityHttpClient,
): Promise<TokenCredential> {
  // Loaded with the first token, so that a host that reaches nothing of Microsoft's does not load it.
  const identity = await import("@azure/identity");
  const { credentials, tenantId, baseDir } = settings;
  const options = {
    httpClient,
    authorityHost: settings.login,
    // Microsoft's own login service says which hosts are its own; any other host is taken as configured.
    disableInstanceDiscovery: !isMicrosoftLogin(settings.login),
    // Whoever asks tries again with a back-off of its own.
    retryOptions: { maxRetries: 0 },
  };
  switch (credentials.type) {
    case "default":
      return new identity.DefaultAzureCredential({
        ...options,
        ...(tenantId === "" ? {} : { tenantId }),
        ...(credentials.clientId === undefined ? {} : { managedIdentityClientId: credentials.clientId }),
      } satisfies DefaultAzureCredentialClientIdOptions);
    case "managed-identity": {
      const { clientId } = credentials;
      const federated = federatedIdentity(clientId);
      if (federated !== null) return new identity.WorkloadIdentityCredential({ ...options, ...federated });
      return new identity.ManagedIdentityCredential({ ...options, ...(clientId === undefined ? {} : { clientId }) });
    }
    case "client-secret": {
      const { clientId, clientSecret, clientSecretFile } = credentials;
      const secret =
        clientSecretFile === undefined
          ? (clientSecret ?? "")
          : (await readText("clientSecretFile", baseDir, clientSecretFile)).trim();
      return new identity.ClientSecretCredential(tenantId, clientId, secret, options);
    }
    case "client-certificate": {
      const { clientId, password, sendChain } = credentials;
      const certificate = await readText("certificate", baseDir, credentials.certificate);
      if (!/-----BEGIN CERTIFICATE-----/.test(certificate) || !/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(certificate))
        throw new UnreadableCredential("certificate: the file holds no certificate with its private key in PEM form");
      return new identity.ClientCertificateCredential(
        tenantId,
        clientId,
        { certificate, ...(password === undefined ? {} : { certificatePassword: password }) },
        { ...options, sendCertificateChain: sendChain },
      );
    }
    case "workload-identity": {
      const { clientId, tokenFile } = credentials;
      const tokenFilePath =
        tokenFile === undefined ? process.env["AZURE_FEDERATED_TOKEN_FILE"] : resolve(baseDir, tokenFile);
      if (tokenFilePath !== undefined) await readText("tokenFile", "", tokenFilePath);
      return new identity.WorkloadIdentityCredential({
        ...options,
        ...(tenantId === "" ? {} : { tenantId }),
        ...(clientId === undefined ? {} : { clientId }),
        ...(tokenFilePath === undefined ? {} : { tokenFilePath }),
      });
    }
  }
}

/**
 * On Kubernetes the library makes a managed identity a federated one by itself, from these variables, and forgets proxy, authorities and
 * login host on the way.
 */
function federatedIdentity(
  clientId = process.env["AZURE_CLIENT_ID"],
): { readonly clientId: string; readonly tenantId: string; readonly tokenFilePath: string } | null {
  const { AZURE_TENANT_ID: tenantId, AZURE_FEDERATED_TOKEN_FILE: tokenFilePath } = process.env;
  return clientId && tenantId && tokenFilePath ? { clientId, tenantId, tokenFilePath } : null;
}

/** Why a file cannot be read, in words without its path. */
const READ_ERRORS: { readonly [code: string]: string } = {
  ENOENT: "there is no such file",
  EACCES: "permission to read the file is denied",
  EPERM: "permission to read the file is denied",
  EISDIR: "this is a folder, not a file",
};

async function readText(key: string, baseDir: string, path: string): Promise<string> {
  const text = await readFile(resolve(baseDir, path), "utf8").catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new UnreadableCredential(`${key}: ${READ_ERRORS[code] ?? `the file cannot be read (${code})`}`, {
      cause: error,
    });
  });
  if (text.trim() === "") throw new UnreadableCredential(`${key}: the file is empty`);
  return text;
}
