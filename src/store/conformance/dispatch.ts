import { describe, expect, it } from "vitest";
import { RECIPIENT_ROLES } from "../../platform/recipient-role.ts";
import {
  ADELE,
  ALEX,
  BUDGET,
  begin,
  DAY,
  HOUR,
  hold,
  holdUntil,
  KIM,
  MAIL,
  MINUTE,
  type OpenStore,
  ownerBooks,
  PLAN,
  refusal,
  SAM,
  SECOND,
  START,
  tell,
} from "./timeline.ts";

/** Dispatch: decisions are kept with their reasons, and a recipient has one open notice that everything due joins. */
export function describeDispatch(open: OpenStore): void {
  describe("holding what still waits", () => {
    it("takes matching events out of open notices and repeat holds, and leaves what is claimed or told", async () => {
      const time = await begin(open);
      await time.happen([{ actor: SAM, at: 0 }]);
      await time.schedule();
      const claimed = await time.claimOne("notice");
      await time.happen([
        { actor: SAM, at: SECOND },
        { actor: KIM, at: 2 * SECOND },
      ]);
      await time.happen([{ actor: SAM, at: 3 * SECOND }], { decide: holdUntil(START + DAY) });
      const lease = await time.lease("dispatch");

      const held = await time.store.holdWaiting(lease, ({ actor }) => actor === SAM, "do-not-track", time.now);

      expect(held).toBe(2);
      expect(await time.books()).toEqual(ownerBooks({ known: 4, pending: 2, held: { "do-not-track": 2 } }));
      const notices = await time.store.openNotices(0, 10, 0);
      expect(notices).toMatchObject([{ memberCount: 1, oldestEventAt: START + 2 * SECOND }]);
      expect((await time.store.noticeMembers(claimed.seq, 10)).threads).toHaveLength(1);
      expect(await time.release(START + 2 * DAY)).toBe(0);
    });

    it("ends a notice that has nobody left, and does nothing where nothing matches", async () => {
      const time = await begin(open);
      await time.happen([{ actor: SAM }]);
      const lease = await time.lease("dispatch");

      expect(await time.store.holdWaiting(lease, () => false, "do-not-track", time.now)).toBe(0);
      expect(await time.store.openNotices(0, 10, 0)).toHaveLength(1);
      expect(await time.store.holdWaiting(lease, () => true, "do-not-track", time.now)).toBe(1);
      expect(await time.store.openNotices(0, 10, 0)).toEqual([]);
      expect(await time.books()).toEqual(ownerBooks({ known: 1, held: { "do-not-track": 1 } }));
    });
  });

  describe("dispatching", () => {
    it("gives each event once, oldest first, as many as asked", async () => {
      const time = await begin(open);
      await time.collect([0, 1, 2].map((n) => refusalAt(n * SECOND)));

      const two = await time.store.undispatched(2);
      expect(two.map(({ event }) => event.occurredAt)).toEqual(["2026-11-18T12:00:00Z", "2026-11-18T12:00:01Z"]);
      await time.dispatch({ limit: 2 });
      expect(await time.store.undispatched(10)).toHaveLength(1);
      await time.dispatch();
      expect(await time.store.undispatched(10)).toEqual([]);
    });

    it("refuses to leave an event out, or to dispatch one twice, and changes nothing then", async () => {
      const time = await begin(open);
      await time.collect([refusalAt(0), refusalAt(SECOND)]);
      const lease = await time.lease("dispatch");
      const [first, second] = await time.store.undispatched(2);
      const commit = { lease, now: START, notifier: MAIL, batchSizes: {}, names: time.names };
      const dispatched = (stored: NonNullable<typeof first>) => {
        return { seq: stored.seq, occurredAt: START, owner: tell(stored), sinks: {} };
      };

      await expect(time.store.commitDispatch({ ...commit, events: [dispatched(second!)] })).rejects.toMatchObject({
        code: "INTERNAL",
      });
      expect(await time.store.undispatched(2)).toHaveLength(2);
      await time.store.commitDispatch({ ...commit, events: [dispatched(first!)] });
      await expect(time.store.commitDispatch({ ...commit, events: [dispatched(first!)] })).rejects.toMatchObject({
        code: "INTERNAL",
      });
      expect(await time.books()).toEqual(ownerBooks({ known: 2, pending: 2 }));
    });

    it("is one transaction: when a name cannot be had nothing has happened", async () => {
      const time = await begin(open);
      await time.collect([refusalAt(0)]);
      const names = { newId: () => "d1", references: () => [] };
      const lease = await time.lease("dispatch");
      const [stored] = await time.store.undispatched(1);
      const events = [{ seq: stored!.seq, occurredAt: START, owner: tell(stored!), sinks: { siem: null } }];
      const commit = { lease, now: START, events, notifier: MAIL, batchSizes: { siem: 10 }, names };

      await expect(time.store.commitDispatch(commit)).rejects.toMatchObject({ code: "INTERNAL" });
      expect(await time.store.undispatched(1)).toHaveLength(1);
      expect(await time.store.listDeliveries({ limit: 10 })).toEqual([]);
    });

    it("opens one notice a recipient and joins everything to it", async () => {
      const time = await begin(open);
      await time.happen([{ at: 5 * SECOND }, { at: 2 * SECOND, actor: KIM }, { owner: ALEX }]);
      time.now += HOUR;
      await time.happen([{ at: -MINUTE, document: BUDGET }]);

      expect(await time.store.openNotices(0, 10, 0)).toEqual([
        { ...notice(1, "d1"), recipient: ADELE, oldestEventAt: START - MINUTE, memberCount: 3 },
        { ...notice(2, "d2"), recipient: ALEX, oldestEventAt: START, memberCount: 1 },
      ]);
    });

    it("writes to one person as whatever he is told of it in a notice of its own", async () => {
      const time = await begin(open);
      await time.collect(RECIPIENT_ROLES.map((_, n) => refusalAt(n * SECOND)));
      for (const role of RECIPIENT_ROLES) {
        await time.dispatch({
          limit: 1,
          decide: (stored) => ({ ...tell(stored), recipient: { ...ADELE, role } }) as never,
        });
      }

      const roles = (await time.store.openNotices(0, 10, 0)).map(({ recipient }) => recipient.role);
      expect(roles).toEqual(RECIPIENT_ROLES);
    });

    it("pages through open notices", async () => {
      const time = await begin(open);
      await time.happen([{}, { owner: ALEX }]);

      const [first] = await time.store.openNotices(0, 1, 0);
      const [second] = await time.store.openNotices(first!.seq, 1, 0);
      expect([first!.recipient, second!.recipient]).toEqual([ADELE, ALEX]);
      expect(await time.store.openNotices(second!.seq, 1, 0)).toEqual([]);
    });

    it("takes the first reference code that is free", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.collect([refusalAt(SECOND, ALEX.address)]);
      const references = (): string[] => ["0000-0001", "0000-0009"];
      const lease = await time.lease("dispatch");
      const events = (await time.store.undispatched(5)).map((stored) => {
        return { seq: stored.seq, occurredAt: START, owner: tell(stored), sinks: {} };
      });
      const names = { newId: () => "other", references };
      await time.store.commitDispatch({ lease, now: START, events, notifier: MAIL, batchSizes: {}, names });

      expect((await time.store.findDelivery("other"))?.reference).toBe("0000-0009");
    });

    it("moves an open notice to the notifier that is configured now", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.happen([{ at: SECOND }], { notifier: "renamed" });
      await time.schedule();

      expect(await time.claim("notice")).toEqual([]);
      expect((await time.claimOne("notice", { channel: "renamed" })).memberCount).toBe(2);
    });

    it("counts what is held for good by its reason", async () => {
      const time = await begin(open);
      await time.collect([refusalAt(0), refusalAt(SECOND), refusalAt(2 * SECOND)]);
      await time.dispatch({ limit: 2, decide: hold("do-not-track") });
      await time.dispatch({ decide: hold("own-attempt") });

      expect(await time.books()).toEqual(ownerBooks({ known: 3, held: { "do-not-track": 2, "own-attempt": 1 } }));
      expect(await time.store.openNotices(0, 10, 0)).toEqual([]);
    });

    it("lets go of repeats when their time has come, those that ended first first, as many as asked", async () => {
      const time = await begin(open);
      await time.collect([refusalAt(0), refusalAt(SECOND), refusalAt(2 * SECOND)]);
      const ends = [START + 3 * HOUR, START + HOUR, START + 2 * HOUR];
      await time.dispatch({ decide: (stored) => holdUntil(ends[stored.seq - 1]!)(stored) });

      expect(await time.release(START + HOUR - 1)).toBe(0);
      expect(await time.books()).toEqual(ownerBooks({ known: 3, held: { repeat: 3 } }));
      expect(await time.release(START + 3 * HOUR, 2)).toBe(2);
      const [open1] = await time.store.openNotices(0, 1, 0);
      expect(open1).toMatchObject({ recipient: ADELE, memberCount: 2, oldestEventAt: START + SECOND });
      expect(await time.release(START + 3 * HOUR, 2)).toBe(1);
      expect(await time.books()).toEqual(ownerBooks({ known: 3, pending: 3 }));
      expect(await time.store.openNotices(0, 10, 0)).toHaveLength(1);
    });

    it("knows when a thread was told last: from the claim of the notice that held it", async () => {
      const time = await begin(open);
      await time.happen([{ at: 0 }, { at: 5 * SECOND }, { actor: KIM }]);
      const threads = [SAM, KIM].map((actor) => ({ recipient: ADELE, thread: `${actor} ${PLAN}` }));
      const others = [
        { recipient: ALEX, thread: `${SAM} ${PLAN}` },
        { recipient: ADELE, thread: "nobody" },
      ];

      expect(await time.store.threadTimes(threads)).toEqual([null, null]);
      await time.schedule();
      await time.send(await time.claimOne("notice"));
      expect(await time.store.threadTimes([...threads, ...others])).toEqual([START + 5 * SECOND, START, null, null]);

      await time.happen([{ at: -HOUR }]);
      await time.schedule();
      await time.claimOne("notice");
      expect(await time.store.threadTimes(threads)).toEqual([START - HOUR, START]);
    });

    it("says when a recipient's notices were claimed, without those that failed or were given up", async () => {
      const time = await begin(open);
      const ends = [
        { status: "delivered" },
        { status: "dead", reason: "refused" },
        { status: "unknown", reason: "cut-off" },
      ] as const;
      for (const [day, end] of ends.entries()) {
        time.now = START + day * DAY;
        await time.happen([{ at: day * DAY }]);
        await time.schedule();
        await time.send(await time.claimOne("notice"), end);
      }
      time.now = START + 3 * DAY;
      await time.happen([{ at: 3 * DAY }, { owner: ALEX }]);

      const [adele, alex] = await time.store.openNotices(0, 10, START + 1);
      expect(adele).toMatchObject({ recentClaims: [START + 2 * DAY], lastClaimAt: START + 2 * DAY });
      expect(alex).toMatchObject({ recentClaims: [], lastClaimAt: null });
      expect((await time.store.openNotices(0, 1, START))[0]?.recentClaims).toEqual([START, START + 2 * DAY]);
    });

    it("stores when notices fall due, and each change of hold as a decision", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule(START + HOUR, "cap");
      time.now += MINUTE;
      await time.schedule(START + 2 * HOUR, "cap");
      time.now += MINUTE;
      await time.schedule(START + HOUR, null);

      expect((await time.store.openNotices(0, 1, 0))[0]).toMatchObject({ dueAt: START + HOUR, hold: null });
      expect((await time.store.findDelivery("d1"))?.decisions).toEqual([
        { at: START, decision: "hold", reason: "cap", detail: null },
        { at: START + 2 * MINUTE, decision: "let-go", reason: "cap", detail: null },
      ]);
    });

    it("schedules no notice that was claimed meanwhile", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      const { seq } = await time.claimOne("notice");
      await time.store.scheduleNotices(await time.lease("dispatch"), [{ seq, dueAt: START + DAY, hold: "cap" }], START);

      expect(await time.store.findDelivery("d1")).toMatchObject({
        state: "claimed",
        dueAt: START,
        hold: null,
        decisions: [],
      });
    });
  });
}

function refusalAt(at: number, owner = ADELE.address) {
  return refusal({ at, owner: { address: owner, role: "owner" } });
}

function notice(seq: number, id: string) {
  return { seq, id, dueAt: null, hold: null, recentClaims: [], lastClaimAt: null };
}
