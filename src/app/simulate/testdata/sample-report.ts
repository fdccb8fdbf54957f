/** Reports made up for those who show them. */
import type { Side, SimulationReport } from "../report.ts";

/** What a stranger would write if he could: markup, quotes, a turned direction, a terminal's escape. */
export const HOSTILE = `<script>alert("x")</script>'\u202e\u001b[31m<img src=x onerror=alert(1)>`;

/** One side; `more` stands in for its values. */
export function sampleSide(more: Partial<Side> = {}): Side {
  return {
    name: "A",
    config: "configurations/calm.yaml",
    limits: { groupWait: "10m", groupInterval: "4h", repeatInterval: "1d", maxPerOwnerPerDay: 5, every: "15m" },
    delay: "day",
    assumptions: ["Owners are those on record."],
    logs: { read: 12_345, denied: 12, ignored: { success: 12_332 }, rejected: 1, troubles: [], new: 11, duplicate: 1 },
    books: { known: 11, told: 8, covered: 1, pending: 0, held: { "own-attempt": 2 }, dead: 0, unknown: 0 },
    mails: {
      total: 6,
      owners: 3,
      perOwnerAndDay: { median: 1, p95: 2, max: 2 },
      days: [
        { day: "2026-10-01", mails: 1 },
        { day: "2026-10-02", mails: 4 },
        { day: "2026-10-03", mails: 1 },
      ],
      busiestDay: { day: "2026-10-02", mails: 4, limit: 10_000 },
      busiestHour: { startsAt: "2026-10-02T00:00:00Z", mails: 4, limit: 1_800 },
    },
    delays: {
      fromRefusal: { median: 50_000, p95: 90_000, max: 100_000 },
      fromSight: { median: 0, p95: 14_400, max: 21_600 },
      histogram: [
        { upToSeconds: 900, refusals: 0 },
        { upToSeconds: 86_400, refusals: 7 },
        { upToSeconds: null, refusals: 2 },
      ],
    },
    heldForAWhile: { repeat: 3 },
    topOwners: [
      { owner: "owner 1", role: "owner", mails: 3, refusals: 5, mostInADay: 2 },
      { owner: "owner 2", role: "stand-in", mails: 2, refusals: 3, mostInADay: 1 },
    ],
    ...more,
  };
}

/** A report of October's first days. */
export function sampleReport(sides: readonly Side[]): SimulationReport {
  return { firstDay: "2026-10-01", lastDay: "2026-10-03", sides };
}
