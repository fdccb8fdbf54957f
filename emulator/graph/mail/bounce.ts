import { composeMime } from "./compose-mime.ts";
import type { OwnMailbox } from "./mailbox-lookup.ts";
import type { MessageContent } from "./message-content.ts";

/** The non-delivery report of a message that was accepted and then not transported (RFC 3834 for its headers). */
export function bounceOf(
  content: MessageContent,
  owner: OwnMailbox,
  recipients: readonly string[],
  reason: string,
  now: number,
): MessageContent {
  const { address } = owner.mailbox;
  const domain = address.slice(address.lastIndexOf("@") + 1);
  const from = { name: "Microsoft Outlook", address: `postmaster@${domain}` };
  const to = [{ name: owner.displayName, address }];
  const subject = `Undeliverable: ${content.subject}`;
  const text = ["Delivery has failed to these recipients:", "", ...recipients.map((to) => `- ${to}`), "", reason].join(
    "\r\n",
  );
  const original = content.internetMessageId ?? "";
  const headers = [
    { name: "In-Reply-To", value: original },
    { name: "Auto-Submitted", value: "auto-replied" },
    { name: "X-Failed-Recipients", value: recipients.slice(0, 20).join(", ") },
  ];
  const messageId = `<undeliverable-${now}-${original.replace(/[^\w.-]/g, "").slice(0, 60)}@${domain}>`;
  const none: readonly never[] = [];
  const mime = composeMime({
    messageId,
    date: now,
    subject,
    from,
    to,
    cc: none,
    bcc: none,
    replyTo: none,
    body: { type: "text", content: text },
    headers,
    attachments: none,
  });
  return {
    mime,
    internetMessageId: messageId,
    subject,
    from,
    to,
    cc: none,
    bcc: none,
    replyTo: none,
    html: null,
    text,
    headers,
    importance: "normal",
    categories: none,
    hasAttachments: false,
    extendedProperties: none,
  };
}
