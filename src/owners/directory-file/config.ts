import { z } from "zod";

/** The configuration of a `directory-file` step; its texts are its reference page. */
export const directoryFileConfig = z.strictObject({
  type: z
    .literal("directory-file")
    .describe("The owner as an export of Microsoft Graph's users knows him, under any of his addresses."),
  path: z
    .string()
    .min(1)
    .describe(
      "The exported users, a JSON array or what the Graph API answers (`value`), with `accountEnabled` among their properties. Read once, at start.",
    ),
  leavers: z
    .enum(["next", "manager"])
    .default("next")
    .describe(
      "What becomes of notices for an owner whose account is disabled. `next`: the next step is asked, as a rule `security`. `manager`: his manager in the export is told, and that he is told as the manager.",
    ),
});

/** A `directory-file` step's configuration after validation. */
export type DirectoryFileConfig = z.output<typeof directoryFileConfig>;
