import { expect, test } from "vitest";
import type { FaultOrder } from "../faults.ts";
import type { QueryResult } from "../kql/query-outcome.ts";
import { readPreferences } from "./prefer.ts";
import { ANSWER_LIMITS, writeAnswer } from "./query-answer.ts";

/** Rows of 20 bytes each, as JSON in UTF-8. */
function result(rows: number): QueryResult {
  return {
    kind: "rows",
    columns: [
      { name: "n", type: "long" },
      { name: "d", type: "dynamic" },
    ],
    rows: Array.from({ length: rows }, (_, n) => [n, '{"a":"ü"}']),
  };
}

interface Written {
  readonly tables: { readonly name: string; readonly columns: unknown; readonly rows: unknown[][] }[];
  readonly error?: { readonly code: string; readonly details: { readonly innererror: { readonly message: string } }[] };
  readonly [extra: string]: unknown;
}

function write(
  rows: number,
  fault: FaultOrder | null = null,
  limits?: { rows: number; bytes: number },
  prefer?: string,
) {
  const surroundings = { fault, tables: ["A_CL"], seconds: 0.25 };
  const { text, complete } = writeAnswer(result(rows), readPreferences(prefer), surroundings, limits);
  return { answer: JSON.parse(text) as Written, complete };
}

test("an answer holds one table, and dynamic as JSON text", () => {
  expect(write(2)).toEqual({
    complete: true,
    answer: {
      tables: [
        {
          name: "PrimaryResult",
          columns: result(0).columns,
          rows: [
            [0, '{"a":"ü"}'],
            [1, '{"a":"ü"}'],
          ],
        },
      ],
    },
  });
});

test.each<[string, number, FaultOrder | null, { rows: number; bytes: number } | undefined, number, RegExp | null]>([
  ["all rows", 500, null, undefined, 500, null],
  ["as many rows as may", 3, null, { rows: 3, bytes: 1_000 }, 3, null],
  ["one row too many", 4, null, { rows: 3, bytes: 1_000 }, 3, /set limit of 3 records/],
  ["as many bytes as may", 3, null, { rows: 10, bytes: 60 }, 3, null],
  ["one byte too many", 3, null, { rows: 10, bytes: 59 }, 2, /set limit of 59 bytes/],
  ["truncate", 9, { name: "truncate", rows: 5 }, undefined, 5, /set limit of 5 records/],
  ["truncate where there is no more", 5, { name: "truncate", rows: 5 }, undefined, 5, null],
  ["partial", 9, { name: "partial", rows: 2 }, undefined, 2, /part of the data could not be read/],
  ["partial, half of it", 9, { name: "partial" }, undefined, 4, /part of the data could not be read/],
  ["partial without rows", 0, { name: "partial" }, undefined, 0, /part of the data could not be read/],
])("%s", (_case, rows, fault, limits, given, message) => {
  const { answer, complete } = write(rows, fault, limits);
  expect(answer.tables[0]?.rows.length).toBe(given);
  expect(complete).toBe(message === null);
  expect(answer.error?.code).toBe(message === null ? undefined : "PartialError");
  if (message !== null) {
    expect(answer.error?.details[0]?.innererror.message).toMatch(message);
  }
});

test("the service's own row limit holds", () => {
  const { answer, complete } = write(ANSWER_LIMITS.rows + 1);
  expect([answer.tables[0]?.rows.length, complete]).toEqual([500_000, false]);
});

test.each([
  ["include-statistics=true", "statistics"],
  ["include-render=true", "render"],
  ["include-dataSources=true", "dataSources"],
  ["include-permissions=true", "permissions"],
])("%s adds %s, and nothing else does", (prefer, property) => {
  expect(Object.keys(write(1, null, undefined, prefer).answer)).toEqual(["tables", property]);
  expect(Object.keys(write(1).answer)).toEqual(["tables"]);
});
