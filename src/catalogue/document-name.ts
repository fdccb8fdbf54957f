/** What a recorded document name is worth to a person, best first. A mail's subject is told apart where it says that it is an answer. */
export type NameKind = "readable" | "subject" | "garbled" | "guid" | "none";

const RANKS: { readonly [kind in NameKind]: number } = { readable: 3, subject: 3, garbled: 2, guid: 1, none: 0 };

/** With or without braces and hyphens, and with any number of extensions: `{1539e96a-…}.docx.pfile`. */
const BARE_GUID = /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?(?:\.[a-z0-9]{1,16})*$/i;
const EXTENSION = /\.[a-z0-9]{1,16}$/i;
/** Where a character was lost on the way: no file system allows a question mark in a name. */
const LOST = /[?\uFFFD]/;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** What mail programs put before the subject of an answer or of a mail passed on, in the languages they come in, behind tags like `[EXT]`. */
const REPLY =
  /^(?:\[[^\]]{1,20}\]\s*)?(?:re|fw|fwd|aw|antw|wg|tr|rv|enc|res|sv|vs|vl|vb|ynt|ilt|odp|pd|回复|答复|回覆|转发|轉寄|返信|転送)(?:\[\d{1,3}\])?\s?[:：]/iu;

/** What a protected mail carries its content in. The file's name is the same for all of them and says nothing. */
const MAIL_CONTAINER = /^message(?:_v\d{1,2})?\.rpmsg$/i;

/**
 * Tells a name a person can read from one that was lost on the way (`????.docx`: a script the log's writer could not
 * encode), from a GUID that only a machine gave, and from nothing at all. A name that lost some letters only is readable.
 */
export function nameKind(name: string | undefined): NameKind {
  const text = (name ?? "").trim();
  if (text === "" || isMailContainer(text)) return "none";
  if (BARE_GUID.test(text)) return "guid";
  if (REPLY.test(text)) return "subject";
  const stem = text.replace(EXTENSION, "");
  if (LOST.test(stem) && !LETTER_OR_DIGIT.test(stem)) return "garbled";
  return "readable";
}

/** The rank of a name, higher is better: readable or a subject 3, garbled 2, bare GUID 1, none 0. */
export function nameRank(name: string | undefined): number {
  return RANKS[nameKind(name)];
}

/** Whether it is the file every protected mail has its content in, `message.rpmsg`. */
export function isMailContainer(name: string): boolean {
  return MAIL_CONTAINER.test(name.trim());
}
