/** One notice, one attempt: sent, or asked about, and classified. Nothing here throws for what a notifier does. */
import type { DeliveryMemory, Notifier, OutgoingMessage, Reconciliation, SendResult } from "../notifiers/notifier.ts";
import type { ClaimedDelivery, Settlement } from "../store/delivery-store.ts";
import { bounded } from "./bounded.ts";
import { type DeliverySettings, retryOrDie } from "./channel.ts";
import type { CallTrouble } from "./channel-rest.ts";

/** A claimed notice with its frozen message and the one memory that sending and asking share. */
export interface ReadyNotice {
  readonly claim: ClaimedDelivery;
  readonly message: OutgoingMessage;
  readonly memory: DeliveryMemory;
}

/** Makes a claimed notice ready. The memory is one object, so that what is asked after sees what sending has remembered. */
export function readyNotice(
  claim: ClaimedDelivery,
  mime: Uint8Array,
  messageId: string,
  settings: DeliverySettings,
): ReadyNotice {
  const memory = {
    value: claim.state,
    async remember(value: string): Promise<void> {
      await settings.store.rememberState(claim.seq, claim.token, value);
      memory.value = value;
    },
  };
  const recipient = claim.recipient?.address ?? "";
  return {
    claim,
    memory,
    message: { deliveryId: claim.id, reference: claim.reference ?? "", recipient, messageId, mime },
  };
}

/** Sends once; `trouble` is told of a failure. An outcome that is not known is asked about at once, and again by the next claim if nobody could say. */
export async function sendNotice(
  ready: ReadyNotice,
  notifier: Notifier,
  settings: DeliverySettings,
  trouble?: CallTrouble,
): Promise<Settlement> {
  const { claim, message, memory } = ready;
  const result = await bounded<SendResult>((signal) => notifier.send(message, memory, signal), {
    timedOut: { status: "unknown", reason: "timed-out" },
    threw: (error) => {
      settings.logger.error({ error: error instanceof Error ? error.name : typeof error }, "notifier.threw");
      return { status: "unknown", reason: "notifier-threw" };
    },
  });
  switch (result.status) {
    case "delivered": {
      const { providerReference } = result;
      return settled(ready, settings, {
        status: "delivered",
        ...(providerReference === undefined ? {} : { providerReference }),
      });
    }
    case "rejected":
      return settled(ready, settings, { status: "dead", reason: result.reason, ...detailOf(result) });
    case "retry":
      return retryOrDie(claim, result, settings, trouble);
    case "unknown":
      return (
        (await reconcileNotice(ready, notifier, settings)) ??
        retryOrDie(claim, { reason: result.reason, ...detailOf(result) }, settings, trouble)
      );
  }
}

/** Asks what became of an attempt. Null when the provider says that nothing was sent: then it may be sent. */
export async function reconcileNotice(
  ready: ReadyNotice,
  notifier: Notifier,
  settings: DeliverySettings,
): Promise<Settlement | null> {
  const answer = await bounded<Reconciliation>((signal) => notifier.reconcile(ready.message, ready.memory, signal), {
    timedOut: noAnswer(ready.claim, settings),
    threw: () => ({ status: "unknown" }),
  });
  switch (answer.status) {
    case "not-delivered":
      return null;
    case "delivered":
      return settled(ready, settings, { status: "delivered" });
    case "later": {
      const at = settings.clock.now() + answer.afterMs;
      return settled(ready, settings, { status: "deferred", reason: answer.reason, at });
    }
    case "unknown": {
      const detail = "The provider could not say whether the message was sent.";
      return settled(ready, settings, { status: "unknown", reason: "not-reconciled", detail });
    }
  }
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long a question that is never answered is asked again. */
const ASK_FOR_MS = 3 * 24 * 3_600_000;

/** Asking does no harm, so it is asked again, though not for ever; the longer it has been, the less often. */
function noAnswer({ begunAt }: ClaimedDelivery, { clock }: DeliverySettings): Reconciliation {
  const forMs = begunAt === null ? 0 : clock.now() - begunAt;
  if (forMs >= ASK_FOR_MS) return { status: "unknown" };
  return { status: "later", reason: "no-answer", afterMs: Math.min(Math.max(forMs, MINUTE_MS), HOUR_MS) };
}

type Outcome =
  | { readonly status: "delivered"; readonly providerReference?: string }
  | { readonly status: "deferred"; readonly reason: string; readonly at: number }
  | { readonly status: "dead" | "unknown"; readonly reason: string; readonly detail?: string };

function settled({ claim }: ReadyNotice, settings: DeliverySettings, outcome: Outcome): Settlement {
  return { seq: claim.seq, token: claim.token, now: settings.clock.now(), ...outcome };
}

function detailOf(result: { readonly detail?: string }): { readonly detail?: string } {
  return result.detail === undefined ? {} : { detail: result.detail };
}
