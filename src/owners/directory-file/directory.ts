import type { DirectoryUser } from "../directory-user.ts";
import type { ExportedUser } from "./parse-users.ts";

/** A person of the export, with what it says of his manager. */
export interface Person extends DirectoryUser {
  /** An address or the id, as the export has it; null if it names none. */
  readonly manager: string | null;
}

/** Everybody by any of his addresses. */
export interface Directory {
  /** How many people it holds. */
  readonly size: number;
  /** Of how many it is not said whether their accounts are enabled. */
  readonly ofUnknownState: number;
  /** By an address of his mail or the name he signs in with; `several` if more than one person is known under it. */
  find(address: string): Person | "several" | undefined;
  /** A person's manager, whether he is named by an address or by his id. */
  managerOf(person: Person): Person | "several" | undefined;
}

type Index = Map<string, ExportedUser | "several">;

/**
 * Indexes users by mail, sign-in name and proxy addresses; by `otherMails` nobody is found, a user may write there what he likes. They are
 * indexed as written and read properly only when somebody asks: checking every address of a hundred thousand people would take longer than
 * the run.
 */
export function createDirectory(users: readonly ExportedUser[]): Directory {
  const byAddress: Index = new Map();
  const byId = new Map<string, ExportedUser>();
  let size = 0;
  let ofUnknownState = 0;
  for (const user of users) {
    const id = user.id?.toLowerCase();
    // A page that was exported twice is not two people.
    if (id && byId.has(id)) continue;
    if (id) byId.set(id, user);
    size += 1;
    if (user.accountEnabled == null) ofUnknownState += 1;
    for (const address of givenTo(user)) byAddress.set(address, byAddress.has(address) ? "several" : user);
  }
  const find = (address: string) => personOf(byAddress.get(address.toLowerCase()));
  return {
    size,
    ofUnknownState,
    find,
    managerOf: ({ manager }) =>
      manager === null ? undefined : (find(manager) ?? personOf(byId.get(manager.toLowerCase()))),
  };
}

function personOf<T extends "several">(user: ExportedUser | T | undefined): Person | T | undefined {
  if (user === undefined || typeof user === "string") return user;
  const { id, mail, userPrincipalName, proxyAddresses, otherMails, accountEnabled, userType, manager } = user;
  return {
    id: id || null,
    mail: mail ?? null,
    userPrincipalName: userPrincipalName ?? null,
    proxyAddresses: proxyAddresses ?? [],
    otherMails: otherMails ?? [],
    accountEnabled: accountEnabled ?? null,
    userType: userType ?? null,
    manager: manager || null,
  };
}

/** As written, in lower case. Only ASCII: another script's letter must not turn into a plain one and so into somebody else. */
function givenTo({ mail, userPrincipalName, proxyAddresses }: ExportedUser): ReadonlySet<string> {
  const proxies = (proxyAddresses ?? []).filter((proxy) => /^smtp:/i.test(proxy)).map((proxy) => proxy.slice(5));
  const addresses = new Set<string>();
  for (const text of [mail, userPrincipalName, ...proxies]) {
    if (text && /^[\x20-\x7e]+$/.test(text)) addresses.add(text.trim().toLowerCase());
  }
  return addresses;
}
