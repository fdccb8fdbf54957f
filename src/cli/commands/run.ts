import { type Command, Option } from "commander";
import { unbalanced } from "../../app/balance.ts";
import { PHASES, type Phase, type RunResult, runOnce } from "../../app/run.ts";
import type { RunSummary } from "../../app/run-summary.ts";
import { runService } from "../../app/service.ts";
import { LockbellError } from "../../platform/errors.ts";
import { type CommonOptions, durationOption, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { progressOn } from "../progress.ts";
import { renderRunSummary } from "../render/run-summary.ts";
import { answer, type ExitCode, type Session } from "../session.ts";

interface RunOptions extends CommonOptions {
  readonly once?: boolean;
  /** Missing where nothing is delivered. */
  readonly maxWait?: number;
}

const TEN_MINUTES = 600_000;

/** `run`: the main job, once or on a schedule. */
export function addRunCommand(program: Command, session: Session): void {
  withMaxWait(program.command("run"))
    .summary("collect, dispatch and deliver; on a schedule unless --once")
    .description(
      "The main job: reads refusals from every source, decides whom to tell, and delivers notices and records. Runs on a schedule (each source's `every`) until it is stopped, unless --once is given.",
    )
    .option("--once", "do all that can be done now, then end")
    .addHelpText("after", examples("lockbell run", "lockbell run --once", "lockbell run --once --json --max-wait 30m"))
    .action((options: RunOptions) =>
      options.once === true ? once(PHASES, options, session) : service(options, session),
    );
}

/** `collect`, `dispatch`, `deliver`: the phases alone. */
export function addPhaseCommands(program: Command, session: Session): void {
  const texts: { readonly [phase in Phase]: readonly [string, string] } = {
    collect: [
      "read refusals from every source and store them",
      "Reads what is new in every source and stores it. Nothing is decided and nothing sent.",
    ],
    dispatch: [
      "decide whom to tell of stored refusals",
      "Finds the owner of each stored refusal and decides: tell, or hold for a named reason. Nothing is sent.",
    ],
    deliver: [
      "send what is due",
      "Sends the notices and records that are due. Nothing is read and nothing new is decided.",
    ],
  };
  for (const phase of PHASES) {
    const [summary, description] = texts[phase];
    const command = program.command(phase);
    (phase === "deliver" ? withMaxWait(command) : command)
      .summary(summary)
      .description(description)
      .addHelpText("after", examples(`lockbell ${phase}`, `lockbell ${phase} --json`))
      .action((options: RunOptions) => once([phase], options, session));
  }
}

/** How long a command may wait for what a provider's limits hold back; only delivery waits. */
function withMaxWait(command: Command): Command {
  const option = new Option("--max-wait <duration>", "how long to wait for pacing and short back-offs");
  return command.addOption(option.argParser(durationOption).default(TEN_MINUTES, "10m"));
}

async function once(phases: readonly Phase[], options: RunOptions, session: Session): Promise<void> {
  await withApp(options, session, async (app) => {
    const { signal, terminal } = session;
    const onProgress = progressOn(terminal, () => app.clock.now());
    const { summary, exit } = await runOnce(app, { phases, maxWaitMs: options.maxWait ?? 0, signal, onProgress });
    const failure = failureOf(summary, signal.aborted);
    // With --json there is one object on stdout: an error that comes after the figures stands among them.
    const error =
      failure === null ? {} : { error: { code: failure.code, message: failure.message, advice: failure.advice } };
    answer(session, options.json === true, { ...summary, ...error }, (style) => renderRunSummary(summary, style));
    if (failure === null) return exit;
    terminal.err(`${failure.message}\n${failure.advice}\n`);
    return 1;
  });
}

async function service(options: RunOptions, session: Session): Promise<void> {
  const work = async (app: Parameters<typeof runService>[0]): Promise<ExitCode> => {
    let last: RunResult | undefined;
    await runService(app, {
      signal: session.signal,
      onProgress: progressOn(session.terminal, () => app.clock.now()),
      onCycle: (result) => {
        last = result;
        for (const line of unbalanced(result.summary)) app.logger.error({ line }, "books.unbalanced");
      },
    });
    if (options.json === true) answer(session, true, last?.summary ?? {}, () => []);
    return 0;
  };
  await withApp(options, session, work, "info");
}

function failureOf(summary: RunSummary, interrupted: boolean): LockbellError | null {
  const wrong = unbalanced(summary);
  if (wrong.length > 0) return new LockbellError("BOOKS", wrong.join("; "));
  return interrupted ? new LockbellError("INTERRUPTED", "") : null;
}
