import type { Ask, Asking } from "./asker.ts";
import type { GraphGroup, GraphUser } from "./directory-entry.ts";
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
  usersWith(address: string, asking: Asking): Promise<readonly GraphUser[]>;
  /** Every group that has this address for its mail. */
  groupsWith(address: string, asking: Asking): Promise<readonly GraphGroup[]>;
  /** Null if he has none. */
  managerOf(userId: string, asking: Asking): Promise<GraphUser | null>;
  ownersOf(groupId: string, asking: Asking): Promise<readonly GraphUser[]>;
  /** Whether anybody in it has his main address, or signs in, at exactly this domain. */
  holdsDomain(domain: string, asking: Asking): Promise<boolean>;
}

/** More pages than these would not end. */
const MOST_PAGES = 20;

/** The directory as it is at this moment. `ask` is one run's; that there is anybody at all is looked at once in it. */
export function createDirectory(ask: Ask): Directory {
  let isSeen = false;
  let anybodySeen: Promise<boolean> | null = null;

  async function all<T>(question: Question<Page<T>>, asking: Asking): Promise<readonly T[]> {
    const items: T[] = [];
    let page = await ask(question, asking);
    for (let n = 1; ; n += 1) {
      items.push(...page.items);
      if (page.next === null) return items;
      if (n === MOST_PAGES) throw wrongAnswer();
      page = await ask(nextPage(question, page.next), asking);
    }
  }

  /** A directory that answers everything with nothing would make leavers of all owners. All who wonder at once wait for one answer. */
  function holdsAnybody(asking: Asking): Promise<boolean> {
    anybodySeen ??= lookForAnybody(asking).finally(() => {
      if (!isSeen) anybodySeen = null;
    });
    return anybodySeen;
  }

  async function lookForAnybody(asking: Asking): Promise<boolean> {
    const { items, next } = await ask(anybody(), asking);
    isSeen = items.length > 0 || next !== null;
    return isSeen;
  }

  return {
    async usersWith(address, asking) {
      const users = (await all(usersWith(address), asking)).map(readable);
      if (users.length === 0 && !(await holdsAnybody(asking))) throw emptyDirectory();
      return users;
    },
    groupsWith: (address, asking) => all(groupsWith(address), asking),
    async managerOf(userId, asking) {
      const manager = await ask(managerOf(userId), asking);
      return manager === null ? null : readable(manager);
    },
    ownersOf: async (groupId, asking) => (await all(ownersOf(groupId), asking)).map(readable),
    holdsDomain: (domain, asking) => ask(anybodyAt(domain), asking),
  };
}

/** Who may not see whether accounts are enabled cannot tell a leaver. */
function readable(user: GraphUser): GraphUser {
  if (user.accountEnabled === null) throw permissionMissing("User.Read.All");
  return user;
}
