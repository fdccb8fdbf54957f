import { type Command, Option } from "commander";
import type { Conversation } from "../../app/init/conversation.ts";
import { type InitOrder, init, type WrittenConfig } from "../../app/init/init.ts";
import type { Question } from "../../app/init/question.ts";
import { QUESTIONS } from "../../app/init/questions.ts";
import { LockbellError } from "../../platform/errors.ts";
import { type AskingStreams, createAsker } from "../ask.ts";
import type { CommonOptions } from "../common-options.ts";
import { examples } from "../examples.ts";
import { type Style, shown, styleFor } from "../layout.ts";
import { answer, type Session } from "../session.ts";

interface InitOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly force?: boolean;
  /** The questions' flags, by commander's names for them. */
  readonly [flag: string]: unknown;
}

/** `init`: a configuration from a few questions. `streams` is the process's own terminal unless a test types. */
export function addInitCommand(program: Command, session: Session, streams: () => AskingStreams = ownTerminal): void {
  const command = program
    .command("init")
    .summary("ask a few questions and write a commented configuration")
    .description(
      "Asks a few questions, each with a default and what it is for, and writes a configuration that `check` accepts. Every question has a flag; what is given as one is not asked. Nothing is written before the last answer, and no secret is asked for: only where it is. A file that is there stays as it is unless --force is given.",
    )
    // A pattern without quotes becomes many arguments in most shells: told apart from other mistakes below.
    .allowExcessArguments()
    .option("-y, --yes", "take the default of every question without a flag")
    .option("--force", "replace the file if it is there");
  const flags = QUESTIONS.map((question) => ({ name: question.name, option: flag(question) }));
  for (const { option } of flags) command.addOption(option);
  command
    .addHelpText(
      "after",
      examples(
        "lockbell init",
        'lockbell init --path "logs/rmslog-*.log" --domain contoso.com --yes',
        "lockbell init --config pilot.yaml --source log-analytics --yes --json \\\n" +
          "    --workspace-id 3f0a9c1b-2d4e-4f60-8a7b-9c0d1e2f3a4b \\\n" +
          "    --tenant-id 8d1f5c3a-6b7e-4a90-b2c4-d5e6f7a8b9c0",
      ),
    )
    .action(async (options: InitOptions) => {
      refuseLooseWords(command.args);
      const order = {
        file: options.config,
        force: options.force === true,
        given: Object.fromEntries(
          flags.flatMap(({ name, option }) => {
            const texts = options[option.attributeName()];
            return Array.isArray(texts) ? [[name, texts.map(String)]] : [];
          }),
        ),
        env: session.env,
      };
      const written = await answered(order, options, session, streams);
      answer(session, options.json === true, { ...written, next: commands(written) }, (style) =>
        renderWritten(written, style),
      );
    });
}

function flag({ name, value, asks, choices, form }: Question): Option {
  const names = choices === undefined ? "" : `: ${choices.map((choice) => choice.name).join(", ")}`;
  const repeated = ["choices", "list", "paths"].includes(form) ? " (may be given several times)" : "";
  return new Option(`--${name} ${value}`, `${asks}${names}${repeated}`).argParser(
    (text: string, before: readonly string[] = []) => [...before, text],
  );
}

function refuseLooseWords(words: readonly string[]): void {
  if (words.length === 0) return;
  throw new LockbellError(
    "USAGE",
    `init takes no arguments beside its flags; found ${words.length}. Put a path with * or blanks in quotes, or the shell takes it apart.`,
  );
}

/** Asks where somebody sits; stdout is kept for the answer. */
async function answered(
  order: Omit<InitOrder, "answering">,
  { yes }: InitOptions,
  session: Session,
  streams: () => AskingStreams,
): Promise<WrittenConfig> {
  if (yes === true) return init({ ...order, answering: "defaults" });
  const places = streams();
  if (!places.isTerminal) return init({ ...order, answering: "nobody" });
  const asker = createAsker(places, session.signal);
  const style = styleFor(session.terminal.colours);
  const conversation: Conversation = {
    ask: asker.ask,
    tell(lines, heading) {
      const above = heading === undefined ? [] : ["", style.bold(heading)];
      for (const line of [...above, ...lines.map((text) => (heading === undefined ? text : style.dim(text)))])
        places.output.write(`${line}\n`);
    },
  };
  try {
    const written = await init({ ...order, answering: conversation });
    conversation.tell([""]);
    return written;
  } finally {
    asker.close();
  }
}

function ownTerminal(): AskingStreams {
  const { stdin, stderr } = process;
  return { input: stdin, output: stderr, isTerminal: stdin.isTTY === true && stderr.isTTY === true };
}

/** The commands to type next, whole. */
function commands({ file, next }: WrittenConfig): readonly string[] {
  const config = file === "lockbell.yaml" ? "" : ` --config ${quoted(file)}`;
  return next.map((words) => `lockbell ${words}${config}`);
}

/** As a shell takes it for one word; Windows' shells know the double quotes too. */
function quoted(path: string): string {
  if (/^[\p{L}\p{N}_./\\:-]+$/u.test(path)) return path;
  return /["$`!]/.test(path) ? `'${path.replaceAll("'", String.raw`'\''`)}'` : `"${path}"`;
}

function renderWritten(written: WrittenConfig, style: Style): string[] {
  return [
    style.bold(`${shown(written.file)} is ${written.replaced ? "replaced" : "written"}.`),
    ...(written.missing.length === 0
      ? []
      : ["", "Still missing:", ...written.missing.map((line) => `  ${shown(line)}`)]),
    "",
    "Next:",
    ...commands(written).map((line) => `  ${line}`),
  ];
}
