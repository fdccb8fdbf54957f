import type { MailMessage } from "../../state.ts";
import type { MessageContent } from "./message-content.ts";

/** What the service knows of a message beyond what the emulator shows of it. */
export interface MessageDetails {
  readonly content: MessageContent | null;
  changeKey: string;
  modifiedAt: number;
  /** Before this time searches and reads do not find it. */
  visibleFrom: number;
}

/** Details by message. A message somebody else put into a mailbox has none, and reads as it stands. */
export class DetailsOfMessages {
  readonly #details = new WeakMap<MailMessage, MessageDetails>();

  set(message: MailMessage, details: MessageDetails): void {
    this.#details.set(message, details);
  }

  of(message: MailMessage): MessageDetails {
    const known = this.#details.get(message);
    if (known) return known;
    const details: MessageDetails = {
      content: null,
      changeKey: "CQAAABYAAAA",
      modifiedAt: message.sentAt ?? message.createdAt,
      visibleFrom: 0,
    };
    this.#details.set(message, details);
    return details;
  }
}
