/**
 * Drives the notifier for one message as delivery does: asked about before it is sent again, a new process after each
 * death.
 */
import type { Clock } from "../../../runtime/clock.ts";
import { createLogger } from "../../../runtime/logger.ts";
import { TestMemory } from "../../conformance.ts";
import type { DeliveryMemory, Notifier, OutgoingMessage } from "../../notifier.ts";
import type { GraphMailConfig } from "../config.ts";
import { createGraphMailNotifier } from "../graph-mail-notifier.ts";
import { createMailbox } from "../mailbox.ts";
import type { GraphMailbox } from "./graph-mailbox.ts";

/** The address of the mailbox. */
export const FROM = "document-protection@contoso.com";

const GOES_ON = new AbortController().signal;
const PAUSE_MS = 60_000;
const MOST_STEPS = 400;

/** The notifier of a new process at this mailbox. */
export function startNotifier(mailbox: GraphMailbox, way: GraphMailConfig["way"], logger = createLogger("silent")): Notifier {
  const clock = clockOf(mailbox);
  return createGraphMailNotifier({
    name: "owners",
    way,
    mailbox: createMailbox(mailbox.connect(), FROM, clock),
    clock,
    logger,
  });
}

/** The mailbox's time as a clock. */
export function clockOf(mailbox: GraphMailbox): Clock {
  return { now: () => mailbox.now, sleep: async () => undefined };
}

/** The mailbox as a stage. */
export function stageOf(mailbox: GraphMailbox, way: GraphMailConfig["way"]): Stage {
  return {
    start: () => startNotifier(mailbox, way),
    pass: (ms) => {
      mailbox.now += ms;
    },
  };
}

/** How a message's delivery ended. */
export type Ending = "delivered" | "dead" | "unknown";

/** Where processes run. */
export interface Stage {
  /** The notifier of a new process. */
  start(): Notifier;
  /** Lets time pass, in milliseconds. */
  pass(ms: number): void;
}

/** Delivers one message, whatever happens on the way. */
export async function deliver(
  stage: Stage,
  message: OutgoingMessage,
  memory: DeliveryMemory = new TestMemory(),
): Promise<Ending> {
  let notifier = stage.start();
  let unsettled = false;
  for (let step = 0; step < MOST_STEPS; step++) {
    try {
      if (unsettled) {
        const found = await notifier.reconcile(message, memory, GOES_ON);
        if (found.status === "delivered" || found.status === "unknown") return found.status;
        if (found.status === "later") {
          stage.pass(found.afterMs);
          continue;
        }
      }
      unsettled = true;
      const result = await notifier.send(message, memory, GOES_ON);
      if (result.status === "delivered") return "delivered";
      if (result.status === "rejected") return "dead";
      unsettled = result.status === "unknown";
      if (!unsettled) stage.pass(PAUSE_MS);
    } catch {
      notifier = stage.start();
      stage.pass(PAUSE_MS);
    }
  }
  throw new Error("The delivery went on for ever.");
}
