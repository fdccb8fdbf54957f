/** A login service, the APIs and a managed identity's endpoints, on the loopback. It checks what it is asked and remembers it. */
import { createHash, createPublicKey, randomUUID, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { decodeProtectedHeader, jwtVerify } from "jose";
import type { TestAuthority } from "../../runtime/http/testdata/test-authority.ts";

export const TENANT = "11111111-2222-4333-8444-555555555555";
export const CLIENT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
export const OBJECT = "99999999-8888-4777-8666-555555555555";
export const GRAPH = "https://graph.contoso.com";
export const LOG_ANALYTICS = "https://api.loganalytics.contoso.com";
export const RESOURCE_MANAGER = "https://management.contoso.com";
const ISSUER = "https://kubernetes.contoso.com/";

/** An answer out of the ordinary. */
export interface Odd {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** One request for a token, as far as it may be told. */
export interface TokenRequest {
  readonly by: "secret" | "certificate" | "federation" | "identity-endpoint" | "imds";
  readonly scope: string;
  readonly header: { readonly [name: string]: unknown };
  readonly clientId: string | null;
}

export interface TestEntra {
  /** `https://localhost:PORT`: login and all APIs. */
  readonly url: string;
  /** `http://127.0.0.1:PORT`: a managed identity's endpoints. */
  readonly identityUrl: string;
  secret: string;
  /** The certificate that is registered, PEM. */
  certificate: string;
  /** The public key of another issuer whose tokens count, PEM. */
  federation: string;
  /** Seconds a token lasts. */
  lifetime: number;
  /** Application permissions that go into tokens. */
  roles: readonly string[];
  /** What the next requests for tokens, and for the APIs, are answered instead. */
  readonly oddTokens: Odd[];
  readonly oddAnswers: Odd[];
  /** Called for each request for a token before it is answered. */
  onToken: () => void | Promise<void>;
  readonly tokenRequests: TokenRequest[];
  readonly apiRequests: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly body: string }[];
  /** Tokens that were issued, newest last. */
  readonly tokens: string[];
  /** From now on every token issued so far is refused. */
  expireTokens(): void;
  /** From now on nobody listens at `identityUrl`. */
  closeIdentity(): Promise<void>;
  close(): Promise<void>;
}

/** Starts it. */
export async function startTestEntra(authority: TestAuthority, identityPort = 0): Promise<TestEntra> {
  const valid = new Set<string>();
  const seen = new Set<string>();
  const odd = (response: ServerResponse, { status, headers = {}, body }: Odd): void => {
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body ?? {}));
  };

  function issue(audience: string): string {
    const claims = { aud: audience, appid: CLIENT, oid: OBJECT, tid: TENANT, roles: entra.roles, jti: randomUUID() };
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const token = `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
    entra.tokens.push(token);
    valid.add(token);
    return token;
  }

  async function prove(form: URLSearchParams): Promise<TokenRequest | number> {
    const scope = form.get("scope") ?? "";
    const clientId = form.get("client_id");
    if (clientId !== CLIENT) return 700016;
    if (form.get("grant_type") !== "client_credentials" || !scope.endsWith("/.default")) return 70011;
    if (form.has("client_secret")) {
      const isRight = form.get("client_secret") === entra.secret;
      return isRight ? { by: "secret", scope, header: {}, clientId } : 7000215;
    }
    const assertion = form.get("client_assertion") ?? "";
    const header = decodeProtectedHeader(assertion);
    const isOwn = header["x5t#S256"] !== undefined || header["x5t"] !== undefined;
    try {
      if (isOwn) {
        const certificate = new X509Certificate(entra.certificate);
        const print = createHash("sha256").update(certificate.raw).digest("base64url");
        if (header["x5t#S256"] !== print) return 700027;
        const audience = [`${entra.url}/${TENANT}/oauth2/v2.0/token`, `${entra.url}/${TENANT}/v2.0`];
        const { payload } = await jwtVerify(assertion, certificate.publicKey, {
          audience,
          issuer: CLIENT,
          subject: CLIENT,
          clockTolerance: 300,
        });
        if (payload.jti === undefined || seen.has(payload.jti)) return 700028;
        seen.add(payload.jti);
        return { by: "certificate", scope, header, clientId };
      }
      await jwtVerify(assertion, createPublicKey(entra.federation), { audience: "api://AzureADTokenExchange", issuer: ISSUER });
      return { by: "federation", scope, header, clientId };
    } catch {
      return 700027;
    }
  }

  async function login(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "", entra.url);
    if (pathname === `/${TENANT}/v2.0/.well-known/openid-configuration`) {
      const base = `${entra.url}/${TENANT}`;
      return void response.end(
        JSON.stringify({
          issuer: `${base}/v2.0`,
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          token_endpoint: `${base}/oauth2/v2.0/token`,
          jwks_uri: `${base}/discovery/v2.0/keys`,
        }),
      );
    }
    const body = await read(request);
    if (pathname !== `/${TENANT}/oauth2/v2.0/token`) return answerApi(request, response, request.url ?? "", body);
    await entra.onToken();
    const odds = entra.oddTokens.shift();
    if (odds !== undefined) return odd(response, odds);
    const proof = await prove(new URLSearchParams(body));
    if (typeof proof === "number") {
      const words = `AADSTS${proof}: Refused for app '${CLIENT}' of anna.sato@contoso.com.`;
      return odd(response, { status: proof === 700016 ? 400 : 401, body: { error: "invalid_client", error_description: words, error_codes: [proof] } });
    }
    entra.tokenRequests.push(proof);
    const token = issue(proof.scope.replace(/\/\.default$/, ""));
    odd(response, { status: 200, body: { token_type: "Bearer", expires_in: entra.lifetime, access_token: token } });
  }

  function answerApi(request: IncomingMessage, response: ServerResponse, path: string, body: string): void {
    entra.apiRequests.push({ path, headers: request.headers, body });
    const odds = entra.oddAnswers.shift();
    if (odds !== undefined) return odd(response, odds);
    const token = request.headers.authorization?.replace("Bearer ", "") ?? "";
    const version = path.split("/")[1] ?? "";
    const audience = new Map([["v1.0", GRAPH], ["beta", GRAPH], ["v1", LOG_ANALYTICS]]).get(version) ?? RESOURCE_MANAGER;
    const claims = valid.has(token) ? JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) : {};
    if (claims.aud !== audience) {
      return odd(response, { status: 401, body: { error: { code: "InvalidAuthenticationToken", message: "Lifetime validation failed." } } });
    }
    odd(response, { status: 200, headers: { "request-id": "5f0d2f2e-0000-4000-8000-000000000001" }, body: { path } });
  }

  async function identity(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "", "http://127.0.0.1");
    // The login library ends the path with a slash where a variable names the host.
    const isImds = /^\/metadata\/identity\/oauth2\/token\/?$/.test(url.pathname);
    await entra.onToken();
    const odds = entra.oddTokens.shift();
    if (odds !== undefined) return odd(response, odds);
    const isAllowed = isImds ? request.headers["metadata"] === "true" : request.headers["x-identity-header"] === "shibboleth";
    if (!isAllowed) return odd(response, { status: 400, body: { error: "bad_request_102" } });
    const resource = url.searchParams.get("resource") ?? "";
    const clientId = url.searchParams.get("client_id");
    entra.tokenRequests.push({ by: isImds ? "imds" : "identity-endpoint", scope: resource, header: {}, clientId });
    const on = String(Math.floor(Date.now() / 1000) + entra.lifetime);
    odd(response, { status: 200, body: { access_token: issue(resource), expires_on: on, resource, token_type: "Bearer" } });
  }

  const tls = await authority.issue(["localhost"]);
  const server = createTlsServer(tls, (request, response) => void login(request, response));
  const identityServer = createServer((request, response) => void identity(request, response));
  const entra: TestEntra = {
    url: `https://localhost:${await listen(server)}`,
    identityUrl: `http://127.0.0.1:${await listen(identityServer, identityPort)}`,
    secret: "first-secret",
    certificate: "",
    federation: "",
    lifetime: 3600,
    roles: ["Mail.Send"],
    oddTokens: [],
    oddAnswers: [],
    onToken() {},
    tokenRequests: [],
    apiRequests: [],
    tokens: [],
    expireTokens: () => valid.clear(),
    closeIdentity: () => end(identityServer),
    close: async () => void (await Promise.all([end(server), end(identityServer)])),
  };
  return entra;
}

async function end(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}

async function read(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}

async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
