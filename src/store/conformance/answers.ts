import { describe, expect, it } from "vitest";
import { ADELE, ALEX, begin, DAY, HOUR, type OpenStore, START } from "./timeline.ts";

/** Answers: what a directory said is believed for as long as was agreed, and no longer; nor of anybody who was purged. */
export function describeAnswers(open: OpenStore): void {
  describe("remembered answers", () => {
    it("are what was remembered last, until their time is over", async () => {
      const { store } = await begin(open);
      expect(await store.recallAnswer("graph:a", START)).toBeNull();
      await store.rememberAnswer("graph:a", "old", START + DAY, START);
      await store.rememberAnswer("graph:a", "new", START + HOUR, START);
      await store.rememberAnswer("graph:b", "", START + HOUR, START);

      expect(await store.recallAnswer("graph:a", START + HOUR - 1)).toBe("new");
      expect(await store.recallAnswer("graph:b", START)).toBe("");
      expect(await store.recallAnswer("graph:a", START + HOUR)).toBeNull();
    });

    it("leave no room taken when their time is over", async () => {
      const { store } = await begin(open);
      await store.rememberAnswer("a", "1", START + HOUR, START);
      await store.rememberAnswer("b", "2", START + DAY, START + HOUR);

      // Asked as of a time when it still held: it is not there any more, the other is.
      expect([await store.recallAnswer("a", START), await store.recallAnswer("b", START)]).toEqual([null, "2"]);
    });

    it("go with the person who is purged, whether key or value names him, and those of others stay", async () => {
      const { store } = await begin(open);
      const about = [
        [`graph:${ADELE.address.toUpperCase()}`, "enabled"],
        ["graph:finance@contoso.com", JSON.stringify({ owners: [ADELE.address, ALEX.address] })],
        [`graph:${ALEX.address}`, "enabled"],
        [`graph:jo${ADELE.address}`, "enabled"],
      ] as const;
      for (const [key, value] of about) await store.rememberAnswer(key, value, START + DAY, START);
      const left = async () => {
        const kept = await Promise.all(about.map(([key]) => store.recallAnswer(key, START)));
        return kept.map((value) => value !== null);
      };

      await store.purge({ person: ADELE.address }, START, true);
      expect(await left()).toEqual([true, true, true, true]);
      await store.purge({ person: ADELE.address }, START, false);
      expect(await left()).toEqual([false, false, true, true]);
    });

    it("go with retention once their time is over", async () => {
      const { store } = await begin(open);
      await store.rememberAnswer("a", "1", START + HOUR, START);
      await store.rememberAnswer("b", "2", START + DAY, START);
      await store.purge({ before: START - DAY }, START + HOUR, false);

      expect([await store.recallAnswer("a", START), await store.recallAnswer("b", START)]).toEqual([null, "2"]);
    });
  });
}
