import { expect, test } from "vitest";
import { createLateRows } from "./late-rows.ts";
import { seededRandom } from "./random.ts";
import type { StoredRow, StoredTable } from "./tables.ts";

const NOW = 1_000_000;

function rows(count: number): StoredRow[] {
  return Array.from({ length: count }, (_, n) => ({ cells: [n], ingestedAt: NOW - 10 + n }));
}

function tables(count: number): StoredTable[] {
  return [{ name: "A", columns: [{ name: "n", type: "long" }], rows: rows(count) }];
}

function lateness(stored: StoredTable[]): number[] {
  return stored.flatMap((table) => table.rows.map(({ ingestedAt }) => Math.max(0, ingestedAt - NOW)));
}

test("rows that are stored already become visible that much later, and say so", () => {
  const stored = tables(3);
  createLateRows(stored, seededRandom(1), () => NOW).order({ name: "late-rows", delayMs: 500 });
  expect(lateness(stored)).toEqual([500, 500, 500]);
});

test("as many as asked, after some that come in time", () => {
  const stored = tables(6);
  createLateRows(stored, seededRandom(1), () => NOW).order({ name: "late-rows", delayMs: 500, after: 2, times: 3 });
  expect(lateness(stored)).toEqual([0, 0, 500, 500, 500, 0]);
});

test("one in so many", () => {
  const stored = tables(300);
  createLateRows(stored, seededRandom(1), () => NOW).order({ name: "late-rows", delayMs: 5_000, oneIn: 3 });
  const late = lateness(stored).filter((delay) => delay === 5_000).length;
  expect(late).toBeGreaterThan(70);
  expect(late).toBeLessThan(130);
});

test("rows that are stored while the order stands come late, and the count goes on", () => {
  const late = createLateRows(tables(1), seededRandom(1), () => NOW);
  const order = { name: "late-rows", delayMs: 500, times: 2 } as const;
  late.order(order);
  const stored = late.store(rows(2), [order]);
  expect(stored.map(({ ingestedAt }) => ingestedAt)).toEqual([NOW + 500, NOW - 9]);
});

test("a row that is later anyway stays so, and other faults make nothing late", () => {
  const stored: StoredTable[] = [{ name: "A", columns: [], rows: [{ cells: [], ingestedAt: NOW + 9_000 }] }];
  const late = createLateRows(stored, seededRandom(1), () => NOW);
  late.order({ name: "late-rows", delayMs: 500 });
  late.order({ name: "slow", delayMs: 99_000 });
  expect(lateness(stored)).toEqual([9_000]);
});
