/** Signed assertions in place of a secret: by the application's certificate, or by another identity provider that is trusted. */
import { createHash, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from "jose";
import type { Application } from "../state.ts";
import type { EntraError } from "./entra-errors.ts";
import { refusals } from "./refusals.ts";

/** The audience of a federated assertion. Source: "workload identity federation". */
const FEDERATION_AUDIENCE = "api://AzureADTokenExchange";

const TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** What assertions are held against. */
export interface AssertionContext {
  readonly now: () => number;
  readonly application: Application;
  /** Whether a text is this token endpoint, by any of its names. */
  isEndpoint(audience: string): boolean;
  /** The assertion each `jti` was seen with first, as a hash, and when it can be forgotten (milliseconds). */
  readonly seen: Map<string, { readonly hash: string; readonly until: number }>;
}

/** Null if the assertion proves that it is this application; otherwise the error. */
export async function checkAssertion(
  assertion: string,
  type: string | null,
  context: AssertionContext,
): Promise<EntraError | null> {
  if (type !== TYPE) {
    return refusals.assertionType();
  }
  let header: ProtectedHeaderParameters;
  let claims: JWTPayload;
  try {
    header = decodeProtectedHeader(assertion);
    claims = decodeJwt(assertion);
  } catch {
    return refusals.malformedAssertion();
  }
  if (claims.iss === undefined) {
    return refusals.malformedAssertion();
  }
  const own =
    claims.iss === context.application.clientId || header["x5t"] !== undefined || header["x5t#S256"] !== undefined;
  return own ? await checkOwn(assertion, header, claims, context) : await checkForeign(assertion, claims, context);
}

async function checkOwn(
  assertion: string,
  header: ProtectedHeaderParameters,
  claims: JWTPayload,
  context: AssertionContext,
): Promise<EntraError | null> {
  const { application } = context;
  if (claims.iss !== application.clientId || claims.sub !== application.clientId) {
    return refusals.assertionClient();
  }
  const certificate = findCertificate(header, application);
  if (certificate === null) {
    return refusals.unknownKey(namedThumbprint(header));
  }
  const refused = await verify(assertion, certificate.publicKey, claims, context.now);
  if (refused !== null) {
    return refused;
  }
  if (![claims.aud].flat().some((audience) => audience !== undefined && context.isEndpoint(audience))) {
    return refusals.assertionAudience();
  }
  return claims.jti === undefined ? refusals.malformedAssertion() : rememberId(assertion, claims.jti, claims, context);
}

async function checkForeign(
  assertion: string,
  claims: JWTPayload,
  { application, now }: AssertionContext,
): Promise<EntraError | null> {
  const trusted = application.federations.filter(({ issuer }) => issuer === claims.iss);
  if (trusted.length === 0) {
    return refusals.foreignIssuer(claims.iss ?? "");
  }
  const federation = trusted.find(({ subject }) => subject === claims.sub);
  if (federation === undefined) {
    return refusals.foreignSubject(claims.sub ?? "");
  }
  const audiences = [claims.aud].flat();
  if (!audiences.includes(FEDERATION_AUDIENCE)) {
    return refusals.foreignAudience(audiences.join(" "));
  }
  return await verify(assertion, createPublicKey(federation.publicKey), claims, now);
}

async function verify(
  assertion: string,
  key: KeyObject,
  claims: JWTPayload,
  now: () => number,
): Promise<EntraError | null> {
  if (claims.exp === undefined) {
    return refusals.malformedAssertion();
  }
  try {
    // Entra allows five minutes between its clock and others'.
    const options = { algorithms: ["PS256", "RS256"], currentDate: new Date(now()), clockTolerance: 300 };
    await jwtVerify(assertion, key, options);
    return null;
  } catch (error) {
    if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed) {
      return refusals.assertionTime(time(now() / 1000), time(claims.nbf ?? claims.iat ?? 0), time(claims.exp));
    }
    return refusals.badSignature();
  }
}

/**
 * An id stands for one assertion. The same assertion may come again while it is valid: Microsoft's own library signs one and uses it for
 * every resource. Another one with the same id is refused.
 */
function rememberId(
  assertion: string,
  jti: string,
  { exp = 0 }: JWTPayload,
  context: AssertionContext,
): EntraError | null {
  for (const [id, { until }] of context.seen) {
    if (until < context.now()) {
      context.seen.delete(id);
    }
  }
  const hash = createHash("sha256").update(assertion).digest("base64");
  const key = `${context.application.clientId} ${jti}`;
  const before = context.seen.get(key);
  if (before !== undefined && before.hash !== hash) {
    return refusals.assertionUsed();
  }
  context.seen.set(key, { hash, until: exp * 1000 + 300_000 });
  return null;
}

/** The registered certificate that the header names, by either thumbprint or by the certificate itself. */
function findCertificate(header: ProtectedHeaderParameters, application: Application): X509Certificate | null {
  const registered = application.certificates.map((pem) => new X509Certificate(pem));
  const sent = Array.isArray(header["x5c"]) ? String(header["x5c"][0]) : null;
  return (
    registered.find(({ raw }) => {
      const digest = (algorithm: string) => createHash(algorithm).update(raw).digest("base64url");
      return (
        header["x5t#S256"] === digest("sha256") ||
        header["x5t"] === digest("sha1") ||
        (sent !== null && sent === raw.toString("base64"))
      );
    }) ?? null
  );
}

function namedThumbprint(header: ProtectedHeaderParameters): string {
  const named = header["x5t#S256"] ?? header["x5t"] ?? "";
  return Buffer.from(String(named), "base64url").toString("hex").toUpperCase();
}

function time(seconds: number): string {
  const at = new Date(Math.min(Math.max(seconds, 0), 8.64e12) * 1000);
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}
