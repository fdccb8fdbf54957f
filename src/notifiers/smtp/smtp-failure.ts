/** What kept a message from being accepted, read off the wire and off the operating system, before anybody judges it. */

/** How far a message had come. `message`: everything up to the final dot was handed to the network, and only its reply was missing. */
export const SMTP_STAGES = [
  "greeting",
  "starttls",
  "authentication",
  "sender",
  "recipient",
  "data",
  "message",
] as const;

export type SmtpStage = (typeof SMTP_STAGES)[number];

/** Why a connection came to nothing, or ended without a reply. */
export const LOSS_CAUSES = [
  "host-not-found",
  "connection-refused",
  "host-unreachable",
  "connection-timed-out",
  "connection-lost",
  "certificate-expired",
  "certificate-wrong-name",
  "certificate-untrusted",
  "tls-failed",
  "authentication-not-offered",
  "reply-not-understood",
  "timed-out",
  "stopped",
] as const;

export type LossCause = (typeof LOSS_CAUSES)[number];

/** The server refused, in digits. */
export interface SmtpRefusal {
  readonly kind: "refused";
  readonly stage: SmtpStage;
  /** The reply code (RFC 5321, 4.2), 400 to 599. */
  readonly code: number;
  /** The enhanced status code (RFC 3463), or null if the reply has none. */
  readonly enhanced: string | null;
}

/** There was no reply. */
export interface SmtpLoss {
  readonly kind: "lost";
  readonly stage: SmtpStage;
  readonly cause: LossCause;
}

export type SmtpFailure = SmtpRefusal | SmtpLoss;

/** The digits of a failure for a person who looks them up: `550 5.1.1`. Nothing of the server's own words, which may name people. */
export function digitsOf(failure: SmtpFailure): string | undefined {
  if (failure.kind === "lost") return undefined;
  return failure.enhanced === null ? String(failure.code) : `${failure.code} ${failure.enhanced}`;
}
