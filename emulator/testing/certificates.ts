/** Keys and certificates for tests, made when they are needed. */
// Before the certificate library, which reads what this sets up.
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";

const ALGORITHM = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
} as const;

/** PEM texts of one key and a certificate for it. */
export interface TestCertificate {
  readonly certificate: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** A new key with a self-signed certificate. */
export async function makeTestCertificate(name = "CN=Contoso client"): Promise<TestCertificate> {
  const { subtle } = webcrypto;
  const keys = await subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      name,
      notBefore: new Date(Date.now() - 3_600_000),
      notAfter: new Date(Date.now() + 3_600_000),
      keys,
      signingAlgorithm: ALGORITHM,
    },
    webcrypto,
  );
  return {
    certificate: certificate.toString("pem"),
    publicKey: pem("PUBLIC KEY", await subtle.exportKey("spki", keys.publicKey)),
    privateKey: pem("PRIVATE KEY", await subtle.exportKey("pkcs8", keys.privateKey)),
  };
}

function pem(kind: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${kind}-----`, ...lines, `-----END ${kind}-----`, ""].join("\n");
}
