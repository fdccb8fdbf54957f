import { parseObject } from "../platform/parse-object.ts";
import type { Clock } from "../runtime/clock.ts";
import type { HttpClient } from "../runtime/http/http-client.ts";
import { type CredentialSettings, createCredential, UnreadableCredential } from "./create-credential.ts";
import { type Exchange, withIdentityHttp } from "./identity-http.ts";
import { nameTokenFailure, type TokenFailure } from "./name-token-failure.ts";

/** A token and when it ends. */
export interface AccessToken {
  readonly kind: "token";
  readonly text: string;
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

/** What acquiring a token takes. */
export interface AcquireSettings extends CredentialSettings {
  readonly client: HttpClient;
  /** For a managed identity's endpoint: passes by any proxy. */
  readonly direct: HttpClient;
  readonly clock: Clock;
  /** Ends it; the failure is then `login-unreachable`. */
  readonly signal: AbortSignal;
}

/** Asks for one new token for `audience`, never for a kept one. Does not throw. */
export async function acquireToken(audience: string, settings: AcquireSettings): Promise<AccessToken | TokenFailure> {
  const { client, direct, signal, clock } = settings;
  const exchanges: Exchange[] = [];
  try {
    const token = await withIdentityHttp({ client, direct, signal, exchanges }, async (httpClient) => {
      const credential = await createCredential(settings, httpClient);
      return credential.getToken(`${audience}/.default`);
    });
    if (token === null) return nameTokenFailure(settings.credentials.type, exchanges, clock.now());
    const endsOn = endOfEndpointToken(token.token, exchanges) ?? token.expiresOnTimestamp;
    // The library and the endpoint reckon with the machine's clock; only the length of a token's life is taken from them.
    return { kind: "token", text: token.token, expiresAt: clock.now() + (endsOn - Date.now()) };
  } catch (error) {
    if (error instanceof UnreadableCredential)
      return { kind: "failed", reason: "credential-unreadable", sent: false, detail: error.message };
    return nameTokenFailure(settings.credentials.type, exchanges, clock.now());
  }
}

/** When a token of a managed identity really ends: `expires_on`, epoch seconds as text or ISO 8601, else `expires_in`. */
function endOfEndpointToken(token: string, exchanges: readonly Exchange[]): number | undefined {
  for (const { to, outcome } of exchanges) {
    if (to !== "endpoint" || outcome.kind !== "answer") continue;
    const body = parseObject(outcome.text);
    if (body["access_token"] !== token) continue;
    const { expires_on: on, expires_in: life } = body;
    const at = /^\d+$/.test(String(on)) ? Number(on) * 1000 : Date.parse(String(on));
    if (!Number.isNaN(at)) return at;
    if (/^\d+$/.test(String(life))) return Date.now() + Number(life) * 1000;
  }
  return undefined;
}
