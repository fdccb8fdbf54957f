import { type Command, InvalidArgumentError } from "commander";
import { addSilence, expireSilences, listSilences, type SilenceRequest } from "../../app/silences.ts";
import { type CommonOptions, durationOption, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { counted, shown } from "../layout.ts";
import { renderSilences } from "../render/silences.ts";
import { answer, type Session } from "../session.ts";

type Matchers = SilenceRequest["matchers"];

interface AddOptions extends CommonOptions, Matchers {
  readonly for: number;
  readonly from?: number;
  readonly comment: string;
}

interface ListOptions extends CommonOptions {
  readonly all?: boolean;
}

/** `silence`: dated, commented "say nothing". */
export function addSilenceCommand(program: Command, session: Session): void {
  const group = program
    .command("silence")
    .summary("add, list or expire silences")
    .description(
      "A silence keeps owners from being told of refusals that match, for a time and for a reason. The security team still sees them. It applies to refusals dispatched while it is in force; a notice that waits already is still sent.",
    )
    .addHelpText(
      "after",
      examples(
        'lockbell silence add --actor "*@fabrikam.com" --for 7d --comment "planned migration"',
        "lockbell silence list",
        "lockbell silence expire 3f0a9c1b2d4e",
      ),
    );
  addAdd(group, session);
  addList(group, session);
  addExpire(group, session);
}

function addAdd(group: Command, session: Session): void {
  group
    .command("add")
    .summary("add a silence")
    .description("Adds a silence. Every matcher that is given must match; * stands for any text; case does not matter.")
    .option("--owner <pattern>", "the owner's address")
    .option("--actor <pattern>", "the address of who was refused")
    .option("--document <pattern>", "the document's name or content id")
    .option("--label <pattern>", "the sensitivity label")
    .requiredOption("--for <duration>", "how long (4h, 7d)", durationOption)
    .option("--from <time>", "from when, ISO 8601 (default: now)", instantOption)
    .requiredOption("--comment <text>", "why; stands in the list and in explain")
    .addHelpText(
      "after",
      examples('lockbell silence add --document "Q3 forecast*" --for 24h --comment "being re-protected"'),
    )
    .action(async (options: AddOptions) => {
      await withApp(options, session, async (app) => {
        const silence = await addSilence(app, {
          matchers: givenMatchers(options),
          comment: options.comment,
          author: session.who,
          durationMs: options.for,
          ...(options.from === undefined ? {} : { startsAt: options.from }),
        });
        answer(session, options.json === true, silence, () => [
          `Silence ${silence.id} is in force from ${silence.startsAt} to ${silence.endsAt}.`,
        ]);
        return 0;
      });
    });
}

function addList(group: Command, session: Session): void {
  group
    .command("list")
    .summary("list silences")
    .description("Lists silences that are in force or will be, newest first.")
    .option("--all", "also list those that have ended")
    .addHelpText("after", examples("lockbell silence list", "lockbell silence list --all --json"))
    .action(async (options: ListOptions) => {
      await withApp(options, session, async (app) => {
        const silences = await listSilences(app, options.all === true);
        answer(session, options.json === true, { silences }, () => renderSilences(silences));
        return 0;
      });
    });
}

function addExpire(group: Command, session: Session): void {
  group
    .command("expire")
    .summary("end silences now")
    .description("Ends silences now. What they kept from owners stays untold; what comes from now on is told.")
    .argument("<id...>", "the silences' ids, as `silence list` shows them")
    .addHelpText("after", examples("lockbell silence expire 3f0a9c1b2d4e"))
    .action(async (ids: readonly string[], options: CommonOptions) => {
      await withApp(options, session, async (app) => {
        const outcome = await expireSilences(app, ids);
        const missing = outcome.notFound.map((id) => `${shown(id)}: there is no such silence in force.`);
        answer(session, options.json === true, outcome, () => [
          `${counted(outcome.expired.length, "silence")} ended.`,
          ...missing,
        ]);
        return outcome.notFound.length === 0 ? 0 : 1;
      });
    });
}

function givenMatchers({ owner, actor, document, label }: AddOptions): Matchers {
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(actor === undefined ? {} : { actor }),
    ...(document === undefined ? {} : { document }),
    ...(label === undefined ? {} : { label }),
  };
}

function instantOption(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(ms))
    throw new InvalidArgumentError("Allowed: a date or a time with its zone, like 2026-11-18 or 2026-11-18T09:00Z.");
  return ms;
}
