import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bisect, type GroupAnswer, type SendGroup } from "./bisect.ts";
import { type GroupRefusal, Search, Searches } from "./search.ts";

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1);
const complaint = (more: Partial<GroupRefusal> = {}): GroupRefusal => ({
  ...{ kind: "refused", reason: "request-refused", namesEvent: false, isSetUp: false },
  ...more,
});
const taken = (seqs: readonly number[]): GroupAnswer => ({
  kind: "told",
  verdicts: new Map(seqs.map((seq) => [seq, { kind: "taken" }])),
});

/** A target that refuses every request with one of these in it, and says no more. */
class Target {
  readonly requests: (readonly number[])[] = [];
  readonly held: number[] = [];
  readonly #bad: ReadonlySet<number>;
  readonly #refusal: GroupRefusal;

  constructor(bad: readonly number[], refusal: GroupRefusal = complaint()) {
    this.#bad = new Set(bad);
    this.#refusal = refusal;
  }

  readonly send: SendGroup = async (seqs) => {
    this.requests.push(seqs);
    if (seqs.some((seq) => this.#bad.has(seq))) return this.#refusal;
    this.held.push(...seqs);
    return taken(seqs);
  };
}

const run = (count: number, target: Target) => bisect(new Search(numbers(count)), target.send);
const ascending = (seqs: readonly number[]) => seqs.toSorted((a, b) => a - b);

describe("a bad event", () => {
  it.each([1, 42, 50, 51, 100])(
    "among a hundred is found in fifteen requests, and stops no other: the %dth",
    async (bad) => {
      const target = new Target([bad]);
      expect(await run(100, target)).toEqual({
        result: { status: "delivered", items: [{ seq: bad, reason: "request-refused" }] },
        isForAll: false,
      });
      expect(target.requests.length).toBeLessThanOrEqual(15);
      expect(ascending(target.held)).toEqual(numbers(100).filter((seq) => seq !== bad));
    },
  );

  it("is not looked for where there is none", async () => {
    const target = new Target([]);
    expect((await run(100, target)).result).toEqual({ status: "delivered" });
    expect(target.requests).toHaveLength(1);
  });

  it("is found however many there are: all others are held once, or it is the batch that was refused", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        async (count, chosen) => {
          const bad = numbers(count).filter((seq) => chosen.includes(seq));
          const target = new Target(bad);
          const { result } = await run(count, target);
          expect(new Set(target.held).size).toBe(target.held.length);
          if (result.status === "rejected") {
            expect(target.held).toEqual([]);
            return;
          }
          expect(result.status === "delivered" && (result.items ?? []).map(({ seq }) => seq)).toEqual(bad);
          expect(ascending(target.held)).toEqual(numbers(count).filter((seq) => !bad.includes(seq)));
        },
      ),
      { seed: 21, numRuns: 300 },
    );
  });

  it("is found where every second one is: single ones from all over show that others are taken", async () => {
    const bad = numbers(100).filter((seq) => seq % 2 === 1);
    const { result } = await run(100, new Target(bad));
    expect(result).toMatchObject({ status: "delivered", items: bad.map((seq) => ({ seq })) });
  });
});

describe("a target that takes nothing", () => {
  it.each([
    [1, 1],
    [2, 3],
    [3, 5],
    [100, 8],
  ])("and names nothing has refused the batch, not its %d events, after %d requests", async (count, requests) => {
    const target = new Target(numbers(count), complaint({ detail: "BadRequest" }));
    expect(await run(count, target)).toEqual({
      result: { status: "rejected", reason: "request-refused", detail: "BadRequest" },
      isForAll: false,
    });
    expect(target.requests).toHaveLength(requests);
  });

  it("tries single ones from different places before it counts as that", async () => {
    const target = new Target(numbers(100));
    await run(100, target);
    expect(target.requests.filter((seqs) => seqs.length === 1)).toEqual([[1], [26], [51], [75], [100]]);
  });

  it.each([1, 100])("because something is not set up is waited for, by every batch (%d events)", async (count) => {
    expect(await run(count, new Target(numbers(count), complaint({ isSetUp: true, detail: "NotOnboarded" })))).toEqual({
      result: {
        ...{ status: "retry", reason: "service-not-set-up", detail: "NotOnboarded", untilMended: true },
        advice: expect.stringContaining("lockbell check"),
      },
      isForAll: true,
    });
  });

  it("but complains of the event, which was alone, has refused that one", async () => {
    const { result } = await run(1, new Target([1], complaint({ reason: "pattern-refused", namesEvent: true })));
    expect(result).toEqual({ status: "delivered", items: [{ seq: 1, reason: "pattern-refused" }] });
  });

  it("and complains of events is not asked about each of a hundred", async () => {
    const target = new Target(numbers(100), complaint({ reason: "pattern-refused", namesEvent: true }));
    expect((await run(100, target)).result).toEqual({ status: "rejected", reason: "pattern-refused" });
    expect(target.requests).toHaveLength(8);
  });

  it("and tells of each by itself has refused each", async () => {
    const { result } = await bisect(new Search(numbers(9)), async (seqs) => ({
      kind: "told",
      verdicts: new Map(seqs.map((seq) => [seq, { kind: "refused", reason: `reason-${seq}` }])),
    }));
    expect(result).toEqual({
      status: "delivered",
      items: numbers(9).map((seq) => ({ seq, reason: `reason-${seq}` })),
    });
  });
});

