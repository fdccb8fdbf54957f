/**
 * Who is to be told of an owner's documents under a ladder of steps, by which step and why. Written from the contract, from the truth of
 * the tenant and not from its directory's listing.
 */

import type { Owner } from "./owners.ts";
import { BOUGHT_DOMAIN } from "./people.ts";
import { directoryGroups, type Tenant } from "./tenant.ts";

/** A step as it is configured. */
export type OracleStep =
  | { readonly type: "graph"; readonly leavers?: "next" | "manager"; readonly groups?: "mailbox" | "owners" | "none" }
  | { readonly type: "directory-file"; readonly leavers?: "next" | "manager" }
  | { readonly type: "record" }
  | { readonly type: "delegate"; readonly address: string }
  | { readonly type: "security"; readonly address: string };

/** What one step says of an owner. */
export interface StepAnswer {
  readonly step: OracleStep["type"];
  readonly outcome: string;
}

/** What becomes of notices for an owner. */
export interface Telling {
  /** Lower case; null if nobody is told. */
  readonly address: string | null;
  readonly role: "owner" | "group" | "group-owner" | "manager" | "delegate" | "stand-in" | null;
  /** What each step that is asked says, in order; the last one told somebody, if anybody is told. */
  readonly trail: readonly StepAnswer[];
}

interface Found {
  readonly address: string;
  readonly role: NonNullable<Telling["role"]>;
  readonly outcome: string;
}

interface NotFound {
  readonly outcome: string;
  /** Whoever would take the record at its word must not. */
  readonly rulesOut?: true;
}

/** Who is told under this ladder. Our domains are taken to be configured: contoso.com and what is below contoso.onmicrosoft.com. */
export function expectedTelling(tenant: Tenant, owner: Owner, ladder: readonly OracleStep[]): Telling {
  const trail: StepAnswer[] = [];
  let isRuledOut = false;
  for (const step of ladder) {
    const answer = answerOf(step, tenant, owner, isRuledOut);
    trail.push({ step: step.type, outcome: answer.outcome });
    if ("address" in answer) return { address: answer.address.toLowerCase(), role: answer.role, trail };
    isRuledOut ||= answer.rulesOut === true;
  }
  return { address: null, role: null, trail };
}

function answerOf(step: OracleStep, tenant: Tenant, owner: Owner, isRuledOut: boolean): Found | NotFound {
  if (step.type === "security") return { address: step.address, role: "stand-in", outcome: "security" };
  const unreadable = UNREADABLE[owner.kind];
  if (unreadable !== undefined) return { outcome: unreadable };
  switch (step.type) {
    case "record":
      if (isRuledOut) return { outcome: "owner-ruled-out" };
      if (!isOurs(owner)) return { outcome: "owner-outside" };
      return { address: owner.recorded, role: "owner", outcome: "recorded" };
    case "delegate":
      if (owner.kind !== "bought-company") return { outcome: "owner-not-delegated" };
      return { address: step.address, role: "delegate", outcome: "delegate" };
    default:
      return directoryAnswer(step, tenant, owner);
  }
}

/** Owners that are no single address of a person, whatever step is asked. */
const UNREADABLE: { readonly [kind in Owner["kind"]]?: string } = {
  "service-principal": "owner-service-principal",
  several: "owner-several-addresses",
  malformed: "owner-malformed",
  blank: "owner-blank",
};

function isOurs({ recorded }: Owner): boolean {
  return /@contoso\.(?:com|onmicrosoft\.com)$/i.test(recorded);
}

type DirectoryStep = Extract<OracleStep, { readonly type: "graph" | "directory-file" }>;

function directoryAnswer(step: DirectoryStep, tenant: Tenant, owner: Owner): Found | NotFound {
  const prefix = step.type === "graph" ? "graph" : "directory";
  const out = (outcome: string): NotFound => ({ outcome, rulesOut: true });
  switch (owner.kind) {
    case "member":
      return { address: owner.recorded, role: "owner", outcome: `${prefix}-address` };
    case "alias":
      return { address: owner.person?.address ?? "", role: "owner", outcome: `${prefix}-alias` };
    case "leaver":
    case "leaver-alone":
    case "leaver-of-leaver":
      return leaverAnswer(step, owner, prefix);
    case "without-mailbox":
      return out("owner-without-mailbox");
    case "shared-address":
      return out("owner-ambiguous");
    case "guest":
      return out("owner-guest");
    case "group":
    case "group-ownerless":
    case "group-of-leavers":
      return step.type === "graph"
        ? groupAnswer(step.groups ?? "mailbox", tenant, owner)
        : { outcome: "owner-unknown" };
    // Not ours, so that a directory which does not know him says nothing of him.
    default:
      return { outcome: "owner-unknown" };
  }
}

function leaverAnswer({ leavers }: DirectoryStep, { kind, person }: Owner, prefix: string): Found | NotFound {
  if (leavers !== "manager") return { outcome: "owner-disabled", rulesOut: true };
  // The manager of one has left as well, and nobody is above the other.
  if (kind !== "leaver") return { outcome: "owner-without-manager", rulesOut: true };
  return { address: person?.manager ?? "", role: "manager", outcome: `${prefix}-manager` };
}

function groupAnswer(
  groups: "mailbox" | "owners" | "none",
  tenant: Tenant,
  { kind, recorded }: Owner,
): Found | NotFound {
  // Its address is ours and nobody's, as far as people are asked for.
  if (groups === "none") return { outcome: "owner-unknown", rulesOut: true };
  const group = directoryGroups(tenant).find(({ mail }) => mail === recorded);
  if (groups === "mailbox") {
    const outcome = group?.groupTypes.includes("Unified") === true ? "graph-group" : "graph-distribution-list";
    return { address: recorded, role: "group", outcome };
  }
  const [first] = kind === "group" ? (group?.owners ?? []).toSorted() : [];
  if (first === undefined) return { outcome: "group-without-owner", rulesOut: true };
  return { address: first, role: "group-owner", outcome: "graph-group-owner" };
}

/** The domain whose owners a delegate is named for. */
export const DELEGATED_DOMAIN = BOUGHT_DOMAIN;
