import type { Command } from "commander";
import { verify } from "../../app/verify.ts";
import { type CommonOptions, withApp } from "../common-options.ts";
import { examples } from "../examples.ts";
import { renderVerification } from "../render/verification.ts";
import { answer, type Session } from "../session.ts";

/** `verify`: whether we sent a message. */
export function addVerifyCommand(program: Command, session: Session): void {
  program
    .command("verify")
    .summary("say whether a message is ours")
    .description(
      "For the help desk: whether we sent the message with this reference, when, to whom, and what it held. Any spelling will do: lower case, without the hyphen, the letter O for a nought, I or L for a one. Each look-up is recorded.",
    )
    .argument("<reference>", "the reference the message names")
    .addHelpText("after", examples("lockbell verify K7QD-2M9P", "lockbell verify k7qd2m9p --json"))
    .action(async (reference: string, options: CommonOptions) => {
      await withApp(options, session, async (app) => {
        const verification = await verify(app, reference, session.who);
        answer(session, options.json === true, verification, (style) => renderVerification(verification, style));
        return verification.found ? 0 : 1;
      });
    });
}
