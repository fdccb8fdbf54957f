import { createHash, createPrivateKey, randomUUID, X509Certificate } from "node:crypto";
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { beforeAll, expect, test } from "vitest";
import { makeTestCertificate, type TestCertificate } from "../testing/certificates.ts";
import { createTestServices, NOON, type TestServices } from "../testing/services.ts";
import { registerEntra } from "./register-entra.ts";

const SECONDS = NOON / 1000;
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const ISSUER = "https://kubernetes.contoso.com/";
const SUBJECT = "system:serviceaccount:security:lockbell";

let services: TestServices;
let own: TestCertificate;
let other: TestCertificate;
let cluster: TestCertificate;

beforeAll(async () => {
  services = await createTestServices(({ server, routes, state, tokens }) =>
    registerEntra(server, routes, { state, tokens }),
  );
  [own, other, cluster] = await Promise.all([makeTestCertificate(), makeTestCertificate(), makeTestCertificate()]);
  services.application.certificates.push(own.certificate);
  services.application.federations.push({ issuer: ISSUER, subject: SUBJECT, publicKey: cluster.publicKey });
});

interface Change {
  readonly by?: TestCertificate;
  readonly header?: Partial<JWTHeaderParameters>;
  readonly claims?: JWTPayload;
  readonly type?: string;
}

function digest(algorithm: string, { certificate }: TestCertificate): string {
  return createHash(algorithm).update(new X509Certificate(certificate).raw).digest("base64url");
}

async function signed({ by = own, header = {}, claims = {} }: Change): Promise<string> {
  const { clientId } = services.application;
  const payload: JWTPayload = {
    aud: `https://localhost:8443/${services.state.tenantId}/oauth2/v2.0/token`,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    nbf: SECONDS,
    iat: SECONDS,
    exp: SECONDS + 600,
    ...claims,
  };
  return await new SignJWT(payload)
    .setProtectedHeader({ alg: "PS256", typ: "JWT", "x5t#S256": digest("sha256", own), ...header })
    .sign(createPrivateKey(by.privateKey));
}

/** 200, or the AADSTS number. */
async function send(assertion: string, type = JWT_BEARER): Promise<number> {
  const answer = await services.server.inject({
    method: "POST",
    url: `/${services.state.tenantId}/oauth2/v2.0/token`,
    headers: { host: "localhost:8443", "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: services.application.clientId,
      scope: "https://graph.microsoft.com/.default",
      client_assertion: assertion,
      client_assertion_type: type,
    }).toString(),
  });
  return answer.statusCode === 200 ? 200 : answer.json<{ error_codes: number[] }>().error_codes[0]!;
}

const OWN: [string, () => Change, number][] = [
  ["PS256, SHA-256 thumbprint", () => ({}), 200],
  [
    "RS256, SHA-1 thumbprint",
    () => ({ header: { alg: "RS256", "x5t#S256": undefined, x5t: digest("sha1", own) } }),
    200,
  ],
  ["the certificate itself", () => ({ header: { "x5t#S256": undefined, x5c: [der(own)] } }), 200],
  [
    "the tenant's domain in the audience",
    () => ({ claims: { aud: "https://localhost:8443/contoso.com/oauth2/v2.0/token" } }),
    200,
  ],
  [
    "the issuer as audience",
    () => ({ claims: { aud: `https://localhost:8443/${services.state.tenantId}/v2.0` } }),
    200,
  ],
  ["a clock four minutes ahead", () => ({ claims: { nbf: SECONDS + 240 } }), 200],
  ["a certificate nobody registered", () => ({ by: other, header: { "x5t#S256": digest("sha256", other) } }), 700027],
  ["the thumbprint of one key and the signature of another", () => ({ by: other }), 700027],
  ["no thumbprint", () => ({ header: { "x5t#S256": undefined } }), 700027],
  ["an expired one", () => ({ claims: { nbf: SECONDS - 1200, exp: SECONDS - 600 } }), 700024],
  ["one not valid yet", () => ({ claims: { nbf: SECONDS + 600, exp: SECONDS + 1200 } }), 700024],
  ["no expiry", () => ({ claims: { exp: undefined } }), 50027],
  ["no id", () => ({ claims: { jti: undefined } }), 50027],
  [
    "somebody else's token endpoint",
    () => ({ claims: { aud: "https://login.fabrikam.com/x/oauth2/v2.0/token" } }),
    700023,
  ],
  ["another application as issuer", () => ({ claims: { iss: services.identity.clientId } }), 700021],
  ["another application as subject", () => ({ claims: { sub: services.identity.clientId } }), 700021],
];

test.each(OWN)("the application's certificate, %s", async (_case, change, expected) => {
  expect(await send(await signed(change()))).toBe(expected);
});

const FOREIGN: [string, () => Change, number][] = [
  ["as registered", () => ({}), 200],
  ["another issuer", () => ({ claims: { iss: "https://kubernetes.fabrikam.com/" } }), 700211],
  ["another subject", () => ({ claims: { sub: "system:serviceaccount:default:other" } }), 700213],
  ["another audience", () => ({ claims: { aud: "https://localhost:8443/" } }), 700212],
  ["another key", () => ({ by: other }), 700027],
  ["an expired one", () => ({ claims: { nbf: SECONDS - 1200, exp: SECONDS - 600 } }), 700024],
];

test.each(FOREIGN)("another identity provider's assertion, %s", async (_case, change, expected) => {
  const { by = cluster, claims } = change();
  const federated = { iss: ISSUER, sub: SUBJECT, aud: "api://AzureADTokenExchange", ...claims };
  const header = { alg: "RS256", "x5t#S256": undefined };
  expect(await send(await signed({ by, header, claims: federated }))).toBe(expected);
});

test.each(["", "a", "a.b.c", "e30.e30."])("%j is no assertion", async (text) => {
  expect(await send(text)).toBe(text === "" ? 7000216 : 50027);
});

test("the kind of assertion must be named", async () => {
  expect(await send(await signed({}), "urn:ietf:params:oauth:client-assertion-type:saml2-bearer")).toBe(90023);
});

test("an assertion may come again while it is valid, another one with the same id may not", async () => {
  const first = await signed({ claims: { jti: "one" } });
  const second = await signed({ claims: { jti: "one", exp: SECONDS + 601 } });
  expect([await send(first), await send(first), await send(second)]).toEqual([200, 200, 700028]);
});

test("a certificate that is taken away is refused from then on", async () => {
  const assertion = await signed({});
  const kept = services.application.certificates.splice(0);
  expect(await send(assertion)).toBe(700027);
  services.application.certificates.push(...kept);
  expect(await send(assertion)).toBe(200);
});

function der({ certificate }: TestCertificate): string {
  return new X509Certificate(certificate).raw.toString("base64");
}
