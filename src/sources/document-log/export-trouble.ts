import { fileTrouble } from "../file-trouble.ts";
import type { SourceTrouble } from "../source.ts";
import type { ExportEnd } from "./export-cursor.ts";

const ADVICE: { readonly [End in "cut" | "not-json"]: string } = {
  cut: "The file ends in the middle of an entry. What stands before was read; it is read anew when it changes.",
  "not-json":
    "Something in the file is no JSON. What stands before was read. Export again with ConvertTo-Json, and nothing else in the file.",
};

/** The trouble a file's end means; undefined if it ended well. */
export function troubleOfEnd(part: string, end: ExportEnd): SourceTrouble | undefined {
  if (end === "read") return undefined;
  if (end === "damaged") return fileTrouble(part, "gzip-damaged");
  return { part, reason: end, advice: ADVICE[end] };
}
