import { describe, expect, it } from "vitest";
import { createRequestGate, limitAttempt } from "./attempt-limit.ts";
import { SLOT_WAIT_MS, TestPort } from "./conformance.ts";

describe("the requests of a batch", () => {
  it("have one slot from the start, and each further one takes its own", async () => {
    const port = new TestPort();
    port.freeSlots = 2;
    const gate = createRequestGate(port, limitAttempt(new AbortController().signal));
    const noSlot = { status: "retry", reason: "no-free-slot", retryAfterMs: SLOT_WAIT_MS };
    expect([await gate(), await gate(), await gate(), await gate()]).toEqual([null, null, null, noSlot]);
    expect(port.takenSlots).toBe(2);
  });

  it("end when they are told to, without a further slot", async () => {
    const port = new TestPort();
    const stop = new AbortController();
    const limit = limitAttempt(stop.signal);
    const gate = createRequestGate(port, limit);
    expect([limit.over(), await gate()]).toEqual([null, null]);
    stop.abort();
    expect(limit.signal.aborted).toBe(true);
    expect(await gate()).toEqual({ status: "retry", reason: "stopped" });
    expect(port.takenSlots).toBe(0);
  });

  it("end when their time is over, by that name", async () => {
    const limit = limitAttempt(new AbortController().signal, 0);
    await new Promise((resolve) => limit.signal.addEventListener("abort", resolve));
    expect(limit.over()).toEqual({ status: "retry", reason: "timed-out" });
  });
});
