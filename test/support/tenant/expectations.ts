/**
 * What is to come out of a tenant, worked out from the truth alone. Written from the contract and not from the product: where the
 * two differ, one of them is wrong.
 */
import type { Attempt } from "./attempts.ts";
import type { Owner, OwnerKind } from "./owners.ts";
import { isoSecond } from "./table-cells.ts";
import type { Tenant } from "./tenant.ts";

/** One refusal somebody is to hear of: the nth of this reader at this document in this second. */
export interface ExpectedRefusal {
  readonly attempt: Attempt;
  /** ISO 8601 UTC, whole seconds. */
  readonly occurredAt: string;
  /** "" where the log does not say of which document. */
  readonly contentId: string;
  /** As recorded. */
  readonly actor: string;
  /** From 1: attempts of one second are told apart by the ids the service gave them. */
  readonly n: number;
}

/** The distinct refusals in order of time, however often each is written down. */
export function* expectedRefusals(tenant: Tenant): Generator<ExpectedRefusal> {
  let second = -1;
  let seen = new Map<string, { natives: number; plain: boolean }>();
  for (const attempt of tenant.attempts()) {
    if (!attempt.isRefusal) continue;
    if (attempt.at !== second) seen = new Map();
    second = attempt.at;
    const key = JSON.stringify([attempt.contentId || attempt.rowId, attempt.reader.toLowerCase()]);
    const known = seen.get(key) ?? { natives: 0, plain: false };
    seen.set(key, known);
    const hasId = attempt.rowId !== "" || attempt.correlationId !== "";
    // A record without an id of its own can only ever be told apart from none: it is the first, or the same as the first.
    const isNew = hasId ? known.natives > 0 || !known.plain : known.natives === 0 && !known.plain;
    if (hasId) known.natives += 1;
    else known.plain = true;
    if (!isNew) continue;
    const { contentId, reader: actor } = attempt;
    yield { attempt, occurredAt: isoSecond(attempt.at), contentId, actor, n: Math.max(1, known.natives) };
  }
}

/** One refusal as every source can tell it: which document, who, when. */
export interface RefusalKey {
  readonly contentId: string;
  /** Lower case. */
  readonly actor: string;
  /** ISO 8601 UTC, whole seconds. */
  readonly second: string;
}

/**
 * The set of refusals that each Log Analytics table tells, in order of time. Two attempts of one second are one here, and what has no
 * content id stands in no table.
 */
export function expectedTableRefusals(tenant: Tenant): readonly RefusalKey[] {
  const refusals = new Map<string, RefusalKey>();
  for (const { contentId, reader, at, isRefusal } of tenant.attempts()) {
    if (!isRefusal || contentId === "") continue;
    const refusal = { contentId, actor: reader.toLowerCase(), second: isoSecond(at) };
    refusals.set(JSON.stringify(refusal), refusal);
  }
  return [...refusals.values()];
}

/** How owners are found: the address on record, or the directory behind it. */
export type Ladder = "recorded" | "directory";

/** What one owner is to hear of. */
export interface OwnerExpectation {
  /** Where his mail goes, lower case. */
  readonly address: string;
  /** All refusals at his documents. */
  refusals: number;
  /** Those of them that were his own: he hears nothing of them. */
  ownAttempts: number;
  /** Who was refused, lower case, his own attempts left out. */
  readonly actors: Set<string>;
  /** Which documents, as `contentId`; "" for those the log does not identify. */
  readonly contentIds: Set<string>;
}

/** What each owner is to hear of, by address, and how many refusals reach nobody, by the kind of their owner. */
export function expectedOwners(
  tenant: Tenant,
  ladder: Ladder,
): { readonly owners: ReadonlyMap<string, OwnerExpectation>; readonly unreachable: ReadonlyMap<OwnerKind, number> } {
  const owners = new Map<string, OwnerExpectation>();
  const unreachable = new Map<OwnerKind, number>();
  for (const { attempt, contentId, actor } of expectedRefusals(tenant)) {
    const { owner } = attempt.document;
    const address = addressOf(owner, ladder);
    if (address === undefined) {
      unreachable.set(owner.kind, (unreachable.get(owner.kind) ?? 0) + 1);
      continue;
    }
    const expected = owners.get(address) ?? newExpectation(address);
    owners.set(address, expected);
    expected.refusals += 1;
    if (ownAddresses(owner, address, ladder).includes(actor.toLowerCase())) expected.ownAttempts += 1;
    else {
      expected.actors.add(actor.toLowerCase());
      expected.contentIds.add(contentId);
    }
  }
  return { owners, unreachable };
}

function newExpectation(address: string): OwnerExpectation {
  return { address, refusals: 0, ownAttempts: 0, actors: new Set(), contentIds: new Set() };
}

/** Where the owner's mail goes. A group, a guest and an outsider have an address, but nobody of ours behind it. */
function addressOf({ kind, recorded, person }: Owner, ladder: Ladder): string | undefined {
  switch (kind) {
    case "service-principal":
    case "several":
    case "malformed":
    case "blank":
      return undefined;
    case "member":
    case "alias":
      return ladder === "directory" ? person?.address : recorded;
    case "leaver":
      return ladder === "directory" ? person?.manager : recorded;
    default:
      return ladder === "directory" ? undefined : recorded;
  }
}

/** Which readers are the owner himself, or whoever is told in a leaver's stead: nobody is told of what he did himself. */
function ownAddresses(owner: Owner, address: string, ladder: Ladder): readonly string[] {
  if (ladder === "recorded" || owner.person === undefined) return [address.toLowerCase()];
  return owner.kind === "leaver" ? [address] : [owner.person.address, owner.person.alias];
}
