import { describe, expect, it } from "vitest";
import type { Attempt } from "./attempts.ts";
import { canariesOf } from "./canaries.ts";
import { expectedOwners, expectedRefusals } from "./expectations.ts";
import { createTenant, directoryGroups, directoryUsers } from "./tenant.ts";

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
    ["owners", (attempt) => attempt.document.owner.kind, 17],
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
    const users = directoryUsers(tenant);
    const byAddress = new Map(users.map((user) => [user.userPrincipalName, user]));
    for (const { person } of tenant.owners) if (person !== undefined) expect(byAddress.has(person.address)).toBe(true);
    expect(byAddress.size).toBe(users.length);
    const managersOfLeavers = users
      .filter(({ accountEnabled }) => !accountEnabled)
      .map(({ manager }) => (manager === null ? "nobody" : byAddress.get(manager)?.accountEnabled));
    expect(new Set(managersOfLeavers)).toEqual(new Set([true, false, "nobody"]));
    expect(users.some(({ userType }) => userType === "Guest")).toBe(true);
    expect(users.filter(({ mail }) => mail === null)).toHaveLength(1);
  });

  it("has an address that two people have, and groups with owners, without, and with none that could be told", () => {
    const addresses = directoryUsers(tenant).flatMap(({ proxyAddresses }) => proxyAddresses);
    const shared = addresses.filter((address, i) => addresses.indexOf(address) !== i);
    expect(shared).toEqual(["smtp:front.desk@contoso.com"]);
    const groups = directoryGroups(tenant);
    for (const kind of ["group", "group-ownerless", "group-of-leavers"]) {
      const { recorded } = tenant.owners.find((owner) => owner.kind === kind)!;
      expect(groups.find(({ mail }) => mail === recorded)).toMatchObject({ mailEnabled: true });
    }
    expect(new Set(groups.map(({ owners }) => owners.length))).toEqual(new Set([0, 1, 2, 3]));
    expect(groups.some(({ mail }) => mail === null)).toBe(true);
    expect(new Set(groups.map(({ groupTypes }) => groupTypes.length))).toEqual(new Set([0, 1]));
  });

  it("lets nobody in after access was withdrawn or has ended, and says so only then", () => {
    for (const { outcome, at, document } of attempts) {
      const isOver = (moment: number | null): boolean => moment !== null && moment <= at;
      if (outcome === "revoked") expect(isOver(document.revokedAt)).toBe(true);
      if (outcome === "expired") expect(isOver(document.expiresAt)).toBe(true);
      if (outcome === "success")
        expect([isOver(document.revokedAt), isOver(document.expiresAt)]).toEqual([false, false]);
    }
  });

  it("lets only those in for whom a document was protected, and refuses some of them too", () => {
    const listed = ({ document, reader }: Attempt): boolean =>
      document.recipients?.includes(reader.toLowerCase()) ?? true;
    const opened = attempts.filter(
      ({ outcome, readerKind }) => outcome === "success" && readerKind !== "service-identity",
    );
    expect(opened.every(listed)).toBe(true);
    const atListed = refusals.filter(({ document, outcome }) => document.recipients !== null && outcome === "refused");
    expect(new Set(atListed.map(listed))).toEqual(new Set([true, false]));
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
