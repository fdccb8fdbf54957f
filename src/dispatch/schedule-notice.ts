import type { NoticeSchedule, OpenNotice } from "../store/dispatch-store.ts";
import { CAP_WINDOW_MS, type Horizon, horizonAt, type NoticePolicy } from "./policy.ts";

/**
 * When an open notice falls due. Waits count from event time: `groupWait` after its oldest event, and `groupInterval` after
 * the last notice to the same recipient. The cap counts the notices of the last 24 h, and is exact: unlike waits it knows no tolerance,
 * because it is a promise to the owner and not a convenience.
 */
export function scheduleNotice(
  notice: OpenNotice,
  policy: NoticePolicy,
  horizon: Horizon,
  now: number,
): NoticeSchedule {
  const claims = notice.recentClaims.filter((at) => at > now - CAP_WINDOW_MS);
  if (claims.length >= policy.maxPerOwnerPerDay) {
    const freesAt = (claims[claims.length - policy.maxPerOwnerPerDay] ?? now) + CAP_WINDOW_MS;
    return { seq: notice.seq, dueAt: freesAt, hold: "cap" };
  }
  if (horizon.kind === "once") return { seq: notice.seq, dueAt: now, hold: null };
  // A record dated in the future waits from now, not from then.
  const waited = Math.min(notice.oldestEventAt, now) + policy.groupWaitMs;
  const spaced = notice.lastClaimAt === null ? 0 : notice.lastClaimAt + policy.groupIntervalMs;
  const dueAt = Math.max(waited, spaced);
  return { seq: notice.seq, dueAt: dueAt <= horizonAt(horizon, now) ? now : dueAt, hold: null };
}
