import { resolve } from "node:path";
import type { Command } from "commander";
import { openPreview } from "../../app/open-preview.ts";
import { type Preview, previewStored } from "../../app/preview.ts";
import { LockbellError } from "../../platform/errors.ts";
import { type CommonOptions, countOption, openOptions, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { byReason, columns, counted, shown } from "../layout.ts";
import { answer, type ExitCode, type Session } from "../session.ts";

interface PreviewOptions extends CommonOptions {
  readonly sample?: boolean;
  readonly out: string;
  readonly limit: number;
}

/** `preview`: what would be sent, written to a folder. */
export function addPreviewCommand(program: Command, session: Session): void {
  program
    .command("preview")
    .summary("write what would be sent to a folder, sending nothing")
    .description(
      "Writes the notices that wait to be sent, as .eml, .html and .txt files, and beside them what each sink would be sent of their refusals, a file a sink (denied.ndjson where none is configured). With --sample: a made-up notice, without a store. Nothing is sent and nothing decided. A notice may still grow before it is sent.",
    )
    .argument("[id]", "a notice's delivery id or reference (default: all that wait)")
    .option("--sample", "preview a made-up notice instead of stored ones")
    .option("--out <folder>", "the folder to write to", "preview")
    .option("--limit <count>", "the most notices to write", countOption, 20)
    .addHelpText(
      "after",
      examples("lockbell preview --sample", "lockbell preview --out notices", "lockbell preview K7QD-2M9P --json"),
    )
    .action(async (id: string | undefined, options: PreviewOptions) => {
      const folder = resolve(options.out);
      if (options.sample === true) {
        if (id !== undefined) throw new LockbellError("USAGE", "Give either an id or --sample.");
        session.end(tell(await openPreview(openOptions(options, session), folder), options, session));
        return;
      }
      await withApp(options, session, async (app) => {
        const target = { folder, clock: app.clock };
        const preview = await previewStored(app, target, {
          limit: options.limit,
          ...(id === undefined ? {} : { id }),
        });
        if (preview !== null) return tell(preview, options, session);
        answer(session, options.json === true, { found: false }, () => ["No notice has this id or reference."]);
        return 1;
      });
    });
}

function tell(preview: Preview, options: PreviewOptions, session: Session): ExitCode {
  answer(session, options.json === true, { folder: options.out, ...preview }, () =>
    renderPreview(preview, options.out),
  );
  return preview.notices.some(({ leak }) => leak !== null) ? 3 : 0;
}

function renderPreview({ notices, sinks, events }: Preview, folder: string): string[] {
  if (notices.length === 0) return ["No notice waits to be sent. To see a made-up one: lockbell preview --sample"];
  const rows = notices.map(({ reference, recipient, subject, leak }) => [
    reference,
    shown(recipient),
    leak === null
      ? shown(subject)
      : `would not be sent, something an owner must not be told stands in it: ${shown(leak)}`,
  ]);
  const files = Object.entries(sinks).map(([sink, { file, events: count, skipped }]) => [
    shown(sink),
    `${file === null ? "nothing" : `${counted(count, "refusal")} in ${file}`}${skippedWords(skipped)}`,
  ]);
  // Without a sink nobody would be sent the refusals; they are there to be looked at.
  if (files.length === 0 && events !== null) files.push(["-", `${counted(events.count, "refusal")} in ${events.file}`]);
  return [
    `${counted(notices.length, "notice")} written to ${shown(folder)}; nothing was sent.`,
    ...columns(rows),
    ...(files.length === 0 ? [] : ["What each sink would be sent:", ...columns(files)]),
  ];
}

function skippedWords(skipped: { readonly [reason: string]: number }): string {
  return Object.keys(skipped).length === 0 ? "" : `, skipped${byReason(skipped)}`;
}
