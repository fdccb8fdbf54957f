import { describe, expect, it } from "vitest";
import { requestLookup } from "../../event/requests.ts";
import { resultLookup } from "../../event/results.ts";
import { PageBuilder } from "../page-builder.ts";
import { cellText, findColumns } from "./columns.ts";
import { rowJudge } from "./judge-rows.ts";
import type { Column } from "./kql.ts";
import { DEFINITIONS } from "./table-view.ts";
import { ROWS } from "./testdata/rows.ts";

const KINDS = ["aip", "mparr-usage", "mparr-tracking", "custom"] as const;
type Kind = (typeof KINDS)[number];

const JUDGE = { source: "workspace", tenantId: "", requestKind: requestLookup(), resultMeaning: resultLookup() };

/** What becomes of rows of a table with these columns. */
function judge(kind: Kind, columns: readonly Column[], rows: readonly (readonly unknown[])[]) {
  const definition = DEFINITIONS[kind];
  const found = findColumns(definition.fields, columns);
  const settings = { definition, table: "T_CL", columns: (field: string) => found.get(field) ?? [], judge: JUDGE };
  const page = new PageBuilder();
  const add = rowJudge({ columns, rows }, settings);
  for (const row of rows) add(row, page);
  return page.take([]);
}

function judgeObjects(
  kind: Kind,
  objects: readonly { readonly [column: string]: unknown }[],
  types: { readonly [column: string]: string } = {},
) {
  const names = [...new Set(["LockbellArrived", ...objects.flatMap((cells) => Object.keys(cells))])];
  const columns = names.map((name) => ({ name, type: types[name] ?? "string" }));
  const rows = objects.map((cells) =>
    names.map((name) => (name === "LockbellArrived" ? "2026-11-18T00:10:00.5Z" : (cells[name] ?? null))),
  );
  return judge(kind, columns, rows);
}

describe("rows", () => {
  it.each(KINDS)("of %s are refusals, ignored or rejected as written down", async (kind) => {
    const { cursors, ...page } = judgeObjects(kind, ROWS[kind]);
    expect(page.read).toBe(ROWS[kind].length);
    await expect(`${JSON.stringify(page, null, 2)}\n`).toMatchFileSnapshot(`testdata/${kind}.golden.json`);
  });

  it.each(["Success", "'Success'", "‘Success’", '"Success"', "“Success”"])(
    "of a result %s are no refusals",
    (result) => {
      const row = { ...ROWS["mparr-usage"][0], result_s: result };
      expect(judgeObjects("mparr-usage", [row]).ignored).toEqual({ success: 1 });
    },
  );

  it("of all kinds give one refusal the same key", () => {
    const keys = KINDS.map((kind) => judgeObjects(kind, ROWS[kind].slice(0, 1)).denied[0]?.event).map((event) =>
      JSON.stringify([event?.contentId, event?.actor.toLowerCase(), event?.occurredAt]),
    );
    expect(new Set(keys)).toEqual(
      new Set(['["5f2dafb2-f33b-469d-a392-51e6c8ec8b2c","raul.sato@wingtiptoys.com","2026-11-18T00:02:52Z"]']),
    );
  });

  it("with other cells than columns are rejected, and kept", () => {
    const columns = [
      { name: "Activity_s", type: "string" },
      { name: "UserId_s", type: "string" },
    ];
    const page = judge("aip", columns, [["AccessDenied"], [], ["AccessDenied", "x", "y"]]);
    expect([page.read, page.rejected.map(({ reason }) => reason)]).toEqual([
      3,
      ["cell-count", "cell-count", "cell-count"],
    ]);
    expect(page.rejected[2]?.raw).toBe('["AccessDenied","x","y"]');
  });

  it("say the same whatever type their columns have, and in whatever order they stand", () => {
    const [usual] = ROWS["mparr-tracking"];
    const expected = judgeObjects("mparr-tracking", [usual ?? {}]).denied[0]?.event;
    const asText = Object.fromEntries(Object.entries(usual ?? {}).map(([name, cell]) => [name, String(cell)]));
    const asJson = Object.fromEntries(Object.entries(usual ?? {}).map(([name, cell]) => [name, JSON.stringify(cell)]));
    const dynamic = Object.fromEntries(Object.keys(asJson).map((name) => [name, "dynamic"]));
    const reversed = Object.fromEntries(Object.entries(usual ?? {}).reverse());
    const { raw, ...event } = expected ?? { raw: "" };
    expect(judgeObjects("mparr-tracking", [asText]).denied[0]?.event).toMatchObject(event);
    expect(judgeObjects("mparr-tracking", [asJson], dynamic).denied[0]?.event).toMatchObject(event);
    expect(judgeObjects("mparr-tracking", [reversed]).denied[0]?.event).toEqual(expected);
  });

  it("may hold a field in a second column, which Log Analytics makes when a value looks otherwise", () => {
    const row = { ...ROWS["mparr-usage"][0], content_id_g: null, content_id_s: "5F2DAFB2-F33B-469D-A392-51E6C8EC8B2C" };
    expect(judgeObjects("mparr-usage", [row]).denied[0]?.event.contentId).toBe("5f2dafb2-f33b-469d-a392-51e6c8ec8b2c");
  });

  it("are not taken for refusals by what somebody uploaded a second time", () => {
    const found = findColumns(DEFINITIONS.aip.fields, [
      { name: "Activity_s_s", type: "string" },
      { name: "TimeGenerated_s", type: "string" },
    ]);
    expect([...found.values()].flat()).toEqual([]);
  });
});

describe("a cell", () => {
  it.each([
    ["text", "string", "text"],
    ["", "string", undefined],
    [null, "guid", undefined],
    [false, "bool", "false"],
    [42, "long", "42"],
    ['"text"', "dynamic", "text"],
    ["false", "dynamic", "false"],
    ["null", "dynamic", undefined],
    ['{"a":1}', "dynamic", '{"a":1}'],
    ["{broken", "dynamic", "{broken"],
    [["x"], "dynamic", '["x"]'],
  ])("%o of type %s is %o as text", (cell, type, text) => {
    expect(cellText(cell, type)).toBe(text);
  });
});
