import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { temporaryFolder } from "../conformance/temporary-folder.ts";
import { awaitOwner, holdUntil, refusal, SECOND, SIEM, START, Timeline } from "../conformance/timeline.ts";
import { openSqliteStore } from "./sqlite-store.ts";

/** Two events in each place an event can be in; and a hand that loses rows. */
async function everywhere(): Promise<{ readonly time: Timeline; readonly lose: (sql: string) => number }> {
  const path = join(temporaryFolder(), "lockbell.db");
  const time = new Timeline(openSqliteStore(path, { isDurable: false }));
  const raw = new Database(path);
  raw.pragma("foreign_keys = OFF");
  onTestFinished(() => time.store.close());
  onTestFinished(() => void raw.close());
  const two = (from: number) => [{ at: from * SECOND }, { at: (from + 1) * SECOND }];
  const sinks = { sinks: { [SIEM]: 10 } };
  for (const [n, status] of (["dead", "unknown"] as const).entries()) {
    await time.happen(two(n * 2), sinks);
    await time.schedule();
    await time.sendAll("notice", { status, reason: "x" });
    await time.sendAll("batch", { status, reason: "x" });
  }
  await time.happen(two(4), { ...sinks, decide: holdUntil(START + 1_000) });
  await time.happen(two(6), sinks);
  await time.happen(two(8));
  await time.happen(two(10), { decide: awaitOwner() });
  await time.collect(two(12).map(refusal));
  await time.books();
  await time.sinkBooks();
  return { time, lose: (sql) => raw.prepare(sql).run().changes };
}

describe("the books do not balance when", () => {
  it.each([
    ["an event is lost before it is dispatched", "DELETE FROM events WHERE seq = 13", true, true],
    ["an open notice loses a member", "DELETE FROM owner_events WHERE seq = 7", true, false],
    ["a dead letter loses a member", "DELETE FROM owner_events WHERE seq = 1", true, false],
    ["an unknown one loses a member", "DELETE FROM owner_events WHERE seq = 3", true, false],
    ["a repeat is lost", "DELETE FROM owner_events WHERE seq = 5", true, false],
    ["an awaited event is lost", "DELETE FROM owner_events WHERE seq = 11", true, false],
    ["a notice is lost", "DELETE FROM deliveries WHERE kind = 'notice' AND state = 'dead'", true, false],
    ["a batch is lost", "DELETE FROM deliveries WHERE kind = 'batch' AND state = 'dead'", false, true],
    ["an event of a batch is lost", "DELETE FROM events WHERE seq = 7", false, true],
    ["an outcome is counted away", "UPDATE totals SET count = count - 1 WHERE outcome = 'known'", true, true],
  ])("%s", async (_what, sql, ownersNotice, sinkNotices) => {
    const { time, lose } = await everywhere();
    expect(lose(sql)).toBe(1);

    const balances = (books: Promise<unknown>): Promise<boolean> =>
      books.then(
        () => true,
        () => false,
      );
    expect([await balances(time.books()), await balances(time.sinkBooks())]).toEqual([!ownersNotice, !sinkNotices]);
  });

  it("a member is lost between claim and settlement", async () => {
    const { time, lose } = await everywhere();
    await time.schedule();
    const claim = await time.claimOne("notice");
    await time.freeze(claim);
    await time.begin(claim);
    lose("DELETE FROM owner_events WHERE seq = 7");
    await time.settle(claim, { status: "delivered" });

    await expect(time.books()).rejects.toThrow();
  });
});
