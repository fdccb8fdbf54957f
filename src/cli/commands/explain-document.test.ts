import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine, type JsonObject } from "../../../test/support/command-line.ts";
import { documentEntry } from "../../../test/support/export-folder.ts";

const ROW_ID = "3445a58d-7c0c-4083-a599-6c658bf3b2c0";
const CONTENT_ID = "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine({
    sources: {
      "usage-logs": { type: "rms-log", path: "logs/*" },
      documents: { type: "document-log", path: "documents/*.json" },
    },
  });
  mkdirSync(join(lockbell.dir, "documents"));
});

afterEach(() => {
  lockbell.remove();
});

/** Runs with one refusal and one export that has an entry of its document. */
async function tell(entry: JsonObject, row: Readonly<Record<string, string>> = {}): Promise<JsonObject> {
  lockbell.writeLog("a.log", { "row-id": ROW_ID, "content-id": CONTENT_ID, ...row });
  const entries = [documentEntry(1, { ContentId: CONTENT_ID, ...entry }), documentEntry(2)];
  writeFileSync(join(lockbell.dir, "documents", "documents-2026-11-18.json"), JSON.stringify(entries));
  const { value } = await lockbell.json("run", "--once");
  return value;
}

async function explained(...options: readonly string[]): Promise<JsonObject> {
  const { value } = await lockbell.json("explain", ROW_ID, ...options);
  return (value["events"] as readonly JsonObject[])[0] ?? {};
}

describe("what is known of the document", () => {
  it("is explained value by value, and every entry is in the books", async () => {
    const summary = await tell({ PolicyExpires: "2027-01-01T00:00:00Z" }, { "file-name": "-", "owner-email": "-" });

    expect(summary["sources"]).toMatchObject({
      documents: { read: 2, denied: 0, ignored: { catalogue: 2 }, rejected: 0, complete: true },
    });
    const said = { origin: "documents", asOf: "2026-11-18T00:00:00Z", rule: expect.stringMatching(/^[A-Z].*\.$/) };
    expect(await explained()).toMatchObject({
      document: {
        contentId: CONTENT_ID,
        name: { value: "Plan 1.docx", ...said },
        owner: { value: "miriam.jansen@contoso.com", ...said },
        expiresAt: { value: "2027-01-01T00:00:00Z", ...said },
        revokedAt: { value: "never", ...said },
        recipients: { count: 1, ...said },
      },
    });
    const { stdout } = await lockbell.run("explain", ROW_ID);
    expect(stdout).toMatch(/Name +Plan 1\.docx +documents, as of 2026-11-18T00:00:00Z\n/);
  });

  it("names the people it was protected for with --full only", async () => {
    await tell({ Recipients: [{ PrimaryEmail: "lidia.rossi@adatum.com" }] });

    for (const options of [[], ["--json"]])
      expect((await lockbell.run("explain", ROW_ID, ...options)).stdout).not.toContain("lidia");
    expect(await explained("--full")).toMatchObject({
      document: { recipients: { value: ["lidia.rossi@adatum.com"] } },
    });
    expect((await lockbell.run("explain", ROW_ID, "--full")).stdout).toContain("1 address: lidia.rossi@adatum.com");
  });

  it("hides an IP address in what it is called", async () => {
    await tell({ ContentName: "report 203.0.113.7.docx" }, { "file-name": "-" });

    expect((await lockbell.run("explain", ROW_ID, "--json")).stdout).not.toContain("203.0.113.7");
    expect((await lockbell.run("explain", ROW_ID)).stdout).not.toContain("203.0.113.7");
  });
});

describe("why the reader was refused", () => {
  const catalogue = { by: "catalogue", origin: "documents", asOf: "2026-11-18T00:00:00Z" };

  it.each([
    [
      "withdrawn",
      { RevocationInfo: { Revoked: true, RevokedTime: "2026-11-16T00:00:00Z" } },
      { kind: "revoked", at: "2026-11-16T00:00:00Z", evidence: catalogue },
      "Access was withdrawn at 2026-11-16T00:00:00Z.",
    ],
    [
      "at its end",
      { PolicyExpires: "/Date(1794787200000)/" },
      { kind: "expired", at: "2026-11-16T00:00:00Z", evidence: catalogue },
      "Access ended at 2026-11-16T00:00:00Z.",
    ],
    [
      "for others",
      { Recipients: [{ PrimaryEmail: "lidia.rossi@adatum.com", UserType: "External" }] },
      { kind: "not-a-recipient", evidence: catalogue },
      "this reader's address is not on the list.",
    ],
    ["for this reader", {}, { kind: "unsaid" }, "The log does not say why."],
  ])("is said of a document %s", async (_what, entry, cause, words) => {
    await tell(entry);

    expect((await explained())["cause"]).toEqual(cause);
    expect((await lockbell.run("explain", ROW_ID)).stdout).toContain(words);
  });

  it("is what the service's result says, dated by the record", async () => {
    await tell(
      { RevocationInfo: { Revoked: true, RevokedTime: "2026-11-16T00:00:00Z" } },
      { result: "'ContentRevoked'" },
    );

    const evidence = { by: "result", result: "ContentRevoked" };
    expect((await explained())["cause"]).toEqual({ kind: "revoked", at: "2026-11-16T00:00:00Z", evidence });
  });
});

it("says as whom somebody was told", async () => {
  await tell({});

  expect((await lockbell.run("explain", ROW_ID)).stdout).toMatch(/To +miriam\.jansen@contoso\.com, as the owner\n/);
});
