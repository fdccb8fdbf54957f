import type { NoticeSchedule, OwnerDecision } from "../../store/dispatch-store.ts";
import type { Store } from "../../store/store.ts";
import type { Agenda } from "./agenda.ts";
import type { Ledger } from "./ledger.ts";

/** A store that tells the ledger what is put off, and the agenda when there is something to do again. It changes nothing. */
export function watchStore(inner: Store, ledger: Ledger, agenda: Agenda): Store {
  /** Open notices as this dispatch leaves them. */
  const open = new Map<number, { readonly members: number; readonly hold: string | null }>();
  /** How many refusals of a held notice were counted as held. */
  const counted = new Map<number, number>();

  function decided(owners: readonly OwnerDecision[]): void {
    for (const owner of owners) {
      if (owner.decision !== "hold-until") continue;
      ledger.heldForAWhile(owner.reason, 1);
      agenda.dueAt(owner.until);
    }
  }

  function scheduled(schedules: readonly NoticeSchedule[]): void {
    for (const { seq, dueAt, hold } of schedules) {
      const notice = open.get(seq);
      if (notice !== undefined) open.set(seq, { ...notice, hold });
      // A wait that ends before the next run has ended; a cap is exact.
      if (hold === null) agenda.dueAt(dueAt);
      else agenda.at(dueAt);
    }
  }

  /** A held notice goes on growing: each of its refusals counts once. */
  function countHeld(): void {
    for (const [seq, { members, hold }] of open) {
      if (hold === null) continue;
      ledger.heldForAWhile(hold, members - (counted.get(seq) ?? 0));
      counted.set(seq, members);
    }
    open.clear();
  }

  return {
    ...inner,
    async commitDispatch(commit) {
      await inner.commitDispatch(commit);
      decided(commit.events.map(({ owner }) => owner));
    },
    async openNotices(after, limit, recentSince) {
      const notices = await inner.openNotices(after, limit, recentSince);
      for (const { seq, memberCount, hold } of notices) open.set(seq, { members: memberCount, hold });
      return notices;
    },
    async scheduleNotices(lease, schedules, now) {
      await inner.scheduleNotices(lease, schedules, now);
      scheduled(schedules);
    },
    async claimDeliveries(request) {
      countHeld();
      const answer = await inner.claimDeliveries(request);
      for (const { seq } of answer.claimed) counted.delete(seq);
      if (answer.nextAt !== null) agenda.during(answer.nextAt);
      return answer;
    },
  };
}
