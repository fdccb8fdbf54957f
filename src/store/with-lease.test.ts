import { describe, expect, it } from "vitest";
import type { Clock } from "../runtime/clock.ts";
import { openMemoryStore } from "./memory/memory-store.ts";
import { keepAlive, type LeaseIdentity, type LeaseWork, withLease } from "./with-lease.ts";

const ME: LeaseIdentity = { holder: { host: "a", pid: 1, startedAt: "1" }, isDead: () => false };
const THEM: LeaseIdentity = { holder: { host: "a", pid: 2, startedAt: "1" }, isDead: () => false };

/** A clock that moves only by sleeping, and does something at each sleep. */
function clockThat(onSleep: (now: number) => Promise<void> | void = () => {}): Clock & { time: number } {
  const clock = {
    time: 1_000,
    now: () => clock.time,
    async sleep(ms: number) {
      clock.time += ms;
      await onSleep(clock.time);
    },
  };
  return clock;
}

function request(change: Partial<LeaseWork>): LeaseWork {
  const signal = new AbortController().signal;
  return { store: openMemoryStore(), clock: clockThat(), identity: ME, name: "dispatch", waitMs: 0, signal, ...change };
}

const take = (work: LeaseWork, identity: LeaseIdentity): Promise<unknown> =>
  work.store.acquireLease({ name: work.name, now: work.clock.now(), ttlMs: 60_000, ...identity });

describe("work under a lease", () => {
  it("is done, and the lease is free afterwards", async () => {
    const work = request({});

    expect(await withLease(work, async () => "result")).toEqual({ status: "done", value: "result" });
    expect(await take(work, THEM)).toMatchObject({ granted: true });
  });

  it("gives the lease back when it fails", async () => {
    const work = request({});

    await expect(withLease(work, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await take(work, THEM)).toMatchObject({ granted: true });
  });

  it("is not done while a living process holds the lease", async () => {
    const work = request({});
    await take(work, THEM);

    expect(await withLease(work, () => Promise.reject(new Error("done all the same")))).toEqual({ status: "held" });
  });

  it("takes over from a dead process at once", async () => {
    const work = request({ identity: { ...ME, isDead: ({ pid }) => pid === 2 } });
    await take(work, THEM);

    expect(await withLease(work, async () => work.clock.now())).toEqual({ status: "done", value: 1_000 });
  });

  it("waits for a lease that is given back in time", async () => {
    const store = openMemoryStore();
    const clock = clockThat(async (now) => {
      if (now >= 3_000) await store.releaseLease({ name: "dispatch", token: 1 });
    });
    const work = request({ store, clock, waitMs: 60_000 });
    await take(work, THEM);

    expect(await withLease(work, async () => clock.time)).toEqual({ status: "done", value: 3_000 });
  });

  it("waits at most as long as it may, and until the lease of a stopped process runs out", async () => {
    const short = request({ waitMs: 10_000 });
    await take(short, THEM);
    expect(await withLease(short, async () => 0)).toEqual({ status: "held" });
    expect(short.clock.now()).toBe(11_000);

    const long = request({ waitMs: 60_000 });
    await take(long, THEM);
    expect(await withLease(long, async () => "done")).toEqual({ status: "done", value: "done" });
  });

  it("stops waiting when the process is to end", async () => {
    const end = new AbortController();
    const work = request({ waitMs: 60_000, signal: end.signal, clock: clockThat(() => end.abort()) });
    await take(work, THEM);

    expect(await withLease(work, async () => 0)).toEqual({ status: "held" });
    expect(work.clock.now()).toBe(1_500);
  });

  it("is renewed when a third of its time has passed, and says when it was lost", async () => {
    const clock = clockThat();
    const work = request({ clock });

    await withLease(work, async ({ lease, keep }) => {
      clock.time += 50_000;
      expect(await keep()).toBe(true);
      clock.time += 50_000;
      expect(await take(work, THEM)).toMatchObject({ granted: false });
      clock.time += 20_000;
      expect(await take(work, THEM)).toMatchObject({ granted: true, lease: { token: lease.token + 1 } });
      expect(await keep()).toBe(false);
    });
  });
});

describe("a lease that is kept alive", () => {
  const soon = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

  it("is looked after while others are waited for, also after a failure, and not any more when that is over", async () => {
    let kept = 0;
    const keep = async (): Promise<boolean> => {
      kept += 1;
      throw new Error("the store is busy");
    };
    {
      using _heartbeat = keepAlive({ keep }, 1);
      await soon();
    }
    const before = kept;
    expect(before).toBeGreaterThan(1);
    await soon();
    expect(kept).toBe(before);
  });
});
