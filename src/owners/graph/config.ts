import { z } from "zod";
import { durationSchema } from "../../platform/duration-schema.ts";

const cacheSchema = z.strictObject({
  found: durationSchema({ max: "30d" })
    .prefault("24h")
    .describe("How long somebody the directory knows is taken to be as it described him."),
  notFound: durationSchema({ max: "7d" })
    .prefault("1h")
    .describe("How long an address the directory does not know is taken to be unknown."),
});

/** The configuration of a `graph` step; its texts are its reference page. */
export const graphStepConfig = z.strictObject({
  type: z
    .literal("graph")
    .describe("The owner as Microsoft Graph knows him at this moment, under any of his addresses; also groups."),
  leavers: z
    .enum(["next", "manager"])
    .default("next")
    .describe(
      "What becomes of notices for an owner whose account is disabled. `next`: the next step is asked, as a rule `security`. `manager`: his manager is told, and that he is told as the manager.",
    ),
  groups: z
    .enum(["mailbox", "owners", "none"])
    .default("mailbox")
    .describe(
      "Who is told if the owner is a group. `mailbox`: its own address, so that everybody who gets the group's mail reads the notice. `owners`: one of its owners. `none`: groups are not asked for, and count as unknown. The first two need the application permission GroupMember.Read.All.",
    ),
  cache: cacheSchema
    .prefault({})
    .describe("How long the directory's answers are remembered, also from one run to the next; `0s` is not at all."),
});

/** A `graph` step's configuration after validation. */
export type GraphStepConfig = z.output<typeof graphStepConfig>;
