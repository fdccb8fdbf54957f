import type { StoredTable } from "../../tables.ts";
import type { Query } from "../query.ts";
import { semanticError } from "../refusal.ts";
import type { Relation } from "../relation.ts";
import { runDistinct } from "./distinct.ts";
import { runExpand } from "./expand.ts";
import { runJoin } from "./join.ts";
import type { OperatorContext } from "./operator.ts";
import { runParse } from "./parse.ts";
import { runColumns, runCount, runExtend, runGetSchema, runProject, runTake, runWhere } from "./row-operators.ts";
import { scanTable, type Timespan } from "./scan-table.ts";
import { runSort } from "./sort.ts";
import { runSummarize } from "./summarize.ts";
import { runUnion } from "./union.ts";
import { runValues } from "./values.ts";

interface Settings {
  readonly tables: readonly StoredTable[];
  readonly now: number;
  readonly timespan: Timespan | null;
}

/** What runs a query's operators on stored tables. What a `let` names is run once, however often it is used. */
export function createRunner({ tables, now, timespan }: Settings): OperatorContext {
  const named = new Map<Query, Relation>();
  const context: OperatorContext = { now, run };
  return context;

  function run(query: Query): Relation {
    switch (query.kind) {
      case "table":
        return scanTable(tableNamed(query.name), timespan);
      case "let":
        return runOnce(query.input);
      case "values":
        return runValues(query, context);
      case "where":
        return runWhere(query, context);
      case "extend":
        return runExtend(query, context);
      case "project":
        return runProject(query, context);
      case "columns":
        return runColumns(query, context);
      case "distinct":
        return runDistinct(query, context);
      case "summarize":
        return runSummarize(query, context);
      case "sort":
        return runSort(query, context);
      case "take":
        return runTake(query, context);
      case "count":
        return runCount(query, context);
      case "getschema":
        return runGetSchema(query, context);
      case "join":
        return runJoin(query, context);
      case "union":
        return runUnion(query, context);
      case "expand":
        return runExpand(query, context);
      case "parse":
        return runParse(query, context);
    }
  }

  function runOnce(query: Query): Relation {
    const known = named.get(query);
    if (known !== undefined) {
      return known;
    }
    const relation = run(query);
    named.set(query, relation);
    return relation;
  }

  function tableNamed(name: string): StoredTable {
    const table = tables.find((one) => one.name === name);
    if (table === undefined) {
      throw semanticError(`The workspace has no table '${name}'.`);
    }
    return table;
  }
}
