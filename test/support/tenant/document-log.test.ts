import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type DocumentLogShape, registeredDocuments, writeDocumentLog } from "./document-log.ts";
import { createTenant } from "./tenant.ts";

const TENANT = createTenant({ seed: 4, refusals: 400, owners: 36 });

interface Entry {
  readonly ContentId: string;
  readonly Owner: string;
  readonly ContentName: string;
  readonly CreatedTime: string;
  readonly Recipients: readonly ({ readonly PrimaryEmail: string } | string)[];
  readonly PolicyExpires: string;
  readonly RevocationInfo: { readonly Revoked: boolean; readonly RevokedTime: string };
}

/** What was written, file by file, as text. */
function written(shape: DocumentLogShape = {}): readonly { readonly name: string; readonly bytes: Buffer }[] {
  const folder = mkdtempSync(join(tmpdir(), "lockbell-document-log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return writeDocumentLog(TENANT, folder, shape).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

function entriesOf(shape: DocumentLogShape = {}, encoding: "utf8" | "utf16le" = "utf8"): readonly Entry[] {
  return written(shape).flatMap(
    ({ bytes }) => JSON.parse(bytes.toString(encoding).replace(/^\ufeff/, "")) as Entry | Entry[],
  );
}

describe("a tenant's document log", () => {
  it("has every document that was withdrawn, and most others, each once and under the day it was written", () => {
    const entries = entriesOf();
    const ids = new Set(entries.map(({ ContentId }) => ContentId));
    expect(ids.size).toBe(entries.length);
    for (const { revokedAt, contentId } of TENANT.documents)
      if (revokedAt !== null) expect(ids.has(contentId)).toBe(true);
    expect(ids.size).toBeGreaterThan(TENANT.documents.length * 0.7);
    expect(ids.size).toBeLessThan(TENANT.documents.length);
    expect(written().map(({ name }) => name)).toEqual(["documents-2026-11-21.json"]);
  });

  it("says that access was withdrawn before the service said so of any try, and likewise that it has ended", () => {
    const entries = new Map(entriesOf().map((entry) => [entry.ContentId, entry]));
    let told = 0;
    for (const { outcome, at, document } of TENANT.attempts()) {
      const entry = entries.get(document.contentId);
      if (entry === undefined || (outcome !== "revoked" && outcome !== "expired")) continue;
      const moment = outcome === "revoked" ? entry.RevocationInfo.RevokedTime : entry.PolicyExpires;
      expect(Date.parse(moment)).toBeLessThanOrEqual(at);
      told += 1;
    }
    expect(told).toBeGreaterThan(20);
  });

  it("lists whom a document was protected for, or nobody where a template says it", () => {
    const listed = new Map(entriesOf().map(({ ContentId, Recipients }) => [ContentId, Recipients]));
    for (const { contentId, recipients } of registeredDocuments(TENANT))
      expect(listed.get(contentId)?.map((one) => (typeof one === "string" ? one : one.PrimaryEmail))).toEqual(
        recipients ?? [],
      );
    expect(new Set([...listed.values()].map(({ length }) => Math.min(length, 2)))).toEqual(new Set([0, 1, 2]));
  });

  it("by PowerShell 5.1 is UTF-16 with times as numbers, and by both says the same", () => {
    const bytes = written({ powershell: "5.1" })[0]?.bytes ?? Buffer.alloc(0);
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xfe]));
    expect(bytes.toString("utf16le")).toMatch(/"CreatedTime": {1,2}"\\\/Date\(\d{13}\)\\\/"/);
    const numbers = entriesOf({ powershell: "5.1" }, "utf16le");
    const iso = entriesOf();
    expect(numbers.map(({ ContentName }) => ContentName)).toEqual(iso.map(({ ContentName }) => ContentName));
    expect(numbers.map(({ CreatedTime }) => Number(/\((\d+)\)/.exec(CreatedTime)?.[1]))).toEqual(
      iso.map(({ CreatedTime }) => Date.parse(CreatedTime)),
    );
  });

  it("written with the depth nobody asked for has of each recipient only the name of a type", () => {
    const cut = entriesOf({ depth: "cut" });
    expect(cut.map(({ Recipients }) => Recipients.length)).toEqual(
      entriesOf().map(({ Recipients }) => Recipients.length),
    );
    for (const one of cut.flatMap(({ Recipients }) => Recipients)) expect(one).toMatch(/^[\w.]+$/);
  });

  it("of one document at a time is no array, and as much in all", () => {
    const files = written({ single: true, encoding: "utf-8-bom" });
    expect(files).toHaveLength(registeredDocuments(TENANT).length);
    expect(files.every(({ bytes }) => bytes.toString("utf8").startsWith("\ufeff{"))).toBe(true);
    expect(entriesOf({ single: true, encoding: "utf-8-bom" })).toEqual(entriesOf());
  });
});
