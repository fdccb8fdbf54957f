/**
 * Invented tenants with everything in them that is nasty, for all tests. A tenant knows the truth: what happened, to whom, and what
 * is to be heard of it. It is the oracle, so nothing here imports the product.
 */
import {
  type Attempt,
  type Encounter,
  grantedAttempt,
  isExpired,
  isRevoked,
  otherAttempt,
  permittedReader,
  refusedAttempt,
  refusedReader,
} from "./attempts.ts";
import { withCanaries } from "./canaries.ts";
import { guestAddresses, type ListedGroup, type ListedUser, listGroups, listUsers } from "./directory.ts";
import { createDocuments, type ProtectedDocument } from "./documents.ts";
import { createOddPeople, listOddPeople, type OddPeople } from "./odd-people.ts";
import { createOwners, type Owner } from "./owners.ts";
import { createPeople, type Person } from "./people.ts";
import { createRandom, createZipf, type Random } from "./random.ts";

/** What tenant to make. The same settings make the same tenant, always and everywhere. */
export interface TenantSettings {
  readonly seed: number;
  /**
   * How many attempts are refused in truth. Somebody is to hear of each, save for the one or two in a thousand that the log writes
   * down without an id of its own, so that nobody can tell them from another of the same second.
   */
  readonly refusals: number;
  /** How many owners; some of them are special from the second on. */
  readonly owners?: number;
  /** Licences given. Default: as many as are refused. */
  readonly successes?: number;
  /** Failures of the service, its own requests, and requests that ask for no licence. Default: a tenth of the refusals. */
  readonly others?: number;
  /** Over how many days. */
  readonly days?: number;
  /** The first day, `2026-11-18` unless said otherwise. */
  readonly from?: string;
  readonly documentsPerOwner?: number;
  /** Puts a unique, recognisable value into each column that owners must never see. */
  readonly canaries?: boolean;
}

/** A tenant and its truth. */
export interface Tenant {
  readonly settings: Required<TenantSettings>;
  readonly people: readonly Person[];
  /** The people the directory says something awkward of. */
  readonly odd: OddPeople;
  readonly owners: readonly Owner[];
  readonly documents: readonly ProtectedDocument[];
  /** All that happened, in order of time. Made as it is asked for: a million fit into any memory. */
  attempts(): Iterable<Attempt>;
}

const DAY_MS = 86_400_000;
const OPEN_TRIES = 20;

/** Makes a tenant. */
export function createTenant(settings: TenantSettings): Tenant {
  const owners = settings.owners ?? Math.max(8, Math.min(1_000, Math.ceil(settings.refusals / 20)));
  const all: Required<TenantSettings> = {
    successes: settings.refusals,
    others: Math.ceil(settings.refusals / 10),
    days: 3,
    from: "2026-11-18",
    documentsPerOwner: 3,
    canaries: false,
    ...settings,
    owners,
  };
  const random = createRandom(all.seed, "tenant");
  const firstDay = Date.parse(`${all.from}T00:00:00Z`);
  const people = createPeople(random, Math.max(24, Math.ceil(owners * 1.2)));
  const odd = createOddPeople(all.seed, people.length);
  const ownerList = createOwners(random, { people, odd, guests: guestAddresses() }, owners);
  const { seed, days } = all;
  const truths = { seed, firstDay, days, strangers: strangersOf(all) };
  const documents = createDocuments(random, ownerList, all.documentsPerOwner, truths);
  return {
    settings: all,
    people,
    odd,
    owners: ownerList,
    documents,
    attempts: () => happen(all, documents, firstDay),
  };
}

/** The directory of a tenant as Microsoft Graph lists users: our people, and some partners who are guests. */
export function directoryUsers({ people, odd }: Tenant): readonly ListedUser[] {
  return listUsers([...people, ...listOddPeople(odd)], guestAddresses());
}

/** The groups of a tenant as Microsoft Graph lists them, `members` and `owners` as addresses: those that own documents, and one more. */
export function directoryGroups({ people, odd, owners }: Tenant): readonly ListedGroup[] {
  return listGroups(owners, { people, odd, guests: guestAddresses() });
}

/** How many people there are whose names nobody of ours has. */
function strangersOf({ refusals }: Required<TenantSettings>): number {
  return Math.min(5_000, 20 + Math.ceil(refusals / 50));
}

/** Mixes refusals, licences and the rest evenly over the days, in exactly the numbers that were asked for. */
function* happen(
  settings: Required<TenantSettings>,
  documents: readonly ProtectedDocument[],
  firstDay: number,
): Generator<Attempt> {
  const random = createRandom(settings.seed, "attempts");
  const byOwner = new Map<Owner, ProtectedDocument[]>();
  for (const document of documents) byOwner.set(document.owner, [...(byOwner.get(document.owner) ?? []), document]);
  const shelves = [...byOwner.values()];
  const chooseOwner = createZipf(shelves.length);
  const chooseDocument = (): ProtectedDocument => random.pick(shelves[chooseOwner(random)]!);
  /** A document that can still be opened; whose all were withdrawn or have ended, none of them can, so others are looked at. */
  const chooseOpen = (at: number): ProtectedDocument => {
    for (let tries = 0; tries < OPEN_TRIES; tries += 1) {
      const document = chooseDocument();
      if (!isRevoked(document, at) && !isExpired(document, at)) return document;
    }
    return documents.find((document) => document.revokedAt === null && document.expiresAt === null) ?? chooseDocument();
  };
  const strangers = strangersOf(settings);

  const left = { refusals: settings.refusals, successes: settings.successes, others: settings.others };
  const total = left.refusals + left.successes + left.others;
  let refused: Encounter | undefined;
  let refusedAt = 0;
  let at = 0;
  for (let i = 0; i < total; i += 1) {
    const share = random.below(left.refusals + left.successes + left.others);
    // Time goes on with each attempt, save for tries that follow each other within one second.
    const again = refused !== undefined && at === refusedAt && left.refusals > 0 && random.chance(0.06);
    if (!again)
      at = Math.max(
        at,
        Math.floor((firstDay + ((i + random.next()) / total) * settings.days * DAY_MS) / 1_000) * 1_000,
      );
    if (again || share < left.refusals) {
      refused = again || persists(random, refused) ? refused! : refusedReader(random, chooseDocument(), strangers);
      refusedAt = at;
      left.refusals -= 1;
      const attempt = refusedAttempt(random, at, refused);
      yield settings.canaries ? withCanaries(attempt, i) : attempt;
    } else if (share < left.refusals + left.successes) {
      left.successes -= 1;
      yield grantedAttempt(random, at, permittedReader(random, chooseOpen(at), strangers));
    } else {
      left.others -= 1;
      yield otherAttempt(random, at, permittedReader(random, chooseDocument(), strangers));
    }
  }
}

/** Who is refused tends to try again. */
function persists(random: Random, refused: Encounter | undefined): boolean {
  return refused !== undefined && random.chance(0.4);
}
