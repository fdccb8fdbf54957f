import type { Command } from "commander";
import { check } from "../../app/check.ts";
import { type CommonOptions, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { renderCheck } from "../render/check.ts";
import { answer, type Session } from "../session.ts";

/** `check`: whether every part reaches what it needs. */
export function addCheckCommand(program: Command, session: Session): void {
  program
    .command("check")
    .summary("say whether all is well, and what to do where it is not")
    .description(
      "Reads the configuration, opens the store, and reaches every service that is configured, without sending anything to anybody. Each missing permission is named, with the command that grants it. Ends with 3 if something failed.",
    )
    .addHelpText("after", examples("lockbell check", "lockbell check --json", "lockbell check --config pilot.yaml"))
    .action(async (options: CommonOptions) => {
      await withApp(options, session, async (app) => {
        const report = await check(app, session.signal);
        answer(session, options.json === true, report, (style) => renderCheck(report, style));
        return report.ok ? 0 : 3;
      });
    });
}
