import { isInside, readAddresses } from "../platform/email-address.ts";
import type { OwnerAnswer, OwnerQuestion } from "./owner-step.ts";

/** The recorded owner as one address in lower case, or the name of what is wrong with it. */
export type RecordedOwner = { readonly address: string } | { readonly outcome: RecordedOutcome };

/** Why a recorded owner is nobody to write to. */
type RecordedOutcome = "owner-blank" | "owner-several-addresses" | "owner-malformed" | "owner-service-principal";

/** Reads the owner as recorded. Never picks one of several, and never takes an application for a person. */
export function readRecordedOwner(recorded: string | undefined): RecordedOwner {
  const reading = readAddresses(recorded);
  switch (reading.kind) {
    case "one":
      return { address: reading.address };
    case "none":
      return { outcome: "owner-blank" };
    case "several":
      return { outcome: "owner-several-addresses" };
    case "service-principal":
      return { outcome: "owner-service-principal" };
    case "malformed":
      return { outcome: "owner-malformed" };
  }
}

/**
 * The owner on record, if he may be taken at his word: exactly one valid address and, where our domains are known, one of ours.
 * Whoever could forge a record could choose the recipient.
 */
export function findOnRecord({ recorded, domains, ruledOut }: OwnerQuestion): OwnerAnswer {
  const owner = readRecordedOwner(recorded);
  if ("outcome" in owner) return { found: false, outcome: owner.outcome };
  // The record does not know that he has left; an earlier step does.
  if (ruledOut !== null) return { found: false, outcome: "owner-ruled-out" };
  const { address } = owner;
  if (domains.length > 0 && !isInside(address, domains)) return { found: false, outcome: "owner-outside" };
  return { found: true, address, role: "owner", aliases: [address], outcome: "recorded" };
}
