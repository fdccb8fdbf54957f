import { expect, test } from "vitest";
import { createFaults } from "./create-faults.ts";
import type { FaultOrder, Operation } from "./faults.ts";
import { seededRandom } from "./random.ts";

/** What befalls a row of requests, as initials; `.` is a request that goes well. */
function timeline(orders: readonly FaultOrder[], operations: readonly Operation[]): string {
  const faults = createFaults(seededRandom(1));
  for (const order of orders) {
    faults.add(order);
  }
  return operations.map((operation) => faults.take(operation)?.name[0] ?? ".").join("");
}

const SIX: readonly Operation[] = Array<Operation>(6).fill("query");

test.each<[string, readonly FaultOrder[], readonly Operation[], string]>([
  ["no fault", [], SIX, "......"],
  ["every request", [{ name: "throttle" }], SIX, "tttttt"],
  ["as often as asked", [{ name: "throttle", times: 2 }], SIX, "tt...."],
  ["after some that go well", [{ name: "throttle", after: 3, times: 2 }], SIX, "...tt."],
  [
    "one after the other",
    [
      { name: "throttle", times: 1 },
      { name: "slow", times: 2 },
    ],
    SIX,
    "tss...",
  ],
  [
    "a request befallen by another went not well",
    [
      { name: "throttle", times: 2 },
      { name: "slow", after: 2 },
    ],
    SIX,
    "tt..ss",
  ],
  ["only named operations", [{ name: "slow", operations: ["mail.get"] }], ["query", "mail.get", "token"], ".s."],
  ["no token unless it is named", [{ name: "throttle" }], ["token", "query"], ".t"],
  ["the token if it is named", [{ name: "throttle", operations: ["token"] }], ["token", "query"], "t."],
  ["rows only of queries", [{ name: "partial" }], ["mail.send", "query"], ".p"],
  [
    "lost answers only of what changes something",
    [{ name: "lost-response" }],
    ["query", "mail.send", "mail.get"],
    ".l.",
  ],
  ["late rows befall no request", [{ name: "late-rows" }], SIX, "......"],
])("a fault befalls %s", (_case, orders, operations, expected) => {
  expect(timeline(orders, operations)).toBe(expected);
});

test("one request in so many is chosen, and the same ones for the same seed", () => {
  const many = Array<Operation>(400).fill("query");
  const befallen = timeline([{ name: "drop", oneIn: 4 }], many);
  expect(befallen).toBe(timeline([{ name: "drop", oneIn: 4 }], many));
  const count = [...befallen].filter((one) => one === "d").length;
  expect(count).toBeGreaterThan(70);
  expect(count).toBeLessThan(130);
});

test("what is over is no longer listed, and clearing ends the rest", () => {
  const faults = createFaults(seededRandom(1));
  faults.add({ name: "throttle", times: 1 });
  faults.add({ name: "slow" });
  faults.take("query");
  expect(faults.list()).toEqual([{ name: "slow" }]);
  faults.clear();
  expect(faults.take("query")).toBeNull();
});
