import type { Recipient } from "../../store/dispatch-store.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What one recipient got. */
export interface RecipientRow {
  readonly recipient: Recipient;
  mails: number;
  /** Refusals those mails tell of. */
  refusals: number;
  /** Mails by UTC day, counted from 1970. */
  readonly byDay: Map<number, number>;
}

/** What a recipient goes by: one address may be written to in several roles. */
export function recipientKey({ address, role }: Recipient): string {
  return `${address} ${role}`;
}

/** What a simulation writes down while it goes: mails when they are out, and what had to wait. */
export class Ledger {
  readonly #recipients = new Map<string, RecipientRow>();
  readonly #byDay = new Map<number, number>();
  readonly #byHour = new Map<number, number>();
  readonly #fromRefusal: number[] = [];
  readonly #fromSight: number[] = [];
  readonly #heldForAWhile = new Map<string, number>();
  readonly #seenAt: (occurredAt: number) => number;
  mails = 0;

  /** `seenAt` says when a refusal of that time could first be seen. */
  constructor(seenAt: (occurredAt: number) => number) {
    this.#seenAt = seenAt;
  }

  /** A mail is out; `refusals` are the times of what it tells. */
  mailed(recipient: Recipient, at: number, refusals: readonly number[]): void {
    const key = recipientKey(recipient);
    const row = this.#recipients.get(key) ?? { recipient, mails: 0, refusals: 0, byDay: new Map() };
    this.#recipients.set(key, row);
    const day = Math.floor(at / DAY_MS);
    this.mails += 1;
    row.mails += 1;
    row.refusals += refusals.length;
    raise(row.byDay, day, 1);
    raise(this.#byDay, day, 1);
    raise(this.#byHour, Math.floor(at / HOUR_MS), 1);
    for (const occurredAt of refusals) {
      // A record dated in the future is told before its time: nobody waited.
      this.#fromRefusal.push(Math.max(0, at - occurredAt));
      this.#fromSight.push(Math.max(0, at - this.#seenAt(occurredAt)));
    }
  }

  /** Refusals were put off for a reason that ends by itself. */
  heldForAWhile(reason: string, refusals: number): void {
    if (refusals > 0) raise(this.#heldForAWhile, reason, refusals);
  }

  /** One of them, or undefined if he got nothing. */
  recipient(key: string): RecipientRow | undefined {
    return this.#recipients.get(key);
  }

  /** Who got most comes first; of equals the order of the alphabet. */
  recipients(): readonly RecipientRow[] {
    return [...this.#recipients]
      .sort(([keyA, a], [keyB, b]) => b.mails - a.mails || (keyA < keyB ? -1 : 1))
      .map(([, row]) => row);
  }

  /** Mails by UTC day, counted from 1970, in order; days without a mail are left out. */
  days(): readonly (readonly [day: number, mails: number])[] {
    return [...this.#byDay].sort(([a], [b]) => a - b);
  }

  /** The clock hour with most mails, the first of equals; null if there was none. */
  busiestHour(): { readonly startsAt: number; readonly mails: number } | null {
    let busiest: readonly [number, number] | null = null;
    for (const [hour, mails] of [...this.#byHour].sort(([a], [b]) => a - b))
      if (busiest === null || mails > busiest[1]) busiest = [hour, mails];
    return busiest === null ? null : { startsAt: busiest[0] * HOUR_MS, mails: busiest[1] };
  }

  /** Milliseconds from each told refusal to its mail. */
  get fromRefusal(): readonly number[] {
    return this.#fromRefusal;
  }

  /** The same from the time the refusal could first be seen: the part that the limits decide. */
  get fromSight(): readonly number[] {
    return this.#fromSight;
  }

  /** How many refusals were put off, by reason. */
  get held(): { readonly [reason: string]: number } {
    return Object.fromEntries([...this.#heldForAWhile].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

function raise<K>(counts: Map<K, number>, key: K, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
