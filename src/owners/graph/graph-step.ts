import { domainOf, isInside } from "../../platform/email-address.ts";
import type { OwnerAnswer, OwnerQuestion, OwnerStep } from "../owner-step.ts";
import { readRecordedOwner } from "../recorded-owner.ts";
import type { GraphStepConfig } from "./config.ts";
import type { Directory } from "./directory.ts";
import { aliasesOf, type DirectoryGroup, type DirectoryUser, mailAddressesOf, mailboxOf } from "./directory-entry.ts";
import { DirectoryTrouble } from "./directory-trouble.ts";

/** What a question comes down to. */
interface Asked {
  readonly address: string;
  readonly domains: readonly string[];
  readonly signal: AbortSignal;
}

/** Asks the directory who is known under the recorded address. */
export function createGraphStep(config: Pick<GraphStepConfig, "leavers" | "groups">, directory: Directory): OwnerStep {
  async function resolve(asked: Asked): Promise<OwnerAnswer> {
    const { address, signal } = asked;
    const users = await directory.usersWith(address, signal);
    // An address reaches one mailbox; but one signs in with it and a group may have it for its mail.
    const isMailOf = users.some((user) => mailAddressesOf(user).includes(address));
    const groups = config.groups === "none" || isMailOf ? [] : await directory.groupsWith(address, signal);
    const holders = new Set([...users, ...groups].map(({ id }) => id.toLowerCase()));
    // Mail to that address would reach one of them; nobody knows whether the right one.
    if (holders.size > 1) return { found: false, outcome: "owner-ambiguous", ruledOut: true };
    const [user] = users;
    if (user !== undefined) return user.accountEnabled === false ? leaver(user, asked) : person(user, asked);
    const [group] = groups;
    return group === undefined ? nobody(asked) : groupAnswer(group, asked);
  }

  async function leaver(user: DirectoryUser, { domains, signal }: Asked): Promise<OwnerAnswer> {
    const aliases = aliasesOf(user);
    if (config.leavers === "next") return { found: false, outcome: "owner-disabled", aliases, ruledOut: true };
    const manager = await directory.managerOf(user.id, signal);
    const address = manager === null ? null : reachable(manager, domains);
    const isOther = manager?.id.toLowerCase() !== user.id.toLowerCase() && !aliases.includes(address ?? "");
    if (address === null || !isOther)
      return { found: false, outcome: "owner-without-manager", aliases, ruledOut: true };
    return { found: true, address, role: "manager", aliases, outcome: "graph-manager" };
  }

  async function groupAnswer(group: DirectoryGroup, { domains, signal }: Asked): Promise<OwnerAnswer> {
    const aliases = mailAddressesOf(group);
    if (config.groups === "mailbox") {
      const mailbox = group.mailEnabled === false ? null : mailboxOf(group);
      if (mailbox === null) return { found: false, outcome: "group-without-mailbox", aliases, ruledOut: true };
      const outcome = group.groupTypes.includes("Unified") ? "graph-group" : "graph-distribution-list";
      return { found: true, address: mailbox, role: "owner", aliases, outcome };
    }
    const owners = await directory.ownersOf(group.id, signal);
    // One event goes to one reader, and to the same one each time.
    const [first] = owners.flatMap((owner) => reachable(owner, domains) ?? []).toSorted();
    if (first === undefined) return { found: false, outcome: "group-without-owner", aliases, ruledOut: true };
    return { found: true, address: first, role: "group-owner", aliases, outcome: "graph-group-owner" };
  }

  /** Who is not in a directory that holds the others of his domain has left; mail to him would come back, or reach whoever got his address. */
  async function nobody({ address, domains, signal }: Asked): Promise<OwnerAnswer> {
    const isOurs = domains.length > 0 && isInside(address, domains);
    const isGone = isOurs && (await directory.holdsDomain(domainOf(address), signal));
    return { found: false, outcome: "owner-unknown", ...(isGone ? { ruledOut: true } : {}) };
  }

  return {
    name: "graph",
    async find({ recorded, domains, signal }: OwnerQuestion) {
      const owner = readRecordedOwner(recorded);
      if ("outcome" in owner) return { found: false, outcome: owner.outcome };
      try {
        return await resolve({ address: owner.address, domains, signal });
      } catch (error) {
        if (!(error instanceof DirectoryTrouble)) throw error;
        return { found: "unavailable", outcome: error.outcome, advice: error.advice };
      }
    },
  };
}

function person(user: DirectoryUser, { address, domains }: Asked): OwnerAnswer {
  const aliases = aliasesOf(user);
  const mailbox = mailboxOf(user);
  if (isOutsideGuest(user, domains)) return { found: false, outcome: "owner-guest", aliases, ruledOut: true };
  if (mailbox === null) return { found: false, outcome: "owner-without-mailbox", aliases, ruledOut: true };
  return { found: true, address: mailbox, role: "owner", aliases, outcome: outcomeFor(user, mailbox, address) };
}

function outcomeFor(user: DirectoryUser, mailbox: string, address: string): string {
  if (address === mailbox) return "graph-address";
  return mailAddressesOf(user).includes(address) ? "graph-alias" : "graph-sign-in-name";
}

/** The address of a colleague who can be told; null if he cannot. */
function reachable(user: DirectoryUser, domains: readonly string[]): string | null {
  return user.accountEnabled === true && !isOutsideGuest(user, domains) ? mailboxOf(user) : null;
}

/** A member may have his mail anywhere, the directory says so; a guest is somebody else's employee, unless his mail is with us. */
function isOutsideGuest(user: DirectoryUser, domains: readonly string[]): boolean {
  if (user.userType?.toLowerCase() !== "guest" || domains.length === 0) return false;
  const mailbox = mailboxOf(user);
  return mailbox === null || !isInside(mailbox, domains);
}
