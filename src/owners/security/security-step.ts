import type { OwnerStep } from "../owner-step.ts";

/** Answers for everybody. Stands last: no step after it is ever asked. */
export function createSecurityStep(address: string): OwnerStep {
  const lowerCase = address.toLowerCase();
  return {
    name: "security",
    find: async () => ({ found: true, address: lowerCase, role: "stand-in", aliases: [], outcome: "security" }),
  };
}
