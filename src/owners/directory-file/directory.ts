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
  /** An address or the id of his manager, as the export has it; null if it names none. */
  readonly manager: string | null;
}

/** Everybody by any of his addresses. */
export interface Directory {
  /** How many people it holds. */
  readonly size: number;
  /** By an address or an id; `several` if more than one person is known under it. */
  find(address: string): Person | "several" | undefined;
}

type Index = Map<string, DirectoryUser | "several">;

/**
 * Indexes users by mail, sign-in name, proxy addresses and other addresses. They are indexed as written and read properly only when
 * somebody asks: checking every address of a hundred thousand people would take longer than the run.
 */
export function createDirectory(users: readonly DirectoryUser[]): Directory {
  const byAddress: Index = new Map();
  // Users may write these themselves, so that they never stand against an address somebody was given.
  const byOtherMail: Index = new Map();
  const byId = new Map<string, DirectoryUser>();
  let size = 0;
  for (const user of users) {
    const id = user.id?.toLowerCase();
    // A page that was exported twice is not two people.
    if (id && byId.has(id)) continue;
    if (id) byId.set(id, user);
    size += 1;
    for (const address of givenTo(user)) add(byAddress, address, user);
    for (const address of asWritten(user.otherMails ?? [])) add(byOtherMail, address, user);
  }
  return {
    size,
    find(address) {
      const key = address.toLowerCase();
      const user = byAddress.get(key) ?? byOtherMail.get(key) ?? byId.get(key);
      return user === undefined || user === "several" ? user : personOf(user);
    },
  };
}

function add(index: Index, address: string, user: DirectoryUser): void {
  index.set(address, index.has(address) ? "several" : user);
}

function personOf(user: DirectoryUser): Person {
  const addresses = new Set([...givenTo(user), ...asWritten(user.otherMails ?? [])]);
  return {
    mail: plain(user.mail),
    addresses: [...addresses].filter((address) => plain(address) !== null),
    enabled: user.accountEnabled !== false,
    guest: user.userType?.toLowerCase() === "guest",
    manager: user.manager || null,
  };
}

function givenTo({ mail, userPrincipalName, proxyAddresses }: DirectoryUser): ReadonlySet<string> {
  const proxies = (proxyAddresses ?? []).filter((proxy) => /^smtp:/i.test(proxy)).map((proxy) => proxy.slice(5));
  return asWritten([mail, userPrincipalName, ...proxies]);
}

/** As written, in lower case. Only ASCII: another script's letter must not turn into a plain one and so into somebody else. */
function asWritten(texts: readonly (string | null | undefined)[]): ReadonlySet<string> {
  const addresses = new Set<string>();
  for (const text of texts) {
    if (text && /^[\x20-\x7e]+$/.test(text)) addresses.add(text.trim().toLowerCase());
  }
  return addresses;
}

/** The directory is the administrator's, and still nothing but one plain address is taken from it. */
function plain(text: string | null | undefined): string | null {
  const reading = readAddresses(text ?? undefined);
  return reading.kind === "one" ? reading.address : null;
}
