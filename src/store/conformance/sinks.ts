import { describe, expect, it } from "vitest";
import { begin, HOUR, hold, type OpenStore, refusal, SECOND, SIEM, sinkBooks, type Timeline } from "./timeline.ts";

/** Sinks: batches of consecutive events in the order they were stored, and books that know why something was not sent. */
export function describeSinks(open: OpenStore): void {
  describe("a sink's batches", () => {
    it("hold consecutive events, are closed when full and when the dispatch ends", async () => {
      const time = await begin(open);
      await time.collect(refusals(5));
      await time.dispatch({ sinks: { [SIEM]: 2 } });
      await time.collect(refusals(1, 5));
      await time.dispatch({ sinks: { [SIEM]: 2 } });

      expect(await batches(time)).toEqual([[1, 2], [3, 4], [5], [6]]);
    });

    it("leave out what is not to be sent, by its reason", async () => {
      const time = await begin(open);
      await time.collect(refusals(5));
      await time.dispatch({ sinks: { [SIEM]: 2 }, route: ({ seq }) => (seq === 2 || seq === 5 ? "route" : null) });

      expect(await batches(time)).toEqual([[1, 3], [4]]);
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 5, pending: 3, skipped: { route: 2 } }));
    });

    it("are due at once, whatever owners are told", async () => {
      const time = await begin(open);
      await time.collect(refusals(1));
      await time.dispatch({ sinks: { [SIEM]: 10 }, decide: hold("do-not-track") });

      const claim = await time.claimOne("batch");
      expect(claim).toMatchObject({ recipient: null, reference: null, memberCount: 1, content: null });
      await time.send(claim);
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 1, delivered: 1 }));
    });

    it("are each sink's own", async () => {
      const time = await begin(open);
      await time.collect(refusals(3));
      const route = ({ seq }: { seq: number }, sink: string) => (sink === "file" && seq === 1 ? "private" : null);
      await time.dispatch({ sinks: { [SIEM]: 10, file: 10 }, route });
      await time.sendAll("batch");

      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 3, delivered: 3 }));
      expect(await time.sinkBooks("file")).toEqual(sinkBooks({ known: 3, pending: 2, skipped: { private: 1 } }));
    });

    it("know which of their events were refused while the rest was taken", async () => {
      const time = await begin(open);
      await time.collect(refusals(3));
      await time.dispatch({ sinks: { [SIEM]: 10 } });
      const elsewhere = { seq: 99, status: "dead", reason: "invalid" } as const;
      const batch = await time.claimOne("batch");
      const [, second] = await time.store.deliveryEvents(batch.seq, 0, 10);
      await time.send(batch, {
        status: "delivered",
        items: [{ seq: 2, status: "dead", reason: "invalid" }, elsewhere],
      });

      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 3, delivered: 2, dead: 1 }));
      const [listed] = await time.store.listDeliveries({ states: ["dead"], limit: 10 });
      expect(listed).toMatchObject({ state: "delivered", refused: [{ id: second?.event.id, reason: "invalid" }] });
    });

    it("that were taken whole, skipped events or not, stand in no list of dead letters", async () => {
      const time = await begin(open);
      await time.collect(refusals(5));
      const route = ({ seq }: { seq: number }) => (seq === 2 ? "private" : null);
      await time.dispatch({ sinks: { [SIEM]: 3 }, route });
      const [first, last] = await time.claim("batch", { limit: 10 });
      await time.send(first!);
      expect(await time.store.listDeliveries({ states: ["dead"], limit: 10 })).toEqual([]);
      await time.send(last!, { status: "delivered", items: [{ seq: 5, status: "dead", reason: "invalid" }] });

      const ids = async (filter: object) =>
        (await time.store.listDeliveries({ limit: 10, ...filter })).map(({ id }) => id);
      expect(await ids({ states: ["dead"] })).toEqual([last!.id]);
      expect(await ids({ states: ["dead", "delivered"] })).toEqual([last!.id, first!.id]);
      expect(await ids({ states: ["retry", "unknown"] })).toEqual([]);
      expect(await ids({ states: ["dead"], kind: "notice" })).toEqual([]);
    });

    it.each([
      ["dead", { dead: 2 }],
      ["unknown", { unknown: 2 }],
    ] as const)("that end %s wait in the books for a person", async (status, figures) => {
      const time = await begin(open);
      await time.collect(refusals(2));
      await time.dispatch({ sinks: { [SIEM]: 10 } });
      await time.send(await time.claimOne("batch"), { status, reason: "http-400" });

      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 2, ...figures }));
    });
  });

  describe("a sink's books", () => {
    it("count what is not dispatched yet as pending, for a sink never heard of too", async () => {
      const time = await begin(open);
      await time.collect(refusals(2));

      expect(await time.sinkBooks("never heard of")).toEqual(sinkBooks({ known: 2, pending: 2 }));
    });

    it("count what was dispatched before the sink was there as skipped, before and after its first dispatch", async () => {
      const time = await begin(open);
      await time.collect(refusals(3));
      await time.dispatch();
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 3, skipped: { "before-sink": 3 } }));

      await time.collect(refusals(2, 3));
      await time.dispatch({ sinks: { [SIEM]: 10 } });
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 5, pending: 2, skipped: { "before-sink": 3 } }));
      expect(await batches(time)).toEqual([[4, 5]]);
    });

    it("count what was dispatched while the sink was left out", async () => {
      const time = await begin(open);
      for (const [from, sinks] of [
        [0, { [SIEM]: 10 }],
        [2, {}],
        [4, { [SIEM]: 10 }],
      ] as const) {
        time.now += HOUR;
        await time.collect(refusals(2, from));
        await time.dispatch({ sinks });
        await time.sinkBooks();
      }
      await time.sendAll("batch");

      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 4, skipped: { "sink-absent": 2 } }));
    });

    it("keep a channel's state with the batch that moved it", async () => {
      const time = await begin(open);
      await time.collect(refusals(1));
      await time.dispatch({ sinks: { [SIEM]: 10 } });
      expect(await time.store.channelState(SIEM)).toBeNull();
      await time.send(await time.claimOne("batch"), { status: "delivered", channelState: '{"offset":100}' });

      expect(await time.store.channelState(SIEM)).toBe('{"offset":100}');
    });
  });
}

function refusals(count: number, from = 0) {
  return Array.from({ length: count }, (_, i) => refusal({ at: (from + i) * SECOND }));
}

/** The event numbers of every batch, oldest batch first. */
async function batches({ store }: Timeline): Promise<number[][]> {
  const deliveries = await store.listDeliveries({ kind: "batch", limit: 100 });
  const seqs = [];
  for (const { seq } of [...deliveries].reverse())
    seqs.push((await store.deliveryEvents(seq, 0, 100)).map((event) => event.seq));
  return seqs;
}
