import { isAddress, type Recipient } from "./message-content.ts";

/** A file that goes along. */
export interface ComposedAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly contentId: string | null;
  readonly isInline: boolean;
  readonly content: Buffer;
}

/** What a message is made from that came as JSON. */
export interface ComposedMessage {
  readonly messageId: string;
  readonly date: number;
  readonly subject: string;
  readonly from: Recipient;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly replyTo: readonly Recipient[];
  readonly body: { readonly type: "html" | "text"; readonly content: string };
  /** Header fields besides those above. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly ComposedAttachment[];
}

const BOUNDARY = "=_part_of_a_message_made_by_the_service";

/** A message as the service would write it (RFC 5322, RFC 2045). No line of a stranger's text becomes a header of its own. */
export function composeMime(message: ComposedMessage): Buffer {
  const type = message.body.type === "html" ? "text/html" : "text/plain";
  const body = ["", ...base64Lines(Buffer.from(message.body.content, "utf8"))];
  const text = [`Content-Type: ${type}; charset="utf-8"`, "Content-Transfer-Encoding: base64", ...body];
  const lines = [
    `Message-ID: ${oneLine(message.messageId)}`,
    `Date: ${new Date(message.date).toUTCString().replace("GMT", "+0000")}`,
    `From: ${addressList([message.from])}`,
    ...addressHeader("To", message.to),
    ...addressHeader("Cc", message.cc),
    ...addressHeader("Bcc", message.bcc),
    ...addressHeader("Reply-To", message.replyTo),
    `Subject: ${encoded(message.subject)}`,
    ...message.headers.map(({ name, value }) => `${oneLine(name).replace(/[^!-9;-~]/g, "")}: ${encoded(value)}`),
    "MIME-Version: 1.0",
    ...(message.attachments.length === 0 ? text : multipart(text, message.attachments)),
    "",
  ];
  return Buffer.from(lines.join("\r\n"), "utf8");
}

function multipart(text: readonly string[], attachments: readonly ComposedAttachment[]): readonly string[] {
  const kind = attachments.every(({ isInline }) => isInline) ? "related" : "mixed";
  const parts = attachments.flatMap(({ name, contentType, contentId, isInline, content }) => [
    `--${BOUNDARY}`,
    `Content-Type: ${/^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? contentType : "application/octet-stream"}`,
    `Content-Disposition: ${isInline ? "inline" : "attachment"}; filename*=utf-8''${encodeURIComponent(name)}`,
    ...(contentId === null ? [] : [`Content-ID: <${oneLine(contentId).replace(/[<>]/g, "")}>`]),
    "Content-Transfer-Encoding: base64",
    "",
    ...base64Lines(content),
  ]);
  return [
    `Content-Type: multipart/${kind}; boundary="${BOUNDARY}"`,
    "",
    `--${BOUNDARY}`,
    ...text,
    ...parts,
    `--${BOUNDARY}--`,
  ];
}

/** A header is written for the addresses that are some; what cannot be resolved is no part of a message yet. */
function addressHeader(name: string, recipients: readonly Recipient[]): readonly string[] {
  const resolved = recipients.filter(({ address }) => isAddress(address));
  return resolved.length === 0 ? [] : [`${name}: ${addressList(resolved)}`];
}

function addressList(recipients: readonly Recipient[]): string {
  return recipients
    .map(({ name, address }) => (name === "" || name === address ? `<${address}>` : `${phrase(name)} <${address}>`))
    .join(",\r\n ");
}

function phrase(name: string): string {
  return /^[A-Za-z0-9 ]+$/.test(name) ? name : encodedWords(name);
}

function encoded(value: string): string {
  return /^[ -~]{0,900}$/.test(value) && !value.includes("=?") ? value : encodedWords(value);
}

/** RFC 2047 words of at most 75 characters, never cutting a character. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let word = "";
  for (const character of oneLine(text)) {
    if (Buffer.byteLength(word + character) > 42) {
      words.push(word);
      word = "";
    }
    word += character;
  }
  words.push(word);
  return words.map((part) => `=?utf-8?B?${Buffer.from(part, "utf8").toString("base64")}?=`).join("\r\n ");
}

function base64Lines(bytes: Buffer): readonly string[] {
  return bytes.toString("base64").match(/.{1,76}/g) ?? [];
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, " ");
}
