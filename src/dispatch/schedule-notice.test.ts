import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OpenNotice } from "../store/dispatch-store.ts";
import type { Horizon, NoticePolicy } from "./policy.ts";
import { scheduleNotice } from "./schedule-notice.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.parse("2026-11-18T12:00:00Z");

const POLICY: NoticePolicy = {
  groupWaitMs: 10 * MINUTE,
  groupIntervalMs: 4 * HOUR,
  repeatIntervalMs: 24 * HOUR,
  maxPerOwnerPerDay: 2,
  backlogAgeMs: 7 * 24 * HOUR,
  doNotTrack: { addresses: [], domains: [] },
};

function notice(overrides: Partial<OpenNotice>): OpenNotice {
  return {
    seq: 7,
    id: "n",
    recipient: { address: "adele.vance@contoso.com", role: "owner" },
    oldestEventAt: NOON,
    memberCount: 1,
    dueAt: null,
    hold: null,
    recentClaims: [],
    lastClaimAt: null,
    ...overrides,
  };
}

const once: Horizon = { kind: "once" };
const nextRunIn = (ms: number): Horizon => ({ kind: "until", nextRunAt: NOON + ms });

describe("when an open notice falls due", () => {
  it.each([
    ["waits the group wait from its oldest event", {}, nextRunIn(0), 10 * MINUTE],
    ["is due now when the wait would end before the next run", {}, nextRunIn(15 * MINUTE), 0],
    ["is due now when the wait ends exactly at the next run", {}, nextRunIn(10 * MINUTE), 0],
    ["counts the wait from event time, so late records do not wait", { oldestEventAt: NOON - HOUR }, nextRunIn(0), 0],
    [
      "keeps the group interval from the last notice",
      { lastClaimAt: NOON - HOUR, recentClaims: [NOON - HOUR] },
      nextRunIn(15 * MINUTE),
      3 * HOUR,
    ],
    [
      "is due when the group interval has passed",
      { lastClaimAt: NOON - 4 * HOUR, recentClaims: [NOON - 4 * HOUR], oldestEventAt: NOON - HOUR },
      nextRunIn(0),
      0,
    ],
    ["never waits for wait or interval under --once", { lastClaimAt: NOON - 1, recentClaims: [NOON - 1] }, once, 0],
  ] as const)("%s", (_promise, overrides, horizon, dueIn) => {
    const schedule = scheduleNotice(notice(overrides), POLICY, horizon, NOON);

    expect(schedule).toEqual({ seq: 7, dueAt: NOON + dueIn, hold: null });
  });

  it.each([
    ["at the cap", [NOON - 5 * HOUR, NOON - 2 * HOUR], 19 * HOUR],
    ["over the cap, after it was lowered", [NOON - 9 * HOUR, NOON - 5 * HOUR, NOON - 2 * HOUR], 19 * HOUR],
  ])("is held %s until the window frees a place, under --once too", (_promise, recentClaims, freesIn) => {
    for (const horizon of [once, nextRunIn(48 * HOUR)]) {
      const schedule = scheduleNotice(notice({ recentClaims, lastClaimAt: NOON - 2 * HOUR }), POLICY, horizon, NOON);

      expect(schedule).toEqual({ seq: 7, dueAt: NOON + freesIn, hold: "cap" });
    }
  });

  it("frees the cap exactly 24 hours after a notice", () => {
    const recentClaims = [NOON - 24 * HOUR, NOON - HOUR];

    expect(scheduleNotice(notice({ recentClaims }), POLICY, once, NOON)).toMatchObject({ hold: null });
    expect(scheduleNotice(notice({ recentClaims }), POLICY, once, NOON - 1)).toMatchObject({
      hold: "cap",
      dueAt: NOON,
    });
  });

  it("never lets more than the cap fall into any 24 hours, whatever the times", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 72 }), { maxLength: 80 }), (hours) => {
        const claims: number[] = [];
        for (const hour of hours.sort((a, b) => a - b)) {
          const now = NOON + hour * HOUR;
          const { hold } = scheduleNotice(
            notice({ recentClaims: claims.filter((at) => at > now - 24 * HOUR) }),
            POLICY,
            once,
            now,
          );
          if (hold === null) claims.push(now);
        }
        for (const at of claims)
          expect(claims.filter((other) => other > at - 24 * HOUR && other <= at).length).toBeLessThanOrEqual(2);
      }),
      { seed: 3 },
    );
  });
});
