/** Users and groups as the directory describes them, and what their addresses are. Texts of a directory are read with the same care as any. */
import { z } from "zod";
import { readAddresses } from "../../platform/email-address.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const texts = z
  .array(z.string())
  .nullish()
  .transform((value) => value ?? []);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);
const id = z.string().min(1).max(128);

/** A user as Graph describes him. Source: Graph, resource type `user`. */
export const userSchema = z.object({
  id,
  mail: text,
  userPrincipalName: text,
  proxyAddresses: texts,
  otherMails: texts,
  /** Null to an application that may not see it: whether he has left is not known then. */
  accountEnabled: flag,
  userType: text,
});

/** A group as Graph describes it. Source: Graph, resource type `group`. */
export const groupSchema = z.object({ id, mail: text, mailEnabled: flag, proxyAddresses: texts, groupTypes: texts });

export type DirectoryUser = Readonly<z.output<typeof userSchema>>;
export type DirectoryGroup = Readonly<z.output<typeof groupSchema>>;

/** What both have. */
type Entry = Pick<DirectoryUser, "mail" | "proxyAddresses">;

/** Where mail for it goes, lower case: `mail`, else the primary address; null without one. */
export function mailboxOf({ mail, proxyAddresses }: Entry): string | null {
  const primary = proxyAddresses.find((proxy) => proxy.startsWith("SMTP:"));
  return plain(mail) ?? (primary === undefined ? null : plain(primary.slice("SMTP:".length)));
}

/** Every address under which mail reaches it, lower case, the main one first. */
export function mailAddressesOf(entry: Entry): readonly string[] {
  const proxies = entry.proxyAddresses.filter((proxy) => /^smtp:/i.test(proxy)).map((proxy) => proxy.slice(5));
  return plainOnes([mailboxOf(entry), entry.mail, ...proxies]);
}

/**
 * Every address by which a user is found, lower case: those of his mail, and the name he signs in with. `otherMails` are none of them: a user
 * may write there what he likes.
 */
export function namesOf(user: DirectoryUser): readonly string[] {
  return plainOnes([...mailAddressesOf(user), user.userPrincipalName]);
}

/** Every address known to be a user's, lower case, to know his own attempts. */
export function aliasesOf(user: DirectoryUser): readonly string[] {
  return plainOnes([...namesOf(user), ...user.otherMails]);
}

/** Only one plain address in ASCII counts: another script's letter must not turn into a plain one and so into somebody else. */
function plain(address: string | null): string | null {
  const reading = readAddresses(address ?? undefined);
  return reading.kind === "one" ? reading.address : null;
}

function plainOnes(addresses: readonly (string | null)[]): readonly string[] {
  return [...new Set(addresses.map(plain).filter((address) => address !== null))];
}
