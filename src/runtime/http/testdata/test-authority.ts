/** A certificate authority of a test, and the certificates it issues. Made anew each time, never kept. */
import { isIP } from "node:net";
// The library below registers its parts with it.
import "reflect-metadata";
import * as x509 from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY = 86_400_000;

/** A certificate with its private key, PEM. */
export interface Credential {
  readonly cert: string;
  readonly key: string;
}

export interface TestAuthority {
  /** The authority's own certificate, PEM. */
  readonly ca: string;
  /** A certificate for a server of these names or addresses, valid from `from` to `to` (days from now). */
  issue(names: readonly string[], from?: number, to?: number): Promise<Credential>;
}

x509.cryptoProvider.set(crypto);

/** Makes an authority. */
export async function createTestAuthority(name = "Contoso Test Authority"): Promise<TestAuthority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    ...validity(-1, 30),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    ca: authority.toString("pem"),
    async issue(names, from = -1, to = 29) {
      const own = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
      const cert = await x509.X509CertificateGenerator.create({
        subject: `CN=${names[0]?.replaceAll(/[^A-Za-z0-9.-]/g, "-")}`,
        issuer: authority.subject,
        ...validity(from, to),
        signingAlgorithm: ALGORITHM,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) === 0 ? "dns" : "ip", value }) as const),
          ),
        ],
      });
      return { cert: cert.toString("pem"), key: await exportKey(own.privateKey) };
    },
  };
}

/** A self-signed RSA certificate as an application registers it with Entra. */
export async function createApplicationCertificate(): Promise<Credential> {
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=lockbell.contoso.com",
    ...validity(-1, 30),
    signingAlgorithm: algorithm,
    keys,
  });
  return { cert: cert.toString("pem"), key: await exportKey(keys.privateKey) };
}

function validity(from: number, to: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Date.now() + from * DAY), notAfter: new Date(Date.now() + to * DAY) };
}

async function exportKey(key: Awaited<ReturnType<typeof crypto.subtle.importKey>>): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY");
}
