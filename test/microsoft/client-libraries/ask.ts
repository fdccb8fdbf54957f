/**
 * Microsoft's own client libraries, asked as their documentation says, in a process that knows the emulator by its environment alone.
 * Writes what came of it as one line of JSON.
 */
import {
  ClientCertificateCredential,
  ClientSecretCredential,
  ManagedIdentityCredential,
  type TokenCredential,
  WorkloadIdentityCredential,
} from "@azure/identity";
import { LogsQueryClient, LogsQueryResultStatus } from "@azure/monitor-query-logs";

const [kind = "", query = "", start = "", end = ""] = process.argv.slice(2);

console.log(JSON.stringify(await ask()));

async function ask(): Promise<unknown> {
  const asking = credential();
  try {
    // A second resource with the same credential: the certificate's assertion is used again for it.
    const graph = await asking.getToken("https://graph.microsoft.com/.default");
    const client = new LogsQueryClient(asking, { endpoint: `${env("EMULATOR")}/v1` });
    const result = await client.queryWorkspace(
      env("WORKSPACE_ID"),
      query,
      { startTime: new Date(start), endTime: new Date(end) },
      { serverTimeoutInSeconds: 30, includeQueryStatistics: true },
    );
    const whole = result.status === LogsQueryResultStatus.Success;
    const tables = whole ? result.tables : result.partialTables;
    return {
      graphToken: typeof graph?.token,
      whole,
      columns: tables[0]?.columnDescriptors,
      rows: tables[0]?.rows,
      statistics: typeof result.statistics,
    };
  } catch (error) {
    return describe(error);
  }
}

function credential(): TokenCredential {
  const options = { authorityHost: env("EMULATOR"), disableInstanceDiscovery: true };
  const [tenantId, clientId] = [env("TENANT_ID"), env("CLIENT_ID")];
  switch (kind) {
    case "secret":
      return new ClientSecretCredential(tenantId, clientId, env("CLIENT_SECRET"), options);
    case "certificate":
      return new ClientCertificateCredential(tenantId, clientId, env("CERTIFICATE"), options);
    case "managed-identity":
      return new ManagedIdentityCredential();
    case "workload-identity":
      return new WorkloadIdentityCredential({ tenantId, clientId, tokenFilePath: env("TOKEN_FILE"), ...options });
    default:
      throw new Error(`no credential is named ${kind}`);
  }
}

function describe(error: unknown): unknown {
  const { name, message, code, statusCode } = error as {
    name?: unknown;
    message?: unknown;
    code?: unknown;
    statusCode?: unknown;
  };
  return { error: { name, code, statusCode, aadsts: /AADSTS\d+/.exec(String(message))?.[0] } };
}

function env(name: string): string {
  return process.env[name] ?? "";
}
