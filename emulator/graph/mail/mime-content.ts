import PostalMime, { type Address } from "postal-mime";
import { GraphError } from "../graph-error.ts";
import type { Importance, MessageContent, Recipient } from "./message-content.ts";

/** Undoes the base64 of a MIME request. White space does not matter, anything else does. */
export function decodeMime(body: Buffer): Buffer {
  const text = body.toString("latin1").replace(/\s+/g, "");
  // The length decides about padding; the second test about where it stands.
  if (text === "" || text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) {
    // Source: Graph's page "user: sendMail", example 4.
    throw new GraphError(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");
  }
  return Buffer.from(text, "base64");
}

/** A header field: a name of printable characters, and a colon (RFC 5322, section 2.2). */
const FIELD = /^[!-9;-~]+[ \t]*:/;

/** Reads a message (RFC 5322 and MIME). Throws the error of a message that cannot be read. */
export async function readMime(mime: Buffer): Promise<MessageContent> {
  // The parser refuses what is nested or headed beyond reason. A message without one header field is some other text.
  const email = await PostalMime.parse(mime).catch(() => null);
  if (email === null || !email.headerLines.some(({ line }) => FIELD.test(line))) {
    throw new GraphError(400, "ErrorMimeContentInvalid", "The MIME content is invalid.");
  }
  const header = (key: string): string | undefined => email.headers.find((entry) => entry.key === key)?.value;
  return {
    mime,
    internetMessageId: email.messageId?.trim() || null,
    subject: email.subject ?? "",
    from: recipients(email.from === undefined ? [] : [email.from])[0] ?? null,
    to: recipients(email.to),
    cc: recipients(email.cc),
    bcc: recipients(email.bcc),
    replyTo: recipients(email.replyTo),
    html: withoutLastBreak(email.html),
    text: withoutLastBreak(email.text),
    headers: email.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    importance: importance(header("importance"), header("x-priority")),
    categories: (header("keywords") ?? "")
      .split(",")
      .map((category) => category.trim())
      .filter((category) => category !== ""),
    hasAttachments: email.attachments.some(({ disposition, related }) => disposition !== "inline" && related !== true),
    extendedProperties: [],
  };
}

function recipients(addresses: readonly Address[] | undefined): readonly Recipient[] {
  return (addresses ?? []).flatMap((entry) => {
    const mailboxes = entry.group === undefined ? [entry] : entry.group;
    // What is no address is taken for a name by the parser; it stays visible, as a recipient nobody can resolve.
    return mailboxes.map(({ name, address }) => ({ name: name || address, address: address || name }));
  });
}

function importance(named: string | undefined, priority: string | undefined): Importance {
  const word = named?.trim().toLowerCase();
  if (word === "low" || word === "high") return word;
  if (word === "normal" || priority === undefined) return "normal";
  if (/^\s*[12]/.test(priority)) return "high";
  return /^\s*[45]/.test(priority) ? "low" : "normal";
}

function withoutLastBreak(text: string | undefined): string | null {
  return text === undefined ? null : text.replace(/\r?\n$/, "");
}
