import { describe, expect, it } from "vitest";
import type { RefusedChoice } from "../refused-store.ts";
import {
  begin,
  DAY,
  HOUR,
  KIM,
  MINUTE,
  type OpenStore,
  SAM,
  SECOND,
  SIEM,
  sinkBooks,
  type Timeline,
} from "./timeline.ts";

/** Single events that a target refused: listed, sent again or given up, and the books follow. */
export function describeRefused(open: OpenStore): void {
  describe("what a target refused of a batch", () => {
    it("is listed by sink and reason with its number and an example, until somebody decides", async () => {
      const { time, ids } = await refusing(open, { 2: "invalid", 4: "too-large", 5: "invalid" });

      expect(await time.store.refusedGroups()).toEqual([
        { sink: SIEM, reason: "invalid", events: 2, example: ids[1] },
        { sink: SIEM, reason: "too-large", events: 1, example: ids[3] },
      ]);
      await time.store.discardRefused({ sink: SIEM }, time.now);
      expect(await time.store.refusedGroups()).toEqual([]);
    });

    it("counts as discarded once it is given up, and its history says so by name", async () => {
      const { time, ids } = await refusing(open, { 2: "invalid", 4: "too-large" });
      time.now += HOUR;
      const [batch] = await time.store.listDeliveries({ states: ["dead"], limit: 1 });

      expect(await time.store.discardRefused({ sink: SIEM }, time.now)).toBe(2);
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 4, skipped: { discarded: 2 } }));
      expect(await time.store.listDeliveries({ states: ["dead"], limit: 9 })).toEqual([]);
      expect(await sinkSide(time, ids[1])).toEqual({
        sink: SIEM,
        outcome: "skipped",
        reason: "discarded",
        deliveryId: batch?.id,
      });
      const decided = { at: time.now, decision: "discard", reason: "dead", detail: "invalid, too-large" };
      expect((await time.store.findDelivery(batch?.id ?? ""))?.decisions).toEqual([decided]);
      expect(await time.store.discardRefused({ sink: SIEM }, time.now)).toBe(0);
    });

    it("is sent again in batches of neighbours, said to be repeats, with attempts counted anew", async () => {
      const { time, ids } = await refusing(open, { 2: "invalid", 3: "invalid", 5: "too-large", 6: "invalid" });
      time.now += HOUR;

      expect(await retry(time, { sink: SIEM })).toBe(4);
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 2, pending: 4 }));
      expect(await time.store.refusedGroups()).toEqual([]);
      expect(await sinkSide(time, ids[1])).toMatchObject({ outcome: "pending" });
      const claims = await time.claim("batch");
      expect(claims).toMatchObject([
        { memberCount: 2, isRepeat: true, attempts: 0, unsettled: false, channel: SIEM },
        { memberCount: 2, isRepeat: true, attempts: 0, unsettled: false, channel: SIEM },
      ]);
      expect(await Promise.all(claims.map(({ seq }) => seqsOf(time, seq)))).toEqual([
        [2, 3],
        [5, 6],
      ]);
      for (const claim of claims) await time.send(claim);

      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 6 }));
      expect(await sinkSide(time, ids[1])).toMatchObject({ outcome: "delivered", deliveryId: claims[0]?.id });
      expect(await sinkSide(time, ids[0])).toMatchObject({ outcome: "delivered", deliveryId: "d2" });
    });

    it("leaves its decision with the batch it was of and the one it goes with", async () => {
      const { time } = await refusing(open, { 2: "invalid", 5: "too-large" });
      time.now += HOUR;
      await retry(time, { sink: SIEM });

      const decisions = (await time.store.listDeliveries({ kind: "batch", limit: 9 })).map((batch) => batch.decisions);
      const decided = (detail: string) => [{ at: time.now, decision: "retry", reason: "dead", detail }];
      expect(decisions).toEqual([decided("too-large"), decided("invalid"), decided("invalid, too-large")]);
    });

    it("fills batches no further than they hold", async () => {
      const { time } = await refusing(open, { 1: "a", 2: "a", 3: "a", 4: "a", 5: "a" });
      await retry(time, { sink: SIEM }, 2);

      const claims = await time.claim("batch");
      expect(await Promise.all(claims.map(({ seq }) => seqsOf(time, seq)))).toEqual([[1, 2], [3, 4], [5]]);
    });

    it("may be refused again, and is listed with the batch it went with last", async () => {
      const { time, ids } = await refusing(open, { 2: "invalid", 5: "invalid" });
      await retry(time, { event: ids[1] ?? "" });
      const claim = await time.claimOne("batch");
      await time.send(claim, { status: "delivered", items: [{ seq: 2, status: "dead", reason: "still-invalid" }] });

      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 4, dead: 2 }));
      const listed = await time.store.listDeliveries({ states: ["dead"], limit: 9 });
      expect(listed.map(({ id, refused }) => [id, refused])).toEqual([
        [claim.id, [{ id: ids[1], reason: "still-invalid" }]],
        ["d2", [{ id: ids[4], reason: "invalid" }]],
      ]);
    });

    it("may end whole: dead, given up, lost", async () => {
      const { time, ids } = await refusing(open, { 2: "invalid" });
      await retry(time, { sink: SIEM });
      const claim = await time.claimOne("batch");
      await time.send(claim, { status: "dead", reason: "service-retired" });
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 5, dead: 1 }));
      expect(await sinkSide(time, ids[1])).toMatchObject({ outcome: "dead", reason: "service-retired" });

      expect(await time.store.discardDeliveries([claim.id], time.now)).toBe(1);
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 5, skipped: { discarded: 1 } }));
    });

    it.each<[string, (ids: readonly string[]) => RefusedChoice, number]>([
      ["one event, whatever its case", (ids) => ({ event: ids[1]?.toUpperCase() ?? "" }), 1],
      ["an event that was taken", (ids) => ({ event: ids[0] ?? "" }), 0],
      ["a batch", () => ({ delivery: "d2" }), 2],
      ["another batch", () => ({ delivery: "d1" }), 0],
      ["a sink", () => ({ sink: SIEM }), 2],
      ["another sink", () => ({ sink: "file" }), 0],
    ])("is chosen by what is named: %s", async (_name, choice, expected) => {
      for (const verb of ["retry", "discard"]) {
        const { time, ids } = await refusing(open, { 2: "invalid", 5: "invalid" });
        const done =
          verb === "retry" ? await retry(time, choice(ids)) : await time.store.discardRefused(choice(ids), time.now);

        expect(done, verb).toBe(expected);
        expect((await time.sinkBooks()).dead, verb).toBe(2 - expected);
      }
    });

    it("by a sink that is not configured stays as it is", async () => {
      const { time } = await refusing(open, { 2: "invalid" });
      const { newId } = time.names;

      expect(await time.store.retryRefused({ sink: SIEM }, { now: time.now, batchSizes: { file: 5 }, newId })).toBe(0);
      expect(await time.sinkBooks()).toMatchObject({ dead: 1 });
    });

    it("is kept from retention until somebody decided", async () => {
      const { time } = await refusing(open, { 2: "invalid" });
      await time.schedule();
      await time.sendAll("notice");
      time.now += DAY;
      expect(await time.store.purge({ before: time.now - HOUR }, time.now, false)).toMatchObject({ events: 5 });

      await retry(time, { sink: SIEM });
      expect(await seqsOf(time, (await time.claimOne("batch")).seq)).toEqual([2]);
    });

    it("is over when a purge takes the person it names, and stays over", async () => {
      const { time } = await refusing(open, { 2: "invalid", 3: "invalid" });
      await time.store.purge({ person: KIM }, time.now, false);

      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 4, dead: 1, skipped: { purged: 1 } }));
      expect(await retry(time, { sink: SIEM })).toBe(1);
      await time.store.purge({ person: SAM }, time.now, false);
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 4, skipped: { purged: 2 } }));
      expect(await time.claim("batch")).toEqual([]);
    });
  });

  describe("an attempt that is free", () => {
    it("is kept and not counted, however many there are", async () => {
      const { time } = await refusing(open, {});
      await time.happen([{ at: MINUTE }], { sinks: { [SIEM]: 10 } });
      for (let n = 1; n <= 3; n += 1) {
        const claim = await time.claimOne("batch");
        expect(claim).toMatchObject({ attempts: 0, isRepeat: n > 1 });
        await time.send(claim, { status: "retry", reason: "permission-missing", at: time.now, isFree: true });
      }
      await time.send(await time.claimOne("batch"), { status: "retry", reason: "busy", at: time.now });

      expect((await time.claimOne("batch")).attempts).toBe(1);
      expect((await time.store.listDeliveries({ limit: 1 }))[0]?.attempts).toHaveLength(4);
    });
  });

  describe("a claim of what was due by a time", () => {
    it("leaves what fell due later, and says that it is due", async () => {
      const { time } = await refusing(open, {});
      await time.happen([{ at: MINUTE }], { sinks: { [SIEM]: 10 } });
      await time.send(await time.claimOne("batch"), { status: "retry", reason: "busy", at: time.now + MINUTE });
      time.now += HOUR;

      expect(await time.ask("batch", { dueBy: time.now - HOUR })).toEqual({ claimed: [], nextAt: time.now });
      expect(await time.claim("batch", { dueBy: time.now + HOUR })).toHaveLength(1);
    });
  });
}

