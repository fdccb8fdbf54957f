import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Finding } from "./describe-issue.ts";
import { readFailure } from "./read-failure.ts";

const PATH = ["http", "ca"];

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The certificates of the file `http.ca` names, PEM; null if it names none. */
export async function readAuthorities(
  ca: string | undefined,
  baseDir: string,
): Promise<{ readonly pem: string | null } | { readonly finding: Finding }> {
  if (ca === undefined) return { pem: null };
  try {
    const certificates = (await readFile(resolve(baseDir, ca), "utf8")).match(CERTIFICATES) ?? [];
    if (certificates.length === 0) return { finding: wrong("it holds no certificate in PEM form") };
    for (const certificate of certificates) new X509Certificate(certificate);
    return { pem: certificates.join("\n") };
  } catch (error) {
    const isCertificate = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_OSSL");
    return { finding: wrong(isCertificate ? "a certificate in it is damaged" : readFailure(error)) };
  }
}

/** The path itself is not shown: it may have come from a reference. */
function wrong(text: string): Finding {
  return {
    path: PATH,
    about: "value",
    text: `this file cannot be used: ${text}. Needed: a PEM file with certificates.`,
  };
}
