import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StixIndicator } from "../../indicator/stix.ts";
import type { ApiOutcome, Microsoft } from "../../microsoft/microsoft.ts";
import { systemClock } from "../../runtime/clock.ts";
import { describeSink, SLOT_WAIT_MS, TestPort, testBatch } from "../conformance.ts";
import type { BatchResult, Sink, SinkBatch } from "../sink.ts";
import { sentinelStixConfig } from "./config.ts";
import { createSentinelStixSink } from "./sentinel-stix-sink.ts";
import {
  answerOf,
  eventOf,
  FakeSentinel,
  type RefusalStyle,
  type Trouble,
  WORKSPACE,
} from "./testdata/fake-sentinel.ts";

const CONFIG = sentinelStixConfig.parse({ type: "sentinel-stix", workspaceId: WORKSPACE });
const goesOn = new AbortController().signal;
const refusedAs = (reason: string) => ({ status: "retry", reason }) as const;

const error = (code: string) => ({ error: { code, message: "tomas.rossi@fabrikam.com" } });

const FAILURES: { readonly [name: string]: readonly [reason: string, outcome: ApiOutcome | "lost-answer"] } = {
  "the answer is lost": ["connection-lost", "lost-answer"],
  "the answer is cut short": ["answer-cut-short", { kind: "failed", reason: "answer-cut-short", sent: true }],
  "the service cannot be reached": [
    "connection-refused",
    { kind: "failed", reason: "connection-refused", sent: false },
  ],
  "no token can be had": ["credential-refused", { kind: "failed", reason: "credential-refused", sent: false }],
  "the token is refused": ["token-refused", answerOf(401, error("InvalidAuthenticationToken"))],
  "the role is missing": ["permission-missing", answerOf(403, error("AuthorizationFailed"))],
  "the workspace is gone": ["workspace-not-found", answerOf(404, error("WorkspaceNotFound"))],
  "the limit is reached": [
    "throttled",
    answerOf(429, { statusCode: 429, message: "Rate limit is exceeded. Try again in 7 seconds." }),
  ],
  "the service is down": ["unavailable", answerOf(503, error("ServiceUnavailable"))],
  "a proxy answers": ["unexpected-answer", answerOf(400, "<html>Bad Request</html>")],
  "the answer is no answer": ["unreadable-answer", answerOf(200, "<html>Hello</html>")],
  "the version is refused": ["api-version-refused", answerOf(400, error("InvalidApiVersionParameter"))],
};

const CUTS = { "before the request arrives": "dies-before", "after the service took it": "dies-after" } as const;

describeSink(
  "sentinel-stix",
  async () => {
    const sentinel = new FakeSentinel();
    const start = (): Sink => createSentinelStixSink(CONFIG, sentinel.connect(), systemClock);
    return {
      sink: start(),
      failures: Object.entries(FAILURES).map(([name, [reason, outcome]]) => ({
        name,
        expected: refusedAs(reason),
        begin: async () => {
          sentinel.trouble = () => outcome;
        },
        end: async () => {
          sentinel.trouble = () => undefined;
        },
      })),
      cuts: Object.entries(CUTS).map(([name, moment]) => ({
        name,
        arm: () => {
          sentinel.trouble = () => {
            sentinel.trouble = () => undefined;
            return moment;
          };
        },
      })),
      restart: start,
      held: async () => sentinel.events(),
      dispose: async () => undefined,
    };
  },
  { failures: Object.keys(FAILURES), cuts: Object.keys(CUTS) },
);

interface Stage {
  readonly sentinel: FakeSentinel;
  readonly port: TestPort;
  send(...batches: readonly SinkBatch[]): Promise<readonly BatchResult[]>;
  restart(): void;
}

function stage(): Stage {
  const sentinel = new FakeSentinel();
  const port = new TestPort();
  let sink = createSentinelStixSink(CONFIG, sentinel.connect(), systemClock);
  return {
    sentinel,
    port,
    send: (...batches) => sink.send(batches, port, goesOn),
    restart: () => {
      sink = createSentinelStixSink(CONFIG, sentinel.connect(), systemClock);
    },
  };
}

const numberOf = (object: StixIndicator): number => Number.parseInt(eventOf(object).id, 16);
const refuse =
  (...numbers: readonly number[]) =>
  (object: StixIndicator): string | null =>
    numbers.includes(numberOf(object)) ? "pattern" : null;

