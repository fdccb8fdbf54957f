import type { Command } from "commander";
import { type SentTest, sendTest } from "../../app/send-test/send-test.ts";
import { type CommonOptions, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { renderSentTest } from "../render/sent-test.ts";
import { answer, type ExitCode, type Session } from "../session.ts";

interface SendTestOptions extends CommonOptions {
  readonly to?: string;
}

/** Failed is failed; whether an unknown one arrived needs a person's look. */
const EXITS: { readonly [status in SentTest["status"]]: ExitCode } = {
  delivered: 0,
  retry: 1,
  rejected: 1,
  unknown: 3,
};

/** `send-test`: one real message or record, marked as a test. */
export function addSendTestCommand(program: Command, session: Session): void {
  program
    .command("send-test")
    .summary("send one real message or record, marked [TEST], through a notifier or sink")
    .description(
      "Sends a made-up notice, marked [TEST], through the notifier of this name to the address in --to, or one made-up refusal, marked as a test, through the sink of this name. It goes the way of real ones, within the same limits, is tried once, and stands in no count. `verify` knows a test message's reference as a test's. Ends with 1 if it was not sent, with 3 if whether it arrived is not known.",
    )
    .argument("<name>", "a notifier's or sink's name; notifiers.NAME or sinks.NAME where both have it")
    .option("--to <address>", "whom the test mail goes to: one address; needed for a notifier")
    .addHelpText(
      "after",
      examples(
        "lockbell send-test owners --to adele.vance@contoso.com",
        "lockbell send-test sentinel",
        "lockbell send-test sinks.all --json",
      ),
    )
    .action(async (name: string, { to, ...options }: SendTestOptions) => {
      await withApp(options, session, async (app) => {
        const { signal } = session;
        const sent = await sendTest(app, to === undefined ? { name, signal } : { name, to, signal });
        answer(session, options.json === true, sent, (style) => renderSentTest(sent, style));
        return EXITS[sent.status];
      });
    });
}
