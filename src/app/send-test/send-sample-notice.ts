import type { NamedComponentConfig } from "../../config/config.ts";
import { bounded } from "../../delivery/bounded.ts";
import { buildMessage } from "../../delivery/build-message.ts";
import type {
  DeliveryMemory,
  Notifier,
  OutgoingMessage,
  Reconciliation,
  SendResult,
} from "../../notifiers/notifier.ts";
import { NOTIFIER_REGISTRY } from "../../notifiers/registry.ts";
import { readAddresses } from "../../platform/email-address.ts";
import { LockbellError } from "../../platform/errors.ts";
import { loadComponent } from "../load-component.ts";
import { noticeRender } from "../notice-render.ts";
import type { App } from "../open.ts";
import { notifierSettings } from "../part-settings.ts";
import { sampleNotice } from "../sample-notice.ts";
import type { Trial, TrialOutcome } from "./trial.ts";
import { trialReference } from "./trial-reference.ts";
import { waitForSlot } from "./wait-for-slot.ts";

/** How a test mail ended, and what it says of itself. */
export interface SampleNoticeOutcome extends TrialOutcome {
  readonly reference: string;
  readonly to: string;
}

/** Sends the made-up notice, marked `[TEST]`, to one address, through a notifier as it is configured. */
export async function sendSampleNotice(
  app: App,
  part: NamedComponentConfig,
  { deliveryId, to, signal }: Trial,
): Promise<SampleNoticeOutcome> {
  const recipient = oneAddress(to);
  const definition = await loadComponent(NOTIFIER_REGISTRY, part);
  // As its own sender would write, whether or not owners are told through it.
  const render = await noticeRender({ ...app.config, ownersNotifier: part.name }, 0);
  const reference = trialReference(app.installation.secret, app.clock.now());
  const sample = sampleNotice(app.clock);
  const claim = {
    ...sample.claim,
    id: deliveryId,
    reference,
    recipient: { address: recipient, role: "owner" as const },
  };
  const marked = { ...render, presentation: { ...render.presentation, test: true } };
  const built = await buildMessage(claim, marked, sample.settings);
  const about = { reference, to: recipient };
  if (built.status === "leak") return { ...about, status: "rejected", reason: "leak", detail: built.detail };
  const unpaced = await waitForSlot(app, definition.pacing(part.settings), signal);
  if (unpaced !== null) return { ...about, ...unpaced };
  const notifier = definition.create(part.settings, notifierSettings(app, part));
  const message = {
    deliveryId,
    reference,
    recipient,
    messageId: render.messageId(deliveryId),
    mime: built.freeze.content,
  };
  try {
    return { ...about, ...(await handOver(notifier, message)) };
  } finally {
    await notifier.close();
  }
}

/** The one plain address of `--to`. */
function oneAddress(to: string | undefined): string {
  if (to === undefined)
    throw new LockbellError("USAGE", "A test mail needs its recipient: --to and one address of yours.");
  const reading = readAddresses(to);
  if (reading.kind !== "one")
    throw new LockbellError("USAGE", "--to is not one plain address like adele.vance@contoso.com.");
  return reading.address;
}

/** One attempt as delivery makes it. What cannot be known at once stays `unknown`: a test is not asked about for days. */
async function handOver(notifier: Notifier, message: OutgoingMessage): Promise<TrialOutcome> {
  const memory = memoryOfThisProcess();
  const result = await bounded<SendResult>((limit) => notifier.send(message, memory, limit), {
    timedOut: { status: "unknown", reason: "timed-out" },
    threw: () => ({ status: "unknown", reason: "notifier-threw" }),
  });
  if (result.status === "delivered") return { status: "delivered" };
  const { status, reason, detail } = result;
  const failure = detail === undefined ? { reason } : { reason, detail };
  if (status !== "unknown") return { status, ...failure };
  const answer = await bounded<Reconciliation>((limit) => notifier.reconcile(message, memory, limit), {
    timedOut: { status: "unknown" },
    threw: () => ({ status: "unknown" }),
  });
  if (answer.status === "delivered") return { status: "delivered" };
  return { status: answer.status === "not-delivered" ? "retry" : "unknown", ...failure };
}

function memoryOfThisProcess(): DeliveryMemory {
  const memory = {
    value: null as string | null,
    async remember(value: string): Promise<void> {
      memory.value = value;
    },
  };
  return memory;
}
