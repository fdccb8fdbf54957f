import { nearest } from "../../platform/nearest.ts";
import type { Answers } from "./answers.ts";
import type { Question } from "./question.ts";
import { readReference } from "./reference.ts";

/** What an answer says, or why it says nothing. */
export type Reading = { readonly values: readonly string[] } | { readonly wrong: string };

const SECRET =
  "a secret does not stand in the configuration, and was not kept. Needed: env:NAME for an environment variable or file:PATH for a file that holds it.";

/** Reads what a person answered. Whether the values will do is the schema's to say. */
export function readAnswer(question: Question, text: string, answers: Answers): Reading {
  const word = text.trim();
  const isNone = word === "" || (word.toLowerCase() === "none" && !hasChoice(question, "none"));
  if (isNone && question.mayBeNone?.(answers) === true) return { values: [] };
  switch (question.form) {
    case "choice":
      return readChoices(question, [word]);
    case "choices":
      return readChoices(question, listed(word));
    case "list":
      return { values: listed(word) };
    case "reference": {
      const target = readReference(word);
      return target === null ? { wrong: SECRET } : { values: [target] };
    }
    default:
      return { values: [text] };
  }
}

function listed(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}

/** A choice is named, or counted as the terminal lists it. */
function readChoices({ choices = [], mayBeNone }: Question, words: readonly string[]): Reading {
  const names = choices.map(({ name }) => name);
  const values: string[] = [];
  for (const word of words) {
    const name =
      names.find((one) => one === word.toLowerCase()) ?? names[/^\d{1,2}$/.test(word) ? Number(word) - 1 : -1];
    if (name === undefined) {
      const meant = nearest(word, names);
      const allowed = mayBeNone === undefined ? names : [...names, "none"];
      return {
        wrong: `this is none of the choices.${meant === null ? "" : ` Did you mean ${meant}?`} Allowed: ${allowed.join(", ")}.`,
      };
    }
    if (!values.includes(name)) values.push(name);
  }
  return values.length === 0 ? { wrong: `nothing was chosen. Allowed: ${names.join(", ")}.` } : { values };
}

function hasChoice({ choices = [] }: Question, word: string): boolean {
  return choices.some(({ name }) => name === word);
}
