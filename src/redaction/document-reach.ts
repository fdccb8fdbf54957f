import type { DocumentRecord } from "../catalogue/document.ts";

/**
 * What an owner may be told of what the catalogue knows. `told` may stand in a notice; `told-as-cause` only as the day in the sentence on why
 * access was refused; `withheld` never. Of every value only the value: not who said so, nor when. A field that is added to the
 * record and not here does not compile; the canary tests are generated from this table.
 */
export const DOCUMENT_REACH = {
  contentId: "told",
  name: "told",
  label: "told",
  owner: "withheld",
  issuer: "withheld",
  protectedAt: "told",
  expiresAt: "told-as-cause",
  revokedAt: "told-as-cause",
  recipients: "withheld",
} as const satisfies { readonly [Field in keyof Required<DocumentRecord>]: "told" | "told-as-cause" | "withheld" };

/** A document's record without the fields that describe no document to its owner, so that what describes one cannot read them. */
export type ToldRecord = Pick<
  DocumentRecord,
  {
    [Field in keyof typeof DOCUMENT_REACH]: (typeof DOCUMENT_REACH)[Field] extends "told" ? Field : never;
  }[keyof typeof DOCUMENT_REACH]
>;
