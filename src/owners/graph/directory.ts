import type { Ask } from "./asker.ts";
import type { DirectoryGroup, DirectoryUser } from "./directory-entry.ts";
import { emptyDirectory, permissionMissing, wrongAnswer } from "./directory-trouble.ts";
import {
  anybody,
  anybodyAt,
  groupsWith,
  managerOf,
  nextPage,
  ownersOf,
  type Page,
  type Question,
  usersWith,
} from "./questions.ts";

/** What a directory is asked about owners. Each may throw `DirectoryTrouble`: then nothing is known, not even that there is nobody. */
export interface Directory {
  /** Everybody who has this address for his mail or signs in with it. */
  usersWith(address: string, signal: AbortSignal): Promise<readonly DirectoryUser[]>;
  /** Every group that has this address for its mail. */
  groupsWith(address: string, signal: AbortSignal): Promise<readonly DirectoryGroup[]>;
  /** Null if he has none. */
  managerOf(userId: string, signal: AbortSignal): Promise<DirectoryUser | null>;
  ownersOf(groupId: string, signal: AbortSignal): Promise<readonly DirectoryUser[]>;
  /** Whether anybody in it has his main address, or signs in, at exactly this domain. */
  holdsDomain(domain: string, signal: AbortSignal): Promise<boolean>;
}

/** More pages than these would not end. */
const MOST_PAGES = 20;

/** The directory as it is at this moment. `ask` is one run's; that there is anybody at all is looked at once in it. */
export function createDirectory(ask: Ask): Directory {
  let isSeen = false;
  let anybodySeen: Promise<boolean> | null = null;

  async function all<T>(question: Question<Page<T>>, signal: AbortSignal): Promise<readonly T[]> {
    const items: T[] = [];
    let page = await ask(question, signal);
    for (let n = 1; ; n += 1) {
      items.push(...page.items);
      if (page.next === null) return items;
      if (n === MOST_PAGES) throw wrongAnswer();
      page = await ask(nextPage(question, page.next), signal);
    }
  }

  /** A directory that answers everything with nothing would make leavers of all owners. All who wonder at once wait for one answer. */
  function holdsAnybody(signal: AbortSignal): Promise<boolean> {
    anybodySeen ??= lookForAnybody(signal).finally(() => {
      if (!isSeen) anybodySeen = null;
    });
    return anybodySeen;
  }

  async function lookForAnybody(signal: AbortSignal): Promise<boolean> {
    const { items, next } = await ask(anybody(), signal);
    isSeen = items.length > 0 || next !== null;
    return isSeen;
  }

  return {
    async usersWith(address, signal) {
      const users = (await all(usersWith(address), signal)).map(readable);
      if (users.length === 0 && !(await holdsAnybody(signal))) throw emptyDirectory();
      return users;
    },
    groupsWith: (address, signal) => all(groupsWith(address), signal),
    async managerOf(userId, signal) {
      const manager = await ask(managerOf(userId), signal);
      return manager === null ? null : readable(manager);
    },
    ownersOf: async (groupId, signal) => (await all(ownersOf(groupId), signal)).map(readable),
    holdsDomain: (domain, signal) => ask(anybodyAt(domain), signal),
  };
}

/** Who may not see whether accounts are enabled cannot tell a leaver. */
function readable(user: DirectoryUser): DirectoryUser {
  if (user.accountEnabled === null) throw permissionMissing("User.Read.All");
  return user;
}
