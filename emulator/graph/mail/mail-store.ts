import type { EmulatorState, Mailbox, MailMessage } from "../../state.ts";
import { GraphError } from "../graph-error.ts";
import { bounceOf } from "./bounce.ts";
import type { OwnMailbox } from "./mailbox-lookup.ts";
import { receivingMailbox } from "./mailbox-lookup.ts";
import { isAddress, type MessageContent, type Recipient } from "./message-content.ts";
import { DetailsOfMessages, type MessageDetails } from "./message-details.ts";
import { looksLikeId, MessageIds } from "./message-ids.ts";
import { SendingLimits } from "./sending-limits.ts";
import { withoutBcc } from "./without-bcc.ts";

type Folder = MailMessage["folder"];
type State = Pick<EmulatorState, "now" | "users" | "mailboxes">;

/** The messages of all mailboxes: made, sent, found, moved. Nothing in here waits, so that each request sees a whole state. */
export class MailStore {
  readonly ids = new MessageIds();
  readonly #state: State;
  readonly #sentItemsDelayMs: number;
  readonly #details = new DetailsOfMessages();
  readonly #limits = new SendingLimits();

  /** `sentItemsDelayMs`: how long a sent message stays invisible in its sender's mailbox. */
  constructor(state: State, sentItemsDelayMs: number) {
    this.#state = state;
    this.#sentItemsDelayMs = sentItemsDelayMs;
  }

  details(message: MailMessage): MessageDetails {
    return this.#details.of(message);
  }

  /** The messages a search can find, the newest first. */
  visible(mailbox: Mailbox): readonly MailMessage[] {
    const now = this.#state.now();
    return mailbox.messages.filter((message) => this.details(message).visibleFrom <= now).reverse();
  }

  /** The message of this id, of either kind. Throws 404, or 400 for what is no id. */
  required(mailbox: Mailbox, id: string): MailMessage {
    const message = this.visible(mailbox).find((known) => known.id === id || known.immutableId === id);
    if (message) return message;
    if (!looksLikeId(id)) throw new GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.");
    throw new GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  }

  /** Keeps a draft. */
  keepDraft(owner: OwnMailbox, content: MessageContent): MailMessage {
    return this.#put(owner.mailbox, owner, content, { folder: "drafts", sentAt: null });
  }

  /** Sends a message that was never a draft; `keep` puts it into Sent Items. Throws what is wrong with its recipients or its sender. */
  sendNow(owner: OwnMailbox, content: MessageContent, keep: boolean): void {
    checkSendable(owner, content);
    const sentAt = this.#state.now();
    const named = {
      ...content,
      internetMessageId: content.internetMessageId ?? this.ids.internet(owner.mailbox.address),
    };
    if (keep) {
      const message = this.#put(owner.mailbox, owner, named, { folder: "sentitems", sentAt });
      this.details(message).visibleFrom = sentAt + this.#sentItemsDelayMs;
    }
    this.#transport(owner, named, sentAt);
  }

  /** Sends a draft, which moves to Sent Items. Throws what is wrong with it, or that it is none. */
  sendDraft(owner: OwnMailbox, message: MailMessage): void {
    if (!message.isDraft) {
      throw new GraphError(400, "ErrorInvalidRequest", "The message is not a draft. Only a draft can be sent.");
    }
    const { content } = this.details(message);
    if (content === null) throw new GraphError(400, "ErrorInvalidRecipients", NO_RECIPIENTS);
    checkSendable(owner, content);
    const sentAt = this.#state.now();
    this.move(owner.mailbox, message, "sentitems");
    message.isDraft = false;
    message.sentAt = sentAt;
    this.details(message).visibleFrom = sentAt + this.#sentItemsDelayMs;
    this.#transport(owner, { ...content, internetMessageId: message.internetMessageId }, sentAt);
  }

  /** Moves a message: its changing id is another one from now on. */
  move(mailbox: Mailbox, message: MailMessage, folder: Folder): void {
    message.folder = folder;
    message.id = this.ids.changing(mailbox.address);
    const details = this.details(message);
    details.changeKey = this.ids.changeKey();
    details.modifiedAt = this.#state.now();
  }

  /** Deletes a message: into Deleted Items, and out of there for good. */
  remove(mailbox: Mailbox, message: MailMessage): void {
    if (message.folder !== "deleteditems") this.move(mailbox, message, "deleteditems");
    else mailbox.messages.splice(mailbox.messages.indexOf(message), 1);
  }

  /** Accepted mail is delivered, or bounces if the mailbox sends more than it may. */
  #transport(owner: OwnMailbox, content: MessageContent, sentAt: number): void {
    const recipients = distinct([...content.to, ...content.cc, ...content.bcc]);
    const refusal = this.#limits.refusal(owner.mailbox.address, recipients.length, sentAt);
    if (refusal !== null) {
      const bounce = bounceOf(content, owner, recipients, refusal, sentAt);
      this.#put(owner.mailbox, null, bounce, { folder: "inbox", sentAt });
      return;
    }
    const copy = { ...content, mime: withoutBcc(content.mime), bcc: [] };
    for (const mailbox of new Set(recipients.map((address) => receivingMailbox(this.#state, address)))) {
      this.#put(mailbox, owner, copy, { folder: "inbox", sentAt });
    }
  }

  #put(
    mailbox: Mailbox,
    sender: OwnMailbox | null,
    content: MessageContent,
    place: { readonly folder: Folder; readonly sentAt: number | null },
  ): MailMessage {
    const now = this.#state.now();
    const message: MailMessage = {
      id: this.ids.changing(mailbox.address),
      immutableId: this.ids.immutable(mailbox.address),
      internetMessageId: content.internetMessageId ?? this.ids.internet(mailbox.address),
      isDraft: place.folder === "drafts",
      folder: place.folder,
      mime: content.mime,
      subject: content.subject,
      from: content.from?.address ?? sender?.mailbox.address ?? "",
      to: content.to.map(({ address }) => address),
      replyTo: content.replyTo.map(({ address }) => address),
      html: content.html,
      text: content.text,
      headers: content.headers,
      createdAt: now,
      sentAt: place.sentAt,
    };
    this.#details.set(message, { content, changeKey: this.ids.changeKey(), modifiedAt: now, visibleFrom: 0 });
    mailbox.messages.push(message);
    return message;
  }
}

const NO_RECIPIENTS =
  "At least one recipient is not valid., A message can't be sent because it contains no recipients.";

function checkSendable(owner: OwnMailbox, content: MessageContent): void {
  const recipients = [...content.to, ...content.cc, ...content.bcc];
  if (recipients.length === 0) throw new GraphError(400, "ErrorInvalidRecipients", NO_RECIPIENTS);
  const unresolved = recipients.find(({ address }) => !isAddress(address));
  if (unresolved) {
    throw new GraphError(
      400,
      "ErrorInvalidRecipients",
      `At least one recipient is not valid., Recipient '${unresolved.address || unresolved.name}' is not resolved. All recipients must be resolved before a message can be submitted.`,
    );
  }
  if (content.from !== null && !owner.addresses.includes(content.from.address.toLowerCase())) {
    throw new GraphError(
      403,
      "ErrorSendAsDenied",
      "The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.",
    );
  }
}

function distinct(recipients: readonly Recipient[]): readonly string[] {
  return [...new Set(recipients.map(({ address }) => address.toLowerCase()))];
}
