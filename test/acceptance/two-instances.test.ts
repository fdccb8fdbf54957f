/** Several instances started at once on one store: the same state as one alone gives, each mail and each line once. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { RunSummary } from "../../src/app/run-summary.ts";
import { createInstallation, type Installation } from "../support/installation.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { createTenant } from "../support/tenant/tenant.ts";
import { finalState } from "../support/told.ts";

const installations: Installation[] = [];
afterEach(() => {
  for (const installation of installations.splice(0)) installation.remove();
});

function install(seed: number): Installation {
  const place = createInstallation();
  installations.push(place);
  writeRmsLogs(createTenant({ seed, refusals: 300, owners: 30 }), place.logs);
  return place;
}

describe.each([41, 42, 43])("three runs at once, on a store that is not there yet (seed %i)", (seed) => {
  it("share the work, repeat nothing and lose nothing", async () => {
    const alone = install(seed);
    await alone.run("run", "--once");
    const together = install(seed);
    expect(existsSync(join(together.dir, "lockbell.db"))).toBe(false);

    const summaries = await Promise.all([1, 2, 3].map(() => together.json<RunSummary>("run", "--once")));

    expect(await finalState(together)).toEqual(await finalState(alone));
    const known = together.lines().length;
    expect(summaries.reduce((sum, { sources }) => sum + (sources["usage-logs"]?.new ?? 0), 0)).toBe(known);
    const mails = await together.mails();
    expect(summaries.reduce((sum, { notices }) => sum + notices.delivered, 0)).toBe(mails.length);
    for (const { troubles } of summaries) expect(troubles).toEqual([]);
  });
});

describe("collect, dispatch and deliver as commands of their own, two of each at once", () => {
  it("come to the same state as one run", async () => {
    const alone = install(44);
    await alone.run("run", "--once");
    const together = install(44);

    for (const phase of ["collect", "dispatch", "deliver"]) {
      const results = await Promise.all([together.run(phase), together.run(phase)]);
      expect(results.map(({ code, stderr }) => [code, stderr])).toEqual([
        [0, ""],
        [0, ""],
      ]);
    }

    expect(await finalState(together)).toEqual(await finalState(alone));
  });
});
