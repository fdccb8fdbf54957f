/**
 * A real message through one notifier, or a real record through one sink, marked as a test: the part's own code, pacing and time limits, and
 * nothing of it in the store's books. What was sent is not remembered; its reference says what it is (`trial-reference.ts`).
 */
import { randomUUID } from "node:crypto";
import type { Config, NamedComponentConfig } from "../../config/config.ts";
import { LockbellError } from "../../platform/errors.ts";
import { nearest } from "../../platform/nearest.ts";
import type { App } from "../open.ts";
import { sendSampleNotice } from "./send-sample-notice.ts";
import { sendSampleRefusal } from "./send-sample-refusal.ts";
import type { TrialOutcome } from "./trial.ts";

/** What was tried, and how it ended. */
export interface SentTest extends TrialOutcome {
  /** As it stands in the configuration, e.g. `notifiers.owners`. */
  readonly part: string;
  readonly deliveryId: string;
  /** The message's reference and recipient; absent of a sink. */
  readonly reference?: string;
  readonly to?: string;
  /** The made-up refusal's id; absent of a notifier. */
  readonly id?: string;
}

/** What is to be tested. */
export interface TrialOrder {
  /** A notifier's or sink's name; `notifiers.NAME` or `sinks.NAME` where both have it. */
  readonly name: string;
  /** Whom the test mail goes to; only of a notifier, and required there. */
  readonly to?: string;
  readonly signal: AbortSignal;
}

/** Sends one test. A name or an address that cannot be meant is a `USAGE` error; what the provider does is the outcome. */
export async function sendTest(app: App, { name, to, signal }: TrialOrder): Promise<SentTest> {
  const { kind, part } = choosePart(app.config, name);
  const deliveryId = randomUUID();
  const sent =
    kind === "notifiers"
      ? await sendSampleNotice(app, part, { deliveryId, to, signal })
      : await sendSampleRefusal(app, part, { deliveryId, to, signal });
  const { status } = sent;
  app.logger.info({ part: `${kind}.${part.name}`, status, reason: sent.reason }, "test.sent");
  return { part: `${kind}.${part.name}`, deliveryId, ...sent };
}

interface Choice {
  readonly kind: "notifiers" | "sinks";
  readonly part: NamedComponentConfig;
}

function choosePart({ notifiers, sinks }: Config, name: string): Choice {
  const all: readonly Choice[] = [
    ...notifiers.map((part) => ({ kind: "notifiers", part }) as const),
    ...sinks.map((part) => ({ kind: "sinks", part }) as const),
  ];
  const found = all.filter(({ kind, part }) => name === part.name || name === `${kind}.${part.name}`);
  const [choice] = found;
  if (choice === undefined) throw new LockbellError("USAGE", unknownName(name, all));
  if (found.length > 1)
    throw new LockbellError("USAGE", `A notifier and a sink have this name: say notifiers.${name} or sinks.${name}.`);
  return choice;
}

function unknownName(name: string, all: readonly Choice[]): string {
  if (all.length === 0) return "The configuration has no notifier and no sink that could be tested.";
  const close = nearest(
    name,
    all.map(({ part }) => part.name),
  );
  const names = all.map(({ kind, part }) => `${kind}.${part.name}`).join(", ");
  return `No notifier or sink has this name.${close === null ? "" : ` Did you mean ${close}?`} There are: ${names}.`;
}
