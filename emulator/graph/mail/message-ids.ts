import { createHash } from "node:crypto";

/** Names for messages and folders, in the forms Exchange gives them: URL-safe base64, distinguishable by their beginning. */
export class MessageIds {
  #made = 0;

  /** An id that holds in one folder. */
  changing(mailbox: string): string {
    return `AAMkADE${this.#opaque("item", mailbox)}AAA=`;
  }

  /** An id that stays with the message. Source of the form: Graph's page on immutable identifiers. */
  immutable(mailbox: string): string {
    return `AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A${this.#opaque("immutable", mailbox).slice(0, 43)}AA`;
  }

  /** A message's version. */
  changeKey(): string {
    return `CQAAABYAAAA${this.#opaque("change", "").slice(0, 16)}`;
  }

  /** A Message-ID for a message that has none. */
  internet(mailbox: string): string {
    const domain = mailbox.slice(mailbox.lastIndexOf("@") + 1);
    return `<${this.#opaque("internet", mailbox).slice(0, 32)}@${domain}>`;
  }

  #opaque(kind: string, of: string): string {
    this.#made += 1;
    return createHash("sha512").update(`${kind}\0${of}\0${this.#made}`).digest("base64url");
  }
}

/** Whether a text could be an item's id at all. */
export function looksLikeId(text: string): boolean {
  return /^[A-Za-z0-9_\-+=]{20,}$/.test(text);
}

/** The id of a mailbox's folder: always the same. */
export function folderId(mailbox: string, folder: string): string {
  return `AQMkADEw${createHash("sha256").update(`${mailbox}\0${folder}`).digest("base64url")}AAAA`;
}
