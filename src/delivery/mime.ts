/**
 * A rendered notice as one message (RFC 5322), and back again. Equal input gives equal bytes: the boundary comes from the delivery's id,
 * date and Message-ID from the caller, so that a message frozen in the store is the message that was composed.
 */
import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import PostalMime, { decodeWords } from "postal-mime";
import type { RenderedNotice } from "../notice/notice.ts";
import { textOfHtml } from "../redaction/plain-form.ts";

/** What a message needs besides its words. Addresses are single, checked ones (`platform/email-address.ts`). */
export interface Envelope {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  /** Where answers go; null for the sender. */
  readonly replyTo: string | null;
  readonly date: Date;
  /** With angle brackets. */
  readonly messageId: string;
  readonly deliveryId: string;
  /** BCP 47. */
  readonly language: string;
}

/** A message taken apart, everything decoded. */
export interface DecodedMessage {
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly subject: string;
  readonly text: string;
  /** The source. */
  readonly html: string;
  /** What stands between the tags. */
  readonly htmlText: string;
}

/** Composes the message: text and HTML as alternatives, one recipient, marked as sent by a machine so that nothing answers it. */
export async function composeMime(rendered: RenderedNotice, envelope: Envelope): Promise<Buffer> {
  const composer = new MailComposer({
    // Objects, never strings: a string would be read as a list, and a crafted one leads elsewhere.
    from: { name: envelope.from.name, address: envelope.from.address },
    to: { name: "", address: envelope.to },
    ...(envelope.replyTo === null ? {} : { replyTo: { name: "", address: envelope.replyTo } }),
    subject: rendered.subject,
    text: rendered.text,
    html: rendered.html,
    date: envelope.date,
    messageId: envelope.messageId,
    boundaryPrefix: "lockbell",
    baseBoundary: createHash("sha256").update(envelope.deliveryId).digest("hex").slice(0, 24),
    headers: {
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      "Content-Language": envelope.language,
    },
    encoding: "quoted-printable",
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}

/** Takes a message apart with another library than the one that composed it. */
export async function decodeMime(bytes: Uint8Array): Promise<DecodedMessage> {
  const { headers, subject, text, html } = await PostalMime.parse(Buffer.from(bytes));
  return {
    headers: headers.map(({ originalKey, value }) => ({ name: originalKey, value: decodeWords(value) })),
    subject: subject ?? "",
    text: text ?? "",
    html: html ?? "",
    htmlText: textOfHtml(html ?? ""),
  };
}
