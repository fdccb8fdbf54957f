import { describe, expect, it } from "vitest";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import { TestPort, testBatch, testEvent } from "../conformance.ts";
import type { BatchResult } from "../sink.ts";
import { errorOf } from "./testdata/fake-indicators.ts";
import { Stage } from "./testdata/stage.ts";

const { signal: GOES_ON } = new AbortController();

describe("what the provider refuses", () => {
  const BAD = testEvent(2).id;
  const refuse =
    (entry: Readonly<Record<string, unknown>>) =>
    ({ externalId }: { readonly externalId: string }) =>
      externalId === BAD ? entry : undefined;

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      "by its name",
      { externalId: BAD, error: { code: "InvalidIndicator", message: "…" } },
      "provider-invalid-indicator",
    ],
    ["by its name, with a result", { externalId: BAD, resultInfo: { code: 400, subCode: "x" } }, "provider-400"],
    ["in its place", { code: 400, message: "…", subCode: "InvalidIndicator" }, "provider-400"],
    ["with an error that has no code", { externalId: BAD, error: {} }, "provider-refused"],
    [
      "with a code that is none",
      { externalId: BAD, code: "<b>anna.sato@contoso.com</b>" },
      "provider-b-anna-sato-contoso-com-b",
    ],
  ])("%s is a dead letter with its code, and the rest is taken", async (_how, entry, reason) => {
    const stage = new Stage();
    stage.target.refusal = refuse(entry);

    expect(await stage.send(stage.start(), testBatch("b-1", 1, 3))).toEqual({
      status: "delivered",
      items: [{ seq: 2, reason }],
    });
    expect(stage.copies()).toEqual([1, 3]);
  });

  it("is told apart in whatever order the answer comes", async () => {
    const stage = new Stage();
    stage.target.refusal = refuse({ code: 400, message: "…" });
    stage.target.reorder = (entries) =>
      entries.toReversed().toSorted((a, b) => ("id" in b ? 1 : 0) - ("id" in a ? 1 : 0));

    expect(await stage.send(stage.start(), testBatch("b-1", 1, 5))).toEqual({
      status: "delivered",
      items: [{ seq: 2, reason: "provider-400" }],
    });
    expect(stage.copies()).toEqual([1, 3, 4, 5]);
  });

  it("for a reason that passes is tried again, and nothing else with it", async () => {
    const stage = new Stage();
    const sink = stage.start();
    stage.target.refusal = refuse({ code: 503, message: "…" });
    expect(await stage.send(sink, testBatch("b-1", 1, 3))).toEqual({ status: "retry", reason: "provider-503" });

    stage.target.refusal = () => undefined;
    expect(await stage.send(sink, testBatch("b-1", 1, 3))).toEqual({ status: "delivered" });
    expect(stage.copies()).toEqual([1, 3, 2]);
  });

  it("holds up no other batch", async () => {
    const stage = new Stage();
    stage.target.refusal = refuse({ externalId: BAD, code: 503 });
    const results = await stage.start().send([testBatch("b-1", 1, 3), testBatch("b-2", 4, 3)], new TestPort(), GOES_ON);
    expect(results.map(({ status }) => status)).toEqual(["retry", "delivered"]);
  });

  it("altogether, told of each by itself, is so many refused ones", async () => {
    const stage = new Stage();
    stage.target.refusal = () => ({ code: 400 });
    const reason = "provider-400";
    expect(await stage.send(stage.start(), testBatch("b-1", 1, 3))).toEqual({
      status: "delivered",
      items: [1, 2, 3].map((seq) => ({ seq, reason })),
    });
  });

  it("is found out by looking where the answer does not say it", async () => {
    const stage = new Stage();
    const sink = stage.start();
    stage.target.reorder = (entries) => entries.slice(1).map(() => ({ message: "Success." }));
    expect(await stage.send(sink, testBatch("b-1", 1, 3))).toEqual({ status: "delivered" });

    stage.target.refusal = ({ externalId }) => (externalId === testEvent(5).id ? { message: "Sorry." } : undefined);
    expect(await stage.send(sink, testBatch("b-2", 4, 3))).toEqual({ status: "retry", reason: "not-confirmed" });
    stage.target.refusal = () => undefined;
    expect(await stage.send(sink, testBatch("b-2", 4, 3))).toEqual({ status: "delivered" });
    expect(stage.copies()).toEqual([1, 2, 3, 4, 6, 5]);
  });
});

describe("a body that cannot be read", () => {
  const unreadable = (stage: Stage, ...bad: readonly number[]): void => {
    const ids = bad.map((n) => testEvent(n).id);
    stage.target.fault = ({ indicators }) =>
      indicators.some(({ externalId }) => ids.includes(externalId)) ? errorOf(400, "BadRequest") : undefined;
  };

  it("is halved until the one that spoils it stands alone", async () => {
    const stage = new Stage();
    unreadable(stage, 37);
    const port = new TestPort();

    expect(await stage.send(stage.start(), testBatch("b-1", 1, 100), port)).toEqual({
      status: "delivered",
      items: [{ seq: 37, reason: "bad-request" }],
    });

    expect(stage.copies().toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1).filter((n) => n !== 37),
    );
    expect(stage.target.requests.length).toBeLessThanOrEqual(15);
    expect(port.takenSlots).toBe(stage.target.requests.length - 1);
  });

  it("is given back when no slot is free, and nothing is there twice in the end", async () => {
    const stage = new Stage();
    unreadable(stage, 1, 50);
    const sink = stage.start();
    let result: BatchResult | undefined;
    for (let tries = 0; tries < 20 && result?.status !== "delivered"; tries += 1) {
      const port = new TestPort();
      port.freeSlots = 12;
      result = await stage.send(sink, testBatch("b-1", 1, 100), port);
    }
    expect(result).toEqual({
      status: "delivered",
      items: [
        { seq: 1, reason: "bad-request" },
        { seq: 50, reason: "bad-request" },
      ],
    });
    expect(stage.copies()).toHaveLength(98);
    expect(new Set(stage.copies()).size).toBe(98);
  });
});

describe("a request of which nothing is taken", () => {
  const answer = async (count: number, outcome: ApiOutcome) => {
    const stage = new Stage();
    stage.target.fault = ({ kind }) => (kind === "submit" ? outcome : undefined);
    const result = await stage.send(stage.start(), testBatch("b-1", 1, count));
    return { result, requests: stage.target.requests.length };
  };

  it.each([
    [1, 1],
    [100, 8],
  ])("is a dead letter that a person can retry, after few requests: %d events", async (count, requests) => {
    expect(await answer(count, errorOf(400, "BadRequest", "One or more errors occurred."))).toEqual({
      result: { status: "rejected", reason: "bad-request", detail: "BadRequest" },
      requests,
    });
  });

  it("waits if something is to be set up", async () => {
    const { result } = await answer(20, errorOf(400, "BadRequest", "The tenant has no license for this."));
    expect(result).toMatchObject({ status: "retry", reason: "service-not-set-up", untilMended: true });
  });

  it("has one refused indicator where there is one and a property of it is named", async () => {
    const outcome = errorOf(
      400,
      "BadRequest",
      "Invalid value specified for property 'fileName' of resource 'tiIndicator'.",
    );
    const { result } = await answer(1, outcome);
    expect(result).toEqual({ status: "delivered", items: [{ seq: 1, reason: "bad-request" }] });
  });
});
