/**
 * Sends messages from one mailbox, by drafts or directly: which way is decided here, and kept for each delivery in its
 * memory.
 */
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { DeliveryMemory, Notifier, Reconciliation, SendResult } from "../notifier.ts";
import { type Attempt, PERMISSION_MISSING, STOPPED } from "./attempt.ts";
import type { GraphMailConfig } from "./config.ts";
import { askDirect, sendDirectly } from "./direct-way.ts";
import { askDraft, sendAsDraft } from "./draft-way.ts";
import type { Mailbox } from "./mailbox.ts";
import { isDoubtful, type Note, readNote } from "./note.ts";
import { createSweeper } from "./sweep-strays.ts";
import { withTimeLimit } from "./time-limit.ts";

/** What a notifier is made of. */
export interface GraphMailParts {
  /** The notifier's configured name, for the log. */
  readonly name: string;
  readonly way: GraphMailConfig["way"];
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long one attempt or question may take, milliseconds. */
  readonly attemptMs?: number;
}

/** Delivery gives an attempt 20 s and then calls it unknown; what is over here before that is known for what it is. */
const ATTEMPT_MS = 18_000;

/** A permission may be granted at any time; until that is seen, a message takes one request more each time. */
const DRAFTS_AGAIN_MS = 3_600_000;

/** A notifier that sends from this mailbox. */
export function createGraphMailNotifier(parts: GraphMailParts): Notifier {
  const { name, way, mailbox, clock, logger, attemptMs = ATTEMPT_MS } = parts;
  const sweep = createSweeper(mailbox, clock, logger);
  /** When `auto` last met a mailbox that lets no drafts be made; null if it lets them be made, as far as is known. */
  let forbiddenAt: number | null = null;

  /** Whether messages are sent directly without trying a draft first. A clock that was put back makes it try. */
  function knowsNoDrafts(): boolean {
    const passed = clock.now() - (forbiddenAt ?? Number.NEGATIVE_INFINITY);
    return passed >= 0 && passed < DRAFTS_AGAIN_MS;
  }

  function chose(next: "draft" | "direct"): void {
    const isNews = (next === "direct") !== (forbiddenAt !== null);
    forbiddenAt = next === "direct" ? clock.now() : null;
    if (!isNews) return;
    const reason = next === "direct" ? { reason: PERMISSION_MISSING } : {};
    logger.info({ notifier: name, way: next, ...reason }, "way.chosen");
  }

  async function attemptToSend(attempt: Attempt): Promise<SendResult> {
    const { memory, signal } = attempt;
    const note = ownNote(memory);
    if (note?.way === "direct" || (note === null && (way === "direct" || knowsNoDrafts())))
      return sendDirectly(attempt);
    const startedAt = clock.now();
    const { forbidden, result } = await sendAsDraft(attempt, note);
    // A draft that was never told to go has reached nobody, so its delivery may take the other way; one that may have
    // gone never does.
    if (forbidden && way !== "draft" && note?.state !== "drafted") {
      if (way === "auto") chose("direct");
      return signal.aborted ? STOPPED : sendDirectly(attempt);
    }
    if (way === "auto" && note === null && result.status === "delivered") chose("draft");
    if (result.status === "delivered") await sweep(startedAt, attempt.limit);
    return result;
  }

  async function ask(memory: DeliveryMemory, signal: AbortSignal): Promise<Reconciliation> {
    const note = readNote(memory.value);
    if (note === "foreign") return { status: "unknown" };
    if (note === null || !isDoubtful(note)) return { status: "not-delivered" };
    if (note.mailbox !== mailbox.address) return { status: "unknown" };
    const question = { mailbox, now: clock.now(), signal };
    return note.state === "sending" ? askDraft(note, question) : askDirect(note, question);
  }

  /** What was remembered of another mailbox or by another notifier was settled before: this one starts anew. */
  function ownNote(memory: DeliveryMemory): Note | null {
    const note = readNote(memory.value);
    return note === null || note === "foreign" || note.mailbox !== mailbox.address ? null : note;
  }

  return {
    async send(message, memory, signal) {
      if (signal.aborted) return STOPPED;
      return withTimeLimit(signal, attemptMs, (limit) =>
        attemptToSend({ mailbox, message, memory, clock, signal, limit }),
      );
    },
    reconcile: (_message, memory, signal) => withTimeLimit(signal, attemptMs, (limit) => ask(memory, limit)),
    close: async () => undefined,
  };
}
