import type { OwnerStepDefinition } from "../owner-step.ts";
import type { RecordStepConfig } from "./config.ts";
import { createRecordStep } from "./record-step.ts";

/** The `record` step: the owner as recorded. */
export const recordStep: OwnerStepDefinition<RecordStepConfig> = {
  type: "record",
  create: () => createRecordStep(),
  async *check() {},
};
