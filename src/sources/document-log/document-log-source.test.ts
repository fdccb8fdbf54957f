import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { documentEntry, ExportFolder } from "../../../test/support/export-folder.ts";
import type { DocumentRecord } from "../../catalogue/document.ts";
import { mergeFact } from "../../catalogue/merge.ts";
import { describeSource } from "../conformance.ts";

function entries(from: number, to: number): readonly unknown[] {
  return Array.from({ length: to - from }, (_, i) => documentEntry(from + i));
}

describeSource("document-log", async () => {
  const folder = new ExportFolder();
  folder.write("a.json", JSON.stringify([...entries(0, 25), { Owner: "nobody" }]));
  folder.write("b.json.gz", gzipSync(JSON.stringify(entries(25, 45))));
  folder.write("c.json", JSON.stringify(documentEntry(45)));
  return {
    isCatalogueOnly: true,
    create: () => folder.source({}, { pageRecords: 10 }),
    dispose: async () => folder.remove(),
  };
});

let folder: ExportFolder;
beforeEach(() => {
  folder = new ExportFolder();
});
afterEach(() => folder.remove());

describe("an export", () => {
  const text = JSON.stringify([documentEntry(1, { ContentName: "عقد – é.docx" }), documentEntry(2)]);
  const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");

  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with byte order mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, little end first", utf16],
    ["UTF-16, big end first", Buffer.from(utf16).swap16()],
    ["UTF-16 without mark", utf16.subarray(2)],
    ["gzip", gzipSync(text)],
  ])("is read as %s", async (_, bytes) => {
    folder.write("documents.json", bytes);
    const { read, catalogue, facts, troubles } = await folder.pull();
    expect({ read, catalogue, troubles }).toEqual({ read: 2, catalogue: 2, troubles: [] });
    expect(facts.map(({ name }) => name)).toEqual(["عقد – é.docx", "Plan 2.docx"]);
  });

  it("is as old as its name says, else as its file", async () => {
    folder.write("documents-2026-11-18.json", JSON.stringify(documentEntry(1)));
    folder.write("documents.json", JSON.stringify(documentEntry(2)));
    folder.write("from the future.json", JSON.stringify(documentEntry(3)), "2027-01-01T00:00:00Z");
    const { facts } = await folder.pull();
    const times = ["2026-11-18T00:00:00Z", "2026-11-20T18:00:00Z", "2026-11-21T06:00:00Z"];
    expect(facts.map(({ asOf }) => asOf)).toEqual(times);
  });

  it("of one day is newer where it was written anew, and what it takes back is taken back", async () => {
    const name = "documents-2026-11-18.json";
    const withdrawn = { Revoked: true, RevokedTime: "2026-11-16T00:00:00Z" };
    folder.write(name, JSON.stringify(documentEntry(1, { RevocationInfo: withdrawn })), "2026-11-18T06:00:00Z");
    const first = await folder.pull();
    folder.write(name, JSON.stringify(documentEntry(1)), "2026-11-18T18:00:00Z");
    const facts = [...first.facts, ...(await folder.pull(first.cursors)).facts];
    for (const order of [facts, facts.toReversed()])
      expect(order.reduce<DocumentRecord | undefined>(mergeFact, undefined)?.revokedAt?.value).toBe("never");
  });

  it("keeps what cannot be understood, with its reason and place", async () => {
    folder.write("documents.json", `[1,\n${JSON.stringify(documentEntry(1))},\n{"Owner":"x@contoso.com"}]`);
    const { read, catalogue, rejected } = await folder.pull();
    expect({ read, catalogue }).toEqual({ read: 3, catalogue: 1 });
    expect(rejected).toMatchObject([
      { reason: "not-an-object", location: "documents.json:1", raw: "1" },
      { reason: "no-content-id", raw: '{"Owner":"x@contoso.com"}' },
    ]);
  });

  it("of nothing is read as nothing", async () => {
    for (const [i, text] of ["", " \r\n", "[]", "null", "null\r\n", '{"value":[],"Count":0}'].entries())
      folder.write(`${i}.json`, text);
    expect(await folder.pull()).toMatchObject({ read: 0, troubles: [], rejected: [] });
  });
});

describe.each(["windows-powershell.json", "powershell-7.json"])("testdata/%s", (name) => {
  it("becomes what its golden file shows", async () => {
    const testdata = new URL("testdata/", import.meta.url);
    folder.write("documents-2026-11-18.json", readFileSync(new URL(name, testdata)));
    const { cursors: _, ...pulled } = await folder.pull();
    const golden = new URL(name.replace(".json", ".golden.json"), testdata);
    await expect(`${JSON.stringify(pulled, null, 2)}\n`).toMatchFileSnapshot(fileURLToPath(golden));
  });
});

