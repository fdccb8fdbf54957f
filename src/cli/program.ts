import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addCheckCommand } from "./commands/check.ts";
import { addDeliveriesCommand } from "./commands/deliveries.ts";
import { addExplainCommand } from "./commands/explain.ts";
import { addInitCommand } from "./commands/init.ts";
import { addPreviewCommand } from "./commands/preview.ts";
import { addPurgeCommand } from "./commands/purge.ts";
import { addPhaseCommands, addRunCommand } from "./commands/run.ts";
import { addSendTestCommand } from "./commands/send-test.ts";
import { addSilenceCommand } from "./commands/silence.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { addCommonOptions } from "./common-options.ts";
import { examples } from "./examples.ts";
import type { Session } from "./session.ts";

/** What commander itself prints, and where it goes. */
export interface HelpOutput {
  out(text: string): void;
  err(text: string): void;
}

/** Wide enough for the descriptions, narrow enough for any terminal. */
const WIDTH = 100;

/** The whole command line. It never ends the process: usage errors are thrown. */
export function createProgram(session: Session, output: HelpOutput): Command {
  const program = new Command("lockbell")
    .description(
      "Tells owners of rights-protected documents, calmly and privately, that somebody was refused access, and the security team fully.",
    )
    .version(version(), "--version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text),
      writeErr: (text) => output.err(text),
      getOutHelpWidth: () => WIDTH,
      getErrHelpWidth: () => WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      "after",
      `${examples("lockbell run --once", "lockbell preview --sample", "lockbell verify K7QD-2M9P")}\n\nExit codes: 0 done; 1 failed; 2 usage or configuration; 3 done, but something needs a person.`,
    );
  addInitCommand(program, session);
  addCheckCommand(program, session);
  addRunCommand(program, session);
  addPhaseCommands(program, session);
  addPreviewCommand(program, session);
  addSendTestCommand(program, session);
  addExplainCommand(program, session);
  addVerifyCommand(program, session);
  addDeliveriesCommand(program, session);
  addSilenceCommand(program, session);
  addSimulateCommand(program, session);
  addPurgeCommand(program, session);
  addCommonOptions(program);
  return program;
}

/** The package's version; `src/cli` and `dist/cli` are equally deep. */
function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
