import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AGGREGATE_NAMES } from "./aggregates/aggregates.ts";
import { FUNCTIONS_BY_TOPIC } from "./functions/functions.ts";
import { languageService, type ServiceNode } from "./reading/language-service.ts";
import { childrenOf, kindOf } from "./reading/node.ts";
import { JOIN_KINDS } from "./reading/read-join.ts";
import { OPERATOR_KINDS } from "./reading/read-operator.ts";
import { TABLE_KINDS } from "./reading/read-table.ts";
import { FOREIGN_FUNCTIONS } from "./reading/refuse-unread.ts";
import { toGlobals } from "./reading/schema.ts";
import { runQuery } from "./run-query.ts";
import { EVENTS, LABELS, NOW, run } from "./testdata/workspace.ts";

const README = readFileSync(new URL("README.md", import.meta.url), "utf8");

/** The names in a paragraph of the page: from its first words to the empty line after it. */
function namesUnder(words: string, section: string): readonly string[] {
  const text = README.slice(README.indexOf(`## ${section}`));
  const paragraph = text.slice(text.indexOf(`\n${words}:`)).split(/\n\n/)[0] ?? "";
  return [...paragraph.matchAll(/`([^`]+)`/g)].map((found) => found[1] ?? "").sort();
}

function sorted(names: Iterable<string>): readonly string[] {
  return [...names].sort();
}

/** A query with each operator that the page names. */
const EXAMPLES: Readonly<Record<string, string>> = {
  as: "Labels | as All",
  count: "Labels | count",
  datatable: "datatable(a: long)[1]",
  distinct: "Labels | distinct Label",
  extend: "Labels | extend a = 1",
  filter: "Labels | filter Label == 'a'",
  getschema: "Labels | getschema",
  join: "Labels | join Labels on Label",
  let: "let a = Labels; a",
  limit: "Labels | limit 1",
  materialize: "let a = materialize(Labels); a",
  "mv-expand": "Events_CL | mv-expand Common",
  order: "Labels | order by Label",
  parse: "Labels | parse Label with a 'x' b",
  "parse-where": "Labels | parse-where Label with a 'x' b",
  print: "print 1",
  project: "Labels | project Label",
  "project-away": "Labels | project-away Label",
  "project-keep": "Labels | project-keep Label",
  "project-rename": "Labels | project-rename a = Label",
  "project-reorder": "Labels | project-reorder Label",
  serialize: "Labels | serialize",
  sort: "Labels | sort by Label",
  summarize: "Labels | summarize count()",
  take: "Labels | take 1",
  top: "Labels | top 1 by Label",
  toscalar: "print toscalar(Labels | count)",
  union: "union (Labels), Labels",
  where: "Labels | where Label == 'a'",
};

/** How each operator that the page calls refused looks after a table; those that stand first are written whole. */
const REFUSED: Readonly<Record<string, string>> = {
  "assert-schema": "Labels | assert-schema (Label: string)",
  externaldata: "externaldata(a: string)['https://fabrikam.com']",
  evaluate: "Labels | evaluate narrow()",
  facet: "Labels | facet by Label",
  find: "find 'x'",
  fork: "Labels | fork (count) (take 1)",
  "graph-match": "Labels | make-graph Label --> Size | graph-match (a)-[b]->(c) project a.Label",
  invoke: "Labels | invoke f()",
  lookup: "Labels | lookup Labels on Label",
  "make-graph": "Labels | make-graph Label --> Size",
  "make-series": "Events_CL | make-series count() on TimeGenerated step 1h",
  "mv-apply": "Events_CL | mv-apply Common on (count)",
  "parse-kv": "Labels | parse-kv Label as (a: string)",
  partition: "Labels | partition by Label (count)",
  range: "range a from 1 to 2 step 1",
  reduce: "Labels | reduce by Label",
  render: "Labels | render table",
  sample: "Labels | sample 1",
  "sample-distinct": "Labels | sample-distinct 1 of Label",
  scan: "Labels | scan with (step s: true;)",
  search: "search 'x'",
  "top-hitters": "Labels | top-hitters 1 of Label",
  "top-nested": "Labels | top-nested 1 of Label by count()",
  consume: "Labels | consume",
};

function kindsIn(node: ServiceNode): readonly string[] {
  return [kindOf(node), ...childrenOf(node).flatMap(kindsIn)];
}

describe("the page says what the code does:", () => {
  it("the operators that are run", () => {
    expect(namesUnder("Operators", "What is run")).toEqual(sorted(Object.keys(EXAMPLES)));
    for (const query of Object.values(EXAMPLES)) {
      expect(run(query), query).toMatchObject({ kind: "rows" });
    }
  });

  it("no operator is read that the page does not name", () => {
    const globals = toGlobals([EVENTS, LABELS]);
    const kinds = new Set(
      Object.values(EXAMPLES).flatMap((query) =>
        kindsIn(languageService.KustoCode.ParseAndAnalyze(query, globals).Syntax),
      ),
    );
    // A call is of a function that the query defines: what that is made of is in this list itself.
    const expected = [...OPERATOR_KINDS, ...TABLE_KINDS].filter((kind) => kind !== "FunctionCallExpression");
    expect(expected.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it("the kinds of join, the aggregates and the functions", () => {
    expect(namesUnder("Kinds of join", "What is run")).toEqual(sorted(JOIN_KINDS.keys()));
    expect(namesUnder("Aggregates", "What is run")).toEqual(sorted(AGGREGATE_NAMES));
    for (const [topic, functions] of Object.entries(FUNCTIONS_BY_TOPIC)) {
      expect(namesUnder(`Functions of ${topic}`, "What is run")).toEqual(sorted(Object.keys(functions)));
    }
  });

  it.each(namesUnder("Operators", "What is refused"))("'%s' is refused", (name) => {
    const outcome = runQuery(REFUSED[name] ?? "", { tables: [EVENTS, LABELS], now: NOW, timespan: null });
    expect(outcome).toMatchObject({ kind: "refused", code: "NotSupported" });
  });

  it("the functions that look elsewhere", () => {
    expect(namesUnder("Functions that look elsewhere", "What is refused")).toEqual(sorted(FOREIGN_FUNCTIONS));
  });
});
