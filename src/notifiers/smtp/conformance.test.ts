/** The suite of all notifiers, against a server that can fail and at which the process can die at every step. */

import { describeNotifier } from "../conformance.ts";
import type { Notifier, OutgoingMessage, SendResult } from "../notifier.ts";
import { type MortalNotifier, makeMortal } from "./testdata/mortal.ts";
import { type Act, type Script, type Step, startScriptedServer } from "./testdata/scripted-server.ts";
import { testConfig, testNotifier } from "./testdata/smtp-settings.ts";

interface Failure {
  readonly step: Step;
  readonly act: Act;
  readonly expected: { readonly status: SendResult["status"]; readonly reason: string };
}

const FAILURES: { readonly [name: string]: Failure } = {
  "the server is closing": failure("connect", "421 4.3.2 Busy", "retry", "server-closing"),
  "the server hangs up": failure("EHLO", "drop", "retry", "connection-lost"),
  "the sender is refused": failure("MAIL", "550 5.1.8 No", "retry", "sender-refused"),
  "the recipient is greylisted": failure("RCPT", "450 4.2.0 Later", "retry", "recipient-deferred"),
  "the recipient is refused": failure("RCPT", "550 5.1.1 Who?", "rejected", "recipient-refused"),
  "relaying is denied": failure("RCPT", "554 5.7.1 No", "retry", "not-permitted"),
  "the server is out of space": failure("dot", "452 4.3.1 Full", "retry", "message-deferred"),
  "the message is refused": failure("dot", "554 5.7.1 Spam", "rejected", "message-refused"),
  "the last reply is lost": failure("dot", "drop", "unknown", "connection-lost"),
};

/** Where the process dies; at the dot, once with the message taken and once without. */
const CUTS: { readonly [name: string]: { readonly step: Step; readonly isTaken: boolean } } = {
  "while it is greeted": { step: "connect", isTaken: false },
  "before MAIL FROM is answered": { step: "MAIL", isTaken: false },
  "before RCPT TO is answered": { step: "RCPT", isTaken: false },
  "before DATA is answered": { step: "DATA", isTaken: false },
  "after the final dot, which the server never saw": { step: "dot", isTaken: false },
  "after the server took the message, before its reply": { step: "dot", isTaken: true },
};

function failure(step: Step, act: Act, status: SendResult["status"], reason: string): Failure {
  return { step, act, expected: { status, reason } };
}

/** SMTP carries lines. The suite's bytes are none, so they travel as a body in base64, as they would in any mail. */
function asLines(message: OutgoingMessage): OutgoingMessage {
  const body = Buffer.from(message.mime).toString("base64").replace(/.{76}/g, "$&\r\n");
  return { ...message, mime: Buffer.from(`Message-ID: ${message.messageId}\r\n\r\n${body}\r\n`) };
}

function fromLines(mail: Buffer): Uint8Array {
  const text = mail.toString("latin1");
  return Buffer.from(text.slice(text.indexOf("\r\n\r\n")), "base64");
}

function carryingAnything(notifier: MortalNotifier): Notifier {
  return { ...notifier, send: (message, memory, signal) => notifier.send(asLines(message), memory, signal) };
}

describeNotifier(
  "smtp",
  async () => {
    const server = await startScriptedServer();
    const accepted: Buffer[] = [];
    const notifiers: MortalNotifier[] = [];
    let armed: { readonly step: Step; readonly isTaken: boolean } | null = null;

    const script = (failing?: Failure): Script => {
      const at = (step: Step) => (): Act | undefined => {
        if (armed?.step === step) {
          if (armed.isTaken) accepted.push(server.messages.at(-1)!);
          armed = null;
          for (const notifier of notifiers) notifier.die();
          return "drop";
        }
        if (failing?.step === step) return failing.act;
        if (step === "dot") accepted.push(server.messages.at(-1)!);
        return undefined;
      };
      const steps = ["connect", "MAIL", "RCPT", "DATA", "dot"] as const;
      return {
        acts: {
          ...(failing?.step === "EHLO" ? { EHLO: failing.act } : {}),
          ...Object.fromEntries(steps.map((step) => [step, at(step)])),
        },
      };
    };
    const start = (): Notifier => {
      const notifier = makeMortal(testNotifier(testConfig(server.port)));
      notifiers.push(notifier);
      return carryingAnything(notifier);
    };
    server.script = script();
    return {
      notifier: start(),
      canBeAsked: false,
      failures: Object.entries(FAILURES).map(([name, failing]) => ({
        name,
        expected: failing.expected,
        begin: async () => {
          server.script = script(failing);
          // What fails while connecting is met only by who connects.
          if (failing.step === "connect" || failing.step === "EHLO") server.dropAll();
        },
        end: async () => {
          server.script = script();
        },
      })),
      cuts: Object.entries(CUTS).map(([name, cut]) => ({
        name,
        arm: () => {
          armed = cut;
          if (cut.step === "connect") server.dropAll();
        },
      })),
      restart: start,
      pass: async () => undefined,
      arrived: async () => accepted.map(fromLines),
      dispose: async () => {
        for (const notifier of notifiers) await notifier.close();
        await server.close();
      },
    };
  },
  { failures: Object.keys(FAILURES), cuts: Object.keys(CUTS) },
);
