import type { OwnerStep } from "../owner-step.ts";
import { findOnRecord } from "../recorded-owner.ts";

/** The step that takes the recorded owner at his word, for use among others; a ladder without steps does the same. */
export function createRecordStep(): OwnerStep {
  return { name: "record", find: async (question) => findOnRecord(question) };
}
