import { describe, expect, it } from "vitest";
import { unbalanced } from "./balance.ts";
import type { RunSummary } from "./run-summary.ts";

const BALANCED: RunSummary = {
  sources: {
    "usage-logs": {
      ...{ read: 100, denied: 30, new: 20, duplicate: 10, rejected: 5, complete: true },
      ignored: { success: 60, "service-identity": 5 },
    },
  },
  owners: { known: 20, told: 8, covered: 2, pending: 3, held: { repeat: 2, silence: 1 }, dead: 3, unknown: 1 },
  notices: { delivered: 4, retrying: 0, dead: 1, unknown: 1 },
  sinks: { all: { known: 20, delivered: 12, pending: 3, skipped: { discarded: 2 }, dead: 2, unknown: 1 } },
  rejectedOpen: 5,
  troubles: [],
  durationMs: 1_234,
};

/** The summary with one figure, named by its path, changed by `by`. */
function changed(path: string, by: number): RunSummary {
  const copy = structuredClone(BALANCED);
  const steps = path.split("/");
  const last = steps.pop() ?? "";
  let here: Record<string, unknown> = copy as unknown as Record<string, unknown>;
  for (const step of steps) here = here[step] as Record<string, unknown>;
  here[last] = Number(here[last]) + by;
  return copy;
}

describe("unbalanced", () => {
  it("has nothing to say of books that balance", () => {
    expect(unbalanced(BALANCED)).toEqual([]);
  });

  it.each([
    ["sources/usage-logs/read", "denied + ignored + rejected", "read"],
    ["sources/usage-logs/ignored/success", "read", "denied + ignored + rejected"],
    ["sources/usage-logs/ignored/service-identity", "read", "denied + ignored + rejected"],
    ["sources/usage-logs/rejected", "read", "denied + ignored + rejected"],
    ["sources/usage-logs/new", "denied", "new + duplicate"],
    ["sources/usage-logs/duplicate", "denied", "new + duplicate"],
    ["owners/known", "told + covered + pending + held + dead + unknown", "known"],
    ["owners/told", "known", "told + covered + pending + held + dead + unknown"],
    ["owners/covered", "known", "told + covered + pending + held + dead + unknown"],
    ["owners/pending", "known", "told + covered + pending + held + dead + unknown"],
    ["owners/held/repeat", "known", "told + covered + pending + held + dead + unknown"],
    ["owners/dead", "known", "told + covered + pending + held + dead + unknown"],
    ["owners/unknown", "known", "told + covered + pending + held + dead + unknown"],
    ["sinks/all/known", "delivered + pending + skipped + dead + unknown", "known"],
    ["sinks/all/delivered", "known", "delivered + pending + skipped + dead + unknown"],
    ["sinks/all/pending", "known", "delivered + pending + skipped + dead + unknown"],
    ["sinks/all/skipped/discarded", "known", "delivered + pending + skipped + dead + unknown"],
    ["sinks/all/dead", "known", "delivered + pending + skipped + dead + unknown"],
    ["sinks/all/unknown", "known", "delivered + pending + skipped + dead + unknown"],
  ])("sees one record more or fewer in %s", (path, shortWhenMore, shortWhenFewer) => {
    const more = unbalanced(changed(path, 1));
    const fewer = unbalanced(changed(path, -1));

    expect(more).toEqual([expect.stringContaining(`"${shortWhenMore}" is short by 1`)]);
    expect(fewer).toEqual([expect.stringContaining(`"${shortWhenFewer}" is short by 1`)]);
  });

  it("sees a refusal that was counted and neither stored nor known: both equations of the source are told", () => {
    expect(unbalanced(changed("sources/usage-logs/denied", 1))).toEqual([
      'source usage-logs: read is 100, denied + ignored + rejected is 101; "read" is short by 1',
      'source usage-logs: denied is 31, new + duplicate is 30; "new + duplicate" is short by 1',
    ]);
  });

  it("keeps the books of several parts apart: what one has too many cannot hide what another lacks", () => {
    const summary: RunSummary = {
      ...BALANCED,
      sinks: {
        first: { ...changed("sinks/all/delivered", 1).sinks["all"] } as never,
        second: { ...changed("sinks/all/delivered", -1).sinks["all"] } as never,
      },
    };

    expect(unbalanced(summary).map((line) => line.slice(0, 12))).toEqual(["sink first: ", "sink second:"]);
  });
});
