import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createFakeClock } from "../../test/support/fake-clock.ts";
import type { UnidentifiedEvent } from "../event/denied-event.ts";
import { createLadder } from "../owners/ladder.ts";
import type { OwnerStep } from "../owners/owner-step.ts";
import type { Sink } from "../sinks/sink.ts";
import type { Source } from "../sources/source.ts";
import { discardDeliveries, retryDeliveries } from "./deliveries.ts";
import { type App, openApp } from "./open.ts";
import { createParts, type Parts } from "./parts.ts";
import { PHASES, type RunResult, runPhases } from "./run.ts";

const CONFIG = `
store: { type: memory }
sources: { logs: { type: rms-log, path: "*.log" } }
notifiers: { owners: { type: file, path: outbox/ } }
sinks: { all: { type: ndjson-file, path: denied.ndjson } }
`;

const OWNERS = ["adele.vance@contoso.com", "alex.wilber@contoso.com", "lee.gu@contoso.com"];

function refusal(n: number): UnidentifiedEvent {
  return {
    occurredAt: `2026-11-18T08:00:0${n}Z`,
    tenantId: "",
    contentId: `10000000-0000-4000-8000-00000000000${n}`,
    owner: OWNERS[n % OWNERS.length] ?? "",
    actor: "sam.ito@fabrikam.com",
    outcome: "refused",
    result: "AccessDenied",
    resultKnown: true,
    request: "AcquireLicense",
    source: "logs",
    location: `a.log:${n}`,
    raw: "",
  };
}

/** An installation with six refusals to collect, and a directory as its only step. */
async function install(directory: OwnerStep): Promise<{ readonly app: App; readonly parts: Parts }> {
  const folder = mkdtempSync(join(tmpdir(), "lockbell-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "lockbell.yaml"), CONFIG);
  const clock = createFakeClock("2026-11-18T09:00:00Z");
  const app = await openApp({ configFile: join(folder, "lockbell.yaml"), logLevel: "silent", clock, env: {} });
  onTestFinished(() => app.close());
  const denied = Array.from({ length: 6 }, (_, n) => ({ event: refusal(n) }));
  const source: Source = {
    async *pull() {
      yield { page: { read: 6, denied, ignored: {}, rejected: [], facts: [], cursors: [] } };
    },
  };
  const parts: Parts = {
    ...(await createParts(app, 0)),
    sources: [{ name: "logs", source, everyMs: 60_000 }],
    openLadder: async (signal) => createLadder([directory], { domains: [], signal }),
  };
  onTestFinished(() => parts.close());
  return { app, parts };
}

function run(app: App, parts: Parts): Promise<RunResult> {
  const signal = new AbortController().signal;
  return runPhases(app, parts, { phases: PHASES, signal, horizon: { kind: "once" }, maxWaitMs: 0 });
}

describe("a run whose directory cannot be asked", () => {
  it("tells the sinks, holds the notices, is one trouble with its advice, and needs a person", async () => {
    const advice = "Grant the permission that `lockbell check` names.";
    const trouble = { found: "unavailable", outcome: "directory-permission-missing", advice } as const;
    const { app, parts } = await install({ name: "graph", find: async () => trouble });
    const { summary, exit, unbalanced } = await run(app, parts);

    expect(summary.troubles).toEqual([{ source: "", part: "owners", reason: trouble.outcome, advice }]);
    expect(exit).toBe(3);
    expect(unbalanced).toEqual([]);
    expect(summary.owners).toMatchObject({ known: 6, told: 0, held: { "directory-permission-missing": 6 } });
    expect(summary.sinks["all"]).toMatchObject({ known: 6, delivered: 6 });
  });

  it("is one trouble also where it fails in several ways, and the books count each", async () => {
    const { app, parts } = await install({
      name: "graph",
      find: async ({ recorded }) => ({
        found: "unavailable",
        outcome: recorded === OWNERS[0] ? "directory-throttled" : "directory-unavailable",
        advice: "Wait.",
      }),
    });
    const { summary } = await run(app, parts);

    expect(summary.troubles.map(({ reason }) => reason)).toEqual(["directory-unavailable"]);
    expect(summary.owners.held).toEqual({ "directory-throttled": 2, "directory-unavailable": 4 });
  });

  it("is no trouble any more once it can be asked", async () => {
    let isDown = true;
    const { app, parts } = await install({
      name: "graph",
      async find({ recorded = "" }) {
        if (isDown) return { found: "unavailable", outcome: "directory-unavailable", advice: "Wait." };
        return { found: true, address: recorded, role: "owner", aliases: [], outcome: "directory-user" };
      },
    });
    await run(app, parts);
    isDown = false;
    const { summary, exit } = await run(app, parts);

    expect(summary).toMatchObject({ troubles: [], owners: { told: 6, held: {} }, notices: { delivered: 3 } });
    expect(exit).toBe(0);
  });
});

describe("a run after which a sink's target has refused one refusal of many", () => {
  it("needs a person until somebody has settled it, by whichever way", async () => {
    for (const settle of [discardDeliveries, retryDeliveries]) {
      const { app, parts } = await install({ name: "security", find: async () => ({ found: false, outcome: "none" }) });
      let isPicky = true;
      const sink: Sink = {
        async send(batches) {
          return batches.map(({ events }) => {
            const bad = isPicky ? events.slice(1, 2) : [];
            return { status: "delivered", items: bad.map(({ seq }) => ({ seq, reason: "invalid" })) };
          });
        },
        close: async () => {},
      };
      const picky: Parts = { ...parts, sinks: [{ name: "all", sink, singleWriter: false, pacing: null }] };
      const exits = [(await run(app, picky)).exit, (await run(app, picky)).exit];
      expect(await settle(app, ["all"])).toMatchObject({ refused: [{ id: "all", events: 1 }] });
      isPicky = false;
      const { exit, unbalanced, summary } = await run(app, picky);

      expect([...exits, exit]).toEqual([3, 3, 0]);
      expect(unbalanced).toEqual([]);
      expect(summary.sinks["all"]).toMatchObject(
        settle === retryDeliveries
          ? { delivered: 6, dead: 0, skipped: {} }
          : { delivered: 5, dead: 0, skipped: { discarded: 1 } },
      );
    }
  });
});

describe("what dispatch knows of the configured sinks", () => {
  it("is their batches' size and what they do not want", async () => {
    const { parts } = await install({ name: "graph", find: async () => ({ found: false, outcome: "owner-unknown" }) });

    expect(Object.keys(parts.routes)).toEqual(["all"]);
    expect(parts.routes["all"]?.batchSize).toBe(1_000);
    expect(parts.routes["all"]?.skips({ ...refusal(1), id: "0" })).toBeNull();
  });
});
