import type { Cell } from "../../tables.ts";
import type { RelationColumn, Row } from "../relation.ts";
import { decodeCell } from "../values/cells.ts";
import type { Value } from "../values/values.ts";
import type { Compiled } from "./compiled.ts";

/** The value of a relation's column in a row. */
export function readColumn({ type, stored }: RelationColumn, index: number): Compiled {
  const evaluate = stored
    ? (row: Row) => decodeCell(row.cells[index] as Cell, type)
    : (row: Row) => row.cells[index] as Value;
  return { type, evaluate, constant: undefined };
}
