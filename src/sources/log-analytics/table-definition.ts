import type { RequestLookup } from "../../event/requests.ts";
import type { ResultMeaning } from "../../event/results.ts";
import type { ServiceRecord } from "../judge-record.ts";
import type { FieldColumns, FieldNames } from "./columns.ts";

/** What decides about rows on the server. */
export interface FilterSettings {
  readonly requestKind: RequestLookup;
  readonly resultMeaning: (literal: string) => ResultMeaning | undefined;
}

/** A row as the service's record, but for where it stands. */
export type RowRecord = Omit<ServiceRecord, "location" | "raw">;

/** All there is to know of one kind of table. `F` are the fields it is read by. */
export interface TableDefinition<F extends string = string> {
  /** What the table is usually called. */
  readonly tableName: string;
  /** Every field that is asked for; those that no event has are kept in `raw`. */
  readonly fields: { readonly [Field in F]: FieldNames };
  /** What it takes to recognise a refusal and to know it again: one field of each group. */
  readonly required: readonly (readonly F[])[];
  /** Conditions that keep every row that may be a refusal, null ones included where null says nothing. */
  refusals(columns: FieldColumns, settings: FilterSettings): readonly string[];
  /** What a row says. */
  toRecord(value: (field: F) => string | undefined): RowRecord;
  /** What decides whether a row is a refusal. */
  readonly deciding: DecidingField<F>;
  /** What it teaches of documents beside its refusals; absent if nothing. */
  readonly catalogue?: CatalogueRows<F>;
}

/** A field whose literals decide. What they are is documented badly or not at all, so `check` lists those nobody knows. */
export interface DecidingField<F extends string = string> {
  readonly field: F;
  /** Whether they are looked for in all rows or in those alone that may be refusals. */
  readonly among: "all" | "refusals";
  known(literal: string, settings: FilterSettings): boolean;
}

/** The rows that tell of documents, for a summary on the server: the newest of each that says the same. */
export interface CatalogueRows<F extends string = string> {
  /** True where values stand in the quotes the service wrote them in. */
  readonly isQuoted?: true;
  /** The fields a fact is made of. */
  readonly by: readonly F[];
  /** Conditions beside that there is a content id. */
  rows(columns: FieldColumns, settings: FilterSettings): readonly string[];
  /** When a row was written, as an expression of type datetime. */
  asOf(columns: FieldColumns): string;
}
