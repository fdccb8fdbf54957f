import { commonType, toCompare } from "../expressions/comparison.ts";
import { compile } from "../expressions/compile.ts";
import type { Compiled } from "../expressions/compiled.ts";
import type { JoinKind } from "../query.ts";
import type { Relation, Row } from "../relation.ts";
import { type Key, keyOfAll } from "../values/keys.ts";
import { nullOf, type Value } from "../values/values.ts";
import { environmentOf, type OperatorContext, type QueryOf } from "./operator.ts";

/** Which rows of a kind of join are told of besides the pairs. */
const UNMATCHED: Readonly<Record<JoinKind, { readonly left: boolean; readonly right: boolean }>> = {
  innerunique: { left: false, right: false },
  inner: { left: false, right: false },
  leftouter: { left: true, right: false },
  rightouter: { left: false, right: true },
  fullouter: { left: true, right: true },
  leftanti: { left: true, right: false },
  rightanti: { left: false, right: true },
  leftsemi: { left: false, right: false },
  rightsemi: { left: false, right: false },
};

/** `join`: rows whose keys are equal. A key with a null is equal to none. */
export function runJoin(query: QueryOf<"join">, context: OperatorContext): Relation {
  const [left, right] = [context.run(query.left), context.run(query.right)];
  const [leftKey, rightKey] = keysOf(query, context, left, right);
  const { join } = query;
  if (join === "leftsemi" || join === "leftanti") {
    return keep(left, leftKey, right, rightKey, join === "leftsemi");
  }
  if (join === "rightsemi" || join === "rightanti") {
    return keep(right, rightKey, left, leftKey, join === "rightsemi");
  }
  const leftRows = join === "innerunique" ? firstOfEach(left.rows, leftKey) : left.rows;
  return {
    columns: [...left.columns, ...right.columns].map((column, index) => ({
      ...column,
      name: query.columns[index]?.name ?? column.name,
    })),
    rows: pair({ left, leftRows, leftKey, right, rightKey, unmatched: UNMATCHED[join] }),
  };
}

type KeyOf = (row: Row) => Key | undefined;

function keysOf(
  { on }: QueryOf<"join">,
  context: OperatorContext,
  left: Relation,
  right: Relation,
): readonly [KeyOf, KeyOf] {
  const pairs = on.map((condition) => {
    const first = compile(condition.left, environmentOf(context, left));
    const second = compile(condition.right, environmentOf(context, right));
    const type = commonType(first.type, second.type, "==", condition.left.at);
    return [toCompare(first, type), toCompare(second, type)] as const;
  });
  return [keyBy(pairs.map(([first]) => first)), keyBy(pairs.map(([, second]) => second))];
}

function keyBy(parts: readonly Compiled[]): KeyOf {
  return (row) => {
    const values = parts.map((part) => part.evaluate(row));
    return values.includes(null) ? undefined : keyOfAll(values);
  };
}

function firstOfEach(rows: readonly Row[], keyOf: KeyOf): readonly Row[] {
  const seen = new Set<Key>();
  return rows.filter((row) => {
    const key = keyOf(row);
    if (key === undefined || seen.has(key)) {
      return false;
    }
    seen.add(key);
    return true;
  });
}

/** The rows of one side that have a match on the other, or that have none. */
function keep(side: Relation, keyOf: KeyOf, other: Relation, otherKey: KeyOf, matched: boolean): Relation {
  const keys = new Set(other.rows.map(otherKey));
  keys.delete(undefined);
  return { columns: side.columns, rows: side.rows.filter((row) => keys.has(keyOf(row)) === matched) };
}

interface Sides {
  readonly left: Relation;
  readonly leftRows: readonly Row[];
  readonly leftKey: KeyOf;
  readonly right: Relation;
  readonly rightKey: KeyOf;
  readonly unmatched: { readonly left: boolean; readonly right: boolean };
}

function pair({ left, leftRows, leftKey, right, rightKey, unmatched }: Sides): readonly Row[] {
  const byKey = Map.groupBy(right.rows, rightKey);
  const [noLeft, noRight] = [emptyRow(left), emptyRow(right)];
  const matched = new Set<Row>();
  const rows: Row[] = [];
  for (const row of leftRows) {
    const key = leftKey(row);
    const matches = key === undefined ? [] : (byKey.get(key) ?? []);
    for (const match of matches) {
      matched.add(match);
      rows.push({ cells: [...row.cells, ...match.cells], ingestedAt: null });
    }
    if (matches.length === 0 && unmatched.left) {
      rows.push({ cells: [...row.cells, ...noRight], ingestedAt: null });
    }
  }
  if (unmatched.right) {
    for (const row of right.rows.filter((one) => !matched.has(one))) {
      rows.push({ cells: [...noLeft, ...row.cells], ingestedAt: null });
    }
  }
  return rows;
}

function emptyRow({ columns }: Relation): readonly Value[] {
  return columns.map(({ type }) => nullOf(type));
}
