import type { HttpFailureReason } from "./http-client.ts";

/** How far a request had come when it broke: `connecting` nothing of it was written, `waiting` no byte of an answer, `reading` part of it. */
export type Stage = "connecting" | "waiting" | "reading";

/** Codes of Node (`man 3 getaddrinfo`, errno) and of undici, met before a connection stands. */
const CONNECTING: { readonly [code: string]: HttpFailureReason } = {
  ENOTFOUND: "host-not-found",
  EAI_AGAIN: "host-not-found",
  EAI_FAIL: "host-not-found",
  EAI_NODATA: "host-not-found",
  EAI_NONAME: "host-not-found",
  EAI_SERVICE: "host-not-found",
  ENODATA: "host-not-found",
  ECONNREFUSED: "connection-refused",
  EHOSTUNREACH: "connection-refused",
  ENETUNREACH: "connection-refused",
  EADDRNOTAVAIL: "connection-refused",
  EACCES: "connection-refused",
  EPERM: "connection-refused",
  ETIMEDOUT: "connection-timed-out",
  ERR_SOCKET_CONNECTION_TIMEOUT: "connection-timed-out",
  UND_ERR_CONNECT_TIMEOUT: "connection-timed-out",
  // The proxy did not answer CONNECT in time.
  UND_ERR_HEADERS_TIMEOUT: "connection-timed-out",
  // The proxy's answer to CONNECT was no 200, or it hung up instead of answering.
  UND_ERR_ABORTED: "proxy-refused",
  UND_ERR_PRX_CONN: "proxy-refused",
  UND_ERR_PRX_TLS: "certificate-untrusted",
  UND_ERR_INVALID_ARG: "bad-url",
  UND_ERR_NOT_SUPPORTED: "bad-url",
};

/** What OpenSSL and Node find wrong with a certificate: X509 verification codes, and a name that differs. */
const CERTIFICATE =
  /^(?:CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|PATH_LENGTH_|ERROR_IN_CERT_|ERR_TLS_CERT_)/;

/** Names what an exchange broke with. An error that nobody foresaw is a lost connection: it says least. */
export function nameFailure(error: unknown, stage: Stage): HttpFailureReason {
  if (stage === "reading") return "answer-cut-short";
  if (stage === "waiting") return isProxyDenial(error) ? "proxy-refused" : "connection-lost";
  const code = codeOf(error);
  return CONNECTING[code] ?? (CERTIFICATE.test(code) ? "certificate-untrusted" : "connection-lost");
}

/**
 * A proxy that wants other credentials for a request it forwards itself (plain http, where no tunnel is made): it answers 407, which undici
 * reports as this. Nothing was forwarded then.
 */
export function isProxyDenial(error: unknown): boolean {
  return codeOf(error) === "UND_ERR_INVALID_ARG" && error instanceof Error && error.message.includes("(407)");
}

/** An error's code, or that of what caused it. */
function codeOf(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return "";
}
