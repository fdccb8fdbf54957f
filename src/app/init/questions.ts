import { INSTALLATION_QUESTIONS } from "./installation-questions.ts";
import type { Question } from "./question.ts";
import { SOURCE_QUESTIONS } from "./source-questions.ts";
import { TELLING_QUESTIONS } from "./telling-questions.ts";

/** Every question, in the order they are asked. */
export const QUESTIONS: readonly Question[] = [...SOURCE_QUESTIONS, ...TELLING_QUESTIONS, ...INSTALLATION_QUESTIONS];
