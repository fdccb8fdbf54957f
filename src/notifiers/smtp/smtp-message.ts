import type { OutgoingMessage, SendResult } from "../notifier.ts";

const CR = 0x0d;
const LF = 0x0a;

/** What the server must be able to do for a message to arrive as it was frozen. */
export interface SmtpMessage {
  readonly bytes: Uint8Array;
  readonly recipient: string;
  /** It has bytes beyond ASCII: 8BITMIME (RFC 6152). */
  readonly needsEightBit: boolean;
  /** The recipient's address is beyond ASCII: SMTPUTF8 (RFC 6531). */
  readonly needsUtf8: boolean;
}

type Refusal = Extract<SendResult, { readonly status: "rejected" }>;

/** Exactly one address, with nothing in it that a server could read as a second one, a route, or a parameter. */
const ONE_ADDRESS = /^[^\p{C}\p{Z}<>()[\]\\,;:"@]{1,64}@[^\p{C}\p{Z}<>()[\]\\,;:"@]{1,253}$/u;

/** Looks at a message before anything is sent: what SMTP would have to change is refused by name. */
export function readMessage({ recipient, mime }: OutgoingMessage): SmtpMessage | Refusal {
  if (!ONE_ADDRESS.test(recipient)) return { status: "rejected", reason: "recipient-malformed" };
  const { body, isLines } = scan(mime);
  // Between CR and LF there is nothing SMTP could carry (RFC 5321, 2.3.8); servers repair or refuse it, each in its own way.
  if (!isLines) return { status: "rejected", reason: "message-not-lines" };
  const needsUtf8 = /[^\p{ASCII}]/u.test(recipient);
  // Headers beyond ASCII are only for servers that were told SMTPUTF8, and they are told for an address that needs it.
  if (!needsUtf8 && isBeyondAscii(mime.subarray(0, body)))
    return { status: "rejected", reason: "message-headers-not-ascii" };
  return { bytes: mime, recipient, needsEightBit: isBeyondAscii(mime), needsUtf8 };
}

/** Where the body begins, and whether every line ends with CR LF and neither stands alone. */
function scan(mime: Uint8Array): { readonly body: number; readonly isLines: boolean } {
  let body = mime.length;
  let lineStart = 0;
  for (let at = 0; at < mime.length; at++) {
    const byte = mime[at];
    if (byte === CR && mime[at + 1] !== LF) return { body, isLines: false };
    if (byte !== LF) continue;
    if (at === 0 || mime[at - 1] !== CR) return { body, isLines: false };
    if (at - 1 === lineStart && body === mime.length) body = at + 1;
    lineStart = at + 1;
  }
  return { body, isLines: true };
}

function isBeyondAscii(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte > 0x7f);
}
