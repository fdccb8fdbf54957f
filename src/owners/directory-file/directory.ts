import { readAddresses } from "../../platform/email-address.ts";
import type { DirectoryUser } from "./parse-users.ts";

/** A person of the directory. */
export interface Person {
  /** Where his mail goes, lower case; null if he has no mailbox. */
  readonly mail: string | null;
  /** Every address he is known under, `mail` included, lower case. */
  readonly addresses: readonly string[];
  readonly enabled: boolean;
  /** An outside account invited into the organisation. */
  readonly guest: boolean;
}

/** Everybody by any of his addresses. */
export interface Directory {
  /** How many people it holds. */
  readonly size: number;
  /** `several` if more than one person is known under this address. */
  find(address: string): Person | "several" | undefined;
}

/**
 * Indexes users by mail, sign-in name, proxy addresses and other addresses. They are indexed as written and read properly only when
 * somebody asks: checking every address of a hundred thousand people would take longer than the run.
 */
export function createDirectory(users: readonly DirectoryUser[]): Directory {
  const byAddress = new Map<string, DirectoryUser | "several">();
  const seen = new Set<string>();
  let size = 0;
  for (const user of users) {
    // A page that was exported twice is not two people.
    if (user.id && seen.has(user.id)) continue;
    if (user.id) seen.add(user.id);
    size += 1;
    for (const address of addressesOf(user)) byAddress.set(address, byAddress.has(address) ? "several" : user);
  }
  return {
    size,
    find(address) {
      const user = byAddress.get(address.toLowerCase());
      return user === undefined || user === "several" ? user : personOf(user);
    },
  };
}

function personOf(user: DirectoryUser): Person {
  return {
    mail: plain(user.mail),
    addresses: [...addressesOf(user)].filter((address) => plain(address) !== null),
    enabled: user.accountEnabled !== false,
    guest: user.userType?.toLowerCase() === "guest",
  };
}

/** As written, in lower case. Only ASCII: another script's letter must not turn into a plain one and so into somebody else. */
function addressesOf(user: DirectoryUser): ReadonlySet<string> {
  const proxies = (user.proxyAddresses ?? [])
    .filter((proxy) => /^smtp:/i.test(proxy))
    .map((proxy) => proxy.slice("smtp:".length));
  const addresses = new Set<string>();
  for (const text of [user.mail, user.userPrincipalName, ...proxies, ...(user.otherMails ?? [])]) {
    if (text && /^[\x20-\x7e]+$/.test(text)) addresses.add(text.trim().toLowerCase());
  }
  return addresses;
}

/** The directory is the administrator's, and still nothing but one plain address is taken from it. */
function plain(text: string | null | undefined): string | null {
  const reading = readAddresses(text ?? undefined);
  return reading.kind === "one" ? reading.address : null;
}
