import type { LadderAnswer, OwnerLadder } from "../owners/ladder.ts";
import type { Clock } from "../runtime/clock.ts";

/** Owners asked for at a time: a directory is quicker for several questions at once, and throttles whoever asks many more. */
const AT_A_TIME = 8;
/**
 * What an outage may cost a dispatch: sinks get their events when it ends, and must not wait for a directory that hangs. Once this much was
 * waited in vain, whoever is still to be found is left for the next dispatch.
 */
const PATIENCE_MS = 60_000;

/** Finds the owners of the events of one dispatch. */
export interface OwnerResolver {
  /** The answer for each distinct text. */
  resolve(recorded: readonly (string | undefined)[]): Promise<ReadonlyMap<string | undefined, LadderAnswer>>;
}

/** A resolver over a ladder, for one dispatch. */
export function createOwnerResolver(ladder: OwnerLadder, clock: Clock): OwnerResolver {
  let waitedMs = 0;
  let outage: LadderAnswer | null = null;

  async function ask(recorded: string | undefined, width: number): Promise<LadderAnswer> {
    // Nobody was asked, so there is no trail.
    if (outage !== null && waitedMs >= PATIENCE_MS) return { ...outage, aliases: [], trail: [] };
    const askedAt = clock.now();
    const answer = await ladder.resolve(recorded);
    if (answer.unavailable !== undefined) {
      outage = answer;
      waitedMs += (clock.now() - askedAt) / width;
    }
    return answer;
  }

  return {
    async resolve(recorded) {
      const distinct = new Set(recorded);
      const answers = new Map<string | undefined, LadderAnswer>();
      const width = Math.min(AT_A_TIME, distinct.size);
      // All take from the one iterator: each text is asked for once.
      const left = distinct.values();
      const work = Array.from({ length: width }, async () => {
        for (const text of left) answers.set(text, await ask(text, width));
      });
      await Promise.all(work);
      return answers;
    },
  };
}
