import type { OwnerStepDefinition } from "../owner-step.ts";
import type { SecurityStepConfig } from "./config.ts";
import { createSecurityStep } from "./security-step.ts";

/** The `security` step: the security team, where no owner was found. */
export const securityStep: OwnerStepDefinition<SecurityStepConfig> = {
  type: "security",
  create: (config) => createSecurityStep(config.address),
  async *check() {},
};
