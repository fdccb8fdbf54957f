import type { Command } from "commander";
import { type PurgeReport, type PurgeWish, purge } from "../../app/purge.ts";
import { LockbellError } from "../../platform/errors.ts";
import { type CommonOptions, durationOption, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { counted } from "../layout.ts";
import { answer, type Session } from "../session.ts";

interface PurgeOptions extends CommonOptions {
  readonly olderThan?: number;
  readonly person?: string;
  readonly rejected?: boolean;
  readonly dryRun?: boolean;
}

/** `purge`: retention and data-protection requests. */
export function addPurgeCommand(program: Command, session: Session): void {
  program
    .command("purge")
    .summary("remove old content, a person's data, or rejected records")
    .description(
      "Removes what is stored of refusals and messages and keeps the totals of the books and each refusal's fingerprint, so that reading the same logs again tells nobody twice. What files and other systems hold already is not touched.",
    )
    .option(
      "--older-than <duration>",
      "settled things older than this (180d); at least 24h, notices.repeatInterval and notices.groupInterval",
      durationOption,
    )
    .option("--person <address>", "all that names this person, also what still waits to be sent")
    .option("--rejected", "the kept records that could not be understood")
    .option("--dry-run", "say what would go, and remove nothing")
    .addHelpText(
      "after",
      examples(
        "lockbell purge --older-than 180d --dry-run",
        "lockbell purge --person sam@fabrikam.com",
        "lockbell purge --rejected",
      ),
    )
    .action(async (options: PurgeOptions) => {
      const wish = readWish(options);
      await withApp(options, session, async (app) => {
        const report = await purge(app, wish, options.dryRun === true);
        answer(session, options.json === true, report, () => [renderPurge(report)]);
        return 0;
      });
    });
}

function readWish({ olderThan, person, rejected }: PurgeOptions): PurgeWish {
  const wishes: PurgeWish[] = [
    ...(olderThan === undefined ? [] : [{ olderThanMs: olderThan }]),
    ...(person === undefined ? [] : [{ person }]),
    ...(rejected === true ? [{ rejected } as const] : []),
  ];
  const [wish] = wishes;
  if (wish === undefined || wishes.length > 1)
    throw new LockbellError("USAGE", "Give exactly one of --older-than, --person and --rejected.");
  return wish;
}

function renderPurge({ dryRun, events, deliveries, documents, rejected, silences }: PurgeReport): string {
  const parts = [
    counted(events, "refusal"),
    counted(deliveries, "delivery", "deliveries"),
    counted(documents, "document"),
    counted(rejected, "rejected record"),
    counted(silences, "silence"),
  ];
  return `${dryRun ? "Would be purged" : "Purged"}: ${parts.join(", ")}.`;
}
