import { LockbellError } from "../../platform/errors.ts";
import type { Answers } from "./answers.ts";
import type { AnswerJudge } from "./judge-answers.ts";
import type { Question } from "./question.ts";
import { readAnswer } from "./read-answer.ts";
import { wrap } from "./wrap.ts";

/** Somebody who can be asked. Lines are at most 80 characters wide. */
export interface Conversation {
  /** Says a question's heading and what explains it, or lines without a heading. */
  tell(lines: readonly string[], heading?: string): void;
  /** Asks for one line; null if there is nobody any more. */
  ask(prompt: string): Promise<string | null>;
}

const WIDTH = 80;
const INDENT = "  ";

/** What is said before the first question. */
export const INTRODUCTION: readonly string[] = [
  "A few questions, then the configuration is written. Enter takes what stands in",
  "brackets; Ctrl-C leaves, and nothing is written.",
];

/** Asks until an answer will do. Fails with `INTERRUPTED` if nobody answers any more. */
export async function askQuestion(
  question: Question,
  answers: Answers,
  judge: AnswerJudge,
  conversation: Conversation,
): Promise<readonly string[]> {
  const fallback = fallbackOf(question, answers);
  conversation.tell(explain(question, answers, judge), capitalised(question.asks));
  for (;;) {
    const line = await conversation.ask(prompt(question, answers));
    if (line === null) throw new LockbellError("INTERRUPTED", "No configuration was written.");
    const text = withoutQuotes(line.trim(), question);
    const answer = text === "" && fallback !== undefined ? { values: fallback } : readAnswer(question, text, answers);
    if ("wrong" in answer) {
      say(conversation, answer.wrong);
      continue;
    }
    // What answers mean together is looked at when all are given: only then it is known which of them to ask for again.
    const own = judge
      .problems({ ...answers, [question.name]: answer.values })
      .filter((problem) => problem.question === question);
    // Where the schema would take nothing, this set-up does not.
    if (own.length === 0 && answer.values[0] === "") say(conversation, "this needs an answer.");
    else if (own.length === 0) return answer.values;
    for (const problem of own) say(conversation, problem.text);
  }
}

/** What is answered by Enter alone, or by nobody; undefined if the question must be answered. */
export function fallbackOf(question: Question, answers: Answers): readonly string[] | undefined {
  return question.fallback?.(answers) ?? (question.mayBeNone?.(answers) === true ? [] : undefined);
}

/** Says what is wrong. */
export function say(conversation: Conversation, text: string): void {
  conversation.tell(wrap(`That will not do: ${text}`, WIDTH - INDENT.length).map((line) => `${INDENT}${line}`));
}

/** Choices explain themselves; of anything else the schema says what it is for. */
function explain(question: Question, answers: Answers, judge: AnswerJudge): readonly string[] {
  const { choices, form } = question;
  if (choices === undefined) {
    return wrap(judge.explanation(question, answers), WIDTH - INDENT.length).map((line) => `${INDENT}${line}`);
  }
  const widest = Math.max(...choices.map(({ name }) => name.length));
  return [
    ...choices.map(({ name, means }, index) => `${INDENT}${index + 1}  ${name.padEnd(widest)}  ${means}`),
    ...(form === "choices" ? [`${INDENT}Several with commas between them.`] : []),
  ];
}

/** What Enter alone answers stands in brackets. */
function prompt(question: Question, answers: Answers): string {
  const fallback = fallbackOf(question, answers);
  if (fallback === undefined) return `${INDENT}> `;
  const orNone = fallback.length > 0 && question.mayBeNone?.(answers) === true ? ", or none" : "";
  return `${INDENT}[${fallback.length === 0 ? "none" : fallback.join(", ")}${orNone}] > `;
}

/** Windows copies a path with quotes around it. */
function withoutQuotes(text: string, { form }: Question): string {
  return form === "path" || form === "paths" ? text.replace(/^"(.+)"$/, "$1") : text;
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
