import { HOME_DOMAIN, nameAt, PARTNER_DOMAINS } from "./people.ts";
import { createRandom, type Random } from "./random.ts";

/** What the service keeps of a protected document beside its protection, as the document log tells it. */
export interface DocumentTruth {
  /** Whom it was protected for, addresses in lower case; null for a template's people, whom no record lists. */
  readonly recipients: readonly string[] | null;
  /** When its owner withdrew all access; null if he did not. Milliseconds since 1970 UTC, whole seconds. */
  readonly revokedAt: number | null;
  /** When access ends or ended; null for never. */
  readonly expiresAt: number | null;
  /** Whether the document log has it: not every document is registered there, but what is revoked is. */
  readonly isRegistered: boolean;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The days of a tenant, and how many people there are outside. */
export interface TruthSettings {
  readonly seed: number;
  readonly firstDay: number;
  readonly days: number;
  readonly strangers: number;
}

/**
 * Says of one document after the other what is true of it. One in seven is withdrawn before or early in the tenant's days, one in seven
 * expires in them and another one after them. From chance of its own, so that names and ids do not depend on it.
 */
export function createTruths(settings: TruthSettings): (index: number) => DocumentTruth {
  const random = createRandom(settings.seed, "document records");
  const { firstDay, days } = settings;
  const seconds = (from: number, to: number): number =>
    Math.floor((from + random.next() * (to - from)) / 1_000) * 1_000;
  const early = (): number => seconds(firstDay - 30 * MINUTE_MS, firstDay + 0.4 * days * DAY_MS);
  return (index) => {
    const kind = index % 7;
    const revokedAt = kind === 2 ? early() : null;
    const later = firstDay + (days + 1 + random.below(200)) * DAY_MS;
    const recipients = index % 4 === 3 ? null : recipientList(random, settings.strangers);
    const isRegistered = random.chance(0.8) || revokedAt !== null;
    return { recipients, revokedAt, expiresAt: kind === 5 ? early() : kind === 6 ? later : null, isRegistered };
  };
}

function recipientList(random: Random, strangers: number): readonly string[] {
  const count = 1 + random.below(6);
  const list = Array.from({ length: count }, () => {
    const domain = random.chance(0.5) ? HOME_DOMAIN : random.pick(PARTNER_DOMAINS);
    return `${nameAt(random.below(strangers)).local}@${domain}`;
  });
  return [...new Set(list)];
}
