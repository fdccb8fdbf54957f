/**
 * Sending by a draft: made, its immutable id remembered, then told to go. A draft can be told to go once, so that one
 * remembered id is at most one mail, however often it is told. The order, and what a cut leaves:
 *
 *   1. remember `creating`                  nothing, or a draft                     → not delivered; a draft is looked for and taken
 *   2. make the draft                       the same
 *   3. remember `drafted` and its id        a draft                                 → not delivered; this draft is taken
 *   4. remember `sending` and its id        a draft that may have been told to go   → ask it: sent, or a draft still, to be told again
 *   5. tell it to go                        the same
 *   6. certainly not: remember `held`       a draft                                 → not delivered; this draft is told again
 *
 * What has left may be shown as a draft for a while, and is refused when it is told again. So from a telling that ended
 * in doubt on (`sending` is found when this begins) no refusal proves anything, and there is never a second draft. Only
 * a refusal of the first telling, or of one that follows on `held`, is final.
 */
import type { Reconciliation, SendResult } from "../notifier.ts";
import {
  type Attempt,
  askAgain,
  described,
  isForbidden,
  isGivenUp,
  onceItWouldShow,
  type Question,
  retryAfter,
  STOPPED,
} from "./attempt.ts";
import type { NotDone } from "./mailbox.ts";
import { type Note, writeNote } from "./note.ts";

type DraftNote = Extract<Note, { way: "draft" }>;
type SendingNote = Extract<Note, { state: "sending" }>;

/** What became of the attempt to have a draft; `forbidden`: drafts may not be made here, and nothing was. */
type Draft =
  | { readonly kind: "draft"; readonly id: string }
  | { readonly kind: "forbidden"; readonly result: SendResult }
  | { readonly kind: "ended"; readonly result: SendResult };

/**
 * Sends by a draft, going on from what is remembered. `forbidden` if drafts may not be made: then another way may be
 * taken.
 */
export async function sendAsDraft(
  attempt: Attempt,
  note: DraftNote | null,
): Promise<{ readonly forbidden: boolean; readonly result: SendResult }> {
  const isMade = note?.state === "sending" || note?.state === "held";
  const draft = isMade ? { kind: "draft" as const, id: note.id } : await haveDraft(attempt, note);
  if (draft.kind !== "draft") return { forbidden: draft.kind === "forbidden", result: draft.result };
  if (attempt.signal.aborted) return { forbidden: false, result: STOPPED };
  return { forbidden: false, result: await sendDraft(attempt, draft.id, note?.state === "sending" ? note : null) };
}

/** Asks what became of a draft that may have been told to go. */
export async function askDraft(note: SendingNote, question: Question): Promise<Reconciliation> {
  const { mailbox, signal } = question;
  const draft = await mailbox.isDraft(note.id, signal);
  if (draft.kind === "done") return draft.value ? stillDraft(note, question) : DELIVERED;
  if (draft.kind !== "absent") return askAgain(note, draft, question);
  // On its way to Sent Items a message may be nowhere for a moment, and there under another id if it was moved on from
  // there.
  const found = await mailbox.find(note.messageId, signal);
  if (found.kind !== "done") return askAgain(note, found, question);
  if (found.value.some(({ isDraft }) => !isDraft)) return DELIVERED;
  return onceItWouldShow(note, { status: "unknown" }, question);
}

const DELIVERED: Reconciliation = { status: "delivered" };

/**
 * It may be told again at once: one draft is one mail. Once that was refused it may have left at an earlier telling and not show it yet,
 * which is waited for; and when tellings have ended in doubt for days nobody will know any more.
 */
function stillDraft(note: SendingNote, question: Question): Reconciliation {
  if (note.refused) return onceItWouldShow(note, { status: "unknown" }, question);
  return { status: isGivenUp(note.since ?? note.at, question.now) ? "unknown" : "not-delivered" };
}

/** The draft that is to be sent, remembered: one that was made before, or a new one. */
async function haveDraft(attempt: Attempt, note: DraftNote | null): Promise<Draft> {
  const { mailbox, memory, message, signal, limit } = attempt;
  if (note?.state === "drafted") {
    const draft = await mailbox.isDraft(note.id, limit);
    if (draft.kind === "done") return draft.value ? { kind: "draft", id: note.id } : sentByHand(note.id);
    if (draft.kind !== "absent") return notAnswered(draft);
    // It was never told to go, and somebody has thrown it away.
  }
  if (note !== null) {
    const found = await mailbox.find(message.messageId, limit);
    if (found.kind !== "done") return notAnswered(found);
    const sent = found.value.find(({ isDraft }) => !isDraft);
    if (sent !== undefined) return sentByHand(sent.id);
    const [draft] = found.value;
    if (draft !== undefined) return drafted(attempt, draft.id);
  }
  if (signal.aborted) return { kind: "ended", result: STOPPED };
  if (note?.state !== "creating") await memory.remember(writeNote({ ...place(attempt), state: "creating" }));
  if (signal.aborted) return { kind: "ended", result: STOPPED };
  const made = await mailbox.createDraft(message.mime, limit);
  return made.kind === "done" ? drafted(attempt, made.value) : notMade(made);
}

