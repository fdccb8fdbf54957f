/**
 * What is remembered of a delivery between its steps. A mail server cannot be asked what became of a message, so these notes are all
 * there is to go by after a crash:
 *
 *   no note, or "nothing sent"       the message was not handed over                       → not delivered
 *   "data begun" (before any of it)  it may have been handed over, nobody can say          → unknown
 *   "accepted" (after the 250)       the server took it                                    → delivered
 */
import type { Reconciliation } from "../notifier.ts";

/** Takes any note back: another try begins, or this one ended with a refusal, and the recipient got nothing of it. */
export function nothingSent(place: string): string {
  return `smtp: nothing sent to ${place}`;
}

/** To be remembered before the first byte of the message is sent. */
export function dataBegun(place: string): string {
  return `smtp: data begun to ${place}`;
}

/** To be remembered when the server has taken the message. */
export function accepted(place: string): string {
  return `smtp: accepted by ${place}`;
}

/** Whether the note says for sure that the recipient got nothing. */
export function saysNothingSent(note: string | null): boolean {
  return note === null || note.startsWith("smtp: nothing sent to ");
}

/** What a note says of an attempt that was begun and never settled; the place it names does not matter, because nobody is asked. */
export function readNote(note: string | null): Reconciliation {
  if (saysNothingSent(note)) return { status: "not-delivered" };
  return { status: note?.startsWith("smtp: accepted by ") ? "delivered" : "unknown" };
}