describe("a batch", () => {
  it("is one request with the source's name, to the workspace's path", async () => {
    const { sentinel, send } = stage();
    await send(testBatch("b-1", 1, 100));
    expect(sentinel.asked).toHaveLength(1);
    expect(sentinel.asked[0]).toMatchObject({
      api: "sentinel",
      method: "POST",
      path: `/workspaces/${WORKSPACE}/threat-intelligence-stix-objects:upload`,
      headers: { "content-type": "application/json" },
    });
    expect(JSON.parse(String(sentinel.asked[0]?.body)).sourcesystem).toBe("Lockbell");
    expect(sentinel.rows.size).toBe(100);
  });

  it.each([200, 201, 202, 204])("is taken where the service says nothing but %d", async (status) => {
    const { sentinel, send } = stage();
    sentinel.trouble = () => answerOf(status);
    expect(await send(testBatch("b-1", 1, 3))).toEqual([{ status: "delivered" }]);
  });

  it("is not taken where something between answers with a page of its own", async () => {
    const { sentinel, send } = stage();
    for (const status of [200, 201, 202]) {
      sentinel.trouble = () => answerOf(status, "<html>");
      expect(await send(testBatch("b-1", 1, 3))).toMatchObject([refusedAs("unreadable-answer")]);
    }
    sentinel.trouble = () => answerOf(403, "<html>");
    expect(await send(testBatch("b-1", 1, 3))).toMatchObject([refusedAs("unexpected-answer")]);
  });

  it("goes beside others, four at a time and no more", async () => {
    const { sentinel, send } = stage();
    const results = await send(...Array.from({ length: 9 }, (_, i) => testBatch(`b-${i}`, i * 10 + 1, 10)));
    expect(results.map(({ status }) => status)).toEqual(Array(9).fill("delivered"));
    expect(sentinel.mostUnderWay).toBe(4);
  });

  it("adds no version when it is sent again, and one when more is known", async () => {
    const { sentinel, send, restart } = stage();
    const batch = testBatch("b-1", 1, 3);
    await send(batch);
    restart();
    await send({ ...batch, isRepeat: true });
    expect(sentinel.versions).toBe(3);
    const contentId = batch.events[0]?.event.contentId ?? "";
    const label = { value: "Public", asOf: "2026-11-01T00:00:00Z", origin: "workspace" };
    await send({ ...batch, documents: new Map([[contentId, { contentId, label }]]), isRepeat: true });
    expect(sentinel.versions).toBe(6);
  });

  it.each<[string, ApiOutcome, number | undefined]>([
    [
      "in the message",
      answerOf(429, { statusCode: 429, message: "Rate limit is exceeded. Try again in 37 seconds." }),
      37_000,
    ],
    ["in the header", answerOf(429, "", [["retry-after", "12"]]), 12_000],
    [
      "in both, unlike each other",
      answerOf(429, { message: "Try again in 1800 seconds." }, [["retry-after", "5"]]),
      1_800_000,
    ],
    [
      "with a quota that is used up",
      answerOf(403, { message: "Out of call volume quota. Quota will be replenished in 00:12:30." }),
      750_000,
    ],
    ["nowhere", answerOf(429), undefined],
    [
      "absurdly",
      answerOf(429, { statusCode: 429, message: "Rate limit is exceeded. Try again in 999999 seconds." }),
      3_600_000,
    ],
  ])("waits as long as the service asks: %s", async (_where, outcome, retryAfterMs) => {
    const { sentinel, send } = stage();
    sentinel.trouble = () => outcome;
    const [result] = await send(testBatch("b-1", 1, 1));
    expect(result).toMatchObject({ status: "retry", reason: "throttled" });
    expect(result?.status === "retry" && result.retryAfterMs).toBe(retryAfterMs);
  });
});

