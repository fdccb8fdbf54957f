import { domainOf, isInside } from "../../platform/email-address.ts";
import { answerForColleague, answerForLeaver, nobodyFor } from "../answer-for-user.ts";
import { mailAddressesOf, mailboxOf, reachableAt } from "../directory-user.ts";
import type { OwnerAnswer, OwnerQuestion, OwnerStep } from "../owner-step.ts";
import { readRecordedOwner } from "../recorded-owner.ts";
import type { Asking } from "./asker.ts";
import type { GraphStepConfig } from "./config.ts";
import type { Directory } from "./directory.ts";
import type { GraphGroup, GraphUser } from "./directory-entry.ts";
import { DirectoryTrouble } from "./directory-trouble.ts";

/** What a question comes down to. */
interface Asked extends Asking {
  readonly prefix: "graph";
  readonly address: string;
  readonly domains: readonly string[];
}

/** Asks the directory who is known under the recorded address. */
export function createGraphStep(config: Pick<GraphStepConfig, "leavers" | "groups">, directory: Directory): OwnerStep {
  async function resolve(asked: Asked): Promise<OwnerAnswer> {
    const { address } = asked;
    const users = await directory.usersWith(address, asked);
    // An address reaches one mailbox; but one signs in with it and a group may have it for its mail.
    const isMailOf = users.some((user) => mailAddressesOf(user).includes(address));
    const groups = config.groups === "none" || isMailOf ? [] : await directory.groupsWith(address, asked);
    const holders = new Set([...users, ...groups].map(({ id }) => id.toLowerCase()));
    // Mail to that address would reach one of them; nobody knows whether the right one.
    if (holders.size > 1) return { found: false, outcome: "owner-ambiguous", ruledOut: true };
    const [user] = users;
    if (user !== undefined)
      return user.accountEnabled === false ? leaver(user, asked) : answerForColleague(user, asked);
    const [group] = groups;
    return group === undefined ? nobody(asked) : groupAnswer(group, asked);
  }

  async function leaver(user: GraphUser, asked: Asked): Promise<OwnerAnswer> {
    if (config.leavers === "next") return nobodyFor(user, "owner-disabled");
    return answerForLeaver(user, await directory.managerOf(user.id, asked), asked);
  }

  async function groupAnswer(group: GraphGroup, asked: Asked): Promise<OwnerAnswer> {
    const aliases = mailAddressesOf(group);
    const out = (outcome: string): OwnerAnswer => ({ found: false, outcome, aliases, ruledOut: true });
    const { domains } = asked;
    if (config.groups === "mailbox") {
      const mailbox = group.mailEnabled === false ? null : mailboxOf(group);
      if (mailbox === null) return out("group-without-mailbox");
      // A group has no employer who vouches for it, as a member has: who gets mail to a partner's address is the partner's to say.
      if (domains.length > 0 && !isInside(mailbox, domains)) return out("group-outside");
      const outcome = group.groupTypes.includes("Unified") ? "graph-group" : "graph-distribution-list";
      return { found: true, address: mailbox, role: "group", aliases, outcome };
    }
    const owners = await directory.ownersOf(group.id, asked);
    // One event goes to one reader, and to the same one each time.
    const [first] = owners.flatMap((owner) => reachableAt(owner, domains) ?? []).toSorted();
    if (first === undefined) return out("group-without-owner");
    return { found: true, address: first, role: "group-owner", aliases, outcome: "graph-group-owner" };
  }

  /** Who is not in a directory that holds the others of his domain has left; mail to him would come back, or reach whoever got his address. */
  async function nobody(asked: Asked): Promise<OwnerAnswer> {
    const { address, domains } = asked;
    const isOurs = domains.length > 0 && isInside(address, domains);
    const isGone = isOurs && (await directory.holdsDomain(domainOf(address), asked));
    return { found: false, outcome: "owner-unknown", ...(isGone ? { ruledOut: true } : {}) };
  }

  return {
    name: "graph",
    async find({ recorded, domains, signal, deadline }: OwnerQuestion) {
      const owner = readRecordedOwner(recorded);
      if ("outcome" in owner) return { found: false, outcome: owner.outcome };
      try {
        return await resolve({ prefix: "graph", address: owner.address, domains, signal, deadline });
      } catch (error) {
        if (!(error instanceof DirectoryTrouble)) throw error;
        return { found: "unavailable", outcome: error.outcome, advice: error.advice };
      }
    },
  };
}
