/** What an attempt's end means, by table; README.md shows the same table. The first row that fits decides. */
import type { SendResult } from "../notifier.ts";
import { digitsOf, type SmtpFailure, type SmtpRefusal, type SmtpStage } from "./smtp-failure.ts";

/** Everything that was not accepted. */
export type NotAccepted = Exclude<SendResult, { readonly status: "delivered" }>;

/** One row: which failures it speaks of, and what they mean. */
export interface FailureClass {
  /** What happened, for a person. */
  readonly when: string;
  readonly stages: readonly SmtpStage[];
  readonly fits: (failure: SmtpFailure) => boolean;
  readonly status: NotAccepted["status"];
  /** `null`: the name of the cause. */
  readonly reason: string | null;
}

const OPENING: readonly SmtpStage[] = ["greeting", "starttls", "authentication"];
const ENVELOPE: readonly SmtpStage[] = ["sender", "recipient", "data"];
const BEFORE_DOT: readonly SmtpStage[] = [...OPENING, ...ENVELOPE];
const EVERY: readonly SmtpStage[] = [...BEFORE_DOT, "message"];

/** Replies that ask for a password, or say that the one given is not enough (RFC 4954, 6; Exchange Online: 5.7.57). */
const WANTS_PASSWORD = [530, 535, 538];
/** The command itself was not understood or came out of turn: nothing is said of the message (RFC 5321, 4.2.4). */
const BAD_COMMAND = [500, 502, 503, 504];

/**
 * Reasons that speak of how this server, its certificate or our account there are set up, and of no message: no number of tries makes that
 * better. `not-permitted` is none: it may be about the one recipient.
 */
export const OF_THE_SET_UP: readonly string[] = [
  "authentication-not-offered",
  "authentication-refused",
  "authentication-required",
  "certificate-expired",
  "certificate-untrusted",
  "certificate-wrong-name",
  "no-starttls",
  "sender-refused",
];

/** The table. */
export const FAILURE_CLASSES: readonly FailureClass[] = [
  row("the connection came to nothing, or was lost, before the final dot", BEFORE_DOT, isLost, "retry", null),
  row("the final dot was sent, and the reply never came", ["message"], isLost, "unknown", null),
  row("421, at any time: the server is closing", EVERY, hasCode(421), "retry", "server-closing"),
  row("a refusal instead of a greeting, or of EHLO", ["greeting"], isRefused, "retry", "greeting-refused"),
  row("no STARTTLS, or a refusal of it", ["starttls"], isRefused, "retry", "no-starttls"),
  row("4xx to AUTH", ["authentication"], isTemporary, "retry", "authentication-deferred"),
  row("5xx to AUTH", ["authentication"], isRefused, "retry", "authentication-refused"),
  row("530, 535, 538 or 5.7.57: it wants a password", EVERY, wantsPassword, "retry", "authentication-required"),
  row("4xx to MAIL FROM", ["sender"], isTemporary, "retry", "sender-deferred"),
  row(
    "552 or x.3.4 to MAIL FROM, or the server's SIZE is less",
    ["sender"],
    isTooLarge,
    "rejected",
    "message-too-large",
  ),
  row("any other 5xx to MAIL FROM", ["sender"], isRefused, "retry", "sender-refused"),
  row("4xx to RCPT TO, greylisting for one", ["recipient"], isTemporary, "retry", "recipient-deferred"),
  row(
    "5.1.7 or 5.1.8 to RCPT TO: it means the sender",
    ["recipient"],
    hasEnhanced(/^5\.1\.[78]$/),
    "retry",
    "sender-refused",
  ),
  row("4xx to DATA or to the final dot", ["data", "message"], isTemporary, "retry", "message-deferred"),
  row("500, 502, 503, 504 or 5.5.x: the command, not the message", EVERY, isBadCommand, "retry", "command-refused"),
  row(
    "5.7.x to RCPT TO or DATA, a denied relay for one",
    ["recipient", "data"],
    hasEnhanced(/^5\.7\./),
    "retry",
    "not-permitted",
  ),
  row(
    "5.7.x but 5.7.0 and 5.7.1 to the final dot",
    ["message"],
    hasEnhanced(/^5\.7\.(?![01]$)/),
    "retry",
    "not-permitted",
  ),
  row("any other 5xx to RCPT TO", ["recipient"], isRefused, "rejected", "recipient-refused"),
  row("any other 5xx to DATA or to the final dot", ["data", "message"], isRefused, "rejected", "message-refused"),
];

/** Judges a failure. What concerns the whole configuration is tried again, so that a mistake in it does not end every notice. */
export function classify(failure: SmtpFailure): NotAccepted {
  const found = FAILURE_CLASSES.find(({ stages, fits }) => stages.includes(failure.stage) && fits(failure));
  const status = found?.status ?? (failure.stage === "message" ? "unknown" : "retry");
  const reason = found?.reason ?? (failure.kind === "lost" ? failure.cause : "reply-not-understood");
  const detail = digitsOf(failure);
  const told = detail === undefined ? { reason } : { reason, detail };
  if (status !== "retry" || !OF_THE_SET_UP.includes(reason)) return { status, ...told };
  return { status, ...told, untilMended: true };
}

function row(
  when: string,
  stages: readonly SmtpStage[],
  fits: FailureClass["fits"],
  status: FailureClass["status"],
  reason: string | null,
): FailureClass {
  return { when, stages, fits, status, reason };
}

function isLost(failure: SmtpFailure): boolean {
  return failure.kind === "lost";
}

function isRefused(failure: SmtpFailure): failure is SmtpRefusal {
  return failure.kind === "refused";
}

function isTemporary(failure: SmtpFailure): boolean {
  return isRefused(failure) && failure.code < 500;
}

function hasCode(code: number): (failure: SmtpFailure) => boolean {
  return (failure) => isRefused(failure) && failure.code === code;
}

function hasEnhanced(form: RegExp): (failure: SmtpFailure) => boolean {
  return (failure) => isRefused(failure) && form.test(failure.enhanced ?? "");
}

function wantsPassword(failure: SmtpFailure): boolean {
  return isRefused(failure) && (WANTS_PASSWORD.includes(failure.code) || failure.enhanced === "5.7.57");
}

function isTooLarge(failure: SmtpFailure): boolean {
  return isRefused(failure) && (failure.code === 552 || /^5\.3\.4$/.test(failure.enhanced ?? ""));
}

/** An enhanced code is more to the point than the basic one: `501 5.1.3` speaks of the address. */
function isBadCommand(failure: SmtpFailure): boolean {
  if (!isRefused(failure)) return false;
  return failure.enhanced === null ? BAD_COMMAND.includes(failure.code) : failure.enhanced.startsWith("5.5.");
}