async function drafted(attempt: Attempt, id: string): Promise<Draft> {
  // Once told to stop nothing is remembered any more: the next attempt finds this draft by its Message-ID.
  if (attempt.signal.aborted) return { kind: "ended", result: STOPPED };
  await attempt.memory.remember(writeNote({ ...place(attempt), state: "drafted", id }));
  return { kind: "draft", id };
}

/** A draft reaches nobody, so whatever is not known of its making is no more than another try. */
function notMade(answer: NotDone): Draft {
  if (answer.kind !== "reject") return notAnswered(answer);
  return { kind: "ended", result: { status: "rejected", ...told(answer) } };
}

function notAnswered(answer: NotDone): Draft {
  return { kind: isForbidden(answer) ? "forbidden" : "ended", result: retryAfter(answer) };
}

/** Somebody who has the mailbox open has sent our draft: its recipient has it. */
function sentByHand(id: string): Draft {
  return { kind: "ended", result: { status: "delivered", providerReference: id } };
}

/** Tells a draft to go; `doubt` is what is remembered of earlier tellings, unless they certainly did nothing. */
async function sendDraft(attempt: Attempt, id: string, doubt: SendingNote | null): Promise<SendResult> {
  const { mailbox, memory, clock, signal, limit } = attempt;
  const since = doubt === null ? {} : { since: doubt.since ?? doubt.at };
  const sending: SendingNote = { ...place(attempt), state: "sending", id, at: clock.now(), ...since };
  await memory.remember(writeNote(sending));
  if (signal.aborted) return STOPPED;
  const sent = await mailbox.sendDraft(id, limit);
  switch (sent.kind) {
    case "done":
      return { status: "delivered", providerReference: id };
    case "retry":
      if (doubt === null) await held(attempt, id);
      return retryAfter(sent);
    case "reject":
      return doubt === null ? refused(attempt, id, sent) : refusedAgain(attempt, sending, sent);
    default:
      return { status: "unknown", ...told(sent) };
  }
}

/** The first telling was refused, which is final if the draft is one still: it may have been sent by hand. */
async function refused(attempt: Attempt, id: string, answer: NotDone): Promise<SendResult> {
  const draft = await attempt.mailbox.isDraft(id, attempt.limit);
  if (draft.kind === "retry") await held(attempt, id);
  if (draft.kind !== "done") return { status: "unknown", ...told(answer) };
  if (!draft.value) return { status: "delivered", providerReference: id };
  // Nothing went. If a person has this message tried again, the draft is looked for, and made anew if it was thrown
  // away meanwhile.
  if (!attempt.signal.aborted) await attempt.memory.remember(writeNote({ ...place(attempt), state: "creating" }));
  return { status: "rejected", ...told(answer) };
}

/** What has left at an earlier telling is refused too, even while it is shown as a draft: its id is never given up. */
async function refusedAgain(attempt: Attempt, sending: SendingNote, answer: NotDone): Promise<SendResult> {
  const draft = await attempt.mailbox.isDraft(sending.id, attempt.limit);
  if (draft.kind === "done" && !draft.value) return { status: "delivered", providerReference: sending.id };
  if (!attempt.signal.aborted) await attempt.memory.remember(writeNote({ ...sending, refused: true }));
  return { status: "unknown", ...told(answer) };
}

/** The telling certainly did nothing, and none before it did: the next one counts as the first. */
async function held(attempt: Attempt, id: string): Promise<void> {
  if (!attempt.signal.aborted) await attempt.memory.remember(writeNote({ ...place(attempt), state: "held", id }));
}

function told(answer: NotDone): { readonly reason: string; readonly detail?: string } {
  const { reason, detail } = described(answer);
  return { reason, ...(detail === undefined ? {} : { detail }) };
}

function place({ mailbox, message }: Attempt): Pick<DraftNote, "mailbox" | "messageId" | "way"> {
  return { mailbox: mailbox.address, messageId: message.messageId, way: "draft" };
}