describe("what is told of single events", () => {
  it("counts, and of the others it is asked once more", async () => {
    const requests: (readonly number[])[] = [];
    const { result } = await bisect(new Search(numbers(4)), async (seqs) => {
      requests.push(seqs);
      return seqs.includes(3)
        ? { kind: "told", verdicts: new Map([[3, { kind: "refused", reason: "bad" }]]) }
        : taken(seqs);
    });
    expect(result).toEqual({ status: "delivered", items: [{ seq: 3, reason: "bad" }] });
    expect(requests).toEqual([
      [1, 2, 3, 4],
      [1, 2, 4],
    ]);
  });

  it("may be that it ends differently later: then the batch is tried again, for that one alone", async () => {
    const search = new Search(numbers(3));
    const requests: (readonly number[])[] = [];
    const send =
      (second: GroupAnswer): SendGroup =>
      async (seqs) => {
        requests.push(seqs);
        return second;
      };
    const verdicts = new Map(
      [...numbers(3)].map((seq) => [
        seq,
        seq === 2 ? ({ kind: "later", reason: "busy" } as const) : ({ kind: "taken" } as const),
      ]),
    );
    expect(await bisect(search, send({ kind: "told", verdicts }))).toEqual({
      result: { status: "retry", reason: "busy" },
      isForAll: false,
    });
    expect((await bisect(search, send(taken([2])))).result).toEqual({ status: "delivered" });
    expect(requests).toEqual([[1, 2, 3], [2]]);
  });

  it("may be nothing: then it is not asked for ever", async () => {
    const end = await bisect(new Search(numbers(3)), async () => ({ kind: "told", verdicts: new Map() }));
    expect(end.result).toEqual({ status: "retry", reason: "unexpected-answer" });
  });
});

describe("a search that is stopped", () => {
  const stop = { status: "retry", reason: "no-free-slot", retryAfterMs: 5 } as const;

  it("goes on from there at the next try, request by request", async () => {
    const target = new Target([7, 42, 93]);
    const searches = new Searches();
    for (let tries = 0; tries < 60; tries += 1) {
      let asked = 0;
      const { result, isForAll } = await bisect(searches.of("b-1", numbers(100)), async (seqs) => {
        asked += 1;
        return asked > 1 ? { kind: "told", verdicts: new Map(), stop } : target.send(seqs);
      });
      searches.settle("b-1", result);
      if (result.status === "delivered") {
        expect(result.items?.map(({ seq }) => seq)).toEqual([7, 42, 93]);
        break;
      }
      expect({ result, isForAll }).toEqual({ result: stop, isForAll: true });
    }
    expect(ascending(target.held)).toEqual(numbers(100).filter((seq) => ![7, 42, 93].includes(seq)));
    expect(target.requests.length).toBeLessThan(50);
  });

  it("keeps what it was told before", async () => {
    const search = new Search(numbers(3));
    const verdicts = new Map([[1, { kind: "taken" } as const]]);
    await bisect(search, async () => ({ kind: "told", verdicts, stop }));
    expect([1, 2, 3].map((seq) => search.isDecided(seq))).toEqual([true, false, false]);
  });

  it("forgets events that were purged meanwhile, and batches that are settled", async () => {
    const searches = new Searches();
    const first = searches.of("b-1", numbers(4));
    first.refuse([1, 2, 3, 4], complaint());
    first.refuse([1], complaint());
    const target = new Target([]);
    const { result } = await bisect(searches.of("b-1", [2, 4]), target.send);
    expect(result).toEqual({ status: "delivered" });
    expect(target.requests).toEqual([[2], [4]]);
    searches.settle("b-1", result);
    expect(searches.of("b-1", [2, 4]).isDecided(2)).toBe(false);
  });

  it("is remembered for so many batches only", () => {
    const searches = new Searches();
    searches.of("b-0", [1]).tell(new Map([[1, { kind: "taken" }]]));
    for (let n = 1; n <= 1_000; n += 1) searches.of(`b-${n}`, [n]);
    expect(searches.of("b-0", [1]).isDecided(1)).toBe(false);
  });
});
