/**
 * Sending in one step, for a mailbox that grants no more than sending. There is no id to ask for afterwards, so a lost
 * answer is cleared up by looking for our Message-ID, if messages may be read; else nobody can say, and nothing is sent
 * again. The order, and what a cut leaves:
 *
 *   1. have a token                         nothing                      → not delivered
 *   2. remember `posting` and the time      nothing, or a sent message   → look for it: found, or not found once it would show
 *   3. send                                 the same
 *   4. refused: remember `refused`          nothing                      → not delivered
 */
import type { Reconciliation, SendResult } from "../notifier.ts";
import {
  type Attempt,
  askAgain,
  described,
  isForbidden,
  onceItWouldShow,
  type Question,
  retryAfter,
  STOPPED,
} from "./attempt.ts";
import { type Note, writeNote } from "./note.ts";

type PostingNote = Extract<Note, { state: "posting" }>;

/** Sends in one step. Whoever calls has asked about an earlier attempt, if there was one. */
export async function sendDirectly(attempt: Attempt): Promise<SendResult> {
  const { mailbox, message, memory, clock, signal, limit } = attempt;
  const ready = await mailbox.ready(limit);
  if (ready.kind !== "done") return retryAfter(ready);
  if (signal.aborted) return STOPPED;
  const place = { mailbox: mailbox.address, messageId: message.messageId, way: "direct" } as const;
  await memory.remember(writeNote({ ...place, state: "posting", at: clock.now() }));
  if (signal.aborted) return STOPPED;
  const sent = await mailbox.sendMail(Buffer.from(message.mime).toString("base64"), limit);
  if (sent.kind === "done") return { status: "delivered" };
  const { reason, detail } = described(sent);
  const told = { reason, ...(detail === undefined ? {} : { detail }) };
  if (sent.kind === "unknown") return { status: "unknown", ...told };
  // Certainly not sent. While `posting` stands, nobody who may not read the mailbox could say so after a crash.
  if (!signal.aborted) await memory.remember(writeNote({ ...place, state: "refused" }));
  if (sent.kind === "reject") return { status: "rejected", ...told };
  return retryAfter(sent);
}

/** Looks for a message that may have been sent. */
export async function askDirect(note: PostingNote, question: Question): Promise<Reconciliation> {
  const found = await question.mailbox.find(note.messageId, question.signal);
  if (isForbidden(found)) return { status: "unknown" };
  if (found.kind !== "done") return askAgain(note, found, question);
  if (found.value.some(({ isDraft }) => !isDraft)) return { status: "delivered" };
  // What is sent in one step is a draft for a moment as well. One that stays may be waiting to go: nobody can say.
  const answer: Reconciliation = { status: found.value.length === 0 ? "not-delivered" : "unknown" };
  return onceItWouldShow(note, answer, question);
}
