import type { Column } from "../tables.ts";
import type { Value } from "./values/values.ts";

/** A row while a query runs: stored rows are rows as they are, so that reading a table copies nothing. */
export interface Row {
  readonly cells: readonly Value[];
  /** Milliseconds since 1970; null after an operator that makes rows of several (`summarize`, `join`). */
  readonly ingestedAt: number | null;
}

/**
 * A column of a relation. `stored` means that its cells are in the form of the tables and are decoded when they are
 * read.
 */
export interface RelationColumn extends Column {
  readonly stored: boolean;
}

/** What an operator takes and gives. */
export interface Relation {
  readonly columns: readonly RelationColumn[];
  readonly rows: readonly Row[];
}

/** The columns of rows that an operator has made. */
export function computed(columns: readonly Column[]): readonly RelationColumn[] {
  return columns.map(({ name, type }) => ({ name, type, stored: false }));
}
