/** A name and an address, as somebody wrote them: the address may be none. */
export interface Recipient {
  readonly name: string;
  readonly address: string;
}

/** A named property beside a message's own, e.g. `String {GUID} Name NoticeKey`. */
export interface ExtendedProperty {
  readonly id: string;
  readonly value: string;
}

export type Importance = "low" | "normal" | "high";

/** What a message says, whichever way it was handed over. */
export interface MessageContent {
  /** The whole message (RFC 5322). */
  readonly mime: Buffer;
  readonly internetMessageId: string | null;
  readonly subject: string;
  readonly from: Recipient | null;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly replyTo: readonly Recipient[];
  readonly html: string | null;
  readonly text: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly importance: Importance;
  readonly categories: readonly string[];
  /** Attachments that are not shown inside the text; images inside it do not count (Graph: `hasAttachments`). */
  readonly hasAttachments: boolean;
  readonly extendedProperties: readonly ExtendedProperty[];
}

/** Whether mail can be addressed to this: one address, neither quoted nor commented. */
export function isAddress(text: string): boolean {
  return text.length <= 320 && /^[^\s@"(),:;<>[\]\\]{1,64}@[^\s@"(),:;<>[\]\\]{1,255}$/.test(text);
}
