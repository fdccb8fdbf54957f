import type { Verification, VerifiedMessage } from "../../app/verify.ts";
import { columns, counted, type Style, shown } from "../layout.ts";

/** The answer of `verify` for people. */
export function renderVerification(verification: Verification, style: Style): string[] {
  if (!verification.found) return ["No message of ours has this reference. Treat the mail as not genuine."];
  if (verification.isTest)
    return [
      style.bold(`This is the reference of a test message that was sent on ${verification.day} (UTC).`),
      "It is no notice: nobody was refused anything. It was sent by `lockbell send-test`.",
    ];
  const { entries, more, withheld, text } = verification;
  const rows = entries.map(({ document, actor, attempts, firstAt, lastAt }) => [
    document === null ? "(no name)" : shown(document),
    actor === null ? "(nobody named)" : shown(actor),
    counted(attempts, "attempt"),
    firstAt === lastAt ? firstAt : `${firstAt} to ${lastAt}`,
  ]);
  const rest =
    more.entries === 0 ? [] : [`  and ${counted(more.entries, "further row")} (${counted(more.attempts, "attempt")})`];
  return [
    style.bold(verdict(verification)),
    ...columns([
      ["Reference", verification.reference],
      ["To", shown(verification.to)],
      ["Subject", shown(verification.subject)],
      ["Sent by", shown(verification.notifier)],
      ["Delivery", verification.deliveryId],
    ]),
    ...(verification.written ? [style.bold("It held"), ...columns(rows), ...rest] : ["It is not written yet."]),
    ...(withheld && text !== null ? [style.bold("It withheld a name. It read"), ...quoted(text)] : []),
  ];
}

/** The words of the message, line by line. */
function quoted(text: string): string[] {
  return text.split(/\r?\n/).map((line) => (line.trim() === "" ? "" : `  ${shown(line)}`));
}

function verdict({ state, sentAt }: VerifiedMessage): string {
  switch (state) {
    case "delivered":
      return `Yes, we sent this message at ${sentAt ?? "an unknown time"}.`;
    case "unknown":
      return "This reference is ours. Whether the message arrived is not known.";
    case "dead":
    case "discarded":
      return "This reference is ours, but the message was not sent.";
    default:
      return "This reference is ours, but the message is not known to have been sent yet.";
  }
}
