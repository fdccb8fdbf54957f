import { expect, test } from "vitest";
import type { FaultOrder } from "./faults.ts";
import { parseFaultOrder, parseFaultText } from "./parse-fault.ts";

test.each<[string, FaultOrder]>([
  ["throttle", { name: "throttle" }],
  ["throttle:times=3,delay=2000", { name: "throttle", times: 3, delayMs: 2000 }],
  [
    "slow:operations=mail.send+mail.create,after=1",
    { name: "slow", operations: ["mail.send", "mail.create"], after: 1 },
  ],
  ["partial:rows=0,oneIn=10", { name: "partial", rows: 0, oneIn: 10 }],
  ["late-rows:delayMs=172800000", { name: "late-rows", delayMs: 172_800_000 }],
])("the command line's %s is read", (text, order) => {
  expect(parseFaultText(text)).toEqual(order);
});

test.each<[string, RegExp]>([
  ["thottle", /no fault is named "thottle"; there are throttle,/],
  ["", /no fault is named ""/],
  ["slow:delay", /"delayMs" is a whole number from 0/],
  ["slow:delay=2s", /"delayMs" is a whole number from 0/],
  ["slow:delay=-1", /"delayMs" is a whole number from 0/],
  ["throttle:times=0", /"times" is a whole number from 1/],
  ["throttle:often=1", /a fault has no "often"; there are name, operations, times/],
  ["throttle:operations=mail", /no operation is named "mail"; there are token, query/],
])("the command line's %s is refused in words", (text, message) => {
  expect(() => parseFaultText(text)).toThrow(message);
});

test.each<[unknown, RegExp]>([
  [null, /a fault is an object/],
  ["throttle", /a fault is an object/],
  [[], /a fault is an object/],
  [{}, /no fault is named "undefined"/],
  [{ name: "slow", operations: "query" }, /"operations" is a list/],
  [{ name: "slow", operations: [] }, /"operations" is a list/],
  [{ name: "slow", times: "3" }, /"times" is a whole number/],
  [{ name: "slow", times: 1.5 }, /"times" is a whole number/],
])("the order %j is refused in words", (order, message) => {
  expect(() => parseFaultOrder(order)).toThrow(message);
});
