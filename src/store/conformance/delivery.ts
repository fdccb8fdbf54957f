import { describe, expect, it } from "vitest";
import {
  ADELE,
  BUDGET,
  begin,
  HOUR,
  hold,
  holdUntil,
  KIM,
  MINUTE,
  type OpenStore,
  PLAN,
  SAM,
  SECOND,
  START,
  type Timeline,
} from "./timeline.ts";

/** Delivering: content is built late and frozen, attempts leave traces, and an end is an end. */
export function describeDelivery(open: OpenStore): void {
  describe("a notice's members", () => {
    it("are grouped by thread, those that began first first, with the newest event of each", async () => {
      const time = await begin(open);
      await time.happen([
        { at: 30 * SECOND, actor: KIM },
        { at: 10 * SECOND, document: BUDGET },
        { at: 50 * SECOND },
        { at: 5 * SECOND },
        { at: 70 * SECOND, document: BUDGET },
      ]);
      const claim = await claimed(time);
      const members = await time.store.noticeMembers(claim.seq, 10);

      const shown = members.threads.map(({ newest, ...thread }) => ({ ...thread, newest: newest.event.occurredAt }));
      expect(shown).toEqual([
        {
          thread: `${SAM} ${PLAN}`,
          attempts: 2,
          firstAt: START + 5_000,
          lastAt: START + 50_000,
          newest: "2026-11-18T12:00:50Z",
        },
        {
          thread: `${SAM} ${BUDGET}`,
          attempts: 2,
          firstAt: START + 10_000,
          lastAt: START + 70_000,
          newest: "2026-11-18T12:01:10Z",
        },
        {
          thread: `${KIM} ${PLAN}`,
          attempts: 1,
          firstAt: START + 30_000,
          lastAt: START + 30_000,
          newest: "2026-11-18T12:00:30Z",
        },
      ]);
      expect(members).toMatchObject({
        moreThreads: 0,
        moreAttempts: 0,
        heldBack: { repeat: 0, silenced: 0 },
        last: null,
      });
    });

    it("beyond the limit are counted, and ties go by thread", async () => {
      const time = await begin(open);
      const actors = ["d", "b", "c", "a"].map((name) => `${name}@fabrikam.com`);
      await time.happen(actors.flatMap((actor) => [{ actor }, { actor, at: MINUTE }]));
      const claim = await claimed(time);

      const { threads, moreThreads, moreAttempts } = await time.store.noticeMembers(claim.seq, 3);
      expect(threads.map(({ newest }) => newest.event.actor)).toEqual(
        ["a", "b", "c"].map((name) => `${name}@fabrikam.com`),
      );
      expect([moreThreads, moreAttempts]).toEqual([1, 2]);
    });

    it("of one second end with the one stored last", async () => {
      const time = await begin(open);
      await time.happen([
        { native: "row-1", fields: { label: "first" } },
        { native: "row-2", fields: { label: "second" } },
      ]);
      const claim = await claimed(time);

      expect((await time.store.noticeMembers(claim.seq, 1)).threads[0]?.newest.event.label).toBe("second");
    });

    it("come page by page in the order they were stored", async () => {
      const time = await begin(open);
      await time.happen([{ at: 3 * SECOND }, { at: SECOND }, { at: 2 * SECOND }]);
      const claim = await claimed(time);

      const first = await time.store.deliveryEvents(claim.seq, 0, 2);
      const second = await time.store.deliveryEvents(claim.seq, first[1]!.seq, 2);
      expect([...first, ...second].map(({ seq }) => seq)).toEqual([1, 2, 3]);
      expect(second[0]?.event.occurredAt).toBe("2026-11-18T12:00:02Z");
    });

    it("stand beside what is held back: repeats still waiting, and what silences hid since the last notice", async () => {
      const time = await begin(open);
      const silenced = { decide: hold("silence", { recipient: ADELE, detail: "s1" }) };
      await time.happen([{ at: 1 * SECOND }, { at: 2 * SECOND }], { decide: holdUntil(START + HOUR) });
      await time.happen([{ at: 3 * SECOND }], silenced);
      await time.happen([{ at: 4 * SECOND }], { decide: hold("do-not-track", { recipient: ADELE }) });
      await time.happen([{ at: 5 * SECOND }]);
      const first = await claimed(time);
      await time.happen([{ at: 6 * SECOND }, { at: 7 * SECOND }], silenced);

      expect((await time.store.noticeMembers(first.seq, 1)).heldBack).toEqual({ repeat: 2, silenced: 1 });
      await time.send(first);
      await time.happen([{ at: 8 * SECOND }]);
      expect((await time.store.noticeMembers((await claimed(time)).seq, 1)).heldBack).toEqual({
        repeat: 2,
        silenced: 2,
      });
    });

    it("are not said to be held back again when an older notice gets through late", async () => {
      const time = await begin(open);
      const silenced = { decide: hold("silence", { recipient: ADELE, detail: "s1" }) };
      await time.happen([{}]);
      await time.send(await claimed(time), { status: "dead", reason: "refused" });
      await time.happen([{ at: SECOND }], silenced);
      await time.happen([{ at: 2 * SECOND }]);
      await time.send(await claimed(time));
      await time.store.retryDeliveries(["d1"], time.now);
      await time.send(await time.claimOne("notice"));
      await time.happen([{ at: 3 * SECOND }]);

      expect((await time.store.noticeMembers((await claimed(time)).seq, 1)).heldBack).toEqual({
        repeat: 0,
        silenced: 0,
      });
    });

    it("of an open notice can be looked at before it is claimed", async () => {
      const time = await begin(open);
      await time.happen([{}], { decide: hold("silence", { recipient: ADELE }) });
      await time.happen([{ at: SECOND }]);
      const [notice] = await time.store.openNotices(0, 1, 0);

      const { threads, heldBack } = await time.store.noticeMembers(notice!.seq, 10);
      expect([threads.length, heldBack]).toEqual([1, { repeat: 0, silenced: 1 }]);
    });

    it("stand beside the last message that got through", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.send(await claimed(time));
      time.now += HOUR;
      await time.happen([{ at: SECOND }]);
      await time.send(await claimed(time), { status: "dead", reason: "refused" });
      await time.happen([{ at: 2 * SECOND }]);

      const { last } = await time.store.noticeMembers((await claimed(time)).seq, 1);
      expect(last).toEqual({ at: START, reference: "0000-0001" });
    });
  });

  describe("an attempt", () => {
    it("is written down before it is made, and its end with its reason", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const first = await claimed(time);
      await time.freeze(first);
      await time.begin(first);
      expect((await time.store.findDelivery("d1"))?.attempts).toEqual([
        { n: 1, startedAt: START, endedAt: null, status: "begun", reason: null, detail: null },
      ]);
      time.now += SECOND;
      await time.settle(first, {
        status: "retry",
        reason: "throttled",
        detail: "429",
        at: START + MINUTE,
        state: "draft-7",
      });
      expect(await time.ask("notice")).toEqual({ claimed: [], nextAt: START + MINUTE });

      time.now = START + MINUTE;
      const second = await time.claimOne("notice");
      expect(second).toMatchObject({ attempts: 1, unsettled: false, state: "draft-7" });
      await time.begin(second);
      await time.settle(second, { status: "delivered", providerReference: "<m1@contoso.com>" });
      const record = await time.store.findDelivery("d1");
      expect(record).toMatchObject({
        state: "delivered",
        reason: null,
        settledAt: START + MINUTE,
        subject: "Somebody was refused",
      });
      expect(record?.attempts.map(({ n, status, reason, detail }) => [n, status, reason, detail])).toEqual([
        [1, "retry", "throttled", "429"],
        [2, "delivered", null, "<m1@contoso.com>"],
      ]);
    });

    it("of which nobody can say yet stays unsettled, and is asked about again at its time", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const first = await claimed(time);
      await time.freeze(first);
      await time.begin(first);
      await time.settle(first, { status: "deferred", reason: "not-visible-yet", at: START + MINUTE });
      expect(await time.ask("notice")).toEqual({ claimed: [], nextAt: START + MINUTE });
      expect(await time.store.findDelivery("d1")).toMatchObject({ state: "retry", reason: "not-visible-yet" });

      time.now = START + MINUTE;
      const second = await time.claimOne("notice");
      expect(second).toMatchObject({ unsettled: true, attempts: 1 });
      await time.settle(second, { status: "deferred", reason: "not-visible-yet", at: START + 2 * MINUTE });
      time.now = START + 2 * MINUTE;
      await time.settle(await time.claimOne("notice"), { status: "delivered" });
      expect((await time.store.findDelivery("d1"))?.attempts).toMatchObject([{ n: 1, status: "delivered" }]);
    });

    it("that was cut off shows as unsettled, and as unknown once another is begun", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const lost = await claimed(time);
      await time.freeze(lost);
      await time.begin(lost);
      time.now += MINUTE;
      const taken = await time.claimOne("notice");
      expect(taken.unsettled).toBe(true);
      await time.begin(taken);
      await time.settle(taken, { status: "delivered" });

      const record = await time.store.findDelivery("d1");
      expect(record?.attempts.map(({ status, reason }) => [status, reason])).toEqual([
        ["unknown", "cut-off"],
        ["delivered", null],
      ]);
    });

    it("that turns out to have arrived ends without another", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const lost = await claimed(time);
      await time.freeze(lost);
      await time.begin(lost);
      time.now += MINUTE;
      await time.settle(await time.claimOne("notice"), { status: "delivered" });

      expect((await time.store.findDelivery("d1"))?.attempts).toHaveLength(1);
      expect(await time.books()).toMatchObject({ told: 1 });
    });

    it("sends at every try what was frozen first, byte for byte", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const first = await claimed(time);
      const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
      const freeze = {
        seq: first.seq,
        token: first.token,
        now: START,
        subject: "s",
        told: [],
        notes: ["name-replaced"],
      };
      await time.store.freezeNotices([{ ...freeze, content: bytes }]);
      await time.store.freezeNotices([{ ...freeze, content: Uint8Array.of(1) }]);
      await time.begin(first);
      await time.settle(first, { status: "retry", reason: "throttled", at: START });

      expect(Uint8Array.from((await time.claimOne("notice")).content!)).toEqual(bytes);
      expect((await time.store.findDelivery("d1"))?.notes).toEqual(["name-replaced"]);
    });

    it("keeps what a notifier remembers in its middle", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const lost = await claimed(time);
      await time.begin(lost);
      await time.store.rememberState(lost.seq, lost.token, "draft-9");
      time.now += MINUTE;

      expect((await time.claimOne("notice")).state).toBe("draft-9");
    });

    it("is not counted when it is given back, and the notice is as it was", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const first = await claimed(time);
      await time.freeze(first);
      await time.begin(first);
      await time.settle(first, { status: "released" });
      await time.happen([{ at: SECOND }]);

      expect(await time.store.findDelivery("d1")).toMatchObject({
        state: "open",
        attempts: [],
        content: null,
        memberCount: 2,
      });
      expect(await time.claimOne("notice")).toMatchObject({ attempts: 0, unsettled: false, memberCount: 2 });
    });

    it("given back after an earlier one waits for its next try, with its content", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.send(await claimed(time), { status: "retry", reason: "throttled", at: START });
      await time.settle(await time.claimOne("notice"), { status: "released" });

      expect(await time.store.findDelivery("d1")).toMatchObject({ state: "retry" });
      expect((await time.claimOne("notice")).content).not.toBeNull();
    });

    it("given back while a newer notice is open stays a notice of its own", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const first = await claimed(time);
      await time.happen([{ at: SECOND }]);
      await time.settle(first, { status: "released" });

      expect((await time.store.openNotices(0, 10, 0)).map(({ id }) => id)).toEqual(["d2"]);
      expect((await time.claimOne("notice")).id).toBe("d1");
    });

    it("ends with all others of its call or not at all", async () => {
      const time = await begin(open);
      await time.happen([{}, { owner: { address: "b@contoso.com", role: "owner" } }]);
      await time.schedule();
      const [one, two] = await time.claim("notice");
      const ends = [one!, { ...two!, token: 99 }].map(({ seq, token }) => ({
        seq,
        token,
        now: START,
        status: "delivered" as const,
      }));

      await expect(time.store.settle(ends)).rejects.toMatchObject({ code: "LEASE_LOST" });
      const claims = ends.map(({ seq, token }) => ({ seq, token }));
      await expect(time.store.beginAttempts(claims, START)).rejects.toMatchObject({ code: "LEASE_LOST" });
      expect(await time.store.findDelivery("d1")).toMatchObject({ state: "claimed", attempts: [] });
    });

    it("cannot end twice", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const claim = await claimed(time);
      await time.send(claim);

      await expect(time.settle(claim, { status: "delivered" })).rejects.toMatchObject({ code: "LEASE_LOST" });
      expect(await time.books()).toMatchObject({ told: 1 });
    });
  });
}

async function claimed(time: Timeline) {
  await time.schedule();
  return time.claimOne("notice");
}
