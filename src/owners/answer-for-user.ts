/** What follows from what a directory says of a user: the same answers, by the same names, whether it is asked or was exported. */
import {
  aliasesOf,
  type DirectoryUser,
  isOutsideGuest,
  mailAddressesOf,
  mailboxOf,
  reachableAt,
} from "./directory-user.ts";
import type { OwnerAnswer } from "./owner-step.ts";

/** What a directory was asked, and by which step. */
interface Asked {
  /** The outcomes of those who are told begin with it, e.g. `graph`. */
  readonly prefix: string;
  /** The recorded address. */
  readonly address: string;
  readonly domains: readonly string[];
}

/** Of an owner who has not left. */
export function answerForColleague(user: DirectoryUser, { prefix, address, domains }: Asked): OwnerAnswer {
  if (isOutsideGuest(user, domains)) return nobodyFor(user, "owner-guest");
  const mailbox = mailboxOf(user);
  if (mailbox === null) return nobodyFor(user, "owner-without-mailbox");
  const by = address === mailbox ? "address" : mailAddressesOf(user).includes(address) ? "alias" : "sign-in-name";
  return { found: true, address: mailbox, role: "owner", aliases: aliasesOf(user), outcome: `${prefix}-${by}` };
}

/** Of an owner who has left, where his manager is to be told: that has to be somebody else, who has not left himself and reads mail with us. */
export function answerForLeaver(
  leaver: DirectoryUser,
  manager: DirectoryUser | null,
  { prefix, domains }: Pick<Asked, "prefix" | "domains">,
): OwnerAnswer {
  const aliases = aliasesOf(leaver);
  const address = manager === null ? null : reachableAt(manager, domains);
  const isHimself = manager?.id != null && manager.id.toLowerCase() === leaver.id?.toLowerCase();
  if (address === null || isHimself || aliases.includes(address)) return nobodyFor(leaver, "owner-without-manager");
  return { found: true, address, role: "manager", aliases, outcome: `${prefix}-manager` };
}

/** An owner who is known and must not be written to. */
export function nobodyFor(user: DirectoryUser, outcome: string): OwnerAnswer {
  return { found: false, outcome, aliases: aliasesOf(user), ruledOut: true };
}
