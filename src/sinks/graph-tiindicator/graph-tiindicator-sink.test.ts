import { describe, expect, it } from "vitest";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import { describeSink, SLOT_WAIT_MS, TestPort, testBatch, testEvent } from "../conformance.ts";
import type { BatchResult } from "../sink.ts";
import { answerOf, errorOf } from "./testdata/fake-indicators.ts";
import { Stage } from "./testdata/stage.ts";

const { signal: GOES_ON } = new AbortController();

const FAILURES: { readonly [name: string]: readonly [BatchResult["status"], string, ApiOutcome | "lost", boolean] } = {
  "it is asked to wait": ["retry", "throttled", answerOf(429, {}, { "retry-after": "9" }), false],
  "the service is down": ["retry", "unavailable", answerOf(503, {}), false],
  "the permission is missing": ["retry", "permission-missing", errorOf(403, "Forbidden"), false],
  "a proxy's page is in the way": ["retry", "unexpected-answer", { ...answerOf(404, {}), text: "<html>" }, false],
  "a gateway gives up on what is done all the same": ["retry", "gateway-timed-out", answerOf(504, {}), true],
  "the answer is lost": ["retry", "connection-lost", "lost", true],
  "the answer is empty": ["retry", "empty-answer", { ...answerOf(200, {}), text: "" }, true],
  "the answer is no list": ["retry", "unexpected-answer", answerOf(200, { value: "yes" }), true],
};

const CUTS: { readonly [name: string]: { readonly kind: "find" | "submit"; readonly isDone: boolean } } = {
  "before indicators arrive": { kind: "submit", isDone: false },
  "after they were stored": { kind: "submit", isDone: true },
};

describeSink(
  "the graph-tiindicator sink",
  async () => {
    const stage = new Stage();
    const { target } = stage;
    return {
      sink: stage.start(),
      restart: () => {
        target.fault = () => undefined;
        return stage.start();
      },
      failures: Object.entries(FAILURES).map(([name, [status, reason, outcome, isDone]]) => ({
        name,
        expected: { status, reason },
        begin: async () => {
          target.fault = (request) => (request.isDone === isDone ? outcome : undefined);
        },
        end: async () => {
          target.fault = () => undefined;
        },
      })),
      cuts: Object.entries(CUTS).map(([name, cut]) => ({
        name,
        arm: () => {
          target.fault = ({ kind, isDone }) => (kind === cut.kind && isDone === cut.isDone ? killed() : undefined);
        },
      })),
      held: async () => target.held.map(({ externalId }) => testEvent(Number.parseInt(externalId, 16))),
      dispose: async () => undefined,
    };
  },
  { failures: Object.keys(FAILURES), cuts: Object.keys(CUTS) },
);

/** Nothing after it happens; the suite goes on with a new process. */
function killed(): never {
  throw new Error("killed");
}

describe("a repeat", () => {
  it("is looked up first, and only what is missing is sent", async () => {
    const stage = new Stage();
    await stage.send(stage.start(), testBatch("b-0", 2, 1));
    const sink = stage.start();
    stage.target.fault = ({ isDone }) => (isDone ? undefined : answerOf(503, {}));
    await stage.send(sink, testBatch("b-1", 1, 3));
    stage.target.fault = () => undefined;

    expect(await stage.send(sink, testBatch("b-1", 1, 3))).toEqual({ status: "delivered" });

    expect(stage.copies()).toEqual([2, 1, 3]);
    expect(stage.target.requests.slice(2).map(({ kind, indicators }) => [kind, indicators.length])).toEqual([
      ["find", 0],
      ["submit", 2],
    ]);
  });

  it("of a whole batch asks with bounded addresses, follows pages, and takes a slot for each request but the first", async () => {
    const stage = new Stage();
    stage.target.pageSize = 6;
    stage.target.fault = ({ isDone }) => (isDone ? "lost" : undefined);
    const sink = stage.start();
    await stage.send(sink, testBatch("b-1", 1, 100));
    stage.target.fault = () => undefined;
    const port = new TestPort();

    expect(await stage.send(sink, testBatch("b-1", 1, 100), port)).toEqual({ status: "delivered" });

    expect(stage.copies()).toHaveLength(100);
    const asked = stage.target.requests.slice(1);
    expect(asked.map(({ kind }) => kind)).toEqual(Array(6 * 3 + 2).fill("find"));
    expect(Math.max(...asked.map(({ path }) => path.length))).toBeLessThan(1_200);
    expect(port.takenSlots).toBe(asked.length - 1);
  });

  it("is given back when no slot is free, and goes on from there", async () => {
    const stage = new Stage();
    const sink = stage.start();
    stage.target.fault = ({ isDone }) => (isDone ? "lost" : undefined);
    await stage.send(sink, testBatch("b-1", 1, 40));
    stage.target.fault = () => undefined;
    const port = new TestPort();
    port.freeSlots = 1;

    expect(await stage.send(sink, testBatch("b-1", 1, 40), port)).toEqual({
      status: "retry",
      reason: "no-free-slot",
      retryAfterMs: SLOT_WAIT_MS,
    });
    expect(await stage.send(sink, testBatch("b-1", 1, 40))).toEqual({ status: "delivered" });
    expect(stage.copies()).toHaveLength(40);
  });

  it.each([
    ["a list of which one provider's part is missing", answerOf(206, { value: [] }), "partial-answer"],
    [
      "a list without end",
      answerOf(200, { value: [], "@odata.nextLink": "https://x/beta/security/tiIndicators?$skip=1" }),
      "endless-list",
    ],
    [
      "a next page of something else",
      answerOf(200, { value: [], "@odata.nextLink": "https://x/beta/users" }),
      "unexpected-answer",
    ],
  ])("is not sent on the word of %s", async (_what, answer, reason) => {
    const stage = new Stage();
    const sink = stage.start();
    stage.target.fault = ({ isDone }) => (isDone ? "lost" : undefined);
    await stage.send(sink, testBatch("b-1", 1, 3));
    stage.target.fault = ({ kind }) => (kind === "find" ? answer : undefined);

    expect(await stage.send(sink, testBatch("b-1", 1, 3))).toMatchObject({ status: "retry", reason });
    expect(stage.copies()).toEqual([1, 2, 3]);
  });

  it("does not take another product's indicator of the same event for its own", async () => {
    const defender = new Stage({ targetProduct: "Microsoft Defender ATP" });
    const sentinel = new Stage();
    await defender.send(defender.start(), testBatch("b-1", 1, 1));
    sentinel.target.held.push(...defender.target.held);
    const sink = sentinel.start();
    sentinel.target.fault = () => answerOf(503, {});
    await sentinel.send(sink, testBatch("b-1", 1, 1));
    sentinel.target.fault = () => undefined;

    expect(await sentinel.send(sink, testBatch("b-1", 1, 1))).toEqual({ status: "delivered" });
    expect(sentinel.target.held.map(({ targetProduct }) => targetProduct)).toEqual([
      "Microsoft Defender ATP",
      "Azure Sentinel",
    ]);
  });
});

