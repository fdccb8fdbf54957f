/** A notifier that may die in the middle of a send: its promise rejects, and from then on it remembers nothing. */
import type { DeliveryMemory, Notifier, OutgoingMessage, SendResult } from "../../notifier.ts";

export interface MortalNotifier extends Notifier {
  /** Dies now, if it is sending. */
  die(): void;
}

/** Makes a notifier mortal. */
export function makeMortal(notifier: Notifier): MortalNotifier {
  let kill = (): void => undefined;
  return {
    die: () => kill(),
    async send(message: OutgoingMessage, memory: DeliveryMemory, signal: AbortSignal): Promise<SendResult> {
      let isDead = false;
      const death = Promise.withResolvers<never>();
      kill = () => {
        isDead = true;
        death.reject(new Error("The process died."));
      };
      const mortal: DeliveryMemory = {
        get value() {
          return memory.value;
        },
        remember: (note) => (isDead ? new Promise(() => undefined) : memory.remember(note)),
      };
      return await Promise.race([notifier.send(message, mortal, signal), death.promise]);
    },
    reconcile: (message, memory, signal) => notifier.reconcile(message, memory, signal),
    close: () => notifier.close(),
  };
}
