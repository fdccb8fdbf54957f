import { z } from "zod";

/** The configuration of a `memory` store; its texts are its reference page. */
export const memoryStoreConfig = z.strictObject({
  type: z
    .literal("memory")
    .describe(
      "Remembers nothing beyond the process: for trying out and for tests. A second run tells everything again.",
    ),
});

/** A `memory` store's configuration after validation. */
export type MemoryStoreConfig = z.output<typeof memoryStoreConfig>;
