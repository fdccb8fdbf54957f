import { describe, expect, it } from "vitest";
import {
  ADELE,
  ALEX,
  begin,
  HOUR,
  MAIL,
  MINUTE,
  type OpenStore,
  PLAN,
  SAM,
  SECOND,
  START,
  THEM,
  US,
} from "./timeline.ts";

const PER_MINUTE = { resource: "mailbox", limits: [{ count: 2, perMs: MINUTE }] };

/** Claims: what is due, to one at a time, in order, and no faster than the provider allows. */
export function describeClaims(open: OpenStore): void {
  describe("claiming", () => {
    it("gives what is due of its kind and channel, and nothing twice", async () => {
      const time = await begin(open);
      await time.happen([{}], { sinks: { siem: 10 } });
      expect(await time.ask("notice")).toEqual({ claimed: [], nextAt: null });
      await time.schedule(START + MINUTE);
      expect(await time.ask("notice")).toEqual({ claimed: [], nextAt: START + MINUTE });
      time.now += MINUTE;

      expect(await time.claim("notice", { channel: "other" })).toEqual([]);
      expect(await time.claimOne("notice")).toEqual({
        seq: 1,
        id: "d1",
        kind: "notice",
        channel: MAIL,
        reference: "0000-0001",
        recipient: ADELE,
        token: 1,
        leaseExpiresAt: time.now + MINUTE,
        attempts: 0,
        isRepeat: false,
        unsettled: false,
        begunAt: null,
        content: null,
        state: null,
        memberCount: 1,
      });
      expect(await time.claim("notice", { holder: THEM })).toEqual([]);
      expect(await time.claim("batch")).toHaveLength(1);
    });

    it("gives what fell due first, then what was opened first, as many as asked", async () => {
      const time = await begin(open);
      for (const n of [1, 2, 3, 4]) await time.happen([{ at: n * SECOND, owner: person(n) }]);
      const lease = await time.lease("dispatch");
      const dueAt = [START + 2, START + 1, START + 2, START + 1];
      const schedules = dueAt.map((at, i) => ({ seq: i + 1, dueAt: at, hold: null }));
      await time.store.scheduleNotices(lease, schedules, START);
      time.now += 5;

      const first = await time.ask("notice", { limit: 3 });
      expect(first.claimed.map(({ seq }) => seq)).toEqual([2, 4, 1]);
      expect(first.nextAt).toBe(time.now);
      expect((await time.claim("notice")).map(({ seq }) => seq)).toEqual([3]);
    });

    it("leaves what is held", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule(START - HOUR, "cap");

      expect(await time.ask("notice")).toEqual({ claimed: [], nextAt: null });
    });

    it("leaves an open notice until an earlier one to the same recipient has ended", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      const first = await time.claimOne("notice");
      await time.happen([{ at: SECOND }, { owner: ALEX }]);
      await time.schedule();

      const [alex] = await time.claim("notice");
      expect(alex?.recipient).toEqual(ALEX);
      await time.send(first, { status: "retry", reason: "throttled", at: START + HOUR });
      expect(await time.ask("notice")).toEqual({ claimed: [], nextAt: START + MINUTE });
      await time.send(alex!);
      expect(await time.ask("notice")).toEqual({ claimed: [], nextAt: START + HOUR });
      time.now += HOUR;
      await time.send(await time.claimOne("notice"));
      expect((await time.claimOne("notice")).id).toBe("d2");
    });

    it("does not wait for a notice of a notifier that is not configured any more", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "retry", reason: "throttled", at: START });
      await time.happen([{ at: SECOND }], { notifier: "renamed" });
      await time.schedule();

      expect((await time.claimOne("notice", { channel: "renamed" })).id).toBe("d2");
    });

    it("opens a new notice for what comes while one is claimed", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      const claimed = await time.claimOne("notice");
      await time.happen([{ at: SECOND }]);

      expect((await time.store.openNotices(0, 10, 0)).map(({ id, memberCount }) => [id, memberCount])).toEqual([
        ["d2", 1],
      ]);
      expect((await time.store.noticeMembers(claimed.seq, 10)).threads[0]?.attempts).toBe(1);
    });

    it("takes over when the lease has expired, and the former holder can do nothing any more", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      const lost = await time.claimOne("notice");
      await time.freeze(lost);
      await time.begin(lost);
      expect((await time.ask("notice", { holder: THEM })).nextAt).toBe(START + MINUTE);

      time.now += MINUTE;
      const taken = await time.claimOne("notice", { holder: THEM });
      expect(taken).toMatchObject({
        seq: lost.seq,
        token: lost.token + 1,
        attempts: 1,
        unsettled: true,
        begunAt: START,
      });
      expect(Buffer.from(taken.content!).toString()).toBe("a mail");
      for (const late of [
        time.freeze(lost),
        time.begin(lost),
        time.settle(lost, { status: "delivered" }),
        time.store.rememberState(lost.seq, lost.token, "x"),
      ]) {
        await expect(late).rejects.toMatchObject({ code: "LEASE_LOST" });
      }
      expect(await time.store.renewClaims([lost, taken], time.now, MINUTE)).toEqual([lost.seq]);
    });

    it("takes over at once from a process that is dead, and from no other", async () => {
      const time = await begin(open);
      await time.happen([{}, { owner: ALEX }]);
      await time.schedule();
      await time.claim("notice", { limit: 1, holder: THEM });
      await time.claim("notice", { limit: 1, holder: US });

      const next = await time.claim("notice", { isDead: ({ pid }) => pid === THEM.pid });
      expect(next.map(({ recipient }) => recipient)).toEqual([ADELE]);
    });

    it("says that an attempt was made before, also when a person retries it, but not of one that was taken back", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      const first = await time.claimOne("notice");
      await time.freeze(first);
      await time.begin(first);
      await time.settle(first, { status: "released" });
      const second = await time.claimOne("notice");
      expect(second.isRepeat).toBe(false);
      await time.send(second, { status: "dead", reason: "refused" });
      await time.store.retryDeliveries([second.id], time.now);

      expect(await time.claimOne("notice")).toMatchObject({ attempts: 0, isRepeat: true });
    });

    it("keeps a claim that was renewed", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      const claim = await time.claimOne("notice");
      expect(await time.store.renewClaims([claim], START, HOUR)).toEqual([]);

      time.now += MINUTE;
      expect(await time.ask("notice", { holder: THEM })).toEqual({ claimed: [], nextAt: START + HOUR });
    });

    it("makes a notice that a dead process had not begun open again, so that what came meanwhile is one mail with it", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      const lost = await time.claimOne("notice");
      await time.freeze(lost);
      time.now += MINUTE;
      await time.claim("notice", { limit: 0 });
      await time.happen([{ at: SECOND }]);

      const claim = await time.claimOne("notice");
      expect(claim).toMatchObject({ seq: lost.seq, memberCount: 2, content: null, unsettled: false });
    });

    it("forgets a thread's time when the claim that moved it comes to nothing", async () => {
      const time = await begin(open);
      const thread = [{ recipient: ADELE, thread: `${SAM} ${PLAN}` }];
      await time.happen([{}]);
      await time.schedule();
      const first = await time.claimOne("notice");
      await time.settle(first, { status: "released" });
      expect(await time.store.threadTimes(thread)).toEqual([null]);
      await time.send(await time.claimOne("notice"));
      await time.happen([{ at: HOUR }]);
      await time.schedule();
      await time.settle(await time.claimOne("notice"), { status: "released" });

      expect(await time.store.threadTimes(thread)).toEqual([START]);
    });
  });

  describe("pacing", () => {
    it("claims no more than the windows allow, and says when the next slot frees", async () => {
      const time = await begin(open);
      for (const n of [1, 2, 3, 4, 5]) await time.happen([{ owner: person(n) }]);
      await time.schedule();

      const first = await time.ask("notice", { pacing: PER_MINUTE, limit: 1 });
      expect(first).toMatchObject({ claimed: [{ seq: 1 }], nextAt: START });
      time.now += 20 * SECOND;
      const second = await time.ask("notice", { pacing: PER_MINUTE });
      expect(second).toMatchObject({ claimed: [{ seq: 2 }], nextAt: START + MINUTE });
      time.now = START + MINUTE - 1;
      expect(await time.claim("notice", { pacing: PER_MINUTE })).toEqual([]);
      time.now = START + MINUTE;
      const third = await time.ask("notice", { pacing: PER_MINUTE, leaseMs: HOUR });
      expect(third.claimed).toHaveLength(1);
    });

    it("is one for all who use the resource", async () => {
      const time = await begin(open);
      await time.happen([{}, { owner: ALEX }], { sinks: { siem: 1 } });
      await time.schedule();
      await time.claim("batch", { pacing: PER_MINUTE });

      expect(await time.ask("notice", { pacing: PER_MINUTE })).toEqual({ claimed: [], nextAt: START + MINUTE });
      expect(await time.claim("notice", { pacing: { ...PER_MINUTE, resource: "another mailbox" } })).toHaveLength(2);
    });

    it("keeps every window", async () => {
      const time = await begin(open);
      const pacing = { resource: "mailbox", limits: [...PER_MINUTE.limits, { count: 3, perMs: HOUR }] };
      for (const n of [1, 2, 3, 4]) await time.happen([{ owner: person(n) }]);
      await time.schedule();
      expect(await time.claim("notice", { pacing, leaseMs: 2 * HOUR })).toHaveLength(2);
      time.now += MINUTE;
      const later = await time.ask("notice", { pacing, leaseMs: 2 * HOUR });

      expect(later.claimed).toHaveLength(1);
      expect(later.nextAt).toBe(START + HOUR);
    });

    it("claims no more at a time than may be under way, whoever is at it, and more when one ends", async () => {
      const time = await begin(open);
      const pacing = { resource: "mailbox", limits: [], concurrent: 2 };
      for (const n of [1, 2, 3, 4]) await time.happen([{ owner: person(n) }]);
      await time.schedule();

      const first = await time.ask("notice", { pacing });
      expect(first.claimed.map(({ seq }) => seq)).toEqual([1, 2]);
      expect(first.nextAt).toBe(START + MINUTE);
      expect(await time.ask("notice", { pacing, holder: THEM })).toEqual({ claimed: [], nextAt: START + MINUTE });

      await time.settle(first.claimed[0]!, { status: "delivered" });
      expect((await time.claim("notice", { pacing, holder: THEM })).map(({ seq }) => seq)).toEqual([3]);
      time.now += MINUTE;
      expect((await time.claim("notice", { pacing, limit: 1 })).map(({ seq }) => seq)).toEqual([1 + 1]);
    });

    it("counts a slot from its settlement on, because the provider may have seen the message only then", async () => {
      const time = await begin(open);
      for (const n of [1, 2, 3, 4]) await time.happen([{ owner: person(n) }]);
      await time.schedule();
      const [slow, quick] = await time.claim("notice", { pacing: PER_MINUTE });
      await time.settle(quick!, { status: "delivered" }, PER_MINUTE.resource);
      time.now += 20 * SECOND;
      await time.settle(slow!, { status: "delivered" }, PER_MINUTE.resource);

      time.now = START + MINUTE;
      const next = await time.ask("notice", { pacing: PER_MINUTE, leaseMs: HOUR });
      expect(next.claimed).toHaveLength(1);
      expect(next.nextAt).toBe(START + MINUTE + 20 * SECOND);
    });

    it("gives further slots of the same windows to requests within an attempt, and says when one frees if none is free", async () => {
      const time = await begin(open);
      await time.happen([{}, { owner: ALEX }]);
      await time.schedule();
      const { claimed } = await time.ask("notice", { pacing: PER_MINUTE, limit: 1 });
      time.now += 10 * SECOND;

      expect(await time.store.takeSlot(PER_MINUTE, time.now)).toBeNull();
      expect(await time.store.takeSlot(PER_MINUTE, time.now)).toBe(START + MINUTE);
      expect(await time.store.takeSlot({ ...PER_MINUTE, resource: "another mailbox" }, time.now)).toBeNull();
      expect(await time.ask("notice", { pacing: PER_MINUTE })).toEqual({ claimed: [], nextAt: START + MINUTE });
      time.now += 10 * SECOND;
      await time.store.settle(
        claimed.map(({ seq, token }) => ({ seq, token, now: time.now, status: "delivered" })),
        PER_MINUTE.resource,
        [START + 10 * SECOND],
      );
      expect(await time.store.takeSlot(PER_MINUTE, START + MINUTE)).toBe(START + MINUTE + 20 * SECOND);
      expect(await time.store.takeSlot(PER_MINUTE, START + MINUTE + 20 * SECOND)).toBeNull();
    });

    it("gives no slot under a limit that allows none, and asks to be asked again after its window", async () => {
      const time = await begin(open);
      const pacing = { resource: "mailbox", limits: [{ count: 0, perMs: HOUR }] };

      expect(await time.store.takeSlot(pacing, START)).toBe(START + HOUR);
    });

    it("takes no slot for what is not claimed", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      for (let i = 0; i < 5; i += 1) await time.claim("notice", { pacing: PER_MINUTE });
      await time.schedule();

      expect(await time.claim("notice", { pacing: PER_MINUTE })).toHaveLength(1);
    });
  });
}

function person(n: number) {
  return { address: `person.${n}@contoso.com`, role: "owner" } as const;
}
