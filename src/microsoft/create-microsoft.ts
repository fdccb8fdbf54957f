import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Clock } from "../runtime/clock.ts";
import { createDirectHttpClient } from "../runtime/http/create-http-client.ts";
import type { HttpClient, HttpSettings } from "../runtime/http/http-client.ts";
import type { Logger } from "../runtime/logger.ts";
import { type AccessToken, acquireToken } from "./acquire-token.ts";
import type { ApiEndpoint, Endpoints } from "./clouds.ts";
import type { CredentialsConfig } from "./config.ts";
import type { ApiFailure, ApiOutcome, ApiRequest, Microsoft } from "./microsoft.ts";
import { readToken } from "./read-token.ts";
import { isTokenRefusal } from "./token-refusal.ts";
import { createTokens } from "./tokens.ts";

/** What reaching Microsoft takes. */
export interface MicrosoftSettings {
  readonly endpoints: Endpoints;
  /** Empty if none is configured; some kinds of credentials need none. */
  readonly tenantId: string;
  readonly credentials: CredentialsConfig;
  /** Paths in `credentials` are relative to it. */
  readonly baseDir: string;
  readonly http: HttpSettings;
  /** Everything but a managed identity's endpoint is reached through it. Whoever made it closes it. */
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Makes the ids that requests carry; random ones if absent. */
  newId?(): string;
}

/** Reaches Microsoft's APIs with tokens that are asked for when the first request needs one. */
export function createMicrosoft(settings: MicrosoftSettings): Microsoft {
  const { endpoints, client, clock, logger } = settings;
  const closing = new AbortController();
  const direct = createDirectHttpClient(settings.http);
  const userAgent = `lockbell/${version()}`;
  const newId = settings.newId ?? randomUUID;
  const acquiring = { ...settings, login: endpoints.login, direct, signal: closing.signal };
  const tokens = createTokens({
    acquire: (api) => acquireToken(endpoints.apis[api].audience, acquiring),
    clock,
    logger,
  });

  async function sendWith(token: AccessToken, request: ApiRequest): Promise<ApiOutcome> {
    const { api, path, headers, ...rest } = request;
    const requestId = newId();
    const startedAt = clock.now();
    const outcome = await client.send({
      ...rest,
      url: addressOf(endpoints.apis[api], path),
      headers: {
        ...headers,
        authorization: `Bearer ${token.text}`,
        "client-request-id": requestId,
        "user-agent": userAgent,
      },
    });
    const answer = outcome.kind === "answer" ? outcome : null;
    logger.debug(
      {
        api,
        status: answer?.status ?? null,
        ...(outcome.kind === "failed" ? { reason: outcome.reason } : {}),
        durationMs: clock.now() - startedAt,
        clientRequestId: requestId,
        requestId: answerId(answer?.headers),
      },
      "microsoft.answered",
    );
    return outcome;
  }

  return {
    credentials: settings.credentials.type,
    async request(request) {
      const token = await tokens.get(request.api, request.signal);
      if (token.kind === "failed") return token;
      const outcome = await sendWith(token, request);
      if (!isTokenRefusal(outcome)) return outcome;
      tokens.discard(request.api, token);
      // Nothing was done by a request whose token was refused; a failure to get a token leaves it at that.
      const renewed = await tokens.get(request.api, request.signal);
      return renewed.kind === "failed" ? renewed : sendWith(renewed, request);
    },
    async identify(api, signal): Promise<ReturnType<typeof readToken> | ApiFailure> {
      const token = await tokens.get(api, signal);
      return token.kind === "failed" ? token : readToken(token.text);
    },
    async close() {
      closing.abort();
      await direct.close();
    },
  };
}

function addressOf({ url, version, versionIn }: ApiEndpoint, path: string): string {
  if (versionIn === "path") return `${url}/${version}${path}`;
  return `${url}${path}${path.includes("?") ? "&" : "?"}api-version=${version}`;
}

/** What the service calls the request, to be quoted to its support. Only what looks like an id: it goes to the log. */
function answerId(headers: ReadonlyMap<string, string> | undefined): string | null {
  const id = headers?.get("request-id") ?? headers?.get("x-ms-request-id") ?? "";
  return /^[\w-]{1,64}$/.test(id) ? id : null;
}

/** The package's version; `src/microsoft` and `dist/microsoft` are equally deep. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
