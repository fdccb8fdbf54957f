import { SlidingWindow } from "../../sliding-window.ts";

const MESSAGES_A_MINUTE = 30;
const RECIPIENTS_A_DAY = 10_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface MailboxWindows {
  readonly messages: SlidingWindow;
  readonly recipients: SlidingWindow;
}

/**
 * What one mailbox may send. Above it Exchange Online still accepts, and then the message comes back. Source: Exchange Online limits,
 * "Sending limits".
 */
export class SendingLimits {
  readonly #windows = new Map<string, MailboxWindows>();

  /** Counts a message, and says why it comes back, in an SMTP reply's words; null if it is transported. */
  refusal(mailbox: string, recipients: number, now: number): string | null {
    const { messages, recipients: people } = this.#of(mailbox);
    if (!messages.take(now)) {
      return "450 4.2.1 The mailbox has exceeded the limit of 30 messages per minute; the message was not sent.";
    }
    if (!people.take(now, recipients)) {
      return "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients.";
    }
    return null;
  }

  #of(mailbox: string): MailboxWindows {
    const known = this.#windows.get(mailbox);
    if (known) return known;
    const windows = {
      messages: new SlidingWindow(MESSAGES_A_MINUTE, MINUTE_MS),
      recipients: new SlidingWindow(RECIPIENTS_A_DAY, DAY_MS),
    };
    this.#windows.set(mailbox, windows);
    return windows;
  }
}
