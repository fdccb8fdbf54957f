import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.ts";
import {
  awaitOwner,
  BUDGET,
  DAY,
  holdUntil,
  MINUTE,
  refusal,
  SECOND,
  SIEM,
  START,
  Timeline,
} from "../conformance/timeline.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const PACING = { resource: "mailbox", limits: [{ count: 30, perMs: MINUTE }] };
/** What may be walked through: a row or a few, values, what a query made itself, and the open part that a partial index holds. */
const SMALL =
  /^SCAN (CONSTANT ROW|dispatch_mark|sinks|json_each VIRTUAL|shown|newest|s$|n$|\S+ USING .*INDEX (deliveries_(waiting|claimed|open_notice|open_by_seq|unsettled)|owner_events_(held|awaited)))/;

interface Aged {
  readonly time: Timeline;
  readonly raw: Database.Database;
  readonly statements: Set<string>;
}

async function round(time: Timeline, n: number): Promise<void> {
  const refusals = [{ at: n * SECOND }, { at: n * SECOND, document: BUDGET, native: `row-${n}` }];
  const decide = n % 10 === 9 ? holdUntil(START + DAY) : n % 10 === 4 ? awaitOwner() : undefined;
  await time.decideAwaited();
  await time.happen(refusals, { sinks: { [SIEM]: 5 }, decide });
  await time.store.rememberAnswer(`graph:${n}`, "", time.now + MINUTE, time.now);
  await time.store.recallAnswer(`graph:${n}`, time.now);
  await time.store.takeSlot(PACING, time.now);
  await time.release();
  await time.schedule();
  for (const claim of await time.claim("notice", { pacing: PACING })) await time.send(claim);
  await time.sendAll("batch");
  time.now += 30 * SECOND;
}

/** A store after thirty rounds of everything. */
async function age(): Promise<Aged> {
  const path = join(temporaryFolder(), "lockbell.db");
  const statements = new Set<string>();
  const time = new Timeline(openSqliteStore(path, { isDurable: false, onStatement: (sql) => statements.add(sql) }));
  onTestFinished(() => time.store.close());
  for (let n = 0; n < 30; n += 1) await round(time, n);
  const raw = new Database(path, { readonly: true });
  onTestFinished(() => void raw.close());
  return { time, raw, statements };
}

/** The plan's steps that walk through what grows with history. */
function walks(raw: Database.Database, sql: string): string[] {
  const plan = raw.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { readonly detail: string }[];
  return plan.map(({ detail }) => detail).filter((step) => step.startsWith("SCAN ") && !SMALL.test(step));
}

describe("after a long history", () => {
  it("only as many rows are kept as something is still asked of", async () => {
    const { raw } = await age();
    const count = (table: string): unknown => raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

    // Pacing looks back a minute, threads are as many as (actor, document) pairs, and a batch's events cost a sink no row.
    expect([count("pacing"), count("threads"), count("sink_exceptions"), count("trails")]).toEqual([3, 2, 0, 2]);
    expect(count("answers")).toBe(2);
  });

  it("no step of the main job walks through it", async () => {
    const { time, raw, statements } = await age();
    statements.clear();
    await round(time, 30);
    await time.store.ownerBooks();
    await time.store.sinkBooks(SIEM);
    await time.store.noticeMembers(1, 10);
    await time.collect([refusal()], {
      facts: [{ contentId: BUDGET, asOf: "2026-11-18T00:00:00Z", origin: "a", name: "a" }],
    });

    const queries = [...statements].filter((sql) => /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)/.test(sql));
    expect(queries.length).toBeGreaterThan(40);
    expect(queries.flatMap((sql) => walks(raw, sql).map((step) => [step, sql]))).toEqual([]);
  });

  it("what is due is found in the index of what waits, in its order, and no sooner looked at than due", async () => {
    const { time, raw, statements } = await age();
    statements.clear();
    await time.claim("notice");
    const due = [...statements].filter((sql) => sql.includes("ORDER BY d.due_at"));

    expect(due).toHaveLength(2);
    for (const sql of due) {
      const plan = raw.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { readonly detail: string }[];
      expect(plan[0]?.detail).toMatch(/^SEARCH d USING INDEX deliveries_waiting \(channel=\? AND kind=\?/);
      expect(plan.some(({ detail }) => detail.includes("TEMP B-TREE"))).toBe(false);
    }
  });
});
