import { describe, expect, it } from "vitest";
import type { QueryRefusal } from "./query-outcome.ts";
import { runQuery } from "./run-query.ts";
import { EVENTS, LABELS, NOW } from "./testdata/workspace.ts";

type Place = `${number}:${number}`;
type Refused = readonly [code: QueryRefusal["code"], names: string, place?: Place];

/** What each query is refused with: the code, what the message names, and the line and character. */
const REFUSALS: Readonly<Record<string, Refused>> = {
  // Not a query
  "": ["SyntaxError", "empty", "1:1"],
  "  \n ": ["SyntaxError", "empty", "1:1"],
  "// a comment alone": ["SemanticError", "no tabular expression"],
  "let n = 1;": ["SemanticError", "no tabular expression"],
  "1 + 1": ["NotSupported", "gives a value", "1:1"],
  "Events_CL |": ["SyntaxError", "operator expected", "1:12"],
  "Events_CL | wher Size > 1": ["SyntaxError", "operator expected", "1:13"],
  "Events_CL\n| where Size > 1\n| | count": ["SyntaxError", "operator expected", "3:2"],
  "Events_CL | where (Size > 1": ["SyntaxError", ")", "1:28"],
  "Events_CL | where Size >": ["SyntaxError", "Missing expression", "1:25"],
  "Events_CL | where UserId_s == 'anna": ["SyntaxError", "'", "1:36"],
  "Events_CL | sort by": ["SyntaxError", "Missing expression", "1:20"],

  // Wrong, as the language service finds
  "Event_CL | take 1": ["SemanticError", "'Event_CL'", "1:1"],
  "Events_CL\n| where Owner_s == 'anna@contoso.com'": ["SemanticError", "'Owner_s'", "2:9"],
  "Events_CL | where events_cl == 1": ["SemanticError", "'events_cl'", "1:19"],
  "Events_CL | project size": ["SemanticError", "'size'", "1:21"],
  "Events_CL | where islower(UserId_s)": ["SemanticError", "'islower'", "1:19"],
  "Events_CL | where strlen(UserId_s, 2) > 1": ["SemanticError", "strlen", "1:19"],
  "Events_CL | where strlen(Size) > 1": ["SemanticError", "string or dynamic", "1:26"],
  "Events_CL | where UserId_s": ["SemanticError", "bool", "1:19"],
  "Events_CL | where TimeGenerated > '2026-11-18'": ["SemanticError", "datetime and string", "1:33"],
  "Events_CL | extend a = 1, b = a": ["SemanticError", "'a'", "1:31"],
  "Events_CL | project Size, Size": ["SemanticError", "'Size'", "1:27"],
  "Events_CL | order by Common": ["SemanticError", "dynamic", "1:22"],
  "Events_CL | summarize count() by Common": ["SemanticError", "dynamic", "1:34"],
  "Events_CL | summarize sum(UserId_s)": ["SemanticError", "summable", "1:27"],
  "Events_CL | join kind=sideways Labels on ContentId_g": ["SemanticError", "fullouter", "1:23"],
  "Events_CL | join Labels on Label": ["SemanticError", "'Label'", "1:28"],
  "let f = (x: long) { x }; print f()": ["SemanticError", "'f'", "1:32"],
  "union Events_CL, Missing_CL": ["SemanticError", "'Missing_CL'", "1:18"],

  // Wrong, as only the real service and this one find
  "Events_CL | where Size == 'ten'": ["SemanticError", "long and string", "1:19"],
  "Events_CL | where Protected_b == 'true'": ["SemanticError", "bool and string", "1:19"],
  "Events_CL | where Size in (1, 'two')": ["SemanticError", "long and string", "1:19"],
  "Events_CL | limit Size": ["SemanticError", "constant", "1:19"],
  "Events_CL | take -1": ["SemanticError", "0 or more", "1:18"],
  "print datetime(yesterday)": ["SemanticError", "datetime(yesterday)", "1:7"],
  "print guid(anna)": ["SemanticError", "guid(anna)", "1:7"],
  "print timespan(soon)": ["SemanticError", "timespan(soon)", "1:7"],
  "print datetime_add('fortnight', 1, now())": ["SemanticError", "quarter", "1:20"],
  "Events_CL | extend x = datetime_add(Activity_s, 1, TimeGenerated)": ["SemanticError", "literal", "1:37"],
  "Events_CL | where UserId_s matches regex '(?=a)'": ["SemanticError", "'(?=a'", "1:19"],
  "Events_CL | extend x = extract('(a)\\\\1', 1, UserId_s)": ["SemanticError", "\\1", "1:24"],
  "datatable(a: long, b: long)[1, 2, 3]": ["SemanticError", "multiples of 2", "1:29"],

  // What the real service runs and this one does not
  ".drop table Events_CL": ["NotSupported", "'.drop table'", "1:1"],
  ".show tables": ["NotSupported", "'.show tables'", "1:1"],
  ".set-or-append Labels <| Events_CL": ["NotSupported", "'.set-or-append'", "1:1"],
  "externaldata(a: string)['https://fabrikam.com/a.csv']": ["NotSupported", "'externaldata'", "1:1"],
  "Events_CL | evaluate bag_unpack(Common)": ["NotSupported", "'evaluate'", "1:13"],
  "Events_CL | evaluate bag_unpack(Common) | where App == 'Word'": ["NotSupported", "'evaluate'", "1:13"],
  "search 'anna'": ["NotSupported", "'search'", "1:1"],
  "find where Size == 1": ["NotSupported", "'find'", "1:1"],
  "Events_CL | where * has 'anna'": ["NotSupported", "'*'", "1:19"],
  "Events_CL | invoke f()": ["NotSupported", "'invoke'", "1:13"],
  "Events_CL | render table": ["NotSupported", "'render'", "1:13"],
  "Events_CL | lookup Labels on ContentId_g": ["NotSupported", "'lookup'", "1:13"],
  "Events_CL | make-series count() on TimeGenerated step 1h": ["NotSupported", "'make-series'", "1:13"],
  "Events_CL | mv-apply Common on (count)": ["NotSupported", "'mv-apply'", "1:13"],
  "Events_CL | sample 3": ["NotSupported", "'sample'", "1:13"],
  "range x from 1 to 3 step 1": ["NotSupported", "'range'", "1:1"],
  "set notruncation; Events_CL": ["NotSupported", "'set'", "1:1"],
  "declare query_parameters(n: long = 5); Events_CL": ["NotSupported", "'declare'", "1:1"],
  "alias database d = cluster('c').database('d'); Events_CL": ["NotSupported", "'alias'", "1:1"],
  "restrict access to (Labels); Labels": ["NotSupported", "'restrict'", "1:1"],
  "Events_CL; Labels": ["NotSupported", "more than one query", "1:1"],
  "workspace('other').Events_CL": ["NotSupported", "'workspace'", "1:1"],
  "app('other').requests": ["NotSupported", "'app'", "1:1"],
  "union Events_CL, cluster('c').database('d').Events_CL": ["NotSupported", "'cluster'", "1:18"],
  "database('other').Events_CL": ["NotSupported", "'database'", "1:1"],
  "table('Events_CL')": ["NotSupported", "'table'", "1:1"],
  "union Events*": ["NotSupported", "'Events*'", "1:7"],
  "union kind=inner Events_CL, Labels": ["NotSupported", "kind=inner", "1:1"],
  "Events_CL | extend x = rand()": ["NotSupported", "'rand'", "1:24"],
  "Events_CL | serialize n = row_number()": ["NotSupported", "'row_number'", "1:27"],
  "Events_CL | serialize p = prev(Size)": ["NotSupported", "'prev'", "1:27"],
  "Events_CL | summarize hll(Size)": ["NotSupported", "'hll'", "1:23"],
  "Events_CL | summarize percentiles(Size, 50, 90)": ["NotSupported", "'percentiles'", "1:23"],
  "Events_CL | where UserId_s like 'a*'": ["NotSupported", "'like'", "1:19"],
  "Events_CL | where Common.n + 1 > 2": ["NotSupported", "dynamic and long", "1:19"],
  "Events_CL | where Protected_b == 1": ["NotSupported", "bool and long", "1:19"],
  "Events_CL | where UserId_s matches regex Activity_s": ["NotSupported", "not constant", "1:19"],
  "Events_CL | parse kind=regex UserId_s with '.*@' Domain": ["NotSupported", "kind=regex", "1:13"],
  "Events_CL | mv-expand kind=array Common": ["NotSupported", "array", "1:13"],
  "Events_CL | count as n": ["NotSupported", "count as", "1:13"],
  "Events_CL | extend t = format_datetime(TimeGenerated, 'QQ')": ["NotSupported", "'QQ'", "1:24"],
};

describe("a query is refused by name and place:", () => {
  it.each(Object.entries(REFUSALS))("%j", (query, [code, names, place]) => {
    const outcome = runQuery(query, { tables: [EVENTS, LABELS], now: NOW, timespan: null });
    expect(outcome).toMatchObject({ kind: "refused", code });
    const refusal = outcome as QueryRefusal;
    expect(refusal.message).toContain(names);
    if (place !== undefined) {
      expect(`${refusal.line}:${refusal.pos}`).toBe(place);
    }
  });

  it("however deep it is nested", () => {
    const deep = `print ${"(".repeat(2000)}1${")".repeat(2000)}`;
    const outcome = runQuery(deep, { tables: [], now: NOW, timespan: null });
    expect(outcome).toMatchObject({ kind: "refused", message: expect.stringContaining("depth") });
  });
});
