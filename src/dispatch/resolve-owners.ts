import type { LadderAnswer, OwnerLadder } from "../owners/ladder.ts";
import type { Clock } from "../runtime/clock.ts";

/** Owners asked for at a time: a directory is quicker for several questions at once, and throttles whoever asks many more. */
const AT_A_TIME = 8;
/** A question may end this much after its time; one that takes longer shows that nobody looks at the time there. */
const OVERTIME_MS = 5_000;

/** What is said of owners there was no time to ask for, where nobody asked can say it himself. */
const SLOW: LadderAnswer = {
  recipient: null,
  unavailable: {
    advice:
      "Asking for owners took too long, so the rest waits for the next run. Look at why the directory is slow, or run it more often.",
  },
  aliases: [],
  trail: [],
  reason: "directory-slow",
};

/** The answer for each distinct text. */
export interface ResolvedOwners {
  readonly answers: ReadonlyMap<string | undefined, LadderAnswer>;
  /** Those there was time to ask for; the others got whatever could be said at once. */
  readonly asked: ReadonlySet<string | undefined>;
}

/** Finds the owners of the events of one dispatch. */
export interface OwnerResolver {
  /** `keepMs` of the time there still is are left to whoever is asked for later. */
  resolve(recorded: readonly (string | undefined)[], keepMs?: number): Promise<ResolvedOwners>;
}

/**
 * A resolver over a ladder, for one dispatch. All its questions together may take `budgetMs`: sinks get their events, and the owners who are
 * known theirs, when it ends. Afterwards the ladder is still asked, because it may know without asking anybody.
 */
export function createOwnerResolver(ladder: OwnerLadder, clock: Clock, budgetMs: number): OwnerResolver {
  let leftMs = budgetMs;
  let isDeaf = false;

  async function ask(
    recorded: string | undefined,
    deadline: number,
    asked: Set<string | undefined>,
  ): Promise<LadderAnswer> {
    const askedAt = clock.now();
    if (askedAt < deadline) asked.add(recorded);
    else if (isDeaf) return SLOW;
    const answer = await ladder.resolve(recorded, deadline);
    if (clock.now() - Math.max(askedAt, deadline) > OVERTIME_MS) isDeaf = true;
    return answer;
  }

  return {
    async resolve(recorded, keepMs = 0) {
      const begunAt = clock.now();
      const deadline = begunAt + Math.max(0, leftMs - keepMs);
      const distinct = new Set(recorded);
      const answers = new Map<string | undefined, LadderAnswer>();
      const asked = new Set<string | undefined>();
      // All take from the one iterator: each text is asked for once.
      const left = distinct.values();
      const work = Array.from({ length: Math.min(AT_A_TIME, distinct.size) }, async () => {
        for (const text of left) answers.set(text, await ask(text, deadline, asked));
      });
      await Promise.all(work);
      leftMs -= Math.max(0, clock.now() - begunAt);
      return { answers, asked };
    },
  };
}
