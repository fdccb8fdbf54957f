import { describe, expect, it } from "vitest";
import type { LeaseRequest } from "../lease.ts";
import { begin, MINUTE, nobodyIsDead, type OpenStore, START, THEM, US } from "./timeline.ts";

/** Leases: one process at a time, and nobody waits for the dead. */
export function describeLeases(open: OpenStore): void {
  const request = (rest: Partial<LeaseRequest> = {}): LeaseRequest => {
    return { name: "dispatch", holder: US, now: START, ttlMs: MINUTE, isDead: nobodyIsDead, ...rest };
  };

  describe("a lease", () => {
    it("that is free is granted, and refused to others until it ends", async () => {
      const { store } = await begin(open);
      await store.acquireLease(request());

      const inTime = await store.acquireLease(request({ holder: THEM, now: START + MINUTE - 1 }));
      expect(inTime).toEqual({ granted: false, holder: US, expiresAt: START + MINUTE });
      const late = await store.acquireLease(request({ holder: THEM, now: START + MINUTE }));
      expect(late.granted).toBe(true);
    });

    it("of its own holder is renewed under its token, also when it has expired", async () => {
      const { store } = await begin(open);
      const first = await store.acquireLease(request());

      expect(await store.acquireLease(request({ now: START + 1 }))).toEqual(first);
      expect(await store.acquireLease(request({ now: START + 2 * MINUTE }))).toEqual(first);
      expect((await store.acquireLease(request({ holder: THEM, now: START + 3 * MINUTE - 1 }))).granted).toBe(false);
    });

    it("of a process with a reused number is not that process's", async () => {
      const { store } = await begin(open);
      await store.acquireLease(request());

      const reused = await store.acquireLease(request({ holder: { ...US, startedAt: "2" } }));
      expect(reused.granted).toBe(false);
    });

    it("left by a dead process is taken over at once", async () => {
      const { store } = await begin(open);
      await store.acquireLease(request());

      const answer = await store.acquireLease(request({ holder: THEM, isDead: ({ pid }) => pid === US.pid }));
      expect(answer).toEqual({ granted: true, lease: { name: "dispatch", token: 2 } });
    });

    it("that changed hands cannot be renewed, released or used by its former holder", async () => {
      const time = await begin(open);
      const { store } = time;
      const lease = await time.lease("source:usage-logs");
      await store.acquireLease(request({ name: lease.name, holder: THEM, isDead: () => true }));

      expect(await store.renewLease(lease, START, MINUTE)).toBe(false);
      await store.releaseLease(lease);
      expect((await store.acquireLease(request({ name: lease.name }))).granted).toBe(false);
      const page = { source: "usage-logs", now: START, denied: [], rejected: [], facts: [], cursors: [] };
      await expect(store.commitCollected({ ...page, lease })).rejects.toMatchObject({ code: "LEASE_LOST" });
    });

    it("that was renewed lasts longer", async () => {
      const { store } = await begin(open);
      const answer = await store.acquireLease(request());
      const lease = answer.granted ? answer.lease : { name: "", token: 0 };

      expect(await store.renewLease(lease, START + MINUTE - 1, MINUTE)).toBe(true);
      expect((await store.acquireLease(request({ holder: THEM, now: START + MINUTE + 1 }))).granted).toBe(false);
    });

    it("that was released is free, useless, and comes back with a higher token", async () => {
      const time = await begin(open);
      const { store } = time;
      const lease = await time.lease("dispatch");
      await store.releaseLease(lease);

      expect(await store.renewLease(lease, START, MINUTE)).toBe(false);
      await expect(store.scheduleNotices(lease, [], START)).rejects.toMatchObject({ code: "LEASE_LOST" });
      const again = await store.acquireLease(request({ holder: THEM }));
      expect(again).toEqual({ granted: true, lease: { name: "dispatch", token: lease.token + 1 } });
    });

    it("is one name's alone", async () => {
      const { store } = await begin(open);
      await store.acquireLease(request());

      expect((await store.acquireLease(request({ name: "source:a", holder: THEM }))).granted).toBe(true);
    });
  });
}
