import { z } from "zod";
import { CLOUD_NAMES } from "./clouds.ts";

const HOST = "a web address like https://graph.microsoft.com, without a path";

/** An https address of a host; loopback included, plain http nowhere: tokens travel to it. */
const host = z
  .string({ error: HOST })
  .refine(isHost, { error: HOST })
  .transform((text) => text.replace(/\/$/, ""));

const version = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]{0,20}$/, { error: "a version like v1.0" });

const audience = z.string().regex(/^(?:https|api):\/\/[A-Za-z0-9.-]+\/?[A-Za-z0-9./-]*$/, {
  error: "a resource like https://graph.microsoft.com",
});

const GUID = z
  .string()
  .regex(/^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/, { error: "a GUID without braces" });

/** Which of Microsoft's clouds. */
export const cloudSchema = z
  .enum(CLOUD_NAMES)
  .default("public")
  .describe("Which of Microsoft's clouds the tenant is in. `custom` is whatever `endpoints` says.");

/** Hosts, versions and audiences that differ from the cloud's own. */
export const endpointsSchema = z.strictObject({
  login: host.optional().describe("The host of the login service (Microsoft Entra)."),
  graph: host.optional().describe("The host of Microsoft Graph."),
  graphVersion: version.optional().describe("The version of Microsoft Graph."),
  graphBetaVersion: version.optional().describe("The version of Microsoft Graph that threat indicators are in."),
  graphAudience: audience.optional().describe("The resource a token for Microsoft Graph is asked for."),
  logAnalytics: host.optional().describe("The host of the Log Analytics query API."),
  logAnalyticsVersion: version.optional().describe("The version of the Log Analytics query API."),
  logAnalyticsAudience: audience.optional().describe("The resource a token for the query API is asked for."),
  sentinel: host.optional().describe("The host of Microsoft Sentinel's upload API."),
  sentinelVersion: version.optional().describe("The version of Sentinel's upload API."),
  sentinelAudience: audience.optional().describe("The resource a token for Sentinel's upload API is asked for."),
});

/** Endpoints as configured. */
export type EndpointsConfig = z.output<typeof endpointsSchema>;

const clientId = GUID.describe("The application's (client) id.");

const secret = z.string().min(1).meta({ secret: true });

/** How this installation proves who it is. */
export const credentialsSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z
      .literal("default")
      .describe(
        "What the environment offers: variables, workload identity, managed identity, Azure CLI, in this order.",
      ),
    clientId: clientId.optional().describe("The client id of a user-assigned managed identity."),
  }),
  z.strictObject({
    type: z.literal("managed-identity").describe("The identity Azure gives the machine or Function app."),
    clientId: clientId.optional().describe("The client id of a user-assigned identity. Without it: the system's own."),
  }),
  z.strictObject({
    type: z.literal("client-secret").describe("An application's secret."),
    clientId,
    clientSecret: secret
      .optional()
      .describe("The secret, as a reference like `${env:LOCKBELL_SECRET}`. Read once, when Lockbell starts."),
    clientSecretFile: z
      .string()
      .min(1)
      .optional()
      .describe(
        "A file that holds the secret. It is read again when it has changed, so that a new secret needs no restart.",
      ),
  }),
  z.strictObject({
    type: z.literal("client-certificate").describe("An application's certificate."),
    clientId,
    certificate: z
      .string()
      .min(1)
      .describe("A PEM file with the certificate and its private key. It is read again when it has changed."),
    password: secret.optional().describe("What the private key is encrypted with, as a reference."),
    sendChain: z
      .boolean()
      .default(false)
      .describe("Whether to send the whole chain, for certificates trusted by subject name and issuer."),
  }),
  z.strictObject({
    type: z.literal("workload-identity").describe("A token of another issuer, e.g. of a Kubernetes cluster."),
    clientId: clientId.optional().describe("The application's (client) id. Without it: AZURE_CLIENT_ID."),
    tokenFile: z
      .string()
      .min(1)
      .optional()
      .describe("The file the other issuer writes its token to. Without it: AZURE_FEDERATED_TOKEN_FILE."),
  }),
]);

/** Credentials as configured; paths relative to the configuration file. */
export type CredentialsConfig = z.output<typeof credentialsSchema>;

function isHost(text: string): boolean {
  try {
    const { protocol, pathname, search, hash, username, password } = new URL(text);
    return protocol === "https:" && pathname === "/" && `${search}${hash}${username}${password}` === "";
  } catch {
    return false;
  }
}
