import { describe, expect, it } from "vitest";
import { formatSeconds } from "./format-seconds.ts";
import { Ledger } from "./ledger.ts";
import { providerLimits } from "./notices.ts";
import { spreadOf } from "./spread.ts";
import { topRecipients } from "./top-recipients.ts";

const HOUR = 3_600_000;

describe("a spread", () => {
  it.each([
    ["nothing has none", [], null],
    ["one figure is all of it", [7], { median: 7, p95: 7, max: 7 }],
    ["of two the lower is the median", [9, 1], { median: 1, p95: 9, max: 9 }],
    ["numbers are ordered as numbers", [10, 9, 100], { median: 10, p95: 100, max: 100 }],
    ["one of twenty may be above p95", Array.from({ length: 20 }, (_, i) => i + 1), { median: 10, p95: 19, max: 20 }],
  ])("%s", (_what, figures, expected) => {
    expect(spreadOf(figures)).toEqual(expected);
  });
});

describe("seconds", () => {
  it.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [3_599, "59 min 59 s"],
    [3_600, "1 h"],
    [3_659, "1 h"],
    [90_000, "1 d 1 h"],
    [700_000, "8 d 2 h"],
  ])("%i are %s", (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe("a provider's limits in an hour and a day", () => {
  it.each([
    ["none without pacing", null, { perHour: null, perDay: null }],
    ["none with pacing that only counts what is under way", [], { perHour: null, perDay: null }],
    ["thirty a minute", [{ count: 30, perMs: 60_000 }], { perHour: 1_800, perDay: 43_200 }],
    [
      "the tighter one",
      [
        { count: 30, perMs: 60_000 },
        { count: 1_000, perMs: 24 * HOUR },
      ],
      { perHour: 1_000, perDay: 1_000 },
    ],
  ])("%s", (_what, limits, expected) => {
    expect(providerLimits(limits === null ? null : { resource: "x", limits })).toEqual(expected);
  });
});

describe("a ledger", () => {
  const anna = { address: "anna.sato@contoso.com", role: "owner" } as const;
  const pia = { address: "pia.berg@contoso.com", role: "owner" } as const;

  it("counts mails by recipient, day and hour, and how long each refusal waited", () => {
    const ledger = new Ledger((occurredAt) => occurredAt + HOUR);
    ledger.mailed(pia, 5 * HOUR, [HOUR, 2 * HOUR]);
    ledger.mailed(anna, 25 * HOUR, [24 * HOUR]);
    ledger.mailed(anna, 25 * HOUR + 1, [30 * HOUR]);
    expect(ledger.mails).toBe(3);
    expect(ledger.recipients().map(({ recipient, mails, refusals }) => [recipient.address, mails, refusals])).toEqual([
      ["anna.sato@contoso.com", 2, 2],
      ["pia.berg@contoso.com", 1, 2],
    ]);
    expect(ledger.days()).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(ledger.busiestHour()).toEqual({ startsAt: 25 * HOUR, mails: 2 });
    expect(ledger.fromRefusal).toEqual([4 * HOUR, 3 * HOUR, HOUR, 0]);
    expect(ledger.fromSight).toEqual([3 * HOUR, 2 * HOUR, 0, 0]);
  });

  it("has nothing busy where nothing was sent", () => {
    expect(new Ledger((time) => time).busiestHour()).toBeNull();
  });

  it("gives one owner one number on all sides, and the address only if it is asked for", () => {
    const [a, b] = [new Ledger(Number), new Ledger(Number)];
    a.mailed(pia, 0, [0]);
    b.mailed(anna, 0, [0]);
    b.mailed(anna, 1, [0]);
    b.mailed({ ...pia, role: "stand-in" }, 2, [0]);
    const sides = [a.recipients(), b.recipients()];
    expect([...topRecipients(sides, false)]).toEqual([
      ["pia.berg@contoso.com owner", "owner 1"],
      ["anna.sato@contoso.com owner", "owner 2"],
      ["pia.berg@contoso.com stand-in", "owner 1"],
    ]);
    expect([...topRecipients(sides, true).values()]).toEqual([pia.address, anna.address, pia.address]);
  });
});
