import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cell, Column, StoredTable } from "../tables.ts";
import { NOW, rowsOf, tableOf } from "./testdata/workspace.ts";

/*
 * Whatever the literals, the columns and their order: the rows of a query are those that plain JavaScript finds, which
 * is written here and shares nothing with the engine.
 */

const SETTINGS = { seed: 20_261_120, numRuns: 300 };

const COLUMNS: readonly Column[] = [
  { name: "TimeGenerated", type: "datetime" },
  { name: "Activity_s", type: "string" },
  { name: "Size", type: "long" },
  { name: "Ratio", type: "real" },
  { name: "Flag_b", type: "bool" },
  { name: "Took", type: "timespan" },
];

interface Event {
  readonly at: number;
  readonly activity: string;
  readonly size: number | null;
  readonly ratio: number | null;
  readonly flag: boolean | null;
  readonly minutes: number | null;
}

const WORDS = ["Access", "access denied", "AccessDenied", "Größe", "a-b", 'it\'s "so"', "tab\tand \\", "", "50%"];

const event: fc.Arbitrary<Event> = fc.record({
  at: fc.integer({ min: 0, max: 200 }).map((hours) => NOW - hours * 3_600_000),
  activity: fc.constantFrom(...WORDS),
  size: fc.option(fc.integer({ min: -5, max: 5 })),
  ratio: fc.option(fc.integer({ min: -8, max: 8 }).map((quarters) => quarters / 4)),
  flag: fc.option(fc.boolean()),
  minutes: fc.option(fc.integer({ min: -90, max: 90 })),
});

const events = fc.array(event, { maxLength: 25 });

function timespanText(minutes: number): string {
  const size = Math.abs(minutes);
  const clock = [Math.floor(size / 60), size % 60, 0].map((part) => String(part).padStart(2, "0")).join(":");
  return minutes < 0 ? `-${clock}` : clock;
}

function toTable(rows: readonly Event[]): StoredTable {
  const cells = rows.map(({ at, activity, size, ratio, flag, minutes }): readonly Cell[] => [
    new Date(at).toISOString(),
    activity,
    size,
    ratio,
    flag,
    minutes === null ? null : timespanText(minutes),
  ]);
  return tableOf("T_CL", COLUMNS, cells);
}

/** A condition in KQL, and what it says of a row: true, false, or null for what cannot be said. */
interface Condition {
  readonly kql: string;
  readonly holds: (row: Event) => boolean | null;
}

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

function quote(text: string): string {
  return JSON.stringify(text);
}

function numbers(
  name: string,
  pick: (row: Event) => number | null,
  literal: fc.Arbitrary<{ readonly kql: string; readonly value: number }>,
): fc.Arbitrary<Condition> {
  return fc
    .tuple(fc.constantFrom(...Object.keys(COMPARE)), literal, fc.boolean())
    .map(([operator, { kql, value }, turned]) => {
      const mirrored: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
      return {
        kql: turned ? `${kql} ${mirrored[operator] ?? operator} ${name}` : `${name} ${operator} ${kql}`,
        holds: (row) => {
          const own = pick(row);
          if (own === null) {
            return operator === "==" ? false : operator === "!=" ? true : null;
          }
          return COMPARE[operator]!(own, value);
        },
      };
    });
}

/** The terms of a text: what letters and digits stand between. */
function termsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((term) => term !== "");
}

const texts: fc.Arbitrary<Condition> = fc
  .tuple(fc.constantFrom(...WORDS), fc.constantFrom("==", "!=", "=~", "contains", "startswith", "has", "!has", "in~"))
  .filter(([word, operator]) => !operator.endsWith("has") || /^[\p{L}\p{N}]+$/u.test(word))
  .map(([word, operator]): Condition => {
    const lower = word.toLowerCase();
    const holds: Readonly<Record<string, (text: string) => boolean>> = {
      "==": (text) => text === word,
      "!=": (text) => text !== word,
      "=~": (text) => text.toLowerCase() === lower,
      contains: (text) => text.toLowerCase().includes(lower),
      startswith: (text) => text.toLowerCase().startsWith(lower),
      has: (text) => termsOf(text).includes(lower),
      "!has": (text) => !termsOf(text).includes(lower),
      "in~": (text) => text.toLowerCase() === lower,
    };
    const kql = operator === "in~" ? `Activity_s in~ (${quote(word)}, "zzz")` : `Activity_s ${operator} ${quote(word)}`;
    return { kql, holds: ({ activity }) => holds[operator]!(activity) };
  });

