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
    const answers = await createOwnerResolver(ladder, createClock()).resolve(texts);

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
    const answers = createOwnerResolver(ladder, createClock()).resolve(people(30));
    await turn();
    expect(busy).toBe(8);
    waiting.shift()?.();
    await turn();
    expect(busy).toBe(8);
    while (waiting.length > 0) {
      waiting.shift()?.();
      await turn();
    }

    expect((await answers).size).toBe(30);
    expect(most).toBe(8);
  });

  it("fails as a whole when the ladder fails", async () => {
    const ladder = { resolve: () => Promise.reject(new Error("the store is full")) };

    await expect(createOwnerResolver(ladder, createClock()).resolve(people(3))).rejects.toThrow("the store is full");
  });
});

describe("an outage", () => {
  it("costs a dispatch a minute at most: who was not asked for by then waits, without a trail", async () => {
    const clock = createClock();
    let asked = 0;
    const ladder = {
      async resolve() {
        asked += 1;
        clock.time += 20_000;
        return DOWN;
      },
    };
    const resolver = createOwnerResolver(ladder, clock);
    for (const person of people(3)) expect((await resolver.resolve([person])).get(person)).toEqual(DOWN);
    const late = (await resolver.resolve(["late@contoso.com"])).get("late@contoso.com");

    expect(asked).toBe(3);
    expect(late).toEqual({ ...DOWN, aliases: [], trail: [] });
  });

  it("that is said at once keeps nobody from being asked for", async () => {
    let asked = 0;
    const ladder = {
      async resolve(recorded: string | undefined) {
        asked += 1;
        return asked % 2 === 0 ? DOWN : found(recorded ?? "");
      },
    };
    const resolver = createOwnerResolver(ladder, createClock());
    await resolver.resolve(people(1_000));

    expect(asked).toBe(1_000);
  });

  it("costs nothing where a slow directory answers", async () => {
    const clock = createClock();
    let asked = 0;
    const ladder = {
      async resolve(recorded: string | undefined) {
        asked += 1;
        clock.time += 30_000;
        return asked === 1 ? DOWN : found(recorded ?? "");
      },
    };
    const resolver = createOwnerResolver(ladder, clock);
    for (const person of people(10)) await resolver.resolve([person]);

    expect(asked).toBe(10);
  });
});
