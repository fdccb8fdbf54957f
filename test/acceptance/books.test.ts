/** The books: that they balance is worth something only if they fail when a record is lost. Each way of losing one is tried. */
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createInstallation, type Installation } from "../support/installation.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { createTenant } from "../support/tenant/tenant.ts";

const tenant = createTenant({ seed: 51, refusals: 120, owners: 12 });
let place: Installation;

beforeEach(async () => {
  place = createInstallation();
  writeRmsLogs(tenant, place.logs);
});

afterEach(() => place.remove());

/** Loses something behind Lockbell's back. */
function lose(sql: string): void {
  const database = new Database(join(place.dir, "lockbell.db"));
  database.pragma("foreign_keys = OFF");
  expect(database.prepare(sql).run().changes).toBeGreaterThan(0);
  database.close();
}

describe("the books of a run", () => {
  it("balance, in each phase", async () => {
    for (const phase of ["collect", "dispatch", "deliver"]) expect(await place.run(phase)).toMatchObject({ code: 0 });
  });

  it.each([
    [
      "an event that waits to be dispatched",
      ["collect"],
      "DELETE FROM events WHERE seq = (SELECT max(seq) FROM events)",
      "owners",
    ],
    [
      "a mail that waits to be sent",
      ["collect", "dispatch"],
      "DELETE FROM deliveries WHERE seq = (SELECT max(seq) FROM deliveries WHERE kind = 'notice')",
      "owners",
    ],
    [
      "a batch that waits to be sent",
      ["collect", "dispatch"],
      "DELETE FROM deliveries WHERE seq = (SELECT max(seq) FROM deliveries WHERE kind = 'batch')",
      "sink all",
    ],
  ])("do not balance when %s is lost, and the run fails", async (_what, phases, sql, book) => {
    for (const phase of phases) await place.run(phase);
    lose(sql);

    const result = await place.run("run", "--once");

    expect(result.code).toBe(1);
    expect(result.stderr).toContain("The books do not balance");
    expect(result.stderr).toContain(`${book}: known is`);
    expect(result.stderr).toMatch(/is short by \d+/);
  });
});
