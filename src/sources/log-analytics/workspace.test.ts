import { describe, expect, it } from "vitest";
import { createFakeClock } from "../../../test/support/fake-clock.ts";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import { countQuery, schemaQuery } from "./queries.ts";
import { answerOf, createFakeWorkspace } from "./testdata/fake-workspace.ts";
import { WORKSPACE_ID } from "./testdata/pull-workspace.ts";
import { trackingTable } from "./testdata/tracking-table.ts";
import { createWorkspace } from "./workspace.ts";

const TABLE = trackingTable([]);
const SCHEMA = schemaQuery({ table: "T" }, ["TimeGenerated"]);
const COUNT = countQuery({ table: "T" }, 0, 0, []);

/** Asks a service that answers so, one after the other, and then well. Gives the answer and when each request was sent, in seconds. */
async function ask(...answers: readonly ApiOutcome[]) {
  const clock = createFakeClock("2026-11-21T06:00:00Z");
  const startedAt = clock.now();
  const sent: number[] = [];
  const fake = createFakeWorkspace(TABLE, clock);
  fake.fault = ({ n }) => {
    sent.push((clock.now() - startedAt) / 1000);
    return answers[n];
  };
  const controller = new AbortController();
  const workspace = createWorkspace({
    ...{ workspaceId: WORKSPACE_ID, microsoft: fake.microsoft, clock, waitMs: 180_000 },
    ...{ limits: { rows: 500, bytes: 10_000 }, signal: controller.signal },
  });
  const answer = await workspace.ask(SCHEMA);
  return { answer, sent, workspace, fake, controller };
}

const times = (count: number, outcome: ApiOutcome): readonly ApiOutcome[] => Array<ApiOutcome>(count).fill(outcome);
const THROTTLED = answerOf(429);

describe("a workspace", () => {
  it("is asked for the newest answer, and told how long it may take", async () => {
    const { fake } = await ask();
    expect(fake.queries[0]?.headers).toEqual({
      "content-type": "application/json",
      "cache-control": "no-cache",
      prefer: "wait=180",
    });
  });

  it("that throttles without saying for how long is left alone for longer and longer", async () => {
    const { answer, sent } = await ask(...times(4, THROTTLED));
    expect(answer.kind).toBe("table");
    expect(sent).toEqual([0, 2, 6, 14, 30]);
  });

  it("is asked again when it said so", async () => {
    const { answer, sent } = await ask(answerOf(429, "", [["retry-after", "45"]]));
    expect([answer.kind, sent]).toEqual(["table", [0, 45]]);
  });

  it.each(["0", "Sat, 01 Jan 2000 00:00:00 GMT"])(
    "is left alone for no less than it would be if it had not said when: %s",
    async (moment) => {
      const { sent } = await ask(...times(4, answerOf(429, "", [["retry-after", moment]])));
      expect(sent).toEqual([0, 2, 6, 14, 30]);
    },
  );

  it("may hold nothing at all when it is asked for columns, if it has not told any", async () => {
    const { answer, sent, workspace, fake } = await ask(answerOf(204));
    expect([answer, sent]).toEqual([{ kind: "trouble", reason: "no-table" }, [0]]);
    await workspace.ask(SCHEMA);
    fake.fault = () => answerOf(204);
    expect(await workspace.ask(SCHEMA)).toMatchObject({ kind: "trouble", reason: "no-answer" });
  });

  it("holds something where rows are asked for", async () => {
    const { workspace, fake } = await ask(answerOf(204));
    fake.fault = () => answerOf(204);
    expect(await workspace.ask(COUNT)).toEqual({ kind: "trouble", reason: "no-answer", detail: "no data" });
    expect(fake.queries).toHaveLength(5);
  });

  it("that throttles for longer than a pull waits is left until the next run", async () => {
    const { answer, sent } = await ask(answerOf(429, "", [["retry-after", "600"]]));
    expect([answer, sent]).toMatchObject([{ kind: "trouble", reason: "throttled" }, [0]]);
    const endless = await ask(...times(20, THROTTLED));
    expect(endless.answer).toMatchObject({ kind: "trouble", reason: "throttled" });
    expect(endless.sent.at(-1)).toBeLessThanOrEqual(120);
  });

  it("has no more patience than that for all queries of a pull", async () => {
    const { workspace, fake, sent } = await ask(...times(5, THROTTLED));
    fake.fault = () => {
      sent.push(0);
      return THROTTLED;
    };
    sent.length = 0;
    expect(await workspace.ask(SCHEMA)).toMatchObject({ kind: "trouble", reason: "throttled" });
    expect(sent.length).toBeLessThan((await ask(...times(20, THROTTLED))).sent.length);
  });

  it.each([
    ["503", answerOf(503), "unavailable"],
    ["nothing", answerOf(200), "no-answer"],
    ["a cut answer", { kind: "failed", reason: "answer-cut-short", sent: true } as const, "unreachable"],
  ])("that answers %s is asked a few times", async (_, outcome, reason) => {
    expect((await ask(outcome, outcome, outcome)).answer.kind).toBe("table");
    const { answer, sent } = await ask(...times(9, outcome));
    expect([answer, sent.length]).toMatchObject([{ kind: "trouble", reason }, 4]);
  });

  it("that refuses is asked once", async () => {
    const { answer, sent } = await ask(...times(3, answerOf(403)));
    expect([answer, sent]).toMatchObject([{ kind: "trouble", reason: "not-permitted" }, [0]]);
  });

  it("is asked nothing more once nobody wants to know", async () => {
    const { workspace, controller, fake } = await ask();
    controller.abort();
    expect(await workspace.ask(SCHEMA)).toEqual({ kind: "aborted" });
    expect(fake.queries).toHaveLength(1);
  });
});
