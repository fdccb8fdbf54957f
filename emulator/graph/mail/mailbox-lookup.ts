import type { DirectoryUser, EmulatorState, Mailbox } from "../../state.ts";
import { findUser, findUserByAddress, userAddresses } from "../directory/user-lookup.ts";
import { GraphError } from "../graph-error.ts";

type Known = Pick<EmulatorState, "users" | "mailboxes">;

/** A mailbox of this tenant, and whose it is. */
export interface OwnMailbox {
  readonly mailbox: Mailbox;
  /** What its mail comes from. */
  readonly displayName: string;
  /** Every address it may send as, lower case. */
  readonly addresses: readonly string[];
}

/** The mailbox a path names: of a user (by id or user principal name), or any of ours by its address. Throws 404 as Exchange says it. */
export function requiredMailbox(state: Known, key: string): OwnMailbox {
  const address = key.toLowerCase();
  const user = findUser(state, key) ?? findUserByAddress(state, key);
  if (user) {
    const primary = mailAddress(user);
    if (primary === null) {
      throw new GraphError(
        404,
        "MailboxNotEnabledForRESTAPI",
        "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
      );
    }
    return { mailbox: ensureMailbox(state, primary), displayName: user.displayName, addresses: userAddresses(user) };
  }
  const mailbox = state.mailboxes.get(address);
  if (!mailbox?.ours) throw new GraphError(404, "ErrorInvalidUser", `The requested user '${key}' is invalid.`);
  return { mailbox, displayName: address, addresses: [address] };
}

/** What concurrency is counted by: the same for every name of one mailbox, whether there is such a mailbox or not. */
export function mailboxKey(state: Known, key: string): string {
  const user = findUser(state, key) ?? findUserByAddress(state, key);
  return (user && mailAddress(user)) ?? key.toLowerCase();
}

/** The mailbox that mail to this address ends in; made if there is none. */
export function receivingMailbox(state: Known, address: string): Mailbox {
  const user = findUserByAddress(state, address);
  return ensureMailbox(state, (user && mailAddress(user)) ?? address.toLowerCase());
}

/** How the directory names an address; the address itself if it does not know it. */
export function displayNameOf(state: Known, address: string): string {
  return findUserByAddress(state, address)?.displayName ?? address;
}

/** A guest's mailbox is somewhere else, and a user without mail has none. */
function mailAddress(user: DirectoryUser): string | null {
  return user.mail === null || user.mail === "" || user.userType === "Guest" ? null : user.mail.toLowerCase();
}

function ensureMailbox(state: Known, address: string): Mailbox {
  const known = state.mailboxes.get(address);
  if (known) return known;
  const user = findUserByAddress(state, address);
  const mailbox: Mailbox = { address, ours: user !== undefined && mailAddress(user) === address, messages: [] };
  state.mailboxes.set(address, mailbox);
  return mailbox;
}
