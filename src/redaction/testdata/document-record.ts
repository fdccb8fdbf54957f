/** What the catalogue knows of a document, for tests: values, all written down by one source on one day. */
import type { DocumentRecord } from "../../catalogue/document.ts";

export function documentRecord(
  contentId: string,
  values: { readonly [Field in keyof Omit<DocumentRecord, "contentId">]?: string },
  { asOf = "2026-11-01T00:00:00Z", origin = "usage-logs" } = {},
): DocumentRecord {
  const known = Object.entries(values).map(([field, value]) => [field, { value, asOf, origin }]);
  return { contentId, ...Object.fromEntries(known) };
}
