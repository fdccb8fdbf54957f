import type { ColumnType } from "../../tables.ts";
import { coerce, convert } from "../expressions/coerce.ts";
import { compile } from "../expressions/compile.ts";
import type { ParseStep } from "../query.ts";
import type { Relation, Row } from "../relation.ts";
import { nullOf, type Value } from "../values/values.ts";
import { environmentOf, type OperatorContext, type QueryOf } from "./operator.ts";

/**
 * `parse` and `parse-where`, strictly: the whole text is of the pattern and each value of its column's type, or all
 * new columns are null (`parse`) or the row is left out (`parse-where`).
 */
export function runParse(query: QueryOf<"parse">, context: OperatorContext): Relation {
  const relation = context.run(query.input);
  const text = coerce(compile(query.expression, environmentOf(context, relation)), "string");
  const pattern = patternOf(query.steps);
  const targets = query.steps.filter((step) => step.kind === "column");
  const sources = query.columns.map(({ name, type }) => ({
    type,
    target: targets.findIndex((target) => target.name === name),
    index: relation.columns.findIndex((column) => column.name === name),
  }));
  const rows = relation.rows.flatMap((row): readonly Row[] => {
    const values = match(pattern, text.evaluate(row) as string, targets);
    if (values === undefined && query.onlyMatches) {
      return [];
    }
    const cells = sources.map(({ type, target, index }) =>
      target === -1 ? (row.cells[index] ?? null) : (values?.[target] ?? nullOf(type)),
    );
    return [{ cells, ingestedAt: row.ingestedAt }];
  });
  const columns = query.columns.map((column, at) => {
    const { target, index } = sources[at] ?? { target: -1, index: -1 };
    return { ...column, stored: target === -1 && (relation.columns[index]?.stored ?? false) };
  });
  return { columns, rows };
}

const TYPED_TEXTS: Partial<Readonly<Record<ColumnType, string>>> = {
  int: "([+-]?\\d+)",
  long: "([+-]?\\d+)",
  real: "([+-]?[\\d.]+(?:[eE][+-]?\\d+)?)",
  bool: "(true|false|0|1)",
};

function patternOf(steps: readonly ParseStep[]): RegExp {
  return new RegExp(`^${steps.map(sourceOf).join("")}$`, "su");
}

function sourceOf(step: ParseStep): string {
  switch (step.kind) {
    case "text":
      return step.text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    case "skip":
      return ".*?";
    case "column":
      return TYPED_TEXTS[step.type] ?? "(.*?)";
  }
}

function match(
  pattern: RegExp,
  text: string,
  targets: readonly { readonly type: ColumnType }[],
): readonly Value[] | undefined {
  const found = pattern.exec(text);
  const values = found?.slice(1).map((value, index) => convert(value, "string", targets[index]?.type ?? "string"));
  return values?.includes(null) ? undefined : values;
}
