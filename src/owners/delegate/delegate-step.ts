import { isInside } from "../../platform/email-address.ts";
import type { OwnerStep } from "../owner-step.ts";
import { readRecordedOwner } from "../recorded-owner.ts";
import type { DelegateStepConfig } from "./config.ts";

/** Answers for owners of some domains. Whether another step ruled the owner out is nothing to it: it never writes to him. */
export function createDelegateStep(config: Pick<DelegateStepConfig, "domains" | "address">): OwnerStep {
  const address = config.address.toLowerCase();
  return {
    name: "delegate",
    async find({ recorded }) {
      const owner = readRecordedOwner(recorded);
      if ("outcome" in owner) return { found: false, outcome: owner.outcome };
      if (!isInside(owner.address, config.domains)) return { found: false, outcome: "owner-not-delegated" };
      return { found: true, address, role: "delegate", aliases: [], outcome: "delegate" };
    },
  };
}
