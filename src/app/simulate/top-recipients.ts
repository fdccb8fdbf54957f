import { type RecipientRow, recipientKey } from "./ledger.ts";

/** How many of each side are listed. */
const TOP = 10;

/**
 * Who gets most mails on any side, by key, with what he is called: his address, or a number in the order of the mails. Whoever is listed for one
 * side is listed for all, under the same name, so that they can be compared.
 */
export function topRecipients(
  sides: readonly (readonly RecipientRow[])[],
  withAddresses: boolean,
): ReadonlyMap<string, string> {
  const numbers = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { recipient } of sides.flatMap((rows) => rows.slice(0, TOP))) {
    const { address } = recipient;
    const number = numbers.get(address) ?? numbers.size + 1;
    numbers.set(address, number);
    names.set(recipientKey(recipient), withAddresses ? address : `owner ${number}`);
  }
  return names;
}
