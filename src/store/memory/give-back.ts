import type { DeliveryRow, MemoryState } from "./memory-state.ts";

/**
 * Takes a claim off a delivery that nobody is at any more. If no attempt was ever begun nothing can have been sent: the notice is
 * open again as if never claimed. Otherwise, or when a newer notice is open for its recipient, it waits for its next try.
 */
export function giveBack(state: MemoryState, row: DeliveryRow): void {
  row.lease = null;
  const hasOpenNotice = state.deliveries.some(
    (other) => other.kind === "notice" && other.state === "open" && other.recipientId === row.recipientId,
  );
  if (row.attempts > 0 || (row.kind === "notice" && hasOpenNotice)) {
    row.state = "retry";
    return;
  }
  row.state = "open";
  row.claimedAt = null;
  row.silenced = 0;
  row.frozen = null;
  restoreThreads(state, row);
}

function restoreThreads(state: MemoryState, { recipientId, members }: DeliveryRow): void {
  const threads = state.recipients[(recipientId ?? 0) - 1]?.threads;
  const held = new Set([...members].map((seq) => state.ownerEvents.get(seq)?.thread ?? ""));
  for (const thread of held) {
    const previousAt = threads?.get(thread)?.previousAt ?? null;
    if (previousAt === null) threads?.delete(thread);
    else threads?.set(thread, { newestAt: previousAt, previousAt: null });
  }
}
