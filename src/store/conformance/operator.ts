import { describe, expect, it } from "vitest";
import type { Silence } from "../operator-store.ts";
import { ADELE, ALEX, BUDGET, begin, DAY, HOUR, MAIL, type OpenStore, PLAN, SAM, START, THEM } from "./timeline.ts";

const SILENCE: Silence = {
  id: "s1",
  matchers: { owner: "adele.vance@contoso.com", document: "plan*" },
  comment: "migration until Friday",
  author: "admin",
  startsAt: START,
  endsAt: START + DAY,
  createdAt: START,
};

/** What people ask for and decide. */
export function describeOperator(open: OpenStore): void {
  describe("a delivery", () => {
    it("is found by id and by reference, however that is spelt", async () => {
      const time = await begin(open);
      await time.happen([{}]);

      for (const key of ["d1", "0000-0001", "00000001", " oooo-oool ", "0000 0001"]) {
        expect((await time.store.findDelivery(key))?.id).toBe("d1");
      }
      for (const key of ["", "d2", "0000-0002", "0000"]) expect(await time.store.findDelivery(key)).toBeNull();
    });

    it("shows all there is to know of it", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "unknown", reason: "timed-out", detail: "no answer" });

      const { content, ...record } = (await time.store.findDelivery("d1"))!;
      expect(Buffer.from(content!).toString()).toBe("a mail");
      expect(record).toEqual({
        seq: 1,
        id: "d1",
        kind: "notice",
        channel: MAIL,
        state: "unknown",
        hold: null,
        reference: "0000-0001",
        recipient: ADELE,
        subject: "Somebody was refused",
        told: [`${SAM} ${PLAN}`],
        memberCount: 1,
        createdAt: START,
        dueAt: START,
        settledAt: START,
        reason: "timed-out",
        notes: [],
        refused: [],
        attempts: [
          { n: 1, startedAt: START, endedAt: START, status: "unknown", reason: "timed-out", detail: "no answer" },
        ],
        decisions: [],
      });
    });

    it("stands in lists by state and kind, newest first, and in the counts", async () => {
      const time = await begin(open);
      await time.happen([{}, { owner: ALEX }], { sinks: { siem: 10 } });
      await time.sendAll("batch", { status: "dead", reason: "http-400" });
      const list = async (filter: object) =>
        (await time.store.listDeliveries({ limit: 10, ...filter })).map(({ id }) => id);

      expect(await list({})).toEqual(["d3", "d2", "d1"]);
      expect(await list({ kind: "notice" })).toEqual(["d2", "d1"]);
      expect(await list({ states: ["dead", "unknown"] })).toEqual(["d3"]);
      expect(await list({ states: [] })).toEqual([]);
      expect(await list({ limit: 1 })).toEqual(["d3"]);
      const none = { open: 0, claimed: 0, retry: 0, delivered: 0, dead: 0, unknown: 0, discarded: 0 };
      expect(await time.store.deliveryCounts()).toEqual({ notice: { ...none, open: 2 }, batch: { ...none, dead: 1 } });
    });

    it("names the threads its frozen content tells, and none before it is frozen", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: HOUR, document: BUDGET }]);
      await time.schedule();
      expect((await time.store.findDelivery("d1"))?.told).toBeNull();
      await time.send(await time.claimOne("notice"), { status: "delivered" }, 1);

      expect((await time.store.findDelivery("d1"))?.told).toEqual([`${SAM} ${PLAN}`]);
      expect((await time.store.listDeliveries({ limit: 1 }))[0]?.told).toHaveLength(1);
    });

    it("that is dead is tried again with the same content when a person says so, without asking what became of it", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "dead", reason: "refused" });
      time.now += HOUR;

      expect(await time.store.retryDeliveries(["d1", "d1", "nothing"], time.now)).toBe(1);
      const again = await time.claimOne("notice", { holder: THEM });
      expect(again).toMatchObject({ unsettled: false, attempts: 0 });
      expect(Buffer.from(again.content!).toString()).toBe("a mail");
    });

    it("that is unknown is asked about when a person retries it, as often as that, and is only ended by discarding", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "unknown", reason: "timed-out" });
      for (const _ of [1, 2]) {
        expect(await time.store.retryDeliveries(["d1"], time.now)).toBe(1);
        const again = await time.claimOne("notice", { holder: THEM });
        expect(again).toMatchObject({ unsettled: true, attempts: 0 });
        await time.settle(again, { status: "unknown", reason: "not-reconciled" });
      }
      expect(await time.store.findDelivery("d1")).toMatchObject({ state: "unknown", attempts: [{ n: 1 }] });
      expect(await time.books()).toMatchObject({ unknown: 1 });

      expect(await time.store.discardDeliveries(["d1"], time.now)).toBe(1);
      expect(await time.books()).toMatchObject({ unknown: 0, held: { discarded: 1 } });
    });

    it("is still to be asked about when whoever claimed the retry gave it back or was lost", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "unknown", reason: "timed-out" });
      await time.store.retryDeliveries(["d1"], time.now);
      await time.settle(await time.claimOne("notice"), { status: "released" });
      expect((await time.claimOne("notice")).unsettled).toBe(true);
      time.now += HOUR;

      expect((await time.claimOne("notice")).unsettled).toBe(true);
    });

    it("has its tries counted anew once a person retries it, and its attempts numbered on", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "retry", reason: "throttled", at: time.now });
      await time.send(await time.claimOne("notice"), { status: "dead", reason: "attempts-exhausted" });
      await time.store.retryDeliveries(["d1"], time.now);
      await time.send(await time.claimOne("notice"), { status: "retry", reason: "throttled", at: time.now });

      expect((await time.claimOne("notice")).attempts).toBe(1);
      const { attempts } = (await time.store.findDelivery("d1"))!;
      expect(attempts.map(({ n, status }) => [n, status])).toEqual([
        [1, "retry"],
        [2, "dead"],
        [3, "retry"],
      ]);
    });

    it("that waits for another try waits no longer once a person says so, and is asked about no less", async () => {
      const time = await begin(open);
      await time.happen([{}, { owner: ALEX }]);
      await time.schedule();
      const [first, second] = await time.claim("notice", { limit: 2 });
      await time.send(first!, { status: "retry", reason: "permission-missing", at: time.now + 4 * HOUR });
      await time.send(second!, { status: "deferred", reason: "not-found-yet", at: time.now + HOUR });
      expect(await time.claim("notice")).toEqual([]);

      expect(await time.store.retryDeliveries(["d1", "d2"], time.now)).toBe(2);
      expect(await time.store.retryDeliveries(["d1", "d2"], time.now)).toBe(0);
      const again = await time.claim("notice", { holder: THEM, limit: 2 });
      expect(again.map(({ id, unsettled, attempts }) => ({ id, unsettled, attempts }))).toEqual([
        { id: "d1", unsettled: false, attempts: 0 },
        { id: "d2", unsettled: true, attempts: 0 },
      ]);
    });

    it("is only retried or discarded from a state in which it waits for that", async () => {
      const time = await begin(open);
      await time.happen([{}, { owner: ALEX }]);
      await time.schedule();
      const claim = (await time.claim("notice", { limit: 1 }))[0]!;
      const both = ["d1", "d2"];

      expect(await time.store.retryDeliveries(both, time.now)).toBe(0);
      expect(await time.store.discardDeliveries(["d1"], time.now)).toBe(0);
      await time.send(claim);
      expect(await time.store.discardDeliveries(both, time.now)).toBe(1);
      expect(await time.store.discardDeliveries(both, time.now)).toBe(0);
      expect(await time.store.findDelivery("d2")).toMatchObject({
        state: "discarded",
        reason: "discarded",
        settledAt: START,
      });
      expect(await time.ask("notice")).toEqual({ claimed: [], nextAt: null });
    });

    it("that waits for its next try may be discarded", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "retry", reason: "throttled", at: START + DAY });

      expect(await time.store.discardDeliveries(["d1"], time.now)).toBe(1);
      expect(await time.books()).toMatchObject({ held: { discarded: 1 } });
    });
  });

  describe("silences", () => {
    it("are kept, newest first", async () => {
      const { store } = await begin(open);
      const later = { ...SILENCE, id: "s2", createdAt: START + 1, matchers: { label: "Public" } };
      await store.addSilence(SILENCE);
      await store.addSilence(later);
      await store.addSilence({ ...SILENCE, id: "s3", createdAt: START - 1 });

      expect((await store.silences()).map(({ id }) => id)).toEqual(["s2", "s1", "s3"]);
      expect((await store.silences())[1]).toEqual(SILENCE);
    });

    it("end when they are told to, once", async () => {
      const { store } = await begin(open);
      await store.addSilence(SILENCE);

      expect(await store.expireSilence("s2", START)).toBe(false);
      expect(await store.expireSilence("s1", START + HOUR)).toBe(true);
      expect(await store.expireSilence("s1", START + 2 * HOUR)).toBe(false);
      expect((await store.silences())[0]?.endsAt).toBe(START + HOUR);
    });
  });

  describe("look-ups and rejects", () => {
    it("are read newest first, as many as asked", async () => {
      const time = await begin(open);
      for (const what of ["a", "b", "c"])
        await time.store.recordLookup({ at: START, who: "admin", what, full: what === "b" });
      const rejected = ["1", "2", "3"].map((n) => ({ reason: "no-time", location: `a.log:${n}`, raw: n }));
      await time.collect([], { rejected });

      expect(await time.store.lookups(2)).toEqual([
        { at: START, who: "admin", what: "c", full: false },
        { at: START, who: "admin", what: "b", full: true },
      ]);
      const kept = await time.store.rejectedRecords(2);
      expect(kept).toEqual(
        [3, 2].map((n) => ({
          source: "usage-logs",
          reason: "no-time",
          location: `a.log:${n}`,
          raw: `${n}`,
          at: START,
        })),
      );
    });

    it("rejects are forgotten when told to", async () => {
      const time = await begin(open);
      const rejected = [{ reason: "no-time", location: "a.log:1", raw: "x" }];
      await time.collect([], { rejected });

      expect(await time.store.clearRejected()).toBe(1);
      expect(await time.store.rejectedCounts()).toEqual({});
      await time.collect([], { rejected });
      expect(await time.store.rejectedCounts()).toEqual({ "no-time": 1 });
    });
  });
}
