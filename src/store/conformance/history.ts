import { describe, expect, it } from "vitest";
import { eventKey } from "../../event/fingerprint.ts";
import {
  ADELE,
  BUDGET,
  begin,
  HOUR,
  hold,
  holdUntil,
  MINUTE,
  type OpenStore,
  type Refusal,
  refusal,
  SECOND,
  SIEM,
  START,
  type Timeline,
} from "./timeline.ts";

const ROW = "AAAAAAAA-0000-4000-8000-000000000001";

/** History: what `explain` reads back is what was stored when it was decided. */
export function describeHistory(open: OpenStore): void {
  const at = (seconds: number, document?: string): string =>
    idOf({ at: seconds * SECOND, ...(document === undefined ? {} : { document }) });
  const first = (time: Timeline) => time.history(at(0));

  describe("an event's history", () => {
    it("is found by fingerprint and by native id, in any case, and by nothing else", async () => {
      const time = await begin(open);
      await time.happen([{ native: ROW }]);
      const id = at(0);

      for (const key of [id, id.toUpperCase(), ROW, ROW.toLowerCase(), ` ${ROW} `]) {
        expect((await time.history(key)).stored.event.id).toBe(id);
      }
      for (const key of ["", "d1", id.slice(1), "row-9"]) expect(await time.store.findEvents(key)).toEqual([]);
    });

    it("says which sources saw it, as which attempt", async () => {
      const time = await begin(open);
      await time.collect([refusal({ native: "row-1" }), refusal({ native: "row-2" })]);
      await time.collect([refusal()], { source: "workspace" });

      expect((await time.history("row-1")).sightings).toEqual([
        { source: "usage-logs", n: 1 },
        { source: "workspace", n: 1 },
      ]);
      expect((await time.history("row-2")).sightings).toEqual([{ source: "usage-logs", n: 2 }]);
    });

    it("is several where two sources used one native id for two things", async () => {
      const time = await begin(open);
      await time.collect([refusal({ native: "7" })]);
      await time.collect([refusal({ native: "7", document: BUDGET })], { source: "workspace" });

      expect(await time.store.findEvents("7")).toHaveLength(2);
    });

    it("begins before it is dispatched", async () => {
      const time = await begin(open);
      await time.collect([refusal()]);

      const { owner, sinks, purged } = await first(time);
      expect(owner).toEqual({
        outcome: "undispatched",
        reason: null,
        recipient: null,
        trail: [],
        decisions: [],
        deliveryId: null,
      });
      expect([sinks, purged]).toEqual([[], false]);
    });

    it("follows it through repeat, cap, failure and a person's decisions", async () => {
      const time = await begin(open);
      await time.happen([{}], { decide: holdUntil(START + HOUR) });
      expect((await first(time)).owner).toMatchObject({
        outcome: "held",
        reason: "repeat",
        recipient: ADELE,
        deliveryId: null,
      });

      time.now = START + HOUR;
      await time.release();
      await time.schedule(START + 2 * HOUR, "cap");
      expect((await first(time)).owner).toMatchObject({ outcome: "held", reason: "cap", deliveryId: "d1" });
      time.now = START + 2 * HOUR;
      await time.schedule();
      expect((await first(time)).owner).toMatchObject({ outcome: "pending" });
      await time.send(await time.claimOne("notice"), { status: "dead", reason: "attempts-exhausted" });
      expect((await first(time)).owner).toMatchObject({ outcome: "dead", reason: "attempts-exhausted" });
      time.now += MINUTE;
      await time.store.retryDeliveries(["d1"], time.now);
      await time.send(await time.claimOne("notice"), { status: "unknown", reason: "not-reconciled" });
      await time.store.discardDeliveries(["d1"], time.now);

      const { owner } = await first(time);
      expect(owner).toMatchObject({
        outcome: "held",
        reason: "discarded",
        trail: [{ step: "record", outcome: "recorded" }],
      });
      expect(owner.decisions).toEqual([
        { at: START, decision: "hold-until", reason: "repeat", detail: null },
        { at: START + HOUR, decision: "notify", reason: "repeat-ended", detail: null },
        { at: START + HOUR, decision: "hold", reason: "cap", detail: null },
        { at: START + 2 * HOUR, decision: "let-go", reason: "cap", detail: null },
        { at: START + 2 * HOUR + MINUTE, decision: "retry", reason: "dead", detail: "attempts-exhausted" },
        { at: START + 2 * HOUR + MINUTE, decision: "discard", reason: "unknown", detail: "not-reconciled" },
      ]);
    });

    it("says whether it was told or covered", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: SECOND, document: BUDGET }]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "delivered" }, 1);

      expect((await first(time)).owner).toMatchObject({ outcome: "told", reason: "first", deliveryId: "d1" });
      expect((await time.history(at(1, BUDGET))).owner).toMatchObject({ outcome: "covered", deliveryId: "d1" });
    });

    it("names the silence that hid it, and the recipient it hid it from", async () => {
      const time = await begin(open);
      await time.happen([{}], { decide: hold("silence", { recipient: ADELE, detail: "s1" }) });

      const { owner } = await first(time);
      expect(owner).toMatchObject({ outcome: "held", reason: "silence", recipient: ADELE, trail: [] });
      expect(owner.decisions[0]?.detail).toBe("s1");
    });

    it("leaves out what was decided about its notice before it joined", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule(START + HOUR, "cap");
      time.now += MINUTE;
      await time.happen([{ at: SECOND }]);

      expect((await time.history(at(1))).owner.decisions.map(({ decision }) => decision)).toEqual(["notify"]);
    });

    it("says what each sink made of it", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      const route = ({ seq }: { seq: number }) => (seq === 3 ? "private-address" : null);
      await time.happen(
        [1, 2, 3, 4].map((n) => ({ at: n * SECOND })),
        { sinks: { [SIEM]: 3 }, route },
      );
      const [batch, rest] = await time.claim("batch");
      await time.send(batch!, { status: "delivered", items: [{ seq: 4, status: "dead", reason: "invalid" }] });
      expect(rest).toBeUndefined();

      const outcomes = [];
      for (const second of [0, 1, 2, 3, 4]) outcomes.push((await time.history(at(second))).sinks[0]);
      expect(outcomes).toEqual([
        { sink: SIEM, outcome: "skipped", reason: "before-sink", deliveryId: null },
        { sink: SIEM, outcome: "delivered", reason: null, deliveryId: batch!.id },
        { sink: SIEM, outcome: "skipped", reason: "private-address", deliveryId: null },
        { sink: SIEM, outcome: "dead", reason: "invalid", deliveryId: batch!.id },
        { sink: SIEM, outcome: "delivered", reason: null, deliveryId: batch!.id },
      ]);
    });

    it("follows a batch that failed and was given up", async () => {
      const time = await begin(open);
      await time.happen([{}], { sinks: { [SIEM]: 10 } });
      expect((await first(time)).sinks[0]).toMatchObject({ outcome: "pending" });
      const claim = await time.claimOne("batch");
      await time.send(claim, { status: "dead", reason: "http-400" });
      expect((await first(time)).sinks[0]).toMatchObject({ outcome: "dead", reason: "http-400" });
      await time.store.discardDeliveries([claim.id], time.now);

      expect((await first(time)).sinks[0]).toMatchObject({ outcome: "skipped", reason: "discarded" });
      expect(await time.sinkBooks()).toMatchObject({ skipped: { discarded: 1 } });
    });
  });
}

/** The fingerprint of a refusal that is the first of its kind. */
function idOf(about: Refusal): string {
  return eventKey(refusal(about).event).toString("hex");
}
