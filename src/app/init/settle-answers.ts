import { LockbellError } from "../../platform/errors.ts";
import type { Answers, QuestionName } from "./answers.ts";
import { askQuestion, type Conversation, fallbackOf, say } from "./conversation.ts";
import type { AnswerJudge, AnswerProblem } from "./judge-answers.ts";
import type { Question } from "./question.ts";
import { QUESTIONS } from "./questions.ts";
import { readAnswer } from "./read-answer.ts";

/** What stood behind flags, a text for each time one was given. */
export type GivenAnswers = { readonly [Name in QuestionName]?: readonly string[] };

/** How questions without a flag are answered: by somebody, by the defaults, or not at all. */
export type Answering = Conversation | "defaults" | "nobody";

/**
 * Settles every question that makes sense, in order. What is wrong on the command line is a `USAGE` error that names the flag; what is
 * answered wrong is asked again.
 */
export async function settleAnswers(
  given: GivenAnswers,
  answering: Answering,
  judge: AnswerJudge,
  baseDir: string,
): Promise<Answers> {
  let answers: Answers = {};
  for (;;) {
    answers = await answerOpenQuestions(answers, given, answering, judge);
    const problems = await judge.allProblems(answers, baseDir);
    if (problems.length === 0) return answers;
    const again = problems.flatMap(({ question }) =>
      question === undefined || given[question.name] !== undefined ? [] : [question.name],
    );
    if (typeof answering === "string" || again.length === 0) throw usage(problems.map(flagged));
    for (const { question, text } of problems)
      say(answering, question === undefined ? text : `${question.asks}: ${text}`);
    // Paths only, on which no other question depends.
    answers = Object.fromEntries(Object.entries(answers).filter(([name]) => !again.some((other) => other === name)));
  }
}

async function answerOpenQuestions(
  settled: Answers,
  given: GivenAnswers,
  answering: Answering,
  judge: AnswerJudge,
): Promise<Answers> {
  let answers = settled;
  const missing: Question[] = [];
  const wrong: string[] = [];
  for (const question of QUESTIONS) {
    if (answers[question.name] !== undefined) continue;
    const texts = given[question.name];
    if (question.when?.holds(answers) === false) {
      if (texts !== undefined) wrong.push(`--${question.name} only makes sense with ${question.when.words}.`);
      continue;
    }
    if (texts !== undefined) {
      const values = readFlag(question, texts, answers);
      if ("wrong" in values) {
        wrong.push(`--${question.name}: ${values.wrong}`);
        continue;
      }
      answers = { ...answers, [question.name]: values.values };
      // One wrong answer makes others look wrong; only what this one brings is told.
      const told = judge.problems(answers).map(flagged);
      wrong.push(...told.filter((line) => !wrong.includes(line)));
      continue;
    }
    const fallback = fallbackOf(question, answers);
    if (typeof answering !== "string" && wrong.length === 0) {
      answers = { ...answers, [question.name]: await askQuestion(question, answers, judge, answering) };
    } else if (answering === "defaults" && fallback !== undefined) {
      answers = { ...answers, [question.name]: fallback };
    } else missing.push(question);
  }
  if (wrong.length > 0) throw usage(wrong);
  if (missing.length > 0) throw usage(missingFlags(missing, answering));
  return answers;
}

function readFlag(question: Question, texts: readonly string[], answers: Answers): ReturnType<typeof readAnswer> {
  const { form } = question;
  if (form === "paths") return { values: texts };
  if (form === "list" || form === "choices") return readAnswer(question, texts.join(","), answers);
  const [text = "", ...more] = texts;
  return more.length > 0 ? { wrong: "this can only be said once." } : readAnswer(question, text, answers);
}

/** Without a terminal and without consent to the defaults, whoever forgot a flag would not learn of it. */
function missingFlags(missing: readonly Question[], answering: Answering): readonly string[] {
  const flags = missing.map(({ name, value, asks }) => `--${name} ${value}: ${asks}`);
  return answering === "defaults"
    ? ["There is no default for:", ...flags]
    : ["There is no terminal to ask at. Give --yes to take the defaults, or:", ...flags];
}

function flagged({ question, text }: AnswerProblem): string {
  return question === undefined ? text : `--${question.name}: ${text}`;
}

function usage(lines: readonly string[]): LockbellError {
  return new LockbellError("USAGE", lines.join("\n"));
}
