import { describe, expect, it } from "vitest";
import { expectedCause, knownDocuments } from "./cause-oracle.ts";
import { expectedRefusals } from "./expectations.ts";
import { expectedTelling, type OracleStep } from "./owner-oracle.ts";
import type { OwnerKind } from "./owners.ts";
import { createTenant } from "./tenant.ts";

const TENANT = createTenant({ seed: 8, refusals: 600, owners: 36 });
const SECURITY: OracleStep = { type: "security", address: "security@contoso.com" };
const DELEGATE: OracleStep = { type: "delegate", address: "legal@contoso.com" };

/** The outcome of the step that tells somebody, by the kind of owner; of nobody the last one's in brackets. */
function outcomes(ladder: readonly OracleStep[]): { readonly [kind in OwnerKind]?: string } {
  return Object.fromEntries(
    TENANT.owners.map((owner) => {
      const { role, trail } = expectedTelling(TENANT, owner, ladder);
      const last = trail.at(-1)?.outcome;
      return [owner.kind, role === null ? `(${last})` : `${last} as ${role}`];
    }),
  );
}

describe("who is to be told", () => {
  it("with the careful ladder: people and groups themselves, the bought company's delegate, and security for all others", () => {
    const told = outcomes([{ type: "graph" }, { type: "record" }, DELEGATE, SECURITY]);
    const byOthers = Object.fromEntries(
      Object.entries(told).filter(([, outcome]) => outcome !== "security as stand-in"),
    );
    expect(byOthers).toEqual({
      member: "graph-address as owner",
      alias: "graph-alias as owner",
      group: expect.stringMatching(/^graph-(group|distribution-list) as group$/),
      "group-ownerless": expect.stringMatching(/^graph-(group|distribution-list) as group$/),
      "group-of-leavers": expect.stringMatching(/^graph-(group|distribution-list) as group$/),
      "bought-company": "delegate as delegate",
    });
    expect(Object.keys(told)).toHaveLength(17);
  });

  it("where managers and owners of groups are wanted: those who can be told, and nobody else", () => {
    const told = outcomes([{ type: "graph", leavers: "manager", groups: "owners" }, { type: "record" }]);
    expect(told).toMatchObject({
      leaver: "graph-manager as manager",
      "leaver-alone": "(owner-ruled-out)",
      "leaver-of-leaver": "(owner-ruled-out)",
      group: "graph-group-owner as group-owner",
      "group-ownerless": "(owner-ruled-out)",
      "group-of-leavers": "(owner-ruled-out)",
      guest: "(owner-ruled-out)",
      outside: "(owner-outside)",
      blank: "(owner-blank)",
    });
  });

  it("by the record alone: whoever stands there with an address of ours", () => {
    expect(outcomes([{ type: "record" }])).toMatchObject({
      member: "recorded as owner",
      leaver: "recorded as owner",
      "shared-address": "recorded as owner",
      guest: "(owner-outside)",
      "bought-company": "(owner-outside)",
      several: "(owner-several-addresses)",
    });
  });
});

describe("why somebody was refused", () => {
  const refusals = [...expectedRefusals(TENANT)].map(({ attempt }) => attempt);
  const counts = (log?: { readonly isCut: boolean }): Map<string, number> => {
    const found = new Map<string, number>();
    for (const attempt of refusals) {
      const cause = expectedCause(attempt, log);
      const name = cause === null ? "own" : "by" in cause ? `${cause.kind} by ${cause.by}` : cause.kind;
      found.set(name, (found.get(name) ?? 0) + 1);
    }
    return found;
  };

  it("is proved by the log for some and not for others, and without a log only by the service's own word", () => {
    expect([...counts({ isCut: false }).keys()].sort()).toEqual([
      "expired by catalogue",
      "expired by result",
      "not-a-recipient",
      "own",
      "revoked by catalogue",
      "revoked by result",
      "unsaid",
    ]);
    expect([...counts().keys()].sort()).toEqual(["expired by result", "revoked by result", "unsaid"]);
  });

  it("is never that somebody is not listed where the list was cut off", () => {
    expect(counts({ isCut: true }).get("not-a-recipient")).toBeUndefined();
    expect(counts({ isCut: true }).get("revoked by catalogue")).toBe(
      counts({ isCut: false }).get("revoked by catalogue"),
    );
  });

  it("has a date only where the log has the document, and never one after the try", () => {
    for (const attempt of refusals) {
      const cause = expectedCause(attempt, { isCut: false });
      if (cause === null || !("at" in cause)) continue;
      expect(cause.at === null).toBe(!attempt.document.isRegistered || attempt.contentId === "");
      if (cause.at !== null) expect(Date.parse(cause.at)).toBeLessThanOrEqual(attempt.at);
    }
  });
});

describe("what a document is called", () => {
  it("is known to more the more is read, and labels to the AIP table alone", () => {
    const named = (known: ReturnType<typeof knownDocuments>): number =>
      [...known.values()].filter(({ name }) => name).length;
    const labelled = (known: ReturnType<typeof knownDocuments>): number =>
      [...known.values()].filter(({ label }) => label).length;
    const logs = knownDocuments(TENANT, { usageLogs: true });
    const all = knownDocuments(TENANT, { usageLogs: true, aipTable: true, documentLog: true });
    expect(named(knownDocuments(TENANT, {}))).toBe(0);
    expect(named(all)).toBeGreaterThan(named(logs));
    expect(named(logs)).toBeGreaterThan(0);
    expect([labelled(logs), labelled(all)]).toEqual([0, expect.toSatisfy((count: number) => count > 20)]);
    for (const { contentId, trueName } of TENANT.documents)
      if (/^[?.]*(\.\w+)?$/.test(trueName)) expect(all.get(contentId)?.name).toBeUndefined();
  });
});
