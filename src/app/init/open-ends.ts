import { resolve } from "node:path";
import { findFiles } from "../../sources/find-files.ts";
import { type Answers, answerTo, type QuestionName } from "./answers.ts";
import { isThere } from "./write-config.ts";

/** Answers that name a file which must be there before Lockbell can start. */
const NEEDED_FILES: readonly QuestionName[] = ["users", "certificate", "token-file"];

const SECRETS: readonly QuestionName[] = ["smtp-password", "client-secret", "certificate-password"];

/** What the configuration points at and is not there yet, a sentence each. Nothing is read. */
export async function findOpenEnds(
  answers: Answers,
  baseDir: string,
  env: { readonly [name: string]: string | undefined },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of [...(answers.path ?? []), ...(answers.documents ?? [])]) {
    if (!(await matchesAny(pattern, baseDir)))
      found.push(`No file matches ${pattern} yet. Put files there, or mend the path.`);
  }
  for (const name of NEEDED_FILES) {
    const path = answerTo(answers, name);
    if (path !== undefined && !(await isThere(resolve(baseDir, path)))) found.push(`There is no file ${path} yet.`);
  }
  for (const name of SECRETS) {
    const target = answerTo(answers, name);
    if (target !== undefined && !(await isKept(target, baseDir, env))) found.push(secretWords(target));
  }
  return found;
}

/** A pattern that cannot even be looked for matches nothing: the configuration is written by then, and `check` says more. */
async function matchesAny(pattern: string, baseDir: string): Promise<boolean> {
  return findFiles([pattern], baseDir).then(
    ({ files }) => files.length > 0,
    () => false,
  );
}

async function isKept(
  target: string,
  baseDir: string,
  env: { readonly [name: string]: string | undefined },
): Promise<boolean> {
  const [kind, name] = split(target);
  return kind === "env" ? env[name] !== undefined : isThere(resolve(baseDir, name));
}

function secretWords(target: string): string {
  const [kind, name] = split(target);
  return kind === "env" ? `Set the environment variable ${name} to the secret.` : `Write the secret to ${name}.`;
}

function split(target: string): readonly [string, string] {
  const colon = target.indexOf(":");
  return [target.slice(0, colon), target.slice(colon + 1)];
}
