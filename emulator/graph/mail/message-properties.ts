import type { EmulatorState, Mailbox, MailMessage } from "../../state.ts";
import { htmlText } from "./html-text.ts";
import { displayNameOf } from "./mailbox-lookup.ts";
import type { Recipient } from "./message-content.ts";
import type { MessageDetails } from "./message-details.ts";
import { folderId } from "./message-ids.ts";

/** A message, and all that is known of it. */
export interface MessageSource {
  readonly state: Pick<EmulatorState, "users" | "mailboxes">;
  readonly mailbox: Mailbox;
  readonly message: MailMessage;
  readonly details: MessageDetails;
}

/** A property of a message as Graph writes it; undefined for what is no property. Each is made only when it is asked for. */
export function messageProperty(source: MessageSource, name: string): unknown {
  return PROPERTIES.get(name)?.(source);
}

/** The words of a message, without markup. */
export function messageText({ text, html }: MailMessage): string {
  return text ?? htmlText(html ?? "");
}

const written = (state: MessageSource["state"], { name, address }: Recipient): unknown => ({
  emailAddress: { name: name === "" || name === address ? displayNameOf(state, address) : name, address },
});

const plain = (addresses: readonly string[]): readonly Recipient[] =>
  addresses.map((address) => ({ name: address, address }));

const from = ({ state, message, details }: MessageSource): unknown =>
  message.from === "" ? null : written(state, details.content?.from ?? { name: message.from, address: message.from });

const body = ({ message }: MessageSource): unknown =>
  message.html === null
    ? { contentType: "text", content: messageText(message) }
    : { contentType: "html", content: message.html };

/** Graph writes whole seconds. */
const time = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

const sentTime = ({ message }: MessageSource): string => time(message.sentAt ?? message.createdAt);

const PROPERTIES: ReadonlyMap<string, (source: MessageSource) => unknown> = new Map(
  Object.entries({
    createdDateTime: ({ message }) => time(message.createdAt),
    lastModifiedDateTime: ({ details }) => time(details.modifiedAt),
    changeKey: ({ details }) => details.changeKey,
    categories: ({ details }) => details.content?.categories ?? [],
    receivedDateTime: sentTime,
    sentDateTime: sentTime,
    hasAttachments: ({ details }) => details.content?.hasAttachments ?? false,
    internetMessageId: ({ message }) => message.internetMessageId,
    subject: ({ message }) => message.subject,
    bodyPreview: ({ message }) => messageText(message).slice(0, 255),
    importance: ({ details }) => details.content?.importance ?? "normal",
    parentFolderId: ({ mailbox, message }) => folderId(mailbox.address, message.folder),
    conversationId: ({ message }) => `AAQkADEw${Buffer.from(message.internetMessageId).toString("base64url")}`,
    conversationIndex: ({ message }) => Buffer.from(message.immutableId).toString("base64").slice(0, 28),
    isDeliveryReceiptRequested: () => false,
    isReadReceiptRequested: () => false,
    isRead: ({ message }) => message.folder !== "inbox",
    isDraft: ({ message }) => message.isDraft,
    webLink: ({ message }) =>
      `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(message.id)}&exvsurl=1&viewmodel=ReadMessageItem`,
    inferenceClassification: () => "focused",
    body,
    uniqueBody: body,
    sender: from,
    from,
    toRecipients: ({ state, message, details }) =>
      (details.content?.to ?? plain(message.to)).map((recipient) => written(state, recipient)),
    ccRecipients: ({ state, details }) => (details.content?.cc ?? []).map((recipient) => written(state, recipient)),
    bccRecipients: ({ state, details }) => (details.content?.bcc ?? []).map((recipient) => written(state, recipient)),
    replyTo: ({ state, message, details }) =>
      (details.content?.replyTo ?? plain(message.replyTo)).map((recipient) => written(state, recipient)),
    flag: () => ({ flagStatus: "notFlagged" }),
    internetMessageHeaders: ({ message }) => message.headers.map(({ name, value }) => ({ name, value })),
  } satisfies Record<string, (source: MessageSource) => unknown>),
);
