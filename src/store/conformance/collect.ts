import { describe, expect, it } from "vitest";
import { eventKey, fingerprint } from "../../event/fingerprint.ts";
import { BUDGET, begin, KIM, type OpenStore, ownerBooks, PLAN, refusal, SAM, SECOND } from "./timeline.ts";

const ROW_A = "aaaaaaaa-0000-4000-8000-000000000001";
const ROW_B = "bbbbbbbb-0000-4000-8000-000000000002";

/** Collecting: one event is one attempt, however often and from wherever it is read. */
export function describeCollect(open: OpenStore): void {
  describe("collecting", () => {
    it("stores what is new with its fingerprint and in order", async () => {
      const time = await begin(open);
      const first = refusal({ native: ROW_A });
      const second = refusal({ native: ROW_B });

      expect(await time.collect([first, second])).toEqual({ new: 2, duplicate: 0, rejected: 0 });
      const [a, b] = await time.store.undispatched(10);
      const key = eventKey(first.event);
      expect(a?.event).toEqual({ ...first.event, id: fingerprint(key, 1).toString("hex") });
      expect(b?.event).toEqual({ ...second.event, id: fingerprint(key, 2).toString("hex") });
      expect(b!.seq).toBeGreaterThan(a!.seq);
    });

    it.each([
      ["again from the same source", "usage-logs", ROW_A],
      ["from the same source in capitals", "usage-logs", ROW_A.toUpperCase()],
      ["from another source under another id", "workspace", ROW_B],
      ["from another source without id", "workspace", undefined],
    ])("knows the same attempt %s", async (_case, source, native) => {
      const time = await begin(open);
      await time.collect([refusal({ native: ROW_A })]);

      const again = refusal(native === undefined ? {} : { native });
      expect(await time.collect([again], { source })).toEqual({ new: 0, duplicate: 1, rejected: 0 });
      expect(await time.books()).toEqual(ownerBooks({ known: 1, pending: 1 }));
    });

    it.each([
      ["another actor", refusal({ actor: KIM })],
      ["another document", refusal({ document: BUDGET })],
      ["another second", refusal({ at: SECOND })],
      ["another native id", refusal({ native: ROW_B })],
    ])("takes %s for another attempt", async (_case, other) => {
      const time = await begin(open);
      await time.collect([refusal({ native: ROW_A })]);

      expect(await time.collect([other])).toMatchObject({ new: 1 });
    });

    it("takes an actor in other capitals, another address and another result for the same", async () => {
      const time = await begin(open);
      await time.collect([refusal()]);

      const fields = { ipAddress: "192.0.2.1", result: "Expired", documentName: "Other.docx" };
      expect(await time.collect([refusal({ actor: SAM.toUpperCase(), fields })], { source: "b" })).toMatchObject({
        duplicate: 1,
      });
    });

    it("counts repeats within a second by source, so that two sources of the same three rows give three events", async () => {
      const time = await begin(open);
      const rows = ["row-1", "row-2", "row-3"].map((native) => refusal({ native }));
      const others = ["log-7", "log-8", "log-9"].map((native) => refusal({ native }));

      expect(await time.collect(rows)).toMatchObject({ new: 3 });
      expect(await time.collect(others, { source: "workspace" })).toMatchObject({ new: 0, duplicate: 3 });
      expect(await time.collect([refusal({ native: "log-10" })], { source: "workspace" })).toMatchObject({ new: 1 });
    });

    it("counts natives alone: a record without one is the first attempt, before and after them", async () => {
      const time = await begin(open);

      expect(await time.collect([refusal(), refusal({ native: ROW_A })])).toMatchObject({ new: 1, duplicate: 1 });
      expect(await time.collect([refusal({ native: ROW_B }), refusal()])).toMatchObject({ new: 1, duplicate: 1 });
    });

    it("counts on across pages and within one", async () => {
      const time = await begin(open);
      for (let page = 0; page < 3; page += 1) {
        const rows = [0, 1, 2, 3].map((row) => refusal({ native: `row-${page * 4 + row}` }));
        expect(await time.collect(rows)).toMatchObject({ new: 4 });
      }

      expect(await time.collect([refusal({ native: "row-5" })])).toMatchObject({ duplicate: 1 });
      expect((await time.books()).known).toBe(12);
    });

    it("keeps text as it came, whatever it holds", async () => {
      const time = await begin(open);
      const documentName = "=cmd|' /C calc'!A0\0\u202E\r\nBcc: x@fabrikam.com 😀 '; DROP TABLE events; --";
      await time.collect([refusal({ fields: { documentName } })]);

      expect((await time.store.undispatched(1))[0]?.event.documentName).toBe(documentName);
    });

    it("keeps cursors part by part, for each source its own", async () => {
      const time = await begin(open);
      await time.collect([], {
        cursors: [
          { part: "a.log", value: "10" },
          { part: "b.log", value: "5" },
        ],
      });
      await time.collect([], {
        cursors: [
          { part: "a.log", value: "20" },
          { part: "b.log", value: null },
        ],
      });
      await time.collect([], { source: "other", cursors: [{ part: "a.log", value: "1" }] });

      expect(await time.store.cursors("usage-logs")).toEqual(new Map([["a.log", "20"]]));
      expect(await time.store.cursors("other")).toEqual(new Map([["a.log", "1"]]));
      expect(await time.store.cursors("never seen")).toEqual(new Map());
    });

    it("keeps a rejected record once, wherever it stands, and counts it each time it is handled", async () => {
      const time = await begin(open);
      const rejected = [{ reason: "no-time", location: "a.log:1", raw: "?? broken" }];

      expect(await time.collect([], { rejected })).toMatchObject({ rejected: 1 });
      const moved = [
        { ...rejected[0]!, location: "a-renamed.log:1" },
        { reason: "no-actor", location: "a.log:2", raw: "x" },
      ];
      expect(await time.collect([], { rejected: moved })).toMatchObject({ rejected: 2 });
      expect(await time.store.rejectedCounts()).toEqual({ "no-actor": 1, "no-time": 1 });
    });

    it("learns of documents what the merging rules say, from any order of facts", async () => {
      const time = await begin(open);
      const fact = { contentId: PLAN, origin: "usage-logs" };
      await time.collect([], { facts: [{ ...fact, asOf: "2026-11-18T08:00:00Z", name: "Plan.docx" }] });
      const older = { ...fact, asOf: "2026-11-17T08:00:00Z", name: "Old plan.docx", label: "Confidential" };
      await time.collect([], { facts: [older, { ...fact, asOf: "2026-11-18T09:00:00Z", name: PLAN }] });

      const known = await time.store.documents([PLAN, BUDGET]);
      expect([...known.keys()]).toEqual([PLAN]);
      expect(known.get(PLAN)).toMatchObject({ name: { value: "Plan.docx" }, label: { value: "Confidential" } });
    });

    it("makes the installation's values once", async () => {
      const { store } = await begin(open);
      expect(await store.installation(() => ({ secret: "aa" }))).toEqual({ secret: "aa" });
      expect(await store.installation(() => ({ secret: "bb" }))).toEqual({ secret: "aa" });
    });
  });
}