describe("one bad object in a hundred", () => {
  it.each<[RefusalStyle, number, string]>([
    ["page", 1, "pattern-refused"],
    ["specification", 1, "pattern-refused"],
    ["whole-listed", 2, "pattern-refused"],
    ["whole", 15, "request-refused"],
  ])("stops no other where the service tells of it as %s, in %d requests", async (style, requests, reason) => {
    const { sentinel, send, port } = stage();
    sentinel.style = style;
    sentinel.refuses = refuse(42);
    expect(await send(testBatch("b-1", 1, 100))).toEqual([{ status: "delivered", items: [{ seq: 42, reason }] }]);
    const arrived = sentinel.events().map(({ id }) => Number.parseInt(id, 16));
    expect(arrived.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1).filter((n) => n !== 42),
    );
    expect(sentinel.requests).toHaveLength(requests);
    // The first request has the batch's own slot.
    expect(port.takenSlots).toBe(requests - 1);
  });

  it("is found however many there are, and whichever way they are told of", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 30 })),
        fc.constantFrom<RefusalStyle>("page", "specification", "whole", "whole-listed"),
        async (bad, style) => {
          const { sentinel, send } = stage();
          sentinel.style = style;
          sentinel.refuses = refuse(...bad);
          const [result] = await send(testBatch("b-1", 1, 30));
          // Of a service that names nothing and took nothing, nobody knows that it is the objects.
          if (result?.status === "rejected") {
            expect([style, sentinel.rows.size]).toEqual(["whole", 0]);
            return;
          }
          const items = result?.status === "delivered" ? (result.items ?? []) : null;
          expect(items?.map(({ seq }) => seq)).toEqual(bad.toSorted((a, b) => a - b));
          expect(sentinel.rows.size).toBe(30 - bad.length);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  it("is looked for with free slots only, and from where the search stopped", async () => {
    const { sentinel, send, port } = stage();
    sentinel.style = "whole";
    sentinel.refuses = refuse(7, 42, 93);
    const batch = testBatch("b-1", 1, 100);
    let tries = 0;
    for (let result: BatchResult | undefined; result?.status !== "delivered"; tries += 1) {
      port.freeSlots = 1;
      [result] = await send(batch);
      if (result?.status === "retry")
        expect(result).toEqual({ ...refusedAs("no-free-slot"), retryAfterMs: SLOT_WAIT_MS });
      else expect(result).toMatchObject({ items: [{ seq: 7 }, { seq: 42 }, { seq: 93 }] });
      expect(tries).toBeLessThan(40);
    }
    expect(sentinel.rows.size).toBe(97);
    expect(sentinel.versions).toBe(97);
  });

  it("is found by a new process as well, when the first one died on the way", async () => {
    const { sentinel, send, restart } = stage();
    sentinel.style = "whole";
    sentinel.refuses = refuse(42);
    sentinel.trouble = (n) => (n === 5 ? "dies-after" : undefined);
    await expect(send(testBatch("b-1", 1, 100))).rejects.toThrow();
    restart();
    expect(await send(testBatch("b-1", 1, 100))).toMatchObject([{ items: [{ seq: 42 }] }]);
    expect(sentinel.versions).toBe(99);
  });

  it("is not looked for while the service is in trouble", async () => {
    const { sentinel, send } = stage();
    sentinel.style = "whole";
    sentinel.refuses = refuse(42);
    sentinel.trouble = (n) => (n === 3 ? answerOf(503) : undefined);
    expect(await send(testBatch("b-1", 1, 100))).toMatchObject([refusedAs("unavailable")]);
    expect(sentinel.requests).toHaveLength(4);
  });

  it.each<[string, Trouble]>([
    ["too large together", (_n, objects) => (objects.length > 10 ? answerOf(413) : undefined)],
    ["refused at a place that is not there", (_n, objects) => (objects.length > 10 ? listed(100, "-1") : undefined)],
    [
      "refused nowhere",
      (_n, objects) => (objects.length > 10 ? answerOf(200, { errors: [{ errorMessages: ["?"] }, "?"] }) : undefined),
    ],
  ])("is not blamed for what objects are %s", async (_what, trouble) => {
    const { sentinel, send } = stage();
    sentinel.trouble = trouble;
    expect(await send(testBatch("b-1", 1, 100))).toEqual([{ status: "delivered" }]);
    expect(sentinel.rows.size).toBe(100);
  });

  it.each<[string, ApiOutcome, string]>([
    ["too large by itself", answerOf(413), "too-large"],
    ["refused with a place out of range", listed(5), "modified-refused"],
    [
      "refused in the error's message",
      answerOf(400, { error: { code: "BadRequest", message: "Error for Property=valid_until: x" } }),
      "valid-until-refused",
    ],
  ])("is dead when it is alone and %s", async (_what, outcome, reason) => {
    const { sentinel, send } = stage();
    sentinel.trouble = () => outcome;
    expect(await send(testBatch("b-1", 9, 1))).toEqual([{ status: "delivered", items: [{ seq: 9, reason }] }]);
  });

  it("is named by property, never by value", async () => {
    const { sentinel, send } = stage();
    sentinel.refuses = () => "pattern";
    expect(JSON.stringify(await send(testBatch("b-1", 1, 3)))).not.toMatch(/192\.0\.2|fabrikam|user-account/);
  });
});

