import { expect, test } from "vitest";
import type { Call } from "../../route-tools.ts";
import { GraphError } from "../graph-error.ts";
import { ResourceUnits, resourceUnitCost, resourceUnitLimit } from "./resource-units.ts";

test.each([
  [1, 3_500],
  [49, 3_500],
  [50, 5_000],
  [500, 5_000],
  [501, 8_000],
])("a tenant of %i users has %i units in ten seconds", (users, limit) => {
  expect(resourceUnitLimit(users)).toBe(limit);
});

test.each([
  [2, [], 2],
  [2, ["$select"], 1],
  [1, ["$select"], 1],
  [1, ["$expand"], 2],
  [3, ["select", "expand"], 3],
])("a request of %i with %j costs %i", (base, options, cost) => {
  expect(resourceUnitCost(base, new Map(options.map((option) => [option, "x"])))).toBe(cost);
});

test("units are refused above the limit, announced above four fifths, and free again after ten seconds", () => {
  let now = 1_000_000;
  const units = new ResourceUnits({ now: () => now, users: [], tenantId: "tenant" });
  const call = (clientId: string) => ({ search: new Map(), caller: { application: { clientId } } }) as unknown as Call;
  const charged = Array.from({ length: 35 }, () => units.charge(call("a"), 100)["x-ms-throttle-limit-percentage"]);
  expect(charged.slice(27, 30)).toEqual([undefined, "0.83", "0.86"]);
  const refusal = attempt(() => units.charge(call("a"), 1));
  expect(refusal.headers).toEqual({
    "retry-after": "10",
    "x-ms-throttle-scope": "Tenant_Application/ReadWrite/a/tenant/identityserviceunits",
    "x-ms-throttle-information": "ResourceUnitLimitExceeded",
  });
  expect(units.charge(call("another"), 1)).toEqual({ "x-ms-resource-unit": "1" });
  now += 9_999;
  expect(attempt(() => units.charge(call("a"), 1)).headers["retry-after"]).toBe("1");
  now += 1;
  expect(units.charge(call("a"), 1)).toEqual({ "x-ms-resource-unit": "1" });
});

function attempt(work: () => unknown): GraphError {
  try {
    work();
  } catch (error) {
    if (error instanceof GraphError) return error;
    throw error;
  }
  throw new Error("Nothing was refused.");
}
