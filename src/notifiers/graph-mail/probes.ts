/** Trying out what may be done in a mailbox, without sending anything to anybody. */
import { randomUUID } from "node:crypto";
import { domainOf } from "../../platform/email-address.ts";
import { described, isForbidden } from "./attempt.ts";
import type { Asked, Mailbox } from "./mailbox.ts";

/** What a try has shown. `unclear`: neither; the reason says what was in the way. */
export type Probe =
  | { readonly kind: "granted" | "missing" | "no-mailbox" }
  | { readonly kind: "unclear"; readonly reason: string };

/** No base64 and, read leniently, no message: there is nothing in it that could be sent. */
const NO_MESSAGE = "%";

/** The name of a mailbox that is not there, among the reasons of `src/microsoft/classify.ts`. */
const NO_MAILBOX = "mailbox-not-found";

/** Makes a draft without a recipient and removes it. `leftBehind` if it could not be removed. */
export async function probeDrafts(
  mailbox: Mailbox,
  now: number,
  signal: AbortSignal,
): Promise<{ readonly probe: Probe; readonly leftBehind: boolean }> {
  const made = await mailbox.createDraft(testDraft(mailbox.address, now), signal);
  if (made.kind !== "done") return { probe: probeOf(made), leftBehind: false };
  const removed = await mailbox.deleteDraft(made.value, signal);
  return { probe: { kind: "granted" }, leftBehind: removed.kind !== "done" && removed.kind !== "absent" };
}

/** Sends what is no message: the permission is looked at before the content, which is then refused as no base64. */
export async function probeSending(mailbox: Mailbox, signal: AbortSignal): Promise<Probe> {
  const sent = await mailbox.sendMail(NO_MESSAGE, signal);
  const probe = probeOf(sent);
  return sent.kind === "reject" && probe.kind === "unclear" ? { kind: "granted" } : probe;
}

/** Looks for a message that is not there. */
export async function probeReading(mailbox: Mailbox, signal: AbortSignal): Promise<Probe> {
  return probeOf(await mailbox.find(messageIdAt(mailbox.address), signal));
}

function probeOf(answer: Asked<unknown>): Probe {
  if (answer.kind === "done") return { kind: "granted" };
  if (isForbidden(answer)) return { kind: "missing" };
  const { reason } = described(answer);
  return reason === NO_MAILBOX ? { kind: "no-mailbox" } : { kind: "unclear", reason };
}

/** Marked as a notice is, so that one that is left behind is swept as any stray draft. */
function testDraft(address: string, now: number): Uint8Array {
  return Buffer.from(
    [
      `From: ${address}`,
      "Subject: [TEST] Lockbell tries whether it may make drafts",
      `Date: ${new Date(now).toUTCString().replace("GMT", "+0000")}`,
      `Message-ID: ${messageIdAt(address)}`,
      "Auto-Submitted: auto-generated",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=us-ascii",
      "",
      "Lockbell made this draft to see whether it may, and removes it at once. It has no recipient. It may be deleted.",
      "",
    ].join("\r\n"),
  );
}

function messageIdAt(address: string): string {
  return `<${randomUUID()}@${domainOf(address)}>`;
}
