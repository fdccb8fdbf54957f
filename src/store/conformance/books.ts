import { describe, expect, it } from "vitest";
import { BUDGET, begin, HOUR, hold, holdUntil, KIM, type OpenStore, ownerBooks, SECOND, START } from "./timeline.ts";

/** The books: every event ever known is somewhere, under one word, in every state it can be in. */
export function describeBooks(open: OpenStore): void {
  describe("the owners' books", () => {
    it("are empty at the start", async () => {
      expect(await (await begin(open)).books()).toEqual(ownerBooks({}));
    });

    it("follow an event from stored to told", async () => {
      const time = await begin(open);
      await time.collect([]);
      await time.happen([{}]);
      expect(await time.books()).toEqual(ownerBooks({ known: 1, pending: 1 }));
      await time.schedule(START, "cap");
      expect(await time.books()).toEqual(ownerBooks({ known: 1, held: { cap: 1 } }));
      await time.happen([{ at: SECOND }]);
      expect(await time.books()).toEqual(ownerBooks({ known: 2, held: { cap: 2 } }));
      await time.schedule();
      expect(await time.books()).toEqual(ownerBooks({ known: 2, pending: 2 }));
      const claim = await time.claimOne("notice");
      expect(await time.books()).toEqual(ownerBooks({ known: 2, pending: 2 }));
      await time.send(claim, { status: "retry", reason: "throttled", at: START });
      expect(await time.books()).toEqual(ownerBooks({ known: 2, pending: 2 }));
      await time.send(await time.claimOne("notice"));
      expect(await time.books()).toEqual(ownerBooks({ known: 2, told: 2 }));
    });

    it("tell the named threads from the covered ones, attempt by attempt", async () => {
      const time = await begin(open);
      await time.happen([
        {},
        { at: SECOND },
        { at: 2 * SECOND, document: BUDGET },
        { at: 3 * SECOND, actor: KIM },
        { at: 4 * SECOND },
      ]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status: "delivered" }, 1);

      expect(await time.books()).toEqual(ownerBooks({ known: 5, told: 3, covered: 2 }));
    });

    it.each([
      ["dead", { dead: 1 }],
      ["unknown", { unknown: 1 }],
    ] as const)("keep what ended %s until a person decides", async (status, figures) => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.send(await time.claimOne("notice"), { status, reason: "refused" });
      expect(await time.books()).toEqual(ownerBooks({ known: 1, ...figures }));

      expect(await time.store.retryDeliveries(["d1"], time.now)).toBe(1);
      expect(await time.books()).toEqual(ownerBooks({ known: 1, pending: 1 }));
      await time.send(await time.claimOne("notice"), { status, reason: "refused" });
      expect(await time.store.discardDeliveries(["d1"], time.now)).toBe(1);
      expect(await time.books()).toEqual(ownerBooks({ known: 1, held: { discarded: 1 } }));
    });

    it("hold everything at once", async () => {
      const time = await begin(open);
      await time.happen([{}]);
      await time.schedule();
      await time.sendAll("notice");
      await time.happen([{ at: SECOND }], { decide: holdUntil(START + HOUR) });
      await time.happen([{ at: 2 * SECOND }], { decide: hold("own-attempt") });
      await time.happen([{ at: 3 * SECOND }]);
      await time.collect([]);

      expect(await time.books()).toEqual(
        ownerBooks({ known: 4, told: 1, pending: 1, held: { "own-attempt": 1, repeat: 1 } }),
      );
    });
  });
}