describe("a request of which nothing is taken", () => {
  const UNNAMED = answerOf(400, { error: { code: "BadRequest", message: "The request is invalid." } });
  const NOT_ONBOARDED = answerOf(400, {
    error: { code: "BadRequest", message: "The workspace is not onboarded to Sentinel." },
  });

  it.each([
    [1, 1],
    [100, 8],
  ])(
    "and no object named is a dead letter a person can retry, after few requests: %d objects",
    async (count, requests) => {
      const { sentinel, send } = stage();
      sentinel.trouble = () => UNNAMED;
      const result = { status: "rejected", reason: "request-refused", detail: "BadRequest" };
      expect(await send(testBatch("b-1", 1, count))).toEqual([result]);
      expect(sentinel.requests).toHaveLength(requests);
    },
  );

  it.each([1, 100])("for want of a set-up waits until that is mended, then arrives: %d objects", async (count) => {
    const { sentinel, send } = stage();
    sentinel.trouble = () => NOT_ONBOARDED;
    const waits = { status: "retry", reason: "service-not-set-up", detail: "BadRequest", untilMended: true };
    const batches = [testBatch("b-1", 1, count), testBatch("b-2", 1_001, count)];
    expect(await send(...batches)).toMatchObject([waits, waits]);
    // Both make their first request at once; one of them looks further.
    expect(sentinel.requests.length).toBeLessThanOrEqual(9);
    sentinel.trouble = () => undefined;
    expect(await send(testBatch("b-3", 2_001, count))).toEqual([{ status: "delivered" }]);
  });

  it("and arrives after it was mended, though the same process saw it refused", async () => {
    const { sentinel, send } = stage();
    sentinel.trouble = () => NOT_ONBOARDED;
    await send(testBatch("b-1", 1, 30));
    sentinel.trouble = () => undefined;
    expect(await send(testBatch("b-1", 1, 30))).toEqual([{ status: "delivered" }]);
    expect(sentinel.rows.size).toBe(30);
  });

  it("does not wait for what a stranger wrote into an object that is quoted", async () => {
    const { sentinel, send } = stage();
    const message = "Invalid request: 'The workspace is not onboarded.docx'";
    sentinel.trouble = () => answerOf(400, { error: { code: "BadRequest", message } });
    expect(await send(testBatch("b-1", 1, 1))).toMatchObject([{ status: "rejected" }]);
  });
});

describe("searches in several batches", () => {
  it("end one after another, so that few slots bring some of them to their end", async () => {
    const { sentinel, send, port } = stage();
    sentinel.style = "whole";
    sentinel.refuses = refuse(42, 142, 242, 342);
    port.freeSlots = 30;
    const results = await send(...[0, 1, 2, 3].map((n) => testBatch(`b-${n}`, n * 100 + 1, 100)));
    expect(results.map(({ status }) => status)).toEqual(["delivered", "delivered", "retry", "retry"]);
  });

  it("that take too long are given back by the time's name", async () => {
    const hangs: Microsoft = {
      ...new FakeSentinel().connect(),
      request: ({ signal }) =>
        new Promise((answer) => {
          signal.addEventListener("abort", () => answer({ kind: "failed", reason: "aborted", sent: true }));
        }),
    };
    const sink = createSentinelStixSink(CONFIG, hangs, systemClock, 0);
    const [result] = await sink.send([testBatch("b-1", 1, 100)], new TestPort(), goesOn);
    expect(result).toEqual(refusedAs("timed-out"));
  });
});

/** An answer that refuses objects at these places. */
function listed(...places: readonly unknown[]): ApiOutcome {
  const errorMessages = ["Error for Property=modified: Value is wrong. Actual value: NULL."];
  return answerOf(200, { errors: places.map((recordIndex) => ({ recordIndex, errorMessages })) });
}
