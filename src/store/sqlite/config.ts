import { z } from "zod";

/** The configuration of a `sqlite` store; its texts are its reference page. */
export const sqliteStoreConfig = z.strictObject({
  type: z.literal("sqlite").describe("Keeps everything in one SQLite file on a local disk."),
  path: z
    .string()
    .min(1)
    .default("lockbell.db")
    .describe(
      "The database file. It is made at the first start, with its folder if that is missing, readable for its owner only. Not on a network share: SQLite's locks do not hold there.",
    ),
});

/** A `sqlite` store's configuration after validation. */
export type SqliteStoreConfig = z.output<typeof sqliteStoreConfig>;
