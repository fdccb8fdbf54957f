/** Certificates for mail servers in tests, made anew for each run and never kept. */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

/** A server's key and certificate, PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** What a test server can show. */
export interface TestCertificates {
  /** The certificate authority that issued all of them but `untrusted`. */
  readonly ca: string;
  /** Made out for localhost, 127.0.0.1 and ::1. */
  readonly good: ServerCertificate;
  readonly expired: ServerCertificate;
  readonly notYetValid: ServerCertificate;
  /** Made out for mail.fabrikam.com. */
  readonly wrongName: ServerCertificate;
  /** Issued by an authority nobody knows. */
  readonly untrusted: ServerCertificate;
  readonly selfSigned: ServerCertificate;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60_000;

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** Makes them. */
export async function makeCertificates(): Promise<TestCertificates> {
  x509.cryptoProvider.set(webcrypto as typeof globalThis.crypto);
  const authority = await makeAuthority("CN=Contoso Test Authority");
  const stranger = await makeAuthority("CN=Fabrikam Test Authority");
  const now = Date.now();
  const issue = (names: x509.JsonGeneralNames, from: number, to: number, by = authority): Promise<ServerCertificate> =>
    issueCertificate(by, names, new Date(now + from * DAY_MS), new Date(now + to * DAY_MS));
  const here: x509.JsonGeneralNames = [
    { type: "dns", value: "localhost" },
    { type: "ip", value: "127.0.0.1" },
    { type: "ip", value: "::1" },
  ];
  return {
    ca: authority.certificate.toString("pem"),
    good: await issue(here, -1, 30),
    expired: await issue(here, -30, -1),
    notYetValid: await issue(here, 1, 30),
    wrongName: await issue([{ type: "dns", value: "mail.fabrikam.com" }], -1, 30),
    untrusted: await issue(here, -1, 30, stranger),
    selfSigned: await selfSigned(here),
  };
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
}

async function makeAuthority(name: string): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + 60 * DAY_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate, keys };
}

async function issueCertificate(
  authority: Authority,
  names: x509.JsonGeneralNames,
  notBefore: Date,
  notAfter: Date,
): Promise<ServerCertificate> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=mail server",
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore,
    notAfter,
    extensions: [new x509.SubjectAlternativeNameExtension(names)],
  });
  return { cert: certificate.toString("pem"), key: await exportKey(keys) };
}

async function selfSigned(names: x509.JsonGeneralNames): Promise<ServerCertificate> {
  const keys = await makeKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=mail server",
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new x509.SubjectAlternativeNameExtension(names)],
  });
  return { cert: certificate.toString("pem"), key: await exportKey(keys) };
}

async function exportKey({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey("pkcs8", privateKey);
  const lines = Buffer.from(bytes).toString("base64").replace(/.{64}/g, "$&\n");
  return `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`;
}
