import { describe, expect, it } from "vitest";
import { eventKey } from "../../event/fingerprint.ts";
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
  type OpenStore,
  ownerBooks,
  PLAN,
  type Refusal,
  refusal,
  SAM,
  SECOND,
  SIEM,
  START,
  sinkBooks,
  type Timeline,
} from "./timeline.ts";

const SINKS = { sinks: { [SIEM]: 100 } };
const NOTHING = { events: 0, deliveries: 0, documents: 0, rejected: 0, silences: 0 };

/** The purge: what is said goes, what happened stays, and nothing is told twice for it. */
export function describePurge(open: OpenStore): void {
  const purge = (time: Timeline, scope: { before: number } | { person: string }, dryRun = false) =>
    time.store.purge(scope, time.now, dryRun);

  describe("retention", () => {
    it("takes what was settled on every side before the time, and leaves the rest", async () => {
      const time = await begin(open);
      await toldAndSent(time, [{}]);
      await time.happen([{ at: SECOND }], SINKS);
      await time.happen([{ at: 2 * SECOND }], { ...SINKS, decide: holdUntil(START + 90 * DAY) });
      await time.sendAll("batch");
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "dead", reason: "refused" });
      await time.happen([{ at: 3 * SECOND }], { ...SINKS, decide: hold("own-attempt") });
      time.now += 30 * DAY;
      await toldAndSent(time, [{ at: 4 * SECOND, actor: KIM }]);

      const result = await purge(time, { before: START + DAY });
      expect(result).toEqual({ ...NOTHING, events: 1, deliveries: 1 });
      expect((await history(time, {})).purged).toBe(true);
      for (const at of [1, 2, 3, 4])
        expect((await history(time, { at: at * SECOND, ...(at === 4 ? { actor: KIM } : {}) })).purged).toBe(false);
      expect(await time.books()).toMatchObject({ known: 5, told: 2, dead: 1, held: { repeat: 1, "own-attempt": 1 } });
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 5, delivered: 5 }));
    });

    it("keeps the outcome and takes what was said, who was written to and what was sent", async () => {
      const time = await begin(open);
      await toldAndSent(time, [{}, { at: SECOND, document: BUDGET }], 1);
      time.now += DAY;
      await purge(time, { before: time.now });

      const { stored, owner, sinks, purged } = await history(time, {});
      expect(purged).toBe(true);
      expect(stored.event).toEqual({
        id: eventKey(refusal().event).toString("hex"),
        occurredAt: "2026-11-18T12:00:00Z",
        ...{ tenantId: "", actor: "", outcome: "refused", result: "", resultKnown: false },
        ...{ request: "", source: "", location: "", raw: "" },
      });
      expect(owner).toMatchObject({ outcome: "told", reason: "first", recipient: null, deliveryId: "d1" });
      expect(sinks[0]).toMatchObject({ outcome: "delivered" });
      expect((await history(time, { at: SECOND, document: BUDGET })).owner.outcome).toBe("covered");
      expect(await time.store.findDelivery("d1")).toMatchObject({
        state: "delivered",
        reference: "0000-0001",
        recipient: null,
        content: null,
        subject: null,
      });
      expect(await time.books()).toEqual(ownerBooks({ known: 2, told: 1, covered: 1 }));
    });

    it("lets nobody be told twice when the logs are read again", async () => {
      const time = await begin(open);
      await toldAndSent(time, [{ native: "row-1" }, { native: "row-2" }]);
      time.now += DAY;
      await purge(time, { before: time.now });

      const again = ["row-1", "row-2"].map((native) => refusal({ native }));
      expect(await time.collect(again)).toEqual({ new: 0, duplicate: 2, rejected: 0 });
      expect(await time.collect(again, { source: "workspace" })).toEqual({ new: 0, duplicate: 2, rejected: 0 });
    });

    it("takes old documents, rejects and ended silences", async () => {
      const time = await begin(open);
      const fact = { origin: "usage-logs", name: "Plan.docx" };
      const facts = [
        { ...fact, contentId: PLAN, asOf: "2026-01-01T00:00:00Z" },
        { ...fact, contentId: BUDGET, asOf: "2026-11-18T12:00:00Z" },
      ];
      await time.collect([], { facts, rejected: [{ reason: "r", location: "l", raw: "x" }] });
      const silence = { matchers: {}, comment: "", author: "", startsAt: START, createdAt: START };
      await time.store.addSilence({ ...silence, id: "s1", endsAt: START - DAY });
      await time.store.addSilence({ ...silence, id: "s2", endsAt: START + DAY });

      expect(await purge(time, { before: START - HOUR })).toEqual({ ...NOTHING, documents: 1, silences: 1 });
      expect([...(await time.store.documents([PLAN, BUDGET])).keys()]).toEqual([BUDGET]);
      expect(await purge(time, { before: START + HOUR })).toEqual({ ...NOTHING, documents: 1, rejected: 1 });
    });

    it("says in a dry run what it would do, and does nothing", async () => {
      const time = await begin(open);
      await toldAndSent(time, [{}]);
      time.now += DAY;

      const said = await purge(time, { before: time.now }, true);
      expect((await history(time, {})).purged).toBe(false);
      expect((await time.store.findDelivery("d1"))?.recipient).toEqual(ADELE);
      expect(await purge(time, { before: time.now })).toEqual(said);
      expect(await purge(time, { before: time.now })).toEqual(NOTHING);
    });
  });

  describe("a person's purge", () => {
    it("takes what names him as actor, as owner, or anywhere, in any case, and nobody of a longer name", async () => {
      const time = await begin(open);
      await time.happen([
        { actor: "Sam.Ito@Fabrikam.COM" },
        { at: SECOND, actor: KIM, owner: { address: SAM, role: "owner" } },
        { at: 2 * SECOND, actor: KIM, fields: { actingAsUser: SAM } },
        { at: 3 * SECOND, actor: `x.${SAM}` },
      ]);

      expect(await purge(time, { person: ` ${SAM.toUpperCase()} ` })).toMatchObject({ events: 3 });
      expect((await history(time, { at: 3 * SECOND, actor: `x.${SAM}` })).purged).toBe(false);
      expect(await time.books()).toEqual(ownerBooks({ known: 4, pending: 1, held: { purged: 3 } }));
    });

    it("takes what waits in every place it can wait in, and the books still balance", async () => {
      const time = await begin(open);
      await time.happen([{}], SINKS);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "dead", reason: "refused" });
      await time.send(await time.claimOne("batch"), { status: "unknown", reason: "cut-off" });
      await time.happen([{ at: SECOND }], { ...SINKS, decide: holdUntil(START + DAY) });
      await time.happen([{ at: 2 * SECOND }, { at: 3 * SECOND, actor: KIM }], SINKS);
      await time.collect([refusal({ at: 4 * SECOND }), refusal({ at: 5 * SECOND, actor: KIM })]);

      expect(await purge(time, { person: SAM })).toMatchObject({ events: 4 });
      expect(await time.books()).toEqual(ownerBooks({ known: 6, pending: 2, held: { purged: 4 } }));
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, pending: 2, skipped: { purged: 4 } }));
      expect(await time.store.findDelivery("d1")).toMatchObject({
        state: "discarded",
        reason: "purged",
        content: null,
      });
      expect((await history(time, {})).owner).toMatchObject({ outcome: "held", reason: "purged" });
      expect((await history(time, { at: 4 * SECOND })).owner).toMatchObject({ outcome: "held", reason: "purged" });
      expect((await history(time, { at: 4 * SECOND })).sinks[0]).toMatchObject({
        outcome: "skipped",
        reason: "purged",
      });

      await time.dispatch(SINKS);
      await time.schedule();
      expect(await time.sendAll("notice")).toBe(1);
      await time.sendAll("batch");
      expect(await time.books()).toEqual(ownerBooks({ known: 6, told: 2, held: { purged: 4 } }));
      expect(await time.sinkBooks()).toEqual(sinkBooks({ known: 6, delivered: 2, skipped: { purged: 4 } }));
    });

    it("takes him out of an open notice and leaves the others in it", async () => {
      const time = await begin(open);
      await time.happen([{ at: -HOUR }, { actor: KIM }]);
      await purge(time, { person: SAM });

      const [notice] = await time.store.openNotices(0, 10, 0);
      expect(notice).toMatchObject({ memberCount: 1, oldestEventAt: START });
      expect((await time.store.noticeMembers(notice!.seq, 10)).threads.map(({ newest }) => newest.event.actor)).toEqual(
        [KIM],
      );
    });

    it("ends what was addressed to him, and forgets the address", async () => {
      const time = await begin(open);
      await toldAndSent(time, [{}]);
      await time.happen([
        { at: SECOND, actor: KIM },
        { at: 2 * SECOND, owner: ALEX },
      ]);

      expect(await purge(time, { person: ADELE.address })).toMatchObject({ events: 2, deliveries: 2 });
      const states = (await time.store.listDeliveries({ kind: "notice", limit: 9 })).map(({ state, recipient }) => [
        state,
        recipient,
      ]);
      expect(states).toEqual([
        ["open", ALEX],
        ["discarded", null],
        ["delivered", null],
      ]);
      expect(await time.store.retryDeliveries(["d1"], time.now)).toBe(0);
      expect(await time.books()).toEqual(ownerBooks({ known: 3, told: 1, pending: 1, held: { purged: 1 } }));
    });

    it("takes the content of mails that told of him, and leaves their recipient", async () => {
      const time = await begin(open);
      await toldAndSent(time, [{}, { at: SECOND, actor: KIM }]);
      await purge(time, { person: SAM });

      expect(await time.store.findDelivery("d1")).toMatchObject({ recipient: ADELE, content: null, subject: null });
      expect((await history(time, {})).owner.outcome).toBe("told");
      expect((await history(time, { at: SECOND, actor: KIM })).owner.outcome).toBe("told");
    });

    it("takes a claim from its holder, who has read of him, and lets the rest be built anew", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: SECOND, actor: KIM }]);
      await time.schedule();
      const lost = await time.claimOne("notice");
      await time.freeze(lost);
      await purge(time, { person: SAM });

      await expect(time.begin(lost)).rejects.toMatchObject({ code: "LEASE_LOST" });
      const claim = await time.claimOne("notice");
      expect(claim).toMatchObject({ content: null, memberCount: 1 });
      await time.send(claim);
      expect(await time.books()).toEqual(ownerBooks({ known: 2, told: 1, held: { purged: 1 } }));
    });

    it("lets an attempt that is under way end, and keeps nothing of what it sent", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: SECOND, actor: KIM }]);
      await time.schedule();
      const claim = await time.claimOne("notice");
      await time.freeze(claim);
      await time.begin(claim);
      await purge(time, { person: SAM });
      await time.settle(claim, { status: "delivered" });

      expect(await time.books()).toEqual(ownerBooks({ known: 2, told: 1, held: { purged: 1 } }));
      expect((await time.store.findDelivery("d1"))?.content).toBeNull();
    });

    it("freezes anew what waits for another try", async () => {
      const time = await begin(open);
      await time.happen([{}, { at: SECOND, actor: KIM }]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "retry", reason: "throttled", at: START });
      await purge(time, { person: SAM });

      const claim = await time.claimOne("notice");
      expect(claim.content).toBeNull();
      await time.freeze(claim, 10, "without him");
      expect(Buffer.from((await time.store.findDelivery("d1"))!.content!).toString()).toBe("without him");
    });

    it("takes him out of the catalogue, the rejects, the silences and the free text", async () => {
      const time = await begin(open);
      const fact = { contentId: PLAN, origin: "usage-logs", asOf: "2026-11-18T00:00:00Z" };
      const facts = [
        { ...fact, owner: SAM, name: "Plan.docx" },
        { ...fact, contentId: BUDGET, owner: SAM.toUpperCase() },
      ];
      const rejected = [
        { reason: "r", location: "a.log:1", raw: `who=${SAM} ?` },
        { reason: "r", location: "a.log:2", raw: "nobody" },
      ];
      await time.collect([], { facts, rejected });
      const silence = {
        comment: `asked by ${SAM}`,
        author: "admin",
        startsAt: START,
        endsAt: START + DAY,
        createdAt: START,
      };
      await time.store.addSilence({ ...silence, id: "s1", matchers: { actor: SAM } });
      await time.store.addSilence({ ...silence, id: "s2", matchers: { actor: "*@fabrikam.com" } });
      await time.store.recordLookup({ at: START, who: "admin", what: SAM, full: false });

      expect(await purge(time, { person: SAM })).toEqual({ ...NOTHING, documents: 2, rejected: 1, silences: 1 });
      const documents = await time.store.documents([PLAN, BUDGET]);
      expect([...documents.values()]).toEqual([
        { contentId: PLAN, name: { value: "Plan.docx", asOf: fact.asOf, origin: fact.origin } },
      ]);
      expect((await time.store.silences()).map(({ id, comment }) => [id, comment])).toEqual([["s2", "(purged)"]]);
      expect((await time.store.lookups(1))[0]?.what).toBe("(purged)");
      expect((await time.store.rejectedRecords(9)).map(({ raw }) => raw)).toEqual(["nobody"]);
    });

    it("forgets when he was told of a thread", async () => {
      const time = await begin(open);
      await toldAndSent(time, [{}, { at: SECOND, actor: KIM }]);
      await purge(time, { person: SAM });

      const threads = [SAM, KIM].map((actor) => ({ recipient: ADELE, thread: `${actor} ${PLAN}` }));
      expect(await time.store.threadTimes(threads)).toEqual([null, START + SECOND]);
    });

    it("says in a dry run what it would do, and does nothing; done twice it finds nothing more", async () => {
      const time = await begin(open);
      await toldAndSent(time, [{}]);

      const said = await purge(time, { person: SAM }, true);
      expect((await history(time, {})).stored.event.actor).toBe(SAM);
      expect(await purge(time, { person: SAM })).toEqual(said);
      expect(await purge(time, { person: SAM })).toEqual(NOTHING);
    });

    it("needs somebody", async () => {
      const time = await begin(open);
      await expect(purge(time, { person: " " })).rejects.toMatchObject({ code: "USAGE" });
    });
  });
}

/** Refusals that were told to their owners and sent to the sink. */
async function toldAndSent(time: Timeline, refusals: readonly Refusal[], named = 100): Promise<void> {
  await time.happen(refusals, SINKS);
  await time.schedule();
  for (const claim of await time.claim("notice")) await time.send(claim, { status: "delivered" }, named);
  await time.sendAll("batch");
}

function history(time: Timeline, about: Refusal) {
  return time.history(eventKey(refusal(about).event).toString("hex"));
}