describe("a service that is gone", () => {
  const GONE = errorOf(404, "ResourceNotFound");
  const waits = {
    ...{ status: "retry", reason: "service-retired", detail: "ResourceNotFound", untilMended: true },
    advice: expect.stringContaining("sentinel-stix"),
  };

  it("loses nothing: every batch waits, with what to do instead, and one request asks", async () => {
    const stage = new Stage();
    stage.target.fault = () => GONE;
    const batches = [testBatch("b-1", 1, 2), testBatch("b-2", 3, 2), testBatch("b-3", 5, 2)];
    expect(await stage.start().send(batches, new TestPort(), GOES_ON)).toEqual([waits, waits, waits]);
    expect(stage.target.requests).toHaveLength(1);
  });

  it("is known by a 410 without a word as well, not by somebody's page", async () => {
    const stage = new Stage();
    stage.target.fault = () => ({ ...answerOf(410, {}), text: "" });
    const { detail: _none, ...wordless } = waits;
    expect(await stage.send(stage.start(), testBatch("b-1", 1, 1))).toEqual(wordless);
    stage.target.fault = () => ({ ...answerOf(410, {}), text: "<html>" });
    expect(await stage.send(stage.start(), testBatch("b-1", 1, 1))).toEqual({ status: "retry", reason: "gone" });
  });

  it("gets all of it, each once, if it was not gone", async () => {
    const stage = new Stage();
    stage.target.fault = () => GONE;
    const sink = stage.start();
    await stage.send(sink, testBatch("b-1", 1, 2));
    stage.target.fault = () => undefined;
    expect(await stage.send(sink, testBatch("b-1", 1, 2))).toEqual({ status: "delivered" });
    expect(stage.copies()).toEqual([1, 2]);
  });

  it("names what there is for Defender by another advice", async () => {
    const stage = new Stage({ targetProduct: "Microsoft Defender ATP" });
    stage.target.fault = () => GONE;
    const result = await stage.send(stage.start(), testBatch("b-1", 1, 1));
    expect(result).toMatchObject({ advice: expect.stringContaining("no other for Microsoft Defender") });
  });
});

describe("what ends in the middle", () => {
  it("concerns all that is left of the call", async () => {
    const stage = new Stage();
    stage.target.fault = () => answerOf(429, {}, { "retry-after": "9" });
    const results = await stage.start().send([testBatch("b-1", 1, 2), testBatch("b-2", 3, 2)], new TestPort(), GOES_ON);
    expect(results).toEqual(Array(2).fill({ status: "retry", reason: "throttled", retryAfterMs: 9_000 }));
    expect(stage.target.requests).toHaveLength(1);
  });

  it("is called stopped when it was told to", async () => {
    const stage = new Stage();
    const stop = new AbortController();
    stage.target.fault = () => {
      stop.abort();
      return { kind: "failed", reason: "aborted", sent: true };
    };
    const results = await stage
      .start()
      .send([testBatch("b-1", 1, 2), testBatch("b-2", 3, 2)], new TestPort(), stop.signal);
    expect(results).toEqual(Array(2).fill({ status: "retry", reason: "stopped" }));
  });
});
