import type { AnswerStore } from "../answer-store.ts";
import type { MemoryState } from "./memory-state.ts";

/** Remembered answers. */
export function createMemoryAnswers({ answers }: MemoryState): AnswerStore {
  return {
    async recallAnswer(key, now) {
      const answer = answers.get(key);
      return answer === undefined || answer.until <= now ? null : answer.value;
    },
    async rememberAnswer(key, value, until, now) {
      for (const [known, answer] of answers) if (answer.until <= now) answers.delete(known);
      answers.set(key, { value, until });
    },
  };
}