describe("what was read before", () => {
  it("is not read again, until the file changes: then wholly", async () => {
    folder.write("documents.json", JSON.stringify(entries(0, 3)));
    const first = await folder.pull();
    expect(await folder.pull(first.cursors)).toMatchObject({ read: 0, facts: [] });
    folder.write("documents.json", JSON.stringify(entries(0, 4)));
    expect(await folder.pull(first.cursors)).toMatchObject({ read: 4 });
  });

  it("and only half written is trouble, told until the file changes, and read then", async () => {
    const whole = JSON.stringify(entries(0, 3));
    folder.write("documents.json", whole.slice(0, -5));
    const first = await folder.pull();
    expect(first).toMatchObject({ read: 2, troubles: [{ part: "documents.json", reason: "cut" }] });
    const again = await folder.pull(first.cursors);
    expect(again).toMatchObject({ read: 0, troubles: [{ reason: "cut" }] });
    folder.write("documents.json", whole);
    expect(await folder.pull(again.cursors)).toMatchObject({ read: 3, troubles: [] });
  });

  it("is kept in mind for 30 days where the file is gone", async () => {
    folder.write("documents.json", JSON.stringify(entries(0, 1)));
    const first = await folder.pull();
    renameSync(join(folder.dir, "documents.json"), `${folder.dir}-away`);
    const gone = await folder.pull(first.cursors);
    expect([...gone.cursors.values()]).toEqual([expect.stringContaining("missingSince")]);
    expect(gone.troubles).toMatchObject([{ reason: "no-files" }]);
    renameSync(`${folder.dir}-away`, join(folder.dir, "documents.json"));
    const back = await folder.pull(gone.cursors);
    expect(back).toMatchObject({ read: 0, cursors: first.cursors });
    rmSync(join(folder.dir, "documents.json"));
    folder.clock.advance(31 * 86_400_000);
    expect((await folder.pull(gone.cursors)).cursors.size).toBe(0);
  });

  it("is read again where its cursor cannot be understood", async () => {
    folder.write("documents.json", JSON.stringify(entries(0, 1)));
    for (const value of ["", "{", "{}", '{"size":"1"}'])
      expect(await folder.pull(new Map([["documents.json", value]]))).toMatchObject({ read: 1 });
  });
});

describe("trouble with one file", () => {
  it.each<[string, string, string | Buffer, number]>([
    ["text", "not-json", "Get-AipServiceDocumentLog : Access denied", 0],
    ["a formatted list", "not-json", "ContentId : 1539e96a\r\nOwner : x", 0],
    ["text behind the entries", "not-json", `${JSON.stringify(documentEntry(7))}\nWARNING: more`, 1],
    ["a cut archive", "gzip-damaged", gzipSync(JSON.stringify(documentEntry(7))).subarray(0, -9), 1],
  ])("is %s: %s. It stops no other file", async (_what, reason, content, read) => {
    folder.write("a.json", content);
    folder.write("b.json", JSON.stringify(entries(0, 2)));
    const { troubles, catalogue, cursors } = await folder.pull();
    expect(troubles).toMatchObject([{ part: "a.json", reason }]);
    expect(catalogue).toBe(2 + read);
    expect((await folder.pull(cursors)).troubles).toEqual(troubles);
  });

  it("is a folder", async () => {
    mkdirSync(join(folder.dir, "a.json"));
    folder.write("b.json", JSON.stringify(entries(0, 2)));
    const items = await Array.fromAsync(
      folder.source({ path: "*.json" }).pull({ cursors: new Map(), signal: new AbortController().signal }),
    );
    expect(items).toMatchObject([{ trouble: { part: "a.json", reason: "is-directory" } }, { page: { read: 2 } }]);
  });

  it("is an entry that is too long", async () => {
    folder.write("a.json", JSON.stringify([documentEntry(1, { ContentName: "x".repeat(50_000) }), documentEntry(2)]));
    const { rejected, catalogue } = await folder.pull(new Map(), { entryBytes: 20_000, chunkBytes: 1_000 });
    expect(catalogue).toBe(1);
    expect(rejected).toMatchObject([{ reason: "too-long" }]);
    expect(rejected[0]?.raw.length).toBe(16_384);
  });
});

describe("check", () => {
  it("says in figures what each file holds, and what of it is not believed", async () => {
    folder.write(
      "documents-2026-11-18.json",
      JSON.stringify([
        documentEntry(1),
        documentEntry(2, { RevocationInfo: { Revoked: true, RevokedTime: "2026-11-16T00:00:00Z" } }),
        documentEntry(3, { CreatedTime: "3/6/2018 10:24:00 PM", Recipients: "System.Object[]" }),
        {},
      ]),
    );
    folder.write("half.json", '[{"');
    const findings = await folder.check({ path: ["*.json", "old/*.json"] });
    expect(findings.map(({ status, detail }) => [status, detail])).toEqual([
      ["failed", "old/*.json"],
      [
        "ok",
        "documents-2026-11-18.json: 3 documents as of 2026-11-18T00:00:00Z; 1 withdrawn, 2 with the people they are for.",
      ],
      ["warning", "documents-2026-11-18.json: 1 entries are no documents."],
      ["warning", expect.stringContaining("1 entries have dates in a console's own form")],
      ["warning", expect.stringContaining("1 entries do not list whom they are for")],
      ["failed", "half.json"],
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/@|Plan/);
  });
});
