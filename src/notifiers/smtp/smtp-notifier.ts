/**
 * Hands each message to a mail server, byte for byte as it was frozen (SMTP adds a last line break if there is none). A mail server cannot
 * be asked what became of a message, so what is remembered, and when, decides what can be said after a crash:
 *
 *   1. connect, sign in, MAIL FROM, RCPT TO, DATA      cut here: nothing noted                    → not delivered
 *   2. note "data begun", before the first byte        cut here: the note, and nothing sent       → unknown
 *   3. the message, the final dot, the reply           cut here: it may have been accepted        → unknown
 *   4. note "accepted", or, refused, "nothing sent"    cut here: what the reply said              → delivered / not delivered
 *
 * What fails before the final dot is sent again; between the dot and its reply nothing is, because a second mail is worse than asking a
 * person to look.
 */
import type { DeliveryMemory, Notifier, OutgoingMessage, SendResult } from "../notifier.ts";
import { classify } from "./classify.ts";
import type { SessionPool } from "./session-pool.ts";
import type { SmtpFailure } from "./smtp-failure.ts";
import { readMessage, type SmtpMessage } from "./smtp-message.ts";
import { accepted, dataBegun, nothingSent, readNote, saysNothingSent } from "./smtp-note.ts";
import type { Sent, SmtpSession } from "./smtp-session.ts";

/** What sending takes. */
export interface SmtpNotifierParts {
  readonly pool: SessionPool;
  /** The place's name, for notes. */
  readonly place: string;
  /** Where what cannot be delivered is returned to. */
  readonly envelopeFrom: string;
  /** The longest one attempt may take here. Shorter than delivery's own limit, after which nobody could say how far it had come. */
  readonly attemptMs: number;
}

const STOPPED: SendResult = { status: "retry", reason: "stopped" };

/** A notifier that sends over these sessions. */
export function createSmtpNotifier(parts: SmtpNotifierParts): Notifier {
  return {
    send: (message, memory, signal) => send(parts, message, memory, signal),
    // No server can be asked, so that the answer is the same at any place.
    reconcile: async (_message, memory) => readNote(memory.value),
    close: async () => parts.pool.close(),
  };
}

async function send(
  parts: SmtpNotifierParts,
  outgoing: OutgoingMessage,
  memory: DeliveryMemory,
  signal: AbortSignal,
): Promise<SendResult> {
  const message = readMessage(outgoing);
  if ("status" in message) return message;
  if (signal.aborted) return STOPPED;
  // An earlier try got as far as the data, or another notifier had begun. While such a note stands, this try would count as begun too.
  if (!saysNothingSent(memory.value)) await memory.remember(nothingSent(parts.place));
  const limit = AbortSignal.any([signal, AbortSignal.timeout(parts.attemptMs)]);
  const result = await attempt(parts, message, memory, limit);
  return result.status !== "delivered" && result.reason === "stopped" && !signal.aborted
    ? { ...result, reason: "timed-out" }
    : result;
}

async function attempt(
  parts: SmtpNotifierParts,
  message: SmtpMessage,
  memory: DeliveryMemory,
  signal: AbortSignal,
): Promise<SendResult> {
  for (;;) {
    const taken = await parts.pool.take(signal);
    if ("failure" in taken) return classify(taken.failure);
    const { session } = taken;
    let isReusable = false;
    try {
      const unable = whatIsMissing(session, message);
      if (unable !== null) {
        isReusable = true;
        return unable;
      }
      const sent = await transmit(parts, message, memory, session, signal);
      if (sent.status === "accepted") {
        isReusable = true;
        return await acceptedBy(parts, memory, sent.reply);
      }
      if (taken.isReused && !sent.begun && hasGone(sent.failure)) continue;
      isReusable = sent.failure.kind === "refused" && (await session.reset(signal));
      return await notAccepted(parts, memory, sent);
    } finally {
      parts.pool.giveBack(session, isReusable);
    }
  }
}

function transmit(
  { place, envelopeFrom }: SmtpNotifierParts,
  { recipient, bytes, needsEightBit }: SmtpMessage,
  memory: DeliveryMemory,
  session: SmtpSession,
  signal: AbortSignal,
): Promise<Sent> {
  const envelope = { from: envelopeFrom, to: recipient, eightBit: needsEightBit };
  return session.send(envelope, bytes, () => memory.remember(dataBegun(place)), signal);
}

/** What the message needs and the server has not: sent all the same, it would arrive as something else, or at somebody else's. */
function whatIsMissing({ features }: SmtpSession, message: SmtpMessage): SendResult | null {
  if (message.needsUtf8 && !features.utf8) return { status: "rejected", reason: "address-needs-smtputf8" };
  if (message.needsEightBit && !features.eightBit) return { status: "rejected", reason: "message-needs-8bitmime" };
  if (features.maxBytes > 0 && message.bytes.length > features.maxBytes)
    return { status: "rejected", reason: "message-too-large" };
  return null;
}

/** The server ended a session that nobody used: that is no failure, and another one may be opened at once. */
function hasGone(failure: SmtpFailure): boolean {
  return failure.kind === "lost" ? failure.cause === "connection-lost" : failure.code === 421;
}

async function acceptedBy({ place }: SmtpNotifierParts, memory: DeliveryMemory, reply: string): Promise<SendResult> {
  // It was taken, whether or not that can be noted. Without the note a crash before this is recorded makes it unknown, never a second mail.
  await memory.remember(accepted(place)).catch(() => undefined);
  const providerReference = referenceIn(reply);
  return providerReference === undefined ? { status: "delivered" } : { status: "delivered", providerReference };
}

async function notAccepted(
  { place }: SmtpNotifierParts,
  memory: DeliveryMemory,
  sent: Extract<Sent, { readonly status: "failed" }>,
): Promise<SendResult> {
  const result = classify(sent.failure);
  // The reply said no, so nothing of it is under way; without the note a crash before this is recorded makes it unknown.
  if (sent.begun && result.status !== "unknown") await memory.remember(nothingSent(place)).catch(() => undefined);
  return result;
}

/** The id under which the server keeps the message, as Postfix, Exim, Sendmail and Exchange name it; nothing else of what it says. */
function referenceIn(reply: string): string | undefined {
  return (
    /\bqueued as ([0-9A-Za-z]{6,24})\b/.exec(reply)?.[1] ??
    /\bid=([0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4})\b/.exec(reply)?.[1] ??
    /^250 2\.0\.0 ([0-9A-Za-z]{12,20}) Message accepted for delivery/.exec(reply)?.[1] ??
    /^250 2\.6\.0 <([0-9A-Za-z.@-]{6,120})> \[InternalId=/.exec(reply)?.[1]
  );
}
