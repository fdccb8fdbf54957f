/** Access tokens: real RS256 JWTs, signed with a key made at start. */
import { randomBytes, randomUUID } from "node:crypto";
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  errors,
  exportJWK,
  generateKeyPair,
  type JWK,
  jwtVerify,
  SignJWT,
} from "jose";
import type { Audience, Problem } from "../route-tools.ts";
import type { Application, EmulatorState } from "../state.ts";
import { audienceOf } from "./resources.ts";

/** How long a token holds; Entra says 3599 seconds. */
export const TOKEN_SECONDS = 3599;

/** A token as it was handed out; times in seconds since 1970. */
export interface IssuedToken {
  readonly token: string;
  readonly notBefore: number;
  readonly expiresOn: number;
}

/** What a token asks for, checked: who comes with it, or what is wrong with it. */
export type TokenCheck =
  | { readonly kind: "valid"; readonly application: Application; readonly roles: readonly string[] }
  | { readonly kind: "refused"; readonly problem: Problem };

/** Issues and checks tokens. */
export interface TokenIssuer {
  issue(
    application: Application,
    resource: string,
    audience: Audience,
    proof: "secret" | "certificate",
  ): Promise<IssuedToken>;
  check(token: string, audience: Audience): Promise<TokenCheck>;
  /** Makes every token issued so far count as expired, and none that is issued later. */
  expireAll(): void;
  /** The public keys, as the discovery endpoint shows them. */
  readonly keys: readonly JWK[];
}

/** A token issuer with a key of its own. */
export async function createTokenIssuer(state: EmulatorState): Promise<TokenIssuer> {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { modulusLength: 2048 });
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  /** When each token was issued, by its `uti`: finer than the seconds in the token, and never twice the same. */
  const issuedAt = new Map<string, number>();
  let last = 0;
  const next = () => Math.max(state.now(), last + 0.001, state.tokensValidFrom);

  return {
    keys: [{ ...jwk, kid, x5t: kid, use: "sig", alg: "RS256" }],

    async issue(application, resource, audience, proof) {
      last = next();
      const notBefore = Math.floor(state.now() / 1000);
      const expiresOn = notBefore + TOKEN_SECONDS;
      const uti = randomBytes(16).toString("base64url");
      issuedAt.set(uti, last);
      const roles = rolesFor(application, audience);
      const token = await new SignJWT({
        app_displayname: application.displayName,
        appid: application.clientId,
        appidacr: proof === "secret" ? "1" : "2",
        idp: `https://sts.windows.net/${state.tenantId}/`,
        idtyp: "app",
        oid: application.objectId,
        rh: randomUUID(),
        // A token without permissions is issued all the same, without this claim: the API says 403.
        ...(roles.length === 0 ? {} : { roles: [...roles] }),
        tid: state.tenantId,
        uti,
        ver: "1.0",
      })
        .setProtectedHeader({ typ: "JWT", alg: "RS256", kid, x5t: kid })
        .setAudience(resource)
        .setIssuer(`https://sts.windows.net/${state.tenantId}/`)
        .setSubject(application.objectId)
        .setIssuedAt(notBefore)
        .setNotBefore(notBefore)
        .setExpirationTime(expiresOn)
        .sign(privateKey);
      return { token, notBefore, expiresOn };
    },

    async check(token, audience) {
      try {
        if (decodeProtectedHeader(token).kid !== kid) {
          return refused("token-signature");
        }
        const { payload } = await jwtVerify(token, publicKey, {
          algorithms: ["RS256"],
          currentDate: new Date(state.now()),
          issuer: `https://sts.windows.net/${state.tenantId}/`,
        });
        if (audienceOf(String(payload.aud)) !== audience) {
          return refused("token-audience");
        }
        const application = state.applications.find((one) => one.clientId === payload["appid"]);
        if (application === undefined) {
          return refused("token-malformed");
        }
        if ((issuedAt.get(String(payload["uti"])) ?? 0) < state.tokensValidFrom) {
          return refused("token-expired");
        }
        return {
          kind: "valid",
          application,
          roles: Array.isArray(payload["roles"]) ? payload["roles"].map(String) : [],
        };
      } catch (error) {
        return refused(problemOf(error));
      }
    },

    expireAll() {
      last = next();
      state.tokensValidFrom = last + 0.001;
    },
  };
}

/** Resource Manager knows no application permissions: what an application may do there stands with the resource. */
function rolesFor({ roles }: Application, audience: Audience): readonly string[] {
  if (audience === "resource-manager") {
    return [];
  }
  return audience === "graph" ? roles.graph : roles.logAnalytics;
}

function refused(problem: Problem): TokenCheck {
  return { kind: "refused", problem };
}

function problemOf(error: unknown): Problem {
  if (error instanceof errors.JWTExpired) {
    return "token-expired";
  }
  if (error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JOSEAlgNotAllowed) {
    return "token-signature";
  }
  // Whatever else cannot be read is a text that never was a token.
  return "token-malformed";
}
