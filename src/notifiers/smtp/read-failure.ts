/** Reads what nodemailer and the operating system say of a failure. Only codes are taken over: texts hold hosts, addresses and the server's words. */
import type { LossCause, SmtpFailure, SmtpStage } from "./smtp-failure.ts";

/** The fields by which nodemailer tells its failures apart (its `NodemailerError`). */
export interface ConnectionError {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly timeoutType?: string | undefined;
}

/** OpenSSL's and Node's names for a certificate that does not hold (Node's `tls` documentation, "X509 certificate error codes"). */
const CERTIFICATE_CAUSES: ReadonlyMap<string, LossCause> = new Map([
  ["CERT_HAS_EXPIRED", "certificate-expired"],
  ["CERT_NOT_YET_VALID", "certificate-expired"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate-wrong-name"],
  ["HOSTNAME_MISMATCH", "certificate-wrong-name"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate-untrusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "certificate-untrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT", "certificate-untrusted"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate-untrusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate-untrusted"],
  ["CERT_SIGNATURE_FAILURE", "certificate-untrusted"],
  ["CERT_UNTRUSTED", "certificate-untrusted"],
  ["CERT_REJECTED", "certificate-untrusted"],
  ["CERT_REVOKED", "certificate-untrusted"],
  ["CERT_CHAIN_TOO_LONG", "certificate-untrusted"],
  ["INVALID_CA", "certificate-untrusted"],
  ["INVALID_PURPOSE", "certificate-untrusted"],
  ["PATH_LENGTH_EXCEEDED", "certificate-untrusted"],
]);

const NETWORK_CAUSES: ReadonlyMap<string, LossCause> = new Map([
  ["ENOTFOUND", "host-not-found"],
  ["EAI_AGAIN", "host-not-found"],
  ["EAI_FAIL", "host-not-found"],
  ["EAI_NODATA", "host-not-found"],
  ["EAI_NONAME", "host-not-found"],
  ["ECONNREFUSED", "connection-refused"],
  ["EHOSTUNREACH", "host-unreachable"],
  ["ENETUNREACH", "host-unreachable"],
  ["EHOSTDOWN", "host-unreachable"],
  ["ENETDOWN", "host-unreachable"],
  ["EADDRNOTAVAIL", "host-unreachable"],
  ["ETIMEDOUT", "connection-timed-out"],
  ["ERR_SOCKET_CONNECTION_TIMEOUT", "connection-timed-out"],
  ["EPROTO", "tls-failed"],
  ["ETLS", "tls-failed"],
  ["EPROTOCOL", "reply-not-understood"],
]);

const STAGE_BY_COMMAND: readonly (readonly [command: RegExp, stage: SmtpStage])[] = [
  [/^(?:EHLO|HELO)$/, "greeting"],
  [/^STARTTLS$/, "starttls"],
  [/^AUTH/, "authentication"],
  [/^MAIL FROM$/, "sender"],
  [/^RCPT TO$/, "recipient"],
  [/^DATA$/, "data"],
];

/** Why there was no connection, or no more of it. */
function causeOf({ code, originalCode }: ConnectionError): LossCause {
  // Nodemailer's own code stands over the system's, which says more.
  for (const name of [originalCode, code]) {
    const cause = CERTIFICATE_CAUSES.get(name ?? "") ?? NETWORK_CAUSES.get(name ?? "");
    if (cause !== undefined) return cause;
    if (/^ERR_(?:SSL|TLS|OSSL)_/.test(name ?? "")) return "tls-failed";
  }
  return "connection-lost";
}

/** A failure before a message was begun: the greeting, STARTTLS, signing in. */
export function readOpeningFailure(error: ConnectionError): SmtpFailure {
  const stage = stageOf(error) ?? "greeting";
  // A certificate is looked at after the server agreed to STARTTLS: that reply is no refusal.
  return readRefusal(error.response, stage) ?? { kind: "lost", stage, cause: causeOf(error) };
}

/**
 * A failure of a message. `isEnded`: the final dot may have been sent. Nodemailer names the command a reply belongs to; what it reports
 * of the connection itself (`CONN`) is no reply to us, not even with digits: a line that broke off may be anything.
 */
export function readSendFailure(error: ConnectionError, isEnded: boolean): SmtpFailure {
  const stage: SmtpStage = isEnded ? "message" : (stageOf(error) ?? "data");
  const isReply = error.command !== "CONN" || (!isEnded && /^421[ -]/.test(error.response ?? ""));
  const refusal = isReply ? readRefusal(error.response, stage) : null;
  if (refusal !== null) return refusal;
  const isOddReply = error.command !== "CONN" && error.response !== undefined;
  return { kind: "lost", stage, cause: isOddReply ? "reply-not-understood" : causeOf(error) };
}

/** A reply that says no; null for any other text. */
function readRefusal(response: string | undefined, stage: SmtpStage): SmtpFailure | null {
  const [, code, enhanced] = /^([45]\d\d)(?:[ -](?:([45]\.\d{1,3}\.\d{1,3})\b)?|$)/.exec(response ?? "") ?? [];
  return code === undefined ? null : { kind: "refused", stage, code: Number(code), enhanced: enhanced ?? null };
}

function stageOf({ command }: ConnectionError): SmtpStage | undefined {
  return STAGE_BY_COMMAND.find(([form]) => form.test(command ?? ""))?.[1];
}
