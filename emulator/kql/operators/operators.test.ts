import { describe, expect, it } from "vitest";
import { columnsOf, rowsOf, run } from "../testdata/workspace.ts";

/** Queries with the columns and the rows that they give. */
const QUERIES: Readonly<Record<string, readonly [string, readonly unknown[][]]>> = {
  "Events_CL | where Size > 15 | project Size": ["Size:long", [[20], [40]]],
  "Events_CL | where Protected_b | project Size": ["Size:long", [[10], [40]]],
  "Events_CL | where not(Protected_b) | count": ["Count:long", [[1]]],
  "Events_CL | where ObjectId_s == '' | count": ["Count:long", [[2]]],
  "Events_CL | filter Level == 4 | project Level": ["Level:int", [[4]]],

  "Labels | extend Size = strlen(Size), Upper = toupper(Label), strlen(Label) | take 1": [
    "ContentId_g:guid Label:string Size:long Upper:string strlen_Label:long",
    [["74be27de-1e4e-49d9-b579-fe0b331d3642", "Confidential", 3, "CONFIDENTIAL", 12]],
  ],
  "Labels | project Label, n = 1, Size, strlen(Label), 1 + 1 | take 1": [
    "Label:string n:long Size:string strlen_Label:long Column1:long",
    [["Confidential", 1, "big", 12, 2]],
  ],
  "Labels | project-away Con*, Label | take 1": ["Size:string", [["big"]]],
  "Labels | project-keep Size, Label | take 1": ["Label:string Size:string", [["Confidential", "big"]]],
  "Labels | project-rename Name = Label | project-away ContentId_g | take 1": [
    "Name:string Size:string",
    [["Confidential", "big"]],
  ],
  "Labels | project-reorder Size, Label | take 1": [
    "Size:string Label:string ContentId_g:guid",
    [["big", "Confidential", "74be27de-1e4e-49d9-b579-fe0b331d3642"]],
  ],
  "Labels | serialize n = strlen(Size) | project n | take 1": ["n:long", [[3]]],

  "Events_CL | distinct Activity_s, UserId_s": [
    "Activity_s:string UserId_s:string",
    [
      ["Access", "anna@contoso.com"],
      ["AccessDenied", "ben@fabrikam.com"],
      ["Discover", ""],
    ],
  ],
  "Labels | project Label | distinct *": ["Label:string", [["Confidential"], ["General"], ["Public"]]],

  "Events_CL | sort by Size | project Size": ["Size:long", [[40], [20], [10], [null]]],
  "Events_CL | order by Size asc | project Size": ["Size:long", [[null], [10], [20], [40]]],
  "Events_CL | sort by Size asc nulls last | project Size": ["Size:long", [[10], [20], [40], [null]]],
  "Events_CL | sort by Size desc nulls first | project Size": ["Size:long", [[null], [40], [20], [10]]],
  "Events_CL | sort by UserId_s asc, TimeGenerated desc | project Level": ["Level:int", [[4], [1], [null], [2]]],
  "datatable(a: real)[1.0, real(nan), -2.5, real(null)] | sort by a asc": ["a:real", [[null], ["NaN"], [-2.5], [1]]],
  "Events_CL | top 2 by TimeGenerated | project Level": ["Level:int", [[4], [null]]],
  "Events_CL | top 2 by Size asc nulls last | project Size": ["Size:long", [[10], [20]]],
  "let n = 1; Labels | take n + 1 | count": ["Count:long", [[2]]],
  "Labels | limit 0": ["ContentId_g:guid Label:string Size:string", []],

  "Labels | getschema | project ColumnName, ColumnOrdinal, DataType, ColumnType": [
    "ColumnName:string ColumnOrdinal:long DataType:string ColumnType:string",
    [
      ["ContentId_g", 0, "System.Guid", "guid"],
      ["Label", 1, "System.String", "string"],
      ["Size", 2, "System.String", "string"],
    ],
  ],
  "print 1, b = 'x', 2h": ["print_0:long b:string print_2:timespan", [[1, "x", "02:00:00"]]],
  "datatable(a: string, b: datetime, c: real)['x', datetime(2026-11-18), 1]": [
    "a:string b:datetime c:real",
    [["x", "2026-11-18T00:00:00Z", 1]],
  ],

  "union Labels, Labels | count": ["Count:long", [[6]]],
  "Labels | union (Labels | take 1) | count": ["Count:long", [[4]]],
  "union withsource=From Labels, (Labels | take 1) | summarize count() by From": [
    "From:string count_:long",
    [
      ["Labels", 3],
      ["union_arg1", 1],
    ],
  ],
  "union kind=outer (Labels | project Label, Size | take 1), (Events_CL | project Level, Size | take 1)": [
    "Label:string Size_string:string Size_long:long Level:int",
    [
      ["Confidential", "big", null, null],
      ["", "", 10, 1],
    ],
  ],
  "union kind=inner Labels, Labels | count": ["Count:long", [[6]]],
  "union isfuzzy=true Labels, Missing_CL | count": ["Count:long", [[3]]],

  "Events_CL | take 2 | mv-expand Tag = Common.Tags to typeof(string) | project Level, Tag": [
    "Level:int Tag:string",
    [
      [1, "a"],
      [1, "b"],
    ],
  ],
  "print a = dynamic([1, 2, 3]), b = dynamic({'x': 1, 'y': 2}) | mv-expand with_itemindex=i a, b": [
    "a:dynamic b:dynamic i:long",
    [
      ["1", '{"x":1}', 0],
      ["2", '{"y":2}', 1],
      ["3", null, 2],
    ],
  ],
  "print a = dynamic([1, 2, 3]) | mv-expand a to typeof(long) limit 2": ["a:long", [[1], [2]]],
  "print a = dynamic(null), b = 1 | mv-expand a": ["a:dynamic b:long", [[null, 1]]],

  "print t = 'Event: open (size=27, who=anna) end' | parse t with * 'size=' size: long ', who=' who ')' * | project size, who":
    ["size:long who:string", [[27, "anna"]]],
  "print t = 'size=x' | parse t with 'size=' size: long": ["t:string size:long", [["size=x", null]]],
  "print t = 'size=x' | parse-where t with 'size=' size: long": ["t:string size:long", []],
  "print t = 'a=b=c' | parse t with key '=' value": ["t:string key:string value:string", [["a=b=c", "a", "b=c"]]],

  "let Big = Events_CL | where Size >= 20; Big | count": ["Count:long", [[2]]],
  "let Big = (least: long) { Events_CL | where Size >= least }; Big(40) | project Size": ["Size:long", [[40]]],
  "let Only = (t: (Size: long), least: long) { t | where Size >= least }; Only(Events_CL, 20) | count": [
    "Count:long",
    [[2]],
  ],
  "let twice = (x: long, times: long = 2) { let one = x; one * times }; Events_CL | where Size == 20 | project a = twice(Size), b = twice(Size, 5)":
    ["a:long b:long", [[40, 100]]],
  "let V = view () { Labels | where Size == 'big' }; V | project Label": ["Label:string", [["Confidential"]]],
  "let most = toscalar(Events_CL | summarize max(Size)); Events_CL | where Size == most | project Level": [
    "Level:int",
    [[4]],
  ],
  "print toscalar(Events_CL | where Size > 100 | project Size)": ["print_0:long", [[null]]],
  "let m = materialize(Labels | where Size == 'big'); union m, m | count": ["Count:long", [[2]]],
  "Labels | as All | where Size == 'big' | union All | count": ["Count:long", [[4]]],
  "Events_CL | where ContentId_g in (Labels | project ContentId_g) | project Size": ["Size:long", [[10], [20]]],
  "Events_CL | where ContentId_g !in ((Labels | project ContentId_g)) | count": ["Count:long", [[2]]],
};

describe("an operator gives the columns and the rows of Kusto's:", () => {
  it.each(Object.entries(QUERIES))("%s", (query, [columns, rows]) => {
    const result = run(query);
    expect(result.columns.map(({ name, type }) => `${name}:${type}`).join(" ")).toBe(columns);
    expect(result.rows).toEqual(rows);
  });

  it("'extend' keeps the other cells as they are", () => {
    const plain = rowsOf("Events_CL");
    expect(rowsOf("Events_CL | extend More = 1 | project-away More")).toEqual(plain);
    expect(columnsOf("Events_CL | extend More = 1").at(-1)).toBe("More");
  });
});