const simple: fc.Arbitrary<Condition> = fc.oneof(
  // The more of these, as there are many ways to look for a text.
  { weight: 6, arbitrary: texts },
  numbers(
    "Size",
    (row) => row.size,
    fc.integer({ min: -6, max: 6 }).map((value) => ({ kql: `(${value})`, value })),
  ),
  numbers(
    "Ratio",
    (row) => row.ratio,
    fc.integer({ min: -9, max: 9 }).map((value) => ({ kql: `(${value} / 4.0)`, value: value / 4 })),
  ),
  numbers(
    "TimeGenerated",
    (row) => row.at,
    fc.integer({ min: 0, max: 200 }).map((hours) => ({ kql: `ago(${hours}h)`, value: NOW - hours * 3_600_000 })),
  ),
  numbers(
    "TimeGenerated",
    (row) => row.at,
    fc.integer({ min: 0, max: 200 }).map((hours) => {
      const value = NOW - hours * 3_600_000;
      return { kql: `datetime(${new Date(value).toISOString()})`, value };
    }),
  ),
  numbers(
    "Took",
    (row) => row.minutes,
    fc.integer({ min: 0, max: 90 }).map((value) => ({ kql: `${value}m`, value })),
  ),
  fc.constant<Condition>({ kql: "Flag_b", holds: ({ flag }) => flag }),
  fc.constant<Condition>({ kql: "isnull(Size)", holds: ({ size }) => size === null }),
);

const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    simple,
    tie("any").map(
      ({ kql, holds }): Condition => ({
        kql: `not(${kql})`,
        holds: (row) => {
          const held = holds(row);
          return held === null ? null : !held;
        },
      }),
    ),
    fc.tuple(tie("any"), tie("any"), fc.boolean()).map(
      ([a, b, both]): Condition => ({
        kql: `(${a.kql} ${both ? "and" : "or"} ${b.kql})`,
        holds: (row) => {
          const held = [a.holds(row), b.holds(row)];
          return held.includes(!both) ? !both : held.includes(null) ? null : both;
        },
      }),
    ),
  ),
})).any;

/** What a column's cells are written as. */
const CELLS: Readonly<Record<string, (row: Event) => Cell>> = {
  TimeGenerated: ({ at }) => new Date(at).toISOString().replace(".000", ""),
  Activity_s: ({ activity }) => activity,
  Size: ({ size }) => size,
  Ratio: ({ ratio }) => ratio,
  Flag_b: ({ flag }) => flag,
  Took: ({ minutes }) => (minutes === null ? null : timespanText(minutes)),
};

const NAMES = COLUMNS.map(({ name }) => name);

