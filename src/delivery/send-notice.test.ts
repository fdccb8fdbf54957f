import { afterEach, describe, expect, it, vi } from "vitest";
import type { Notifier, Reconciliation, SendResult } from "../notifiers/notifier.ts";
import { createLogger } from "../runtime/logger.ts";
import type { ClaimedDelivery, Settlement } from "../store/delivery-store.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import type { DeliverySettings } from "./channel.ts";
import { readyNotice, reconcileNotice, sendNotice } from "./send-notice.ts";

const NOW = Date.parse("2026-11-18T12:00:00Z");

const CLAIM: ClaimedDelivery = {
  seq: 1,
  id: "0f8c1c1e-3c7b-4c0e-9a55-0a4b6a3d1f10",
  kind: "notice",
  channel: "owners",
  reference: "K7QD-2M9P",
  recipient: { address: "adele.vance@contoso.com", role: "owner" },
  token: 1,
  leaseExpiresAt: NOW + 60_000,
  attempts: 0,
  unsettled: false,
  isRepeat: false,
  begunAt: null,
  content: null,
  state: null,
  memberCount: 1,
};

function settings(remembered: string[] = []): DeliverySettings {
  const store = {
    ...openMemoryStore(),
    rememberState: async (_seq: number, _token: number, state: string) => void remembered.push(state),
  };
  return {
    store,
    clock: { now: () => NOW, sleep: async () => {} },
    logger: createLogger("silent"),
    identity: { holder: { host: "a", pid: 1, startedAt: "1" }, isDead: () => false },
    signal: new AbortController().signal,
    random: () => 0,
    waitUntil: NOW,
    maxAttempts: 3,
    leaseWaitMs: 0,
  };
}

function notifier(
  send: Notifier["send"],
  reconcile: Notifier["reconcile"] = async () => ({ status: "unknown" }),
): Notifier {
  return { send, reconcile, close: async () => {} };
}

const ready = (claim: ClaimedDelivery, used: DeliverySettings) =>
  readyNotice(claim, Buffer.from("mail"), "<id@contoso.com>", used);

describe("an attempt", () => {
  it.each<[SendResult, object]>([
    [
      { status: "delivered", providerReference: "7" },
      { status: "delivered", providerReference: "7" },
    ],
    [
      { status: "rejected", reason: "no-such-mailbox" },
      { status: "dead", reason: "no-such-mailbox" },
    ],
    [
      { status: "retry", reason: "busy" },
      { status: "retry", reason: "busy", at: NOW + 5_000 },
    ],
    [
      { status: "retry", reason: "busy", retryAfterMs: 90_000 },
      { status: "retry", at: NOW + 90_000 },
    ],
  ])("that ends with %j is settled so", async (result, settlement) => {
    const used = settings();

    expect(
      await sendNotice(
        ready(CLAIM, used),
        notifier(async () => result),
        used,
      ),
    ).toMatchObject({ seq: 1, token: 1, ...settlement });
  });

  it("is the last one when the tries are used up", async () => {
    const used = settings();
    const last = ready({ ...CLAIM, attempts: 2 }, used);

    const settlement = await sendNotice(
      last,
      notifier(async () => ({ status: "retry", reason: "busy" })),
      used,
    );

    expect(settlement).toMatchObject({ status: "dead", reason: "attempts-exhausted", detail: "busy" });
  });

  it.each<[Reconciliation, object]>([
    [{ status: "delivered" }, { status: "delivered" }],
    [{ status: "not-delivered" }, { status: "retry", reason: "connection-lost" }],
    [{ status: "unknown" }, { status: "unknown", reason: "not-reconciled" }],
    [
      { status: "later", reason: "not-visible-yet", afterMs: 60_000 },
      { status: "deferred", reason: "not-visible-yet", at: NOW + 60_000 },
    ],
  ])("whose end is not known is asked about; answered %j", async (answer, settlement) => {
    const used = settings();
    const lost = notifier(
      async () => ({ status: "unknown", reason: "connection-lost" }),
      async () => answer,
    );

    expect(await sendNotice(ready(CLAIM, used), lost, used)).toMatchObject(settlement);
  });

  it("that throws is asked about too", async () => {
    const used = settings();
    const throwing = notifier(
      () => Promise.reject(new Error("broken")),
      async () => ({ status: "delivered" }),
    );

    expect(await sendNotice(ready(CLAIM, used), throwing, used)).toMatchObject({ status: "delivered" });
  });

  it("is asked about with what was remembered while it was sent, not with what the claim brought", async () => {
    const remembered: string[] = [];
    const used = settings(remembered);
    const noting = notifier(
      async (_message, memory) => {
        await memory.remember("written");
        return { status: "unknown", reason: "folder-not-synced" };
      },
      async (_message, memory) => ({ status: memory.value === "written" ? "delivered" : "not-delivered" }),
    );

    expect(await sendNotice(ready(CLAIM, used), noting, used)).toMatchObject({ status: "delivered" });
    expect(remembered).toEqual(["written"]);
  });
});

