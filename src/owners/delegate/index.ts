import type { OwnerStepDefinition } from "../owner-step.ts";
import type { DelegateStepConfig } from "./config.ts";
import { createDelegateStep } from "./delegate-step.ts";

/** The `delegate` step: somebody named for the owners of a domain. */
export const delegateStep: OwnerStepDefinition<DelegateStepConfig> = {
  type: "delegate",
  create: (config) => createDelegateStep(config),
  async *check() {},
};