describe("whatever the literals, the columns and their order", () => {
  it("'where' and 'project' give the right rows", () => {
    const columns = fc.shuffledSubarray(NAMES, { minLength: 1 });
    fc.assert(
      fc.property(events, condition, columns, (rows, { kql, holds }, names) => {
        const expected = rows.filter((row) => holds(row) === true).map((row) => names.map((name) => CELLS[name]!(row)));
        expect(rowsOf(`T_CL | where ${kql} | project ${names.join(", ")}`, [toTable(rows)])).toEqual(expected);
      }),
      SETTINGS,
    );
  });

  it("'sort' and 'take' give the right rows in the right order", () => {
    const order = fc.record({
      name: fc.constantFrom("Size" as const, "Ratio" as const),
      descending: fc.option(fc.boolean()),
      nulls: fc.constantFrom("", " nulls first", " nulls last"),
      count: fc.integer({ min: 0, max: 30 }),
      top: fc.boolean(),
    });
    fc.assert(
      fc.property(events, order, (rows, { name, descending, nulls, count, top }) => {
        const pick = (row: Event) => (name === "Size" ? row.size : row.ratio);
        const down = descending !== false;
        const first = nulls === "" ? !down : nulls.endsWith("first");
        const present = rows.filter((row) => pick(row) !== null);
        const absent = rows.filter((row) => pick(row) === null);
        present.sort((a, b) => (pick(a)! - pick(b)!) * (down ? -1 : 1));
        const expected = (first ? [...absent, ...present] : [...present, ...absent]).slice(0, count);
        const by = `${name}${descending === null ? "" : descending ? " desc" : " asc"}${nulls}`;
        const query = top ? `T_CL | top ${count} by ${by}` : `T_CL | order by ${by} | take ${count}`;
        expect(rowsOf(query, [toTable(rows)])).toEqual(
          expected.map((row) => NAMES.map((column) => CELLS[column]!(row))),
        );
      }),
      SETTINGS,
    );
  });

  it("'summarize' and 'distinct' give the right groups", () => {
    const keys = fc.shuffledSubarray(["Activity_s", "Size", "Flag_b", "Took"], { minLength: 1 });
    fc.assert(
      fc.property(events, keys, (rows, names) => {
        const groups = Map.groupBy(rows, (row) => JSON.stringify(names.map((name) => CELLS[name]!(row))));
        const expected = [...groups].map(([key, group]) => {
          const ratios = group.flatMap(({ ratio }) => (ratio === null ? [] : [ratio]));
          const sum = ratios.reduce((total, ratio) => total + ratio, 0);
          return [...(JSON.parse(key) as Cell[]), group.length, sum, ratios.length === 0 ? null : Math.max(...ratios)];
        });
        const by = names.join(", ");
        const table = [toTable(rows)];
        expect(rowsOf(`T_CL | summarize count(), sum(Ratio), max(Ratio) by ${by}`, table)).toEqual(expected);
        expect(rowsOf(`T_CL | distinct ${by}`, table)).toEqual(expected.map((row) => row.slice(0, names.length)));
      }),
      SETTINGS,
    );
  });

  it("'join' gives the right pairs", () => {
    const kinds = fc.constantFrom(
      "inner",
      "innerunique",
      "leftouter",
      "rightouter",
      "fullouter",
      "leftanti",
      "leftsemi",
    );
    fc.assert(
      fc.property(events, events, kinds, (left, right, kind) => {
        const matches = (a: Event, b: Event) => a.size !== null && a.size === b.size;
        const firsts = left.filter((row, index) => left.findIndex((other) => other.size === row.size) === index);
        const pairs = (kind === "innerunique" ? firsts : left).flatMap((row) => {
          const found: (Event | null)[] = right.filter((other) => matches(row, other));
          const alone = found.length === 0 && (kind === "leftouter" || kind === "fullouter");
          return (alone ? [null] : found).map((other): readonly [Event | null, Event | null] => [row, other]);
        });
        const others = right.filter((row) => !left.some((other) => matches(other, row)));
        const withRight =
          kind === "rightouter" || kind === "fullouter" ? others.map((row) => [null, row] as const) : [];
        const one = (row: Event | null) => [row?.size ?? null, row?.activity ?? ""];
        const expected =
          kind === "leftanti" || kind === "leftsemi"
            ? left.filter((row) => right.some((other) => matches(row, other)) === (kind === "leftsemi")).map(one)
            : [...pairs, ...withRight].map(([a, b]) => [...one(a), ...one(b)]);
        const tables = [toTable(left), { ...toTable(right), name: "R_CL" }];
        const query = `T_CL | project Size, Activity_s | join kind=${kind} (R_CL | project Size, Activity_s) on Size`;
        expect(rowsOf(query, tables)).toEqual(expected);
      }),
      SETTINGS,
    );
  });
});
