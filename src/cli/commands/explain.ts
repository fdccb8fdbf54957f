import type { Command } from "commander";
import { explain, explainRejected } from "../../app/explain.ts";
import { LockbellError } from "../../platform/errors.ts";
import { type CommonOptions, countOption, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { renderExplanation, renderRejects } from "../render/explanation.ts";
import { answer, type Session } from "../session.ts";

interface ExplainOptions extends CommonOptions {
  readonly full?: boolean;
  readonly rejected?: boolean;
  readonly limit: number;
}

/** `explain`: why an event ended as it did. */
export function addExplainCommand(program: Command, session: Session): void {
  program
    .command("explain")
    .summary("say why a refusal ended as it did")
    .description(
      "Reads back what was stored when each decision was taken: where the refusal was read, who was told or why nobody was, which delivery and which attempts. IP addresses, the raw record and the people a document was protected for are shown with --full only. Each look-up is recorded.",
    )
    .argument("[id]", "a fingerprint, a row-id, a delivery's id or a reference")
    .option("--full", "also show IP addresses, the record as received and whom the document was protected for")
    .option("--rejected", "list the records that could not be understood")
    .option("--limit <count>", "with --rejected: the most records to list", countOption, 50)
    .addHelpText(
      "after",
      examples(
        "lockbell explain 006f1c5b1e0d4c6f9f3c1f2a7b8c9d0e",
        "lockbell explain K7QD-2M9P --json",
        "lockbell explain --rejected --full",
      ),
    )
    .action(async (id: string | undefined, options: ExplainOptions) => {
      const enquiry = { who: session.who, full: options.full === true };
      const json = options.json === true;
      if ((id === undefined) !== (options.rejected === true))
        throw new LockbellError("USAGE", "Give either an id or --rejected.");
      await withApp(options, session, async (app) => {
        if (id === undefined) {
          const rejects = await explainRejected(app, options.limit, enquiry);
          answer(session, json, rejects, (style) => renderRejects(rejects, style));
          return 0;
        }
        const explanation = await explain(app, id, enquiry);
        answer(session, json, explanation, (style) => renderExplanation(explanation, style));
        return explanation.found ? 0 : 1;
      });
    });
}
