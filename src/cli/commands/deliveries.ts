import { type Command, InvalidArgumentError, Option } from "commander";
import {
  DELIVERY_STATES,
  type DeliveryChange,
  type DeliveryQuery,
  discardDeliveries,
  listDeliveries,
  retryDeliveries,
  UNFINISHED_STATES,
} from "../../app/deliveries.ts";
import type { App } from "../../app/open.ts";
import { LockbellError } from "../../platform/errors.ts";
import { nearest } from "../../platform/nearest.ts";
import { type CommonOptions, countOption, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { renderDeliveryChange, renderDeliveryList } from "../render/deliveries.ts";
import { answer, type Session } from "../session.ts";

interface ListOptions extends CommonOptions {
  readonly state: DeliveryQuery["states"];
  readonly kind?: NonNullable<DeliveryQuery["kind"]>;
  readonly limit: number;
}

/** `deliveries`: the outbox and the dead letters. */
export function addDeliveriesCommand(program: Command, session: Session): void {
  const group = program
    .command("deliveries")
    .summary("list, retry or discard deliveries")
    .description("The outbox and the dead letters. Without a subcommand: list.")
    .addHelpText(
      "after",
      examples(
        "lockbell deliveries",
        "lockbell deliveries --state dead,unknown",
        "lockbell deliveries retry K7QD-2M9P",
        "lockbell deliveries discard sentinel",
        "lockbell deliveries discard --help",
      ),
    );
  addList(group, session);
  addChange(group, session, "retry", "made due again", retryDeliveries);
  addChange(group, session, "discard", "discarded", discardDeliveries);
}

function addList(group: Command, session: Session): void {
  const list = group
    .command("list", { isDefault: true })
    .summary("list deliveries that are not over, or those in the states asked for")
    .description(
      "Counts all deliveries by state, and by sink and reason what was not taken of batches that were delivered; lists deliveries that are not over, newest first, or those in the states asked for.",
    )
    .option(
      "--state <states>",
      `states, with commas between: ${DELIVERY_STATES.join(", ")}, all`,
      readStates,
      UNFINISHED_STATES,
    )
    .addOption(
      new Option("--kind <kind>", "only notices to owners, or only batches to sinks").choices(["notice", "batch"]),
    )
    .option("--limit <count>", "the most deliveries to list", countOption, 50)
    // A mistyped subcommand arrives here as an argument of the default one.
    .allowExcessArguments(true)
    .addHelpText(
      "after",
      examples("lockbell deliveries list", "lockbell deliveries list --state all --kind notice --limit 200 --json"),
    );
  list.action(async (options: ListOptions) => {
    const [stray] = list.args;
    if (stray !== undefined) throw unknownSubcommand(stray, group);
    await withApp(options, session, async (app) => {
      const { state: states, kind, limit } = options;
      const found = await listDeliveries(app, { states, limit, ...(kind === undefined ? {} : { kind }) });
      answer(session, options.json === true, found, (style) => renderDeliveryList(found, style));
      return 0;
    });
  });
}

type Change = (app: App, ids: readonly string[]) => Promise<DeliveryChange>;

function addChange(group: Command, session: Session, name: "retry" | "discard", verb: string, change: Change): void {
  const texts = {
    retry: [
      "make deliveries due again that are dead, unknown or waiting",
      "Makes dead or unknown deliveries due again, with the same content byte for byte, and those that wait for another try: once a permission is granted or a mistake mended, nobody need wait for it. The next run sends dead and waiting ones. Of an unknown message it asks once more what became of it and sends it only if it was not sent; if still nobody can say, it stays unknown, because no message is ever sent twice: `deliveries discard` ends it. Refusals that a sink's target did not take go again in batches of their own: all of a sink, one by its fingerprint, or those of one batch.",
    ],
    discard: [
      "give deliveries up for good",
      "Gives deliveries up for good, or refusals that a sink's target did not take: all of a sink, one by its fingerprint, or those of one batch. They count as held{discarded} or skipped{discarded} in the books.",
    ],
  } as const;
  group
    .command(name)
    .summary(texts[name][0])
    .description(texts[name][1])
    .argument("<id...>", "deliveries' ids or references; of what was not taken: the sink's name, or fingerprints")
    .addHelpText(
      "after",
      examples(
        `lockbell deliveries ${name} K7QD-2M9P`,
        `lockbell deliveries ${name} K7QD-2M9P 3F0A-9XTC --json`,
        `lockbell deliveries ${name} sentinel`,
      ),
    )
    .action(async (ids: readonly string[], options: CommonOptions) => {
      await withApp(options, session, async (app) => {
        const outcome = await change(app, ids);
        answer(session, options.json === true, outcome, () => renderDeliveryChange(outcome, verb));
        return outcome.notFound.length + outcome.unsuited.length === 0 ? 0 : 1;
      });
    });
}

function readStates(text: string): DeliveryQuery["states"] {
  if (text === "all") return DELIVERY_STATES;
  return text.split(",").map((word) => {
    const state = DELIVERY_STATES.find((known) => known === word.trim());
    if (state !== undefined) return state;
    const meant = nearest(word.trim(), DELIVERY_STATES);
    throw new InvalidArgumentError(
      `${meant === null ? "" : `Did you mean ${meant}? `}Allowed: ${DELIVERY_STATES.join(", ")}, all.`,
    );
  });
}

function unknownSubcommand(word: string, group: Command): LockbellError {
  const names = group.commands.map((command) => command.name());
  const meant = nearest(word, names);
  const guess = meant === null ? "" : ` Did you mean ${meant}?`;
  return new LockbellError(
    "USAGE",
    `There is no command "${group.name()} ${word}".${guess} Allowed: ${names.join(", ")}.`,
  );
}
