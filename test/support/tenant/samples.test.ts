import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { expectedCause } from "./cause-oracle.ts";
import { expectedOwners, expectedRefusals } from "./expectations.ts";
import { sampleTenant, writeSamples } from "./samples.ts";

const SAMPLES = fileURLToPath(new URL("../../../samples/", import.meta.url));

describe("the sample tenant", () => {
  it("is what the generator makes, byte for byte (if not: node tools/make-samples.ts)", () => {
    const folder = mkdtempSync(join(tmpdir(), "lockbell-samples-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const files = writeSamples(folder);
    for (const file of files)
      expect(readFileSync(join(SAMPLES, file), "utf8")).toBe(readFileSync(join(folder, file), "utf8"));
    for (const kind of ["document-log", "rms-log", "log-analytics", "directory"])
      expect(readdirSync(join(SAMPLES, kind)).sort()).toEqual(readdirSync(join(folder, kind)).sort());
  });

  it("tells a good story: owners with a few refusals each, every kind of owner, nearly every kind of reader and name", () => {
    const tenant = sampleTenant();
    const refusals = [...expectedRefusals(tenant)];
    const { owners } = expectedOwners(tenant, "directory");
    expect(owners.size).toBeGreaterThanOrEqual(6);
    expect(Math.max(...[...owners.values()].map((owner) => owner.refusals))).toBeLessThanOrEqual(20);
    expect(new Set(refusals.map(({ attempt }) => attempt.document.owner.kind)).size).toBe(17);
    expect(new Set(refusals.map(({ attempt }) => attempt.readerKind)).size).toBeGreaterThanOrEqual(7);
    expect(new Set(refusals.map(({ attempt }) => attempt.outcome)).size).toBe(3);
    expect(new Set(refusals.map(({ attempt }) => attempt.document.form)).size).toBeGreaterThanOrEqual(4);
    expect(refusals.some(({ n }) => n > 1)).toBe(true);
  });

  it("has a refusal for every cause that records can prove, and for none", () => {
    const causes = [...expectedRefusals(sampleTenant())].map(({ attempt }) => expectedCause(attempt, { isCut: false }));
    const kinds = new Set(
      causes.flatMap((cause) => (cause === null ? [] : `${cause.kind} ${"by" in cause ? cause.by : ""}`)),
    );
    expect([...kinds].map((kind) => kind.trim()).sort()).toEqual([
      "expired catalogue",
      "expired result",
      "not-a-recipient",
      "revoked catalogue",
      "revoked result",
      "unsaid",
    ]);
  });

  it("has names that are markup, a formula, a web address, another script, question marks, a mail's subject and nothing", () => {
    const names = [...expectedRefusals(sampleTenant())].map(({ attempt }) => attempt.document.trueName);
    for (const part of ["<img", "=HYPERLINK", "\u202e", "phish.example.com", "????", "RE: ", "年"])
      expect(names.some((name) => name.includes(part))).toBe(true);
    expect(names).toContain("");
  });

  it("is small enough to look at, each table under a megabyte", () => {
    for (const file of readdirSync(join(SAMPLES, "log-analytics")))
      expect(statSync(join(SAMPLES, "log-analytics", file)).size).toBeLessThan(1_000_000);
  });

  it("has a mailbox for each group that owns documents", () => {
    const groups = JSON.parse(readFileSync(join(SAMPLES, "directory/groups.json"), "utf8")) as {
      mail: string | null;
    }[];
    const owners = sampleTenant().owners.filter(({ kind }) => kind === "group");
    expect(owners).not.toHaveLength(0);
    for (const { recorded } of owners) expect(groups.map(({ mail }) => mail)).toContain(recorded);
  });

  it("is small enough to read, three days of 150 to 250 lines", () => {
    const files = readdirSync(join(SAMPLES, "rms-log"));
    expect(files).toEqual(["rmslog-2026-11-18.log", "rmslog-2026-11-19.log", "rmslog-2026-11-20.log"]);
    for (const file of files) {
      const lines = readFileSync(join(SAMPLES, "rms-log", file), "utf8").split("\r\n");
      expect(lines.length).toBeGreaterThan(150);
      expect(lines.length).toBeLessThan(250);
    }
  });

  it("names no address that could be somebody's", () => {
    const allowed = /^(?:192\.0\.2|198\.51\.100|203\.0\.113|10\.\d+\.\d+|192\.168\.\d+)\.\d+$|^2001:db8:|^-$|^unknown$/;
    for (const { attempt } of expectedRefusals(sampleTenant())) expect(attempt.address || "-").toMatch(allowed);
    const users = readFileSync(join(SAMPLES, "directory/users.json"), "utf8");
    const domains = new Set([...users.matchAll(/[^#"]@([a-z.]+)"/g)].map(([, domain]) => domain));
    expect([...domains].sort()).toEqual([
      "adatum.com",
      "contoso.com",
      "contoso.onmicrosoft.com",
      "fabrikam.com",
      "northwindtraders.com",
      "proseware.com",
      "wingtiptoys.com",
    ]);
  });
});
