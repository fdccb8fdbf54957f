import type { Holder } from "./lease.ts";

/** Whether two holders are one process. */
export function isSameHolder(a: Holder, b: Holder): boolean {
  return a.host === b.host && a.pid === b.pid && a.startedAt === b.startedAt;
}
