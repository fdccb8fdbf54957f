import { z } from "zod";

const pattern = z.string().min(1, { error: "a path or glob like documents/*.json" });

/** The configuration of a `document-log` source. The text becomes its documentation. */
export const documentLogConfig = z.strictObject({
  path: z
    .union([pattern, z.array(pattern).min(1)])
    .describe(
      "Exports of `Get-AipServiceDocumentLog | ConvertTo-Json -Depth 5`, or globs that match them, relative to the configuration file. `\\` separates folders as `/` does. Files may be gzipped. A date and time in a file's name (documents-2026-11-18T06-30-00Z.json) is when it was exported; with a date alone, or none, the file's own time is, if it is of that day or the next.",
    ),
});

/** A parsed configuration of a `document-log` source. */
export type DocumentLogConfig = z.output<typeof documentLogConfig>;
