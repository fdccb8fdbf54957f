import type { Answers, QuestionName } from "./answers.ts";

/** One of several answers. */
export interface Choice {
  readonly name: string;
  /** What it means, in a few words. */
  readonly means: string;
}

/** When a question makes sense. */
export interface Condition {
  holds(answers: Answers): boolean;
  /** What would have to be answered, as flags: `--notifier smtp`. */
  readonly words: string;
}

/** One question of `init`. What an answer may be is the configuration schema's to say. */
export interface Question {
  readonly name: QuestionName;
  /** Where its answer stands in the configuration; the schema's text there explains it. */
  readonly at: readonly (string | number)[];
  /** What is asked for, as the help of its flag and the heading at the terminal. */
  readonly asks: string;
  /** What stands for the value in its flag's help. */
  readonly value: string;
  /**
   * How an answer is read: `choice` one of `choices`, `choices` one or several of them, `list` values with commas or blanks between, `paths` one
   * path here and any number of flags, `reference` where a secret is, `path` and `text` as they stand.
   */
  readonly form: "choice" | "choices" | "list" | "path" | "paths" | "reference" | "text";
  readonly choices?: readonly Choice[];
  /** Asked only then; without it: always. Depends on questions before this one alone. */
  readonly when?: Condition;
  /** Whether "none" is an answer; without it: no. */
  mayBeNone?(answers: Answers): boolean;
  /** The answer of somebody who has no opinion, a value an answer; undefined where only he can know. */
  fallback?(answers: Answers): readonly string[] | undefined;
}

/** An answer that is the same for everybody without an opinion. */
export function usually(...values: readonly string[]): () => readonly string[] {
  return () => values;
}

/** That one of these choices was made. */
export function whenChosen(name: QuestionName, ...choices: readonly string[]): Condition {
  return {
    holds: (answers) => choices.some((choice) => answers[name]?.includes(choice) === true),
    words: choices.map((choice) => `--${name} ${choice}`).join(" or "),
  };
}