/** Six refusals that were sent in one batch, of which the target refused those named; their fingerprints in order. */
async function refusing(
  open: OpenStore,
  reasons: { readonly [seq: number]: string },
): Promise<{ readonly time: Timeline; readonly ids: readonly string[] }> {
  const time = await begin(open);
  const refusals = Array.from({ length: 6 }, (_, n) => ({ at: n * SECOND, actor: n === 2 ? KIM : SAM }));
  await time.happen(refusals, { sinks: { [SIEM]: 10 } });
  const [batch] = await time.store.listDeliveries({ kind: "batch", limit: 1 });
  const events = await time.store.deliveryEvents(batch?.seq ?? 0, 0, 10);
  const items = Object.entries(reasons).map(([seq, reason]) => ({ seq: Number(seq), status: "dead" as const, reason }));
  await time.send(await time.claimOne("batch"), { status: "delivered", items });
  return { time, ids: events.map(({ event }) => event.id) };
}

function retry(time: Timeline, choice: RefusedChoice, batchSize = 10): Promise<number> {
  const { newId } = time.names;
  return time.store.retryRefused(choice, { now: time.now, batchSizes: { [SIEM]: batchSize }, newId });
}

async function seqsOf({ store }: Timeline, deliverySeq: number): Promise<readonly number[]> {
  return (await store.deliveryEvents(deliverySeq, 0, 100)).map(({ seq }) => seq);
}

async function sinkSide(time: Timeline, id = ""): Promise<unknown> {
  return (await time.history(id)).sinks[0];
}
