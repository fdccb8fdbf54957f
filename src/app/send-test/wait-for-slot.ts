import type { Pacing } from "../../store/delivery-store.ts";
import type { App } from "../open.ts";
import type { TrialOutcome } from "./trial.ts";

/** How long a person waits in front of a command. */
const LONGEST_WAIT_MS = 60_000;

/** Takes one slot of a part's pacing, as delivery would for one request; null once it has one, else why not. */
export async function waitForSlot(
  { store, clock }: Pick<App, "store" | "clock">,
  pacing: Pacing | null,
  signal: AbortSignal,
): Promise<TrialOutcome | null> {
  if (pacing === null) return null;
  const deadline = clock.now() + LONGEST_WAIT_MS;
  while (!signal.aborted) {
    const freeAt = await store.takeSlot(pacing, clock.now());
    if (freeAt === null) return null;
    if (freeAt > deadline)
      return {
        status: "retry",
        reason: "paced",
        detail: `Free again at ${new Date(freeAt).toISOString().slice(0, 19)}Z.`,
      };
    await clock.sleep(Math.max(1, freeAt - clock.now()), signal);
  }
  return { status: "retry", reason: "stopped" };
}
