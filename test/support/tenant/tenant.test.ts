import { describe, expect, it } from "vitest";
import type { Attempt } from "./attempts.ts";
import { canariesOf } from "./canaries.ts";
import { expectedOwners, expectedRefusals } from "./expectations.ts";
import { createTenant, directoryUsers } from "./tenant.ts";

const SETTINGS = { seed: 1, refusals: 3_000, owners: 60 };

describe("a generated tenant", () => {
  const tenant = createTenant(SETTINGS);
  const attempts = [...tenant.attempts()];
  const refusals = attempts.filter(({ isRefusal }) => isRefusal);

  it("is the same for the same seed, at every asking, and another for another", () => {
    expect([...tenant.attempts()]).toEqual(attempts);
    expect([...createTenant(SETTINGS).attempts()].slice(0, 50)).toEqual(attempts.slice(0, 50));
    expect([...createTenant({ ...SETTINGS, seed: 2 }).attempts()].slice(0, 50)).not.toEqual(attempts.slice(0, 50));
  });

  it("has as many attempts of each kind as was asked for, in order of time, within its days", () => {
    const counted = [refusals.length, attempts.filter(({ outcome }) => outcome === "success").length, attempts.length];
    expect(counted).toEqual([3_000, 3_000, 6_300]);
    const times = attempts.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(Date.parse("2026-11-18"));
    expect(times.at(-1)).toBeLessThan(Date.parse("2026-11-21"));
  });

  it.each<[string, (attempt: Attempt) => unknown, number]>([
    ["owners", (attempt) => attempt.document.owner.kind, 9],
    ["readers", (attempt) => attempt.readerKind, 8],
    ["forms of names", (attempt) => attempt.document.form, 4],
    ["outcomes", (attempt) => attempt.outcome, 3],
    ["results", (attempt) => attempt.result, 5],
    ["kinds of addresses", (attempt) => /^$|^10\.|^192\.168|^2001|^203\.0\.113\.7$|\./.exec(attempt.address)?.[0], 6],
    ["requests", (attempt) => attempt.request, 5],
  ])("has every kind of %s among its refusals", (_, kindOf, kinds) => {
    expect(new Set(refusals.map(kindOf)).size).toBeGreaterThanOrEqual(kinds);
  });

  it("gives attention unevenly, as people do", () => {
    const counts = [...expectedOwners(tenant, "recorded").owners.values()]
      .map((owner) => owner.refusals)
      .sort((a, b) => b - a);
    expect(counts[0]).toBeGreaterThan(5 * counts[Math.floor(counts.length / 2)]!);
    expect(counts.at(-1)).toBeGreaterThan(0);
  });

  it("repeats itself within one second, with ids of their own, and loses an id now and then", () => {
    const ns = new Set([...expectedRefusals(tenant)].map(({ n }) => n));
    expect(ns.has(2)).toBe(true);
    expect(refusals.some(({ rowId, correlationId }) => rowId === "" && correlationId !== "")).toBe(true);
    expect(refusals.some(({ rowId, correlationId }) => rowId === "" && correlationId === "")).toBe(true);
    expect(refusals.some(({ contentId }) => contentId === "")).toBe(true);
  });

  it("has a directory in which owners, their managers and guests are found", () => {
    const users = directoryUsers(tenant) as {
      mail: string;
      manager: string | null;
      accountEnabled: boolean;
      userType: string;
    }[];
    const byMail = new Map(users.map((user) => [user.mail, user]));
    for (const { person } of tenant.owners) if (person !== undefined) expect(byMail.has(person.address)).toBe(true);
    expect(byMail.size).toBe(users.length);
    const leavers = users.filter(({ accountEnabled }) => !accountEnabled);
    expect(leavers).not.toHaveLength(0);
    for (const { manager } of leavers) expect(byMail.get(manager!)?.accountEnabled).toBe(true);
    expect(users.some(({ userType }) => userType === "Guest")).toBe(true);
  });
});

describe("what is expected of a tenant", () => {
  const tenant = createTenant({ seed: 3, refusals: 500, owners: 20 });

  it("is every refusal once, at somebody or at nobody", () => {
    const all = [...expectedRefusals(tenant)];
    expect(all.length).toBeGreaterThan(495);
    expect(
      new Set(
        all.map(({ attempt, n, ...rest }) =>
          JSON.stringify([rest.occurredAt, attempt.contentId || attempt.rowId, rest.actor.toLowerCase(), n]),
        ),
      ).size,
    ).toBe(all.length);
    for (const ladder of ["recorded", "directory"] as const) {
      const { owners, unreachable } = expectedOwners(tenant, ladder);
      const reached = [...owners.values()].reduce((sum, owner) => sum + owner.refusals, 0);
      expect(reached + [...unreachable.values()].reduce((sum, count) => sum + count, 0)).toBe(all.length);
    }
  });

  it("goes to an owner's one mailbox by the directory, and to what is written by the record", () => {
    const alias = tenant.owners.find(({ kind }) => kind === "alias")!;
    const leaver = tenant.owners.find(({ kind }) => kind === "leaver")!;
    const recorded = expectedOwners(tenant, "recorded").owners;
    const directory = expectedOwners(tenant, "directory").owners;
    expect([recorded.has(alias.recorded), directory.has(alias.recorded), directory.has(alias.person!.address)]).toEqual(
      [true, false, true],
    );
    expect([
      recorded.has(leaver.recorded),
      directory.has(leaver.recorded),
      directory.has(leaver.person!.manager!),
    ]).toEqual([true, false, true]);
  });

  it("leaves an owner's own attempts out of what he hears", () => {
    const own = [...expectedOwners(tenant, "recorded").owners.values()].filter(({ ownAttempts }) => ownAttempts > 0);
    expect(own).not.toHaveLength(0);
    for (const { address, actors } of own) expect(actors.has(address)).toBe(false);
  });
});

describe("canaries", () => {
  it("stand in every column owners must not see, and no two attempts share one", () => {
    const attempts = [...createTenant({ seed: 4, refusals: 200, successes: 0, others: 0, canaries: true }).attempts()];
    const all = attempts.flatMap(canariesOf);
    expect(all.length).toBeGreaterThan(200 * 11);
    expect(new Set(all).size).toBe(all.length);
    for (const attempt of attempts) {
      const recorded = JSON.stringify(attempt).toLowerCase();
      for (const canary of canariesOf(attempt)) expect(recorded).toContain(canary);
    }
  });

  it("are in nothing an owner is told", () => {
    for (const attempt of createTenant({ seed: 4, refusals: 50, canaries: true }).attempts()) {
      const told = `${attempt.document.trueName} ${attempt.reader} ${attempt.document.owner.recorded} ${attempt.document.label}`;
      for (const canary of attempt.isRefusal ? canariesOf(attempt) : [])
        expect(told.toLowerCase()).not.toContain(canary);
    }
  });
});
