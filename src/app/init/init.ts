/** `init`: a few questions, and a commented configuration that follows from the answers. */
import { dirname, resolve } from "node:path";
import type { Answers } from "./answers.ts";
import { INTRODUCTION } from "./conversation.ts";
import { draftConfig, plainDraft } from "./draft.ts";
import { createAnswerJudge } from "./judge-answers.ts";
import { findOpenEnds } from "./open-ends.ts";
import { renderConfig } from "./render-config.ts";
import { type Answering, type GivenAnswers, settleAnswers } from "./settle-answers.ts";
import { isThere, refuseExisting, writeConfig } from "./write-config.ts";

/** What is written where, and who answers. */
export interface InitOrder {
  readonly file: string;
  /** Whether a file that is there is replaced. */
  readonly force: boolean;
  readonly given: GivenAnswers;
  readonly answering: Answering;
  readonly env: { readonly [name: string]: string | undefined };
}

/** What was written, and what comes next. */
export interface WrittenConfig {
  readonly file: string;
  readonly replaced: boolean;
  /** The configuration as it stands in the file; a secret is a reference. */
  readonly config: unknown;
  /** What it points at and is not there yet. */
  readonly missing: readonly string[];
  /** The commands to type next, without `lockbell` and without `--config`. */
  readonly next: readonly string[];
}

/** Asks, and writes the file. Fails with `CONFIG_EXISTS` before the first question if the file is there and must stay. */
export async function init({ file, force, given, answering, env }: InitOrder): Promise<WrittenConfig> {
  if (!force) await refuseExisting(file);
  const baseDir = dirname(resolve(file));
  const judge = createAnswerJudge();
  if (typeof answering !== "string") answering.tell(INTRODUCTION);
  const answers = await settleAnswers(given, answering, judge, baseDir);
  const draft = draftConfig(answers);
  const replaced = await isThere(file);
  await writeConfig(file, renderConfig(draft, judge.schema), force);
  return {
    file,
    replaced,
    config: plainDraft(draft),
    missing: await findOpenEnds(answers, baseDir, env),
    next: nextCommands(answers),
  };
}

/** From looking to doing. Who has mails sent looks at one that is marked as a test first. */
function nextCommands({ notifier }: Answers): readonly string[] {
  const isSent = notifier?.includes("file") !== true;
  return [
    "check",
    ...(isSent ? ["send-test owners --to YOUR-ADDRESS"] : []),
    "collect",
    "dispatch",
    "preview",
    "run --once",
  ];
}
