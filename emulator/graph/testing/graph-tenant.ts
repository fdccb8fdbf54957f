/** A small tenant behind a Graph, for tests: Contoso's people, one group, an application with what permissions a test gives it. */
import { createTestServices, type TestServices } from "../../testing/services.ts";
import { type GraphOptions, registerGraph } from "../register-graph.ts";

/** What one request to Graph came to. */
export interface GraphAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The JSON body; undefined if there is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects.
  readonly body: any;
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON, text as it is. */
  readonly body?: unknown;
}

/** A tenant, and a way to ask its Graph. */
export interface GraphTenant extends TestServices {
  ask(method: string, path: string, asked?: Asked): Promise<GraphAnswer>;
  /** From now on tokens have these permissions, and Exchange grants these by itself. */
  grant(graph: readonly string[], exchange?: readonly string[]): void;
}

export const SENDER = "notices@contoso.com";
export const ADELE_ID = "59cb4bd3-76a0-4177-a0fd-0bb0f8e49469";
export const GROUP_ID = "25ac2dd7-c143-4437-ae89-eae6aef5d78c";
export const DELETED_ID = "3f0f4c51-95c1-4d07-8d4e-0f0b6ad2d0aa";

/** All that the tests need. */
export const ALL_ROLES: readonly string[] = [
  "Mail.Send",
  "Mail.ReadWrite",
  "User.Read.All",
  "GroupMember.Read.All",
  "MailboxSettings.Read",
  "ThreatIndicators.ReadWrite.OwnedBy",
];

/** Starts a tenant; nothing listens. */
export async function createGraphTenant(options: GraphOptions = {}): Promise<GraphTenant> {
  const services = await createTestServices(({ server, state, routes }) =>
    registerGraph(server, state, routes, options),
  );
  const { state, application, server } = services;
  state.users.push(...people());
  state.groups.push(...groups());
  state.mailboxes.set(SENDER, { address: SENDER, ours: true, messages: [] });
  application.roles.graph = [...ALL_ROLES];
  return {
    ...services,
    grant(graph, exchange = []) {
      application.roles.graph = [...graph];
      application.exchangeRoles = [...exchange];
    },
    async ask(method, path, { headers = {}, body } = {}) {
      const authorization = await services.bearer("graph");
      const json = body !== undefined && typeof body !== "string";
      const response = await server.inject({
        method: method as "GET",
        url: path.startsWith("/") ? path : `/v1.0/${path}`,
        headers: { authorization, ...(json ? { "content-type": "application/json" } : {}), ...headers },
        ...(body === undefined ? {} : { payload: json ? JSON.stringify(body) : (body as string) }),
      });
      const type = String(response.headers["content-type"] ?? "");
      return {
        status: response.statusCode,
        headers: response.headers as Record<string, string | undefined>,
        body: response.payload === "" ? undefined : type.includes("json") ? response.json() : response.payload,
      };
    },
  };
}

/** `METHOD path → status code: message`, the way the tables of wrong requests are written. */
export function outcome({ status, body }: GraphAnswer): string {
  return `${status} ${body?.error?.code ?? "-"}: ${body?.error?.message ?? "-"}`;
}

/** A message in RFC 5322, as base64. */
export function base64Mime(fields: Readonly<Record<string, string>>, text = "Nothing to do."): string {
  const header = Object.entries({ "Content-Type": "text/plain; charset=utf-8", ...fields });
  const lines = [...header.map(([name, value]) => `${name}: ${value}`), "", text, ""];
  return Buffer.from(lines.join("\r\n")).toString("base64");
}

export const MIME = { "content-type": "text/plain" };
export const IMMUTABLE = { prefer: 'IdType="ImmutableId"' };

function people() {
  const member = (id: string, name: string, local: string, more: object = {}) => ({
    id,
    displayName: name,
    userPrincipalName: `${local}@contoso.com`,
    mail: `${local}@contoso.com`,
    proxyAddresses: [`SMTP:${local}@contoso.com`, `smtp:${local}@contoso.onmicrosoft.com`],
    accountEnabled: true,
    userType: "Member" as const,
    manager: "adele.vance@contoso.com",
    ...more,
  });
  return [
    member(ADELE_ID, "Adele Vance", "adele.vance", { manager: undefined, preferredLanguage: "de-DE" }),
    member("703cb35c-170b-4ee8-a410-a8927e48ef51", "Alex O'Neill", "alex.o'neill", { department: "Legal" }),
    member("08bea748-4b92-42d0-a4ae-327e2699448a", "Anna Sato", "anna.sato", {
      accountEnabled: false,
      otherMails: ["anna@fabrikam.com"],
    }),
    {
      ...member("e7dc3d45-f050-45b5-aad0-f7eebaa913b9", "Berta Kim", "berta", { manager: undefined }),
      userPrincipalName: "berta_fabrikam.com#EXT#@contoso.com",
      mail: "berta@fabrikam.com",
      proxyAddresses: ["SMTP:berta@fabrikam.com"],
      userType: "Guest" as const,
      externalUserState: "Accepted",
    },
    { ...member("26c58897-dd23-4b5b-aa29-cf8b96c46182", "No Mail", "no.mail"), mail: null, proxyAddresses: [] },
    member(DELETED_ID, "Gone Away", "gone", { deletedDateTime: "2026-11-10T08:00:00Z" }),
  ];
}

function groups() {
  return [
    {
      id: GROUP_ID,
      displayName: "Project Sapphire",
      mail: "sapphire@contoso.com",
      mailEnabled: true,
      securityEnabled: false,
      members: ["adele.vance@contoso.com", "alex.o'neill@contoso.onmicrosoft.com", "anna.sato@contoso.com"],
      owners: ["anna.sato@contoso.com"],
    },
    {
      id: "2b7e184d-7951-4df5-a60d-af6f45001e7f",
      displayName: "Sales",
      mail: "sales@contoso.com",
      mailEnabled: true,
      securityEnabled: true,
      members: [],
    },
  ];
}
