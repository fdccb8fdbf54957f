/** What an indicator rings for, in STIX patterning: one comparison, of the surest thing that is known. */
import type { AddressVerdict } from "./address.ts";

/** What was refused, as far as it can be compared with anything. */
export interface Observed {
  readonly address: AddressVerdict;
  /** Who was refused, as recorded. */
  readonly account: string;
  readonly documentName: string | undefined;
  /** The event's fingerprint. */
  readonly id: string;
}

/** What a pattern compares. */
export type ObservableKind = "ipv4-addr" | "ipv6-addr" | "user-account" | "file" | "x-lockbell-refusal";

/** A pattern and what it compares. */
export interface Pattern {
  readonly kind: ObservableKind;
  readonly text: string;
}

/** No directory has a longer account name, and no file system a longer file name. */
const LONGEST = 512;

/** Controls, line ends, text directions and what is invisible. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/** By address, else by account, else by the document's name, else by the fingerprint alone, so that no refusal is lost. */
export function patternOf({ address, account, documentName, id }: Observed): Pattern {
  if (address.usable) {
    const kind = address.version === 4 ? "ipv4-addr" : "ipv6-addr";
    return { kind, text: comparison(`${kind}:value`, address.address) };
  }
  const isNamed = (text: string | undefined): text is string => text !== undefined && !["", "-"].includes(text.trim());
  if (isNamed(account)) return { kind: "user-account", text: comparison("user-account:account_login", account) };
  if (isNamed(documentName)) return { kind: "file", text: comparison("file:name", documentName) };
  return { kind: "x-lockbell-refusal", text: comparison("x-lockbell-refusal:fingerprint", id) };
}

function comparison(path: string, value: string): string {
  return `[${path} = '${literal(value)}']`;
}

/**
 * A string as the grammar has it: quote and backslash escaped, all else as it is. What nobody sees would hide in it, and taking it out could
 * make another account's name: a sign that no name has stands in its place. A text no account name is as long as is cut, with a mark.
 */
function literal(value: string): string {
  const known = value.length > LONGEST ? `${value.slice(0, LONGEST - 1)}…` : value;
  return known.toWellFormed().replace(UNSEEN, "\uFFFD").replace(/[\\']/g, String.raw`\$&`);
}
