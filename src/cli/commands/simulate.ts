import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { writeSimulationPage } from "../../app/simulate/page/write-page.ts";
import type { SimulationReport } from "../../app/simulate/report.ts";
import { type SimulateOptions as Simulation, type SimulationProgress, simulate } from "../../app/simulate/simulate.ts";
import { parseDuration } from "../../platform/duration.ts";
import { LockbellError } from "../../platform/errors.ts";
import type { CommonOptions } from "../common-options.ts";
import { examples } from "../examples.ts";
import { counted } from "../layout.ts";
import { renderSimulation } from "../render/simulation.ts";
import { answer, type Session } from "../session.ts";

interface SimulateOptions extends Omit<CommonOptions, "config"> {
  readonly config?: readonly string[];
  readonly documentLog?: readonly string[];
  readonly users?: string;
  readonly silences?: string;
  readonly delay?: Simulation["visibility"];
  readonly names?: boolean;
  readonly html?: string;
}

/** A simulation that ends sooner says nothing on the way. */
const EVERY_MS = 5_000;

/** `simulate`: what limits would have meant over past logs, one configuration or two beside each other. */
export function addSimulateCommand(program: Command, session: Session): void {
  const config = new Option("--config <file>", 'a configuration file; twice to compare two (default: "lockbell.yaml")');
  program
    .command("simulate")
    .summary("try limits on past usage logs, sending nothing")
    .description(
      "Plays past refusals from usage log files on a clock of its own, with the notices, owners and doNotTrack of a configuration: how many mails an owner would have had a day, how late, and what would have been held and why. Needs no permission, reaches nobody, sends nothing, and leaves the configured store alone. Where the owners' ladder asks Microsoft, an export given by --users is asked, else the record is believed.",
    )
    .argument("<logs...>", "usage log files, or globs in quotes")
    .option("--document-log <glob>", "exports of the document log, for names and causes; may be repeated", collected)
    .option("--users <file>", "an export of the directory's users, for owners")
    .option("--silences <file>", "silences as `lockbell silence list --json` prints them, in force the whole time")
    .option(
      "--delay <duration>",
      "how long after it happened a refusal is seen, or `day`: with the log of its UTC day (default: as the configured sources bring it)",
      delayOption,
    )
    .option("--names", "show owners' addresses (default: numbers in their place)")
    .option("--html <file>", "also write a page with plots")
    .addOption(config.argParser(collected).helpGroup("Common options:"))
    .addHelpText(
      "after",
      examples(
        'lockbell simulate "logs/rmslog-*.log"',
        'lockbell simulate "logs/*.log" --config calm.yaml --config quick.yaml',
        'lockbell simulate "logs/*.log" --users users.json --html limits.html',
      ),
    )
    .action(async (logs: readonly string[], options: SimulateOptions) => {
      const report = await simulate({
        logs,
        configFiles: configFiles(options.config ?? ["lockbell.yaml"]),
        baseDir: process.cwd(),
        env: session.env,
        documentLogs: options.documentLog ?? [],
        users: options.users ?? null,
        silences: options.silences ?? null,
        visibility: options.delay ?? null,
        names: options.names === true,
        logLevel: options.logLevel ?? "warn",
        signal: session.signal,
        onProgress: tellProgress(session),
      });
      if (options.html !== undefined) await writeSimulationPage(resolve(options.html), report);
      answer(session, options.json === true, report, (style) => renderSimulation(report, style));
      session.end(needsPerson(report) ? 3 : 0);
    });
}

function collected(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

function configFiles(files: readonly string[]): Simulation["configFiles"] {
  const [a, b, ...more] = files;
  if (a === undefined || more.length > 0) throw new LockbellError("USAGE", "Give --config once, or twice to compare.");
  return b === undefined ? [a] : [a, b];
}

function delayOption(text: string): Simulation["visibility"] {
  const ms = text === "day" ? text : parseDuration(text);
  if (ms === null) throw new InvalidArgumentError("Allowed: day, or a duration like 0s, 10m, 4h or 7d.");
  return ms;
}

/** Records that were not understood and files that were not read whole leave the figures short. */
function needsPerson({ sides }: SimulationReport): boolean {
  return sides.some(({ logs }) => logs.troubles.length > 0 || logs.rejected > 0);
}

function tellProgress({ terminal }: Session): (progress: SimulationProgress) => void {
  let last = Date.now();
  return (progress) => {
    if (Date.now() - last < EVERY_MS) return;
    last = Date.now();
    terminal.err(
      progress.step === "reading"
        ? `reading logs: ${counted(progress.records, "record")}\n`
        : `simulating ${progress.side}: ${progress.day}, ${counted(progress.refusals, "refusal")} so far\n`,
    );
  };
}
