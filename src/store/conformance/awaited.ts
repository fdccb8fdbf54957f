import { describe, expect, it } from "vitest";
import { eventKey } from "../../event/fingerprint.ts";
import type { DispatchedEvent } from "../dispatch-store.ts";
import {
  ADELE,
  ALEX,
  awaitOwner,
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
  type Refusal,
  refusal,
  SAM,
  SECOND,
  SIEM,
  START,
  sinkBooks,
  THEM,
  type Timeline,
  tell,
} from "./timeline.ts";

const TO_SIEM = { sinks: { [SIEM]: 10 }, decide: awaitOwner() };

/** Awaiting: events whose owner nobody could say are held by name until somebody can, and the sinks do not wait for that. */
export function describeAwaited(open: OpenStore): void {
  const history = (time: Timeline, about: Refusal = {}) => time.history(eventKey(refusal(about).event).toString("hex"));

  describe("an awaited owner", () => {
    it("holds the event under its reason, opens no notice, and lets the sinks have it", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: SECOND }], TO_SIEM);
      await time.happen([{ at: 2 * SECOND }], { decide: awaitOwner("directory-throttled") });

      expect(await time.books()).toEqual(
        ownerBooks({ known: 3, held: { "directory-unavailable": 2, "directory-throttled": 1 } }),
      );
      expect(await time.store.openNotices(0, 10, 0)).toEqual([]);
      expect(await time.store.undispatched(10)).toEqual([]);
      expect(await time.sendAll("batch")).toBe(1);
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 3, delivered: 2, skipped: { "sink-absent": 1 } }));
    });

    it("is given in order, as many as asked, from where the last page ended", async () => {
      const time = await begin(open);
      await time.happen([{}], { decide: tell });
      await time.happen([{ at: SECOND }, { at: 2 * SECOND }, { at: 3 * SECOND }], { decide: awaitOwner() });

      const first = await time.store.awaited(0, 2);
      expect(first.map(({ seq }) => seq)).toEqual([2, 3]);
      expect(first[0]?.event).toMatchObject({ occurredAt: "2026-11-18T12:00:01Z", actor: SAM, owner: ADELE.address });
      expect((await time.store.awaited(3, 2)).map(({ seq }) => seq)).toEqual([4]);
      expect(await time.store.awaited(4, 2)).toEqual([]);
    });

    it("is decided at last as if for the first time, in one notice with what came meanwhile", async () => {
      const time = await begin(open);
      await time.happen([{ at: 0 }, { at: SECOND, actor: KIM }], TO_SIEM);
      await time.happen([{ at: HOUR }, { at: HOUR, owner: ALEX }]);
      time.now += HOUR;
      await time.decideAwaited();

      expect(await time.books()).toEqual(ownerBooks({ known: 4, pending: 4 }));
      expect(await time.store.awaited(0, 10)).toEqual([]);
      const notices = await time.store.openNotices(0, 10, 0);
      expect(
        notices.map(({ recipient, memberCount, oldestEventAt }) => [recipient, memberCount, oldestEventAt]),
      ).toEqual([
        [ADELE, 3, START],
        [ALEX, 1, START + HOUR],
      ]);
      await time.schedule();
      expect(await time.sendAll("notice")).toBe(2);
      expect(await time.books()).toEqual(ownerBooks({ known: 4, told: 4 }));
    });

    it("may turn out to be held for good, or until a repeat may be told", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: SECOND }, { at: 2 * SECOND }], { decide: awaitOwner() });
      const decisions = [
        hold("own-attempt"),
        hold("silence", { recipient: ADELE, detail: "s1" }),
        holdUntil(START + DAY),
      ];
      await time.decideAwaited((stored) => decisions[stored.seq - 1]!(stored));

      expect(await time.books()).toEqual(ownerBooks({ known: 3, held: { "own-attempt": 1, silence: 1, repeat: 1 } }));
      expect(await time.release(START + DAY)).toBe(1);
      const [notice] = await time.store.openNotices(0, 1, 0);
      expect((await time.store.noticeMembers(notice!.seq, 10)).heldBack).toEqual({ repeat: 0, silenced: 1 });
    });

    it("may go on waiting, with its new reason, trail and time", async () => {
      const time = await begin(open);
      await time.happen([{}], { decide: awaitOwner() });
      for (const reason of ["directory-throttled", "directory-permission-missing"]) {
        time.now += HOUR;
        await time.decideAwaited(awaitOwner(reason));
      }

      expect(await time.books()).toEqual(ownerBooks({ known: 1, held: { "directory-permission-missing": 1 } }));
      expect((await history(time)).owner).toEqual({
        outcome: "held",
        reason: "directory-permission-missing",
        recipient: null,
        trail: [{ step: "graph", outcome: "directory-permission-missing" }],
        decisions: [
          { at: START, decision: "await", reason: "directory-unavailable", detail: null },
          { at: START + 2 * HOUR, decision: "await", reason: "directory-permission-missing", detail: null },
        ],
        deliveryId: null,
      });
    });

    it("is read back with the decision that ended it, and with that it waited", async () => {
      const time = await begin(open);
      await time.happen([{}], { decide: awaitOwner() });
      expect((await history(time)).owner.decisions).toEqual([
        { at: START, decision: "await", reason: "directory-unavailable", detail: null },
      ]);
      time.now += HOUR;
      await time.decideAwaited();

      expect((await history(time)).owner).toMatchObject({
        outcome: "pending",
        recipient: ADELE,
        trail: [{ step: "record", outcome: "recorded" }],
        decisions: [
          { at: START, decision: "await", reason: "directory-unavailable", detail: null },
          { at: START + HOUR, decision: "notify", reason: "first", detail: null },
        ],
        deliveryId: "d1",
      });
    });

    it("is decided once: what is not awaited any more, or never was, is left as it is", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.happen([{ at: SECOND }], { decide: hold("own-attempt") });
      await time.happen([{ at: 2 * SECOND }], { decide: awaitOwner() });
      await time.collect([refusal({ at: 3 * SECOND })]);
      const lease = await time.lease("dispatch");
      const events = [1, 2, 3, 3, 4, 99].map((seq) => ({ seq, occurredAt: START, owner: toAlex }));
      const commit = { lease, now: START, events, notifier: MAIL, names: time.names };
      await time.store.commitAwaited(commit);
      const once = await time.store.listDeliveries({ limit: 10 });
      await time.store.commitAwaited(commit);

      expect(await time.store.listDeliveries({ limit: 10 })).toEqual(once);
      expect(once.map(({ recipient, memberCount }) => [recipient, memberCount])).toEqual([
        [ALEX, 1],
        [ADELE, 1],
      ]);
      expect(await time.books()).toEqual(ownerBooks({ known: 4, pending: 3, held: { "own-attempt": 1 } }));
    });

    it("changes nothing under a lease that was lost, or when a name cannot be had", async () => {
      const time = await begin(open);
      await time.happen([{}], { decide: awaitOwner() });
      const lost = await time.lease("dispatch");
      time.now += MINUTE;
      const lease = await time.lease("dispatch", THEM);
      const events = [{ seq: 1, occurredAt: START, owner: toAlex }];
      const commit = { lease, now: time.now, events, notifier: MAIL, names: time.names };

      await expect(time.store.commitAwaited({ ...commit, lease: lost })).rejects.toMatchObject({ code: "LEASE_LOST" });
      const names = { newId: () => "d9", references: () => [] };
      await expect(time.store.commitAwaited({ ...commit, names })).rejects.toMatchObject({ code: "INTERNAL" });
      expect(await time.store.awaited(0, 10)).toHaveLength(1);
      expect(await time.books()).toEqual(ownerBooks({ known: 1, held: { "directory-unavailable": 1 } }));
    });

    it("is taken with what waits when its actor must not be named any more", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: SECOND, actor: KIM }], { decide: awaitOwner() });
      const lease = await time.lease("dispatch");

      expect(await time.store.holdWaiting(lease, ({ actor }) => actor === SAM, "do-not-track", time.now)).toBe(1);
      expect(await time.store.holdWaiting(lease, ({ actor }) => actor === SAM, "do-not-track", time.now)).toBe(0);
      expect((await time.store.awaited(0, 10)).map(({ event }) => event.actor)).toEqual([KIM]);
      expect(await time.books()).toEqual(
        ownerBooks({ known: 2, held: { "do-not-track": 1, "directory-unavailable": 1 } }),
      );
      expect((await history(time)).owner).toMatchObject({ outcome: "held", reason: "do-not-track" });
    });

    it("outlasts retention while it waits, and goes when a person it names is purged", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: SECOND, actor: KIM }], TO_SIEM);
      await time.sendAll("batch");
      time.now += 90 * DAY;
      expect(await time.store.purge({ before: time.now }, time.now, false)).toMatchObject({ events: 0 });

      expect(await time.store.purge({ person: SAM }, time.now, false)).toMatchObject({ events: 1 });
      expect((await time.store.awaited(0, 10)).map(({ event }) => event.actor)).toEqual([KIM]);
      expect(await time.books()).toEqual(ownerBooks({ known: 2, held: { purged: 1, "directory-unavailable": 1 } }));
      expect((await history(time)).owner).toMatchObject({ outcome: "held", reason: "purged" });

      await time.decideAwaited(hold("own-attempt"));
      time.now += DAY;
      expect(await time.store.purge({ before: time.now }, time.now, false)).toMatchObject({ events: 1 });
      expect(await time.books()).toEqual(ownerBooks({ known: 2, held: { purged: 1, "own-attempt": 1 } }));
    });
  });
}

const toAlex: DispatchedEvent["owner"] = {
  decision: "notify",
  reason: "first",
  recipient: ALEX,
  thread: "t",
  trail: [],
};
