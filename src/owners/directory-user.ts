/**
 * Users as directories describe them, and what their addresses are: the same whether the directory is asked or was exported. Texts of a
 * directory are read with the same care as any.
 */
import { isInside, readAddresses } from "../platform/email-address.ts";

/** What says where mail goes. */
export interface MailEntry {
  readonly mail: string | null;
  /** With their kind before them: `SMTP:` the primary address, `smtp:` another; others are no mail. */
  readonly proxyAddresses: readonly string[];
}

/** A user as Microsoft Graph describes him. Source: Graph, resource type `user`. */
export interface DirectoryUser extends MailEntry {
  readonly id: string | null;
  readonly userPrincipalName: string | null;
  readonly otherMails: readonly string[];
  /** Null if it is not said: then it is not known whether he has left. */
  readonly accountEnabled: boolean | null;
  readonly userType: string | null;
}

/** Where mail for it goes, lower case: `mail`, else the primary address; null without one. */
export function mailboxOf({ mail, proxyAddresses }: MailEntry): string | null {
  const primary = proxyAddresses.find((proxy) => proxy.startsWith("SMTP:"));
  return plain(mail) ?? (primary === undefined ? null : plain(primary.slice("SMTP:".length)));
}

/** Every address under which mail reaches it, lower case, the main one first. */
export function mailAddressesOf(entry: MailEntry): readonly string[] {
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

/** A member may have his mail anywhere, the directory says so; a guest is somebody else's employee, unless his mail is with us. */
export function isOutsideGuest(user: DirectoryUser, domains: readonly string[]): boolean {
  if (user.userType?.toLowerCase() !== "guest" || domains.length === 0) return false;
  const mailbox = mailboxOf(user);
  return mailbox === null || !isInside(mailbox, domains);
}

/** The address of a colleague who can be told in another's stead; null if he cannot. */
export function reachableAt(user: DirectoryUser, domains: readonly string[]): string | null {
  return user.accountEnabled === true && !isOutsideGuest(user, domains) ? mailboxOf(user) : null;
}

/** Only one plain address in ASCII counts: another script's letter must not turn into a plain one and so into somebody else. */
function plain(address: string | null): string | null {
  const reading = readAddresses(address ?? undefined);
  return reading.kind === "one" ? reading.address : null;
}

function plainOnes(addresses: readonly (string | null)[]): readonly string[] {
  return [...new Set(addresses.map(plain).filter((address) => address !== null))];
}
