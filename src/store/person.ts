/** How a purge finds a person: by the address as text, wherever it stands in what is stored. */

/** What stands in stored text where a person's address was. */
export const PURGED_TEXT = "(purged)";

/** What may stand before or after an address only as a part of another one. */
const LONGER_BEFORE = /[\p{L}\p{N}._+-]$/u;
const LONGER_AFTER = /^(?:[\p{L}\p{N}-]|\.[\p{L}\p{N}])/u;
/** No longer domain, but a document or message that somebody named after the person. */
const EXTENSION_AFTER =
  /^\.(?:p?(?:doc|xls|ppt)[xm]?|p?pdf|p?txt|csv|eml|msg|log|gz|zip|pfile|jpe?g|png)(?![\p{L}\p{N}-])/u;

/** An address as a purge looks for it: no blanks around it, lower case. */
export function readPerson(person: string): string {
  return person.trim().toLowerCase();
}

/**
 * Whether a text names the person, in any case and also inside JSON. `ann@contoso.com` does not stand in
 * `joann@contoso.com` nor in `ann@contoso.com.au`; where it is doubtful the answer is yes, because a purge must leave nothing.
 */
export function namesPerson(text: string, person: string): boolean {
  if (person === "") return false;
  const haystack = text.toLowerCase();
  const quoted = JSON.stringify(person).slice(1, -1);
  return stands(haystack, person) || (quoted !== person && stands(haystack, quoted));
}

function stands(haystack: string, person: string): boolean {
  for (let at = haystack.indexOf(person); at !== -1; at = haystack.indexOf(person, at + 1)) {
    const before = haystack.slice(Math.max(0, at - 2), at);
    const after = haystack.slice(at + person.length, at + person.length + 8);
    if (!LONGER_BEFORE.test(before) && (!LONGER_AFTER.test(after) || EXTENSION_AFTER.test(after))) return true;
  }
  return false;
}

/** The text, or what stands in its place if it names the person. */
export function withoutName(text: string, person: string): string {
  return namesPerson(text, person) ? PURGED_TEXT : text;
}
