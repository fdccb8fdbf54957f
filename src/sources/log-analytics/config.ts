import { z } from "zod";
import { RESULT_MEANINGS } from "../../event/results.ts";
import { durationSchema } from "../../platform/duration-schema.ts";
import { sinceSchema } from "../../platform/since.ts";
import { isTableName } from "./kql.ts";

const GUID = /^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;

const tableName = z
  .string()
  .refine(isTableName, { error: "the name of a table: letters, digits and _, e.g. RMSData_CL" });

const limitsSchema = z.strictObject({
  wait: durationSchema({ min: "1s", max: "10m" })
    .prefault("3m")
    .describe("How long the service may work at one query. A window it is not done with by then is halved."),
});

/** The configuration of a `log-analytics` source. The texts become its documentation. */
export const logAnalyticsConfig = z
  .strictObject({
    workspaceId: z
      .string()
      .regex(GUID, { error: "the workspace id, a GUID without braces" })
      .describe("The id of the Log Analytics workspace (on its overview page), not its name."),
    table: z
      .enum(["aip", "mparr-usage", "mparr-tracking", "custom"])
      .describe(
        "What is read: `aip` the table of the classic AIP analytics, `mparr-usage` and `mparr-tracking` the two tables MPARR fills from usage and tracking logs, `custom` a query of your own.",
      ),
    tableName: tableName
      .optional()
      .describe(
        "The table, if it has another name than usual: InformationProtectionLogs_CL, RMSData_CL or RMSDataDetails_CL.",
      ),
    from: tableName.optional().describe("`custom` only: the table your query reads."),
    query: z
      .string()
      .min(1)
      .optional()
      .describe(
        "`custom` only: KQL behind that table, e.g. `where Result == 'AccessDenied' | project OccurredAt = Time, Actor = User, ContentId`. Lockbell bounds the time in front of it.",
      ),
    since: sinceSchema
      .default("24h")
      .describe(
        "Refusals before this UTC time (2026-11-18T06:00:00Z) are ignored. A duration (7d) means that long before the source is read for the first time; that moment is remembered, until another value stands here. For an earlier time all that arrived since then is read again; what is known stays one event.",
      ),
    lookback: durationSchema({ max: "90d" })
      .prefault("2d")
      .describe(
        "How much older than its arrival a row's TimeGenerated may be. Azure Monitor itself accepts two days; `check` says how late rows come here.",
      ),
    settle: durationSchema({ max: "1d" })
      .prefault("2m")
      .describe("Rows that arrived less than this ago are left for the next run, until they are surely all there."),
    catalogueSince: durationSchema({ max: "730d" })
      .prefault("90d")
      .describe(
        "How far back names, labels and owners of documents are read, once, at the first run. Later runs read only what is new.",
      ),
    results: z
      .record(z.string().min(1), z.enum(RESULT_MEANINGS))
      .default({})
      .describe(
        "What literals of the result column mean, added to the built-in table or overriding it. Upper and lower case are the same.",
      ),
    licenceRequests: z
      .array(z.string().min(1))
      .default([])
      .describe("More request types that ask for a licence to open a document, beside the built-in ones."),
    limits: limitsSchema.prefault({}).describe("Limits of a single query."),
  })
  .superRefine(({ table, tableName, from, query }, context) => {
    const refuse = (key: string, message: string): void => context.addIssue({ code: "custom", path: [key], message });
    if (table === "custom") {
      if (from === undefined) refuse("from", "the table the query reads, for table: custom");
      if (query === undefined) refuse("query", "KQL behind the table, for table: custom");
      if (tableName !== undefined) refuse("tableName", "only for the other tables; table: custom has from");
    } else {
      if (from !== undefined) refuse("from", "only for table: custom; another name of the table goes into tableName");
      if (query !== undefined) refuse("query", "only for table: custom");
    }
  });

/** A parsed configuration of a `log-analytics` source; durations in milliseconds. */
export type LogAnalyticsConfig = z.output<typeof logAnalyticsConfig>;
