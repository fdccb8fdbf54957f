import { COMPONENT_KINDS } from "../../config/component-kinds.ts";
import { buildConfigSchema } from "../../config/config-schema.ts";
import { describeIssue, type Finding } from "../../config/describe-issue.ts";
import { findMicrosoftGaps } from "../../config/microsoft-findings.ts";
import { configSchemaNode, type SchemaNode, schemaAt } from "../../config/schema-node.ts";
import { findSharedPaths } from "../../config/shared-paths.ts";
import type { Answers } from "./answers.ts";
import { draftConfig, plainDraft } from "./draft.ts";
import type { Question } from "./question.ts";
import { QUESTIONS } from "./questions.ts";

/** What is wrong with an answer, in the words of the configuration's own errors. */
export interface AnswerProblem {
  /** Whose answer it is; undefined of a key nobody was asked for. */
  readonly question: Question | undefined;
  readonly text: string;
}

/** The configuration's rules, as answers are held against them. */
export interface AnswerJudge {
  readonly schema: SchemaNode;
  /** What is wrong with the answers given so far; what was not answered yet is not missed. */
  problems(answers: Answers): readonly AnswerProblem[];
  /** What is wrong once everything is answered: also what two answers mean together. Relative paths are meant from `baseDir`. */
  allProblems(answers: Answers, baseDir: string): Promise<readonly AnswerProblem[]>;
  /** What the schema says of the key a question is about. */
  explanation(question: Question, answers: Answers): string;
}

/** Makes the rules ready; they are the same for every answer. */
export function createAnswerJudge(): AnswerJudge {
  const rules = buildConfigSchema(COMPONENT_KINDS);
  const schema = configSchemaNode(COMPONENT_KINDS);

  const findings = (answers: Answers): readonly Finding[] => {
    const value = plainDraft(draftConfig(answers));
    const result = rules.safeParse(value);
    const context = { schema, value, isHidden: () => false };
    return result.success ? [] : result.error.issues.flatMap((issue) => describeIssue(issue, context));
  };
  const named = (found: readonly Finding[], answers: Answers): readonly AnswerProblem[] =>
    found.map(({ path, text }) => ({ question: questionAt(path, answers), text }));

  return {
    schema,
    problems: (answers) =>
      named(findings(answers), answers).filter(
        ({ question }) => question !== undefined && answers[question.name] !== undefined,
      ),
    async allProblems(answers, baseDir) {
      const found = findings(answers);
      if (found.length > 0) return named(found, answers);
      const file = rules.parse(plainDraft(draftConfig(answers)));
      const shared = await findSharedPaths(file, COMPONENT_KINDS, baseDir);
      // No cloud that can be chosen lacks a host.
      return named([...shared, ...findMicrosoftGaps(file, COMPONENT_KINDS, [])], answers);
    },
    explanation(question, answers) {
      // As if it were answered: the kind of part it belongs to is known by then.
      const draft = draftConfig({ ...answers, [question.name]: ["-"] });
      return schemaAt(schema, question.at, plainDraft(draft))?.description ?? "";
    },
  };
}

/** The question whose answer stands at a path or closest above it. */
function questionAt(path: Finding["path"], answers: Answers): Question | undefined {
  return QUESTIONS.filter(
    ({ at, when }) => at.every((step, index) => path[index] === step) && when?.holds(answers) !== false,
  ).toSorted((a, b) => b.at.length - a.at.length)[0];
}