describe("asking about an attempt that was cut off", () => {
  it("says null when nothing was sent, so that it may be sent", async () => {
    const used = settings();
    const asked = notifier(
      async () => ({ status: "delivered" }),
      async () => ({ status: "not-delivered" }),
    );

    expect(await reconcileNotice(ready({ ...CLAIM, unsettled: true }, used), asked, used)).toBeNull();
  });

  it("leaves it unknown when asking fails", async () => {
    const used = settings();
    const deaf = notifier(
      async () => ({ status: "delivered" }),
      () => Promise.reject(new Error("unreachable")),
    );

    expect(await reconcileNotice(ready(CLAIM, used), deaf, used)).toMatchObject({
      status: "unknown",
      reason: "not-reconciled",
    });
  });

  describe("that nobody answers within the time of an attempt", () => {
    const HOUR = 3_600_000;

    /** A notifier that never says what became of the message; while it is asked, the time of an attempt passes. */
    async function askInVain(begunAt: number | null, answersLate?: Reconciliation): Promise<Settlement | null> {
      const used = settings();
      const time = new AbortController();
      vi.spyOn(AbortSignal, "timeout").mockReturnValue(time.signal);
      const silent = notifier(
        async () => ({ status: "delivered" }),
        (_message, _memory, signal) => {
          const answer = new Promise<Reconciliation>((resolve) => {
            signal.addEventListener("abort", () => answersLate !== undefined && resolve(answersLate), { once: true });
          });
          queueMicrotask(() => time.abort());
          return answer;
        },
      );
      return await reconcileNotice(ready({ ...CLAIM, unsettled: true, begunAt }, used), silent, used);
    }

    afterEach(() => {
      vi.restoreAllMocks();
    });

    it.each([
      ["just now", NOW, 60_000],
      ["half a minute ago", NOW - 30_000, 60_000],
      ["ten minutes ago", NOW - 600_000, 600_000],
      ["a day ago", NOW - 24 * HOUR, HOUR],
      ["nearly three days ago", NOW - 72 * HOUR + 1, HOUR],
      ["nobody knows when", null, 60_000],
    ])("is asked about again, the less often the longer it has been: begun %s", async (_when, begunAt, afterMs) => {
      expect(await askInVain(begunAt)).toMatchObject({ status: "deferred", reason: "no-answer", at: NOW + afterMs });
    });

    it("is left unknown after three days, for a person to look at", async () => {
      expect(await askInVain(NOW - 72 * HOUR)).toMatchObject({ status: "unknown", reason: "not-reconciled" });
    });

    it("is never sent anew for want of an answer, nor for one that comes too late", async () => {
      expect(await askInVain(NOW - HOUR, { status: "not-delivered" })).toMatchObject({ status: "deferred" });
    });
  });
});
