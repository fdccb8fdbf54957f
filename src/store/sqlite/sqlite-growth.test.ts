import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.ts";
import { MINUTE, SECOND, SIEM, Timeline } from "../conformance/timeline.ts";
import { openSqliteStore } from "./sqlite-store.ts";

async function afterHistory(): Promise<{ readonly time: Timeline; readonly raw: Database.Database }> {
  const path = join(temporaryFolder(), "lockbell.db");
  const time = new Timeline(openSqliteStore(path, { isDurable: false }));
  onTestFinished(() => time.store.close());
  const pacing = { resource: "mailbox", limits: [{ count: 30, perMs: MINUTE }] };
  for (let n = 0; n < 30; n += 1) {
    await time.happen([{ at: n * SECOND }, { at: n * SECOND, document: "9c2f7b1e-5a44-4d0c-8f63-2e6a1d0b7c55" }], {
      sinks: { [SIEM]: 5 },
    });
    await time.schedule();
    for (const claim of await time.claim("notice", { pacing })) await time.send(claim);
    await time.sendAll("batch");
    time.now += 30 * SECOND;
  }
  const raw = new Database(path, { readonly: true });
  onTestFinished(() => void raw.close());
  return { time, raw };
}

describe("after a long history", () => {
  it("only as many rows are kept as something is still asked of", async () => {
    const { raw } = await afterHistory();
    const count = (table: string): unknown => raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

    // Pacing looks back a minute, threads are as many as (actor, document) pairs, and a batch's events cost a sink no row.
    expect([count("pacing"), count("threads"), count("sink_exceptions"), count("trails")]).toEqual([2, 2, 0, 1]);
  });

  it.each([
    [
      "what may be claimed",
      "SELECT due_at FROM deliveries WHERE state IN ('open', 'retry') AND hold IS NULL AND due_at IS NOT NULL",
      "waiting",
    ],
    ["what is claimed", "SELECT 1 FROM deliveries WHERE state = 'claimed'", "claimed"],
    ["the books' open side", "SELECT kind FROM deliveries WHERE state NOT IN ('delivered', 'discarded')", "unsettled"],
  ])("%s is found among the open ones alone", async (_what, sql, index) => {
    const { raw } = await afterHistory();

    expect(raw.prepare(`${sql.replace("deliveries", `deliveries INDEXED BY deliveries_${index}`)}`).all()).toEqual([]);
    const plan = raw.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
    expect(JSON.stringify(plan)).toContain(`deliveries_${index}`);
  });
});
