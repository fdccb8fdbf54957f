import { describe, expect, it } from "vitest";
import type { LadderAnswer } from "../owners/ladder.ts";
import { createOwnerResolver } from "./resolve-owners.ts";

const found = (address: string): LadderAnswer => ({
  recipient: { address, role: "owner" },
  aliases: [address],
  trail: [{ step: "graph", outcome: "directory-user" }],
  reason: "directory-user",
});

const DOWN: LadderAnswer = {
  recipient: null,
  unavailable: { advice: "Look at the network." },
  aliases: ["x@contoso.com"],
  trail: [{ step: "graph", outcome: "directory-unavailable" }],
  reason: "directory-unavailable",
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A clock that is moved by hand. */
function createClock() {
  const clock = { time: 0, now: () => clock.time, sleep: async () => {} };
  return clock;
}

const people = (count: number): string[] => Array.from({ length: count }, (_, n) => `person.${n}@contoso.com`);
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("finding the owners of a page", () => {
  it("asks for each recorded text once, also for the missing one, and gives each its answer", async () => {
    const asked: (string | undefined)[] = [];
    const ladder = {
      async resolve(recorded: string | undefined) {
        asked.push(recorded);
        return found(recorded ?? "nobody@contoso.com");
      },
    };
    const texts = ["a@contoso.com", undefined, "b@contoso.com", "a@contoso.com", undefined, ""];
    const { answers } = await createOwnerResolver(ladder, createClock(), MINUTE).resolve(texts);

    expect(asked).toEqual(["a@contoso.com", undefined, "b@contoso.com", ""]);
    expect([...answers].map(([text, { recipient }]) => [text, recipient?.address])).toEqual([
      ["a@contoso.com", "a@contoso.com"],
      [undefined, "nobody@contoso.com"],
      ["b@contoso.com", "b@contoso.com"],
      ["", ""],
    ]);
  });

  it("asks eight at a time, no more, and begins the next when one is answered", async () => {
    const waiting: (() => void)[] = [];
    let most = 0;
    let busy = 0;
    const ladder = {
      async resolve(recorded: string | undefined) {
        busy += 1;
        most = Math.max(most, busy);
        await new Promise<void>((resolve) => waiting.push(resolve));
        busy -= 1;
        return found(recorded ?? "");
      },
    };
    const resolved = createOwnerResolver(ladder, createClock(), MINUTE).resolve(people(30));
    await turn();
    expect(busy).toBe(8);
    waiting.shift()?.();
    await turn();
    expect(busy).toBe(8);
    while (waiting.length > 0) {
      waiting.shift()?.();
      await turn();
    }

    expect((await resolved).answers.size).toBe(30);
    expect(most).toBe(8);
  });

  it("fails as a whole when the ladder fails", async () => {
    const ladder = { resolve: () => Promise.reject(new Error("the store is full")) };

    await expect(createOwnerResolver(ladder, createClock(), MINUTE).resolve(people(3))).rejects.toThrow(
      "the store is full",
    );
  });
});

describe("the time for asking", () => {
  /** A directory that takes so long for each answer and looks at the time: it says unavailable when it is over. */
  function directory(clock: { time: number }, answerMs: number) {
    const deadlines: number[] = [];
    return {
      deadlines,
      async resolve(recorded: string | undefined, deadline: number): Promise<LadderAnswer> {
        deadlines.push(deadline);
        const leftMs = Math.max(0, deadline - clock.time);
        clock.time += Math.min(answerMs, leftMs);
        return answerMs <= leftMs ? found(recorded ?? "") : { ...DOWN, reason: "directory-slow" };
      },
    };
  }

  it("is one for all pages of a dispatch, and handed down", async () => {
    const clock = createClock();
    const ladder = directory(clock, 15 * SECOND);
    const resolver = createOwnerResolver(ladder, clock, MINUTE);
    for (const person of people(3)) await resolver.resolve([person]);
    // What is done between pages takes none of it.
    clock.time += MINUTE;
    const fourth = await resolver.resolve(["fourth@contoso.com"]);
    const late = await resolver.resolve(["late@contoso.com"]);

    expect(ladder.deadlines).toEqual([60, 60, 60, 120, 120].map((seconds) => seconds * SECOND));
    expect([...fourth.answers.values()]).toEqual([found("fourth@contoso.com")]);
    expect([...late.answers.values()]).toMatchObject([{ reason: "directory-slow", recipient: null }]);
    expect([fourth.asked.size, late.asked.size]).toEqual([1, 0]);
  });

  it("keeps what it is told to keep for those who are asked for later", async () => {
    const clock = createClock();
    const ladder = directory(clock, 15 * SECOND);
    const resolver = createOwnerResolver(ladder, clock, MINUTE);
    const first = await resolver.resolve(people(100), 20 * SECOND);
    const later = await resolver.resolve(people(100));

    expect(clock.time).toBe(MINUTE);
    expect(ladder.deadlines[0]).toBe(40 * SECOND);
    expect(ladder.deadlines.at(-1)).toBe(MINUTE);
    expect(later.asked.size).toBeGreaterThan(0);
    expect(first.answers.size).toBe(100);
  });

  it("that is over keeps nobody from an answer that is known without asking anybody", async () => {
    const clock = createClock();
    const ladder = directory(clock, 0);
    const resolver = createOwnerResolver(ladder, clock, 0);
    const { answers, asked } = await resolver.resolve(people(1_000));

    expect([...answers.values()].every(({ recipient }) => recipient !== null)).toBe(true);
    expect(asked.size).toBe(0);
  });

  it("is kept against a ladder that does not look at it: nobody more is asked, and the rest waits", async () => {
    const clock = createClock();
    let asked = 0;
    const deaf = {
      async resolve(recorded: string | undefined) {
        asked += 1;
        clock.time += 14 * SECOND;
        return found(recorded ?? "");
      },
    };
    const resolver = createOwnerResolver(deaf, clock, MINUTE);
    for (const person of people(10)) await resolver.resolve([person]);
    const late = (await resolver.resolve(["late@contoso.com"])).answers.get("late@contoso.com");

    expect(asked).toBe(5);
    expect(late).toMatchObject({ recipient: null, reason: "directory-slow", aliases: [], trail: [] });
    expect(late?.unavailable?.advice).toMatch(/next run/);
  });

  it("is not touched by a directory that says at once that it cannot be asked", async () => {
    let asked = 0;
    const ladder = {
      async resolve(recorded: string | undefined) {
        asked += 1;
        return asked % 2 === 0 ? DOWN : found(recorded ?? "");
      },
    };
    await createOwnerResolver(ladder, createClock(), MINUTE).resolve(people(1_000));

    expect(asked).toBe(1_000);
  });
});
