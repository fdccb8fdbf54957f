import { describe, expect, it } from "vitest";
import { documentEntry } from "../../../test/support/export-folder.ts";
import { judgeEntry } from "./judge-entry.ts";

const SETTINGS = { source: "documents", asOf: "2026-11-20T18:00:00Z" };

function judge(entry: unknown) {
  return judgeEntry({ text: JSON.stringify(entry), offset: 0, bytes: 0, isTooLong: false }, SETTINGS);
}

function factOf(values: Readonly<Record<string, unknown>>) {
  const { verdict } = judge(documentEntry(1, values));
  return verdict.kind === "ignored" ? verdict.fact : undefined;
}

describe("an entry", () => {
  it("teaches all it says of its document", () => {
    const { verdict, doubts } = judge(documentEntry(1, { PolicyExpires: "2026-12-01T00:00:00Z" }));
    expect(verdict).toEqual({
      kind: "ignored",
      reason: "catalogue",
      fact: {
        contentId: "00000000-0000-4000-8000-000000000001",
        asOf: SETTINGS.asOf,
        origin: "documents",
        name: "Plan 1.docx",
        owner: "miriam.jansen@contoso.com",
        issuer: "miriam.jansen@contoso.com",
        protectedAt: "2026-10-16T12:48:37Z",
        expiresAt: "2026-12-01T00:00:00Z",
        revokedAt: "never",
        recipients: "raul.sato@fabrikam.com",
      },
    });
    expect(doubts.size).toBe(0);
  });

  it.each([
    ["no content id", { Owner: "x" }, "no-content-id"],
    ["a content id that is none", documentEntry(1, { ContentId: "x" }), "no-content-id"],
    [
      "the content id of nothing",
      documentEntry(1, { ContentId: "00000000-0000-0000-0000-000000000000" }),
      "no-content-id",
    ],
    ["a list", [1], "not-an-object"],
    ["null", null, "not-an-object"],
    ["a text", "@{ContentId=x}", "not-an-object"],
    ["a refused attempt of the tracking log", { ...documentEntry(1), Successful: false }, "tracking-record"],
  ])("with %s is rejected", (_what, entry, reason) => {
    expect(judge(entry).verdict).toEqual({ kind: "rejected", reason });
  });

  it("that is no JSON is rejected", () => {
    const entry = { text: "{'a':1}", offset: 0, bytes: 7, isTooLong: false };
    expect(judgeEntry(entry, SETTINGS).verdict).toEqual({ kind: "rejected", reason: "bad-json" });
  });

  it("may stand alone under value, and say nothing", () => {
    const { verdict } = judge({ value: { ContentId: "{1539E96A-0099-4782-A8D3-B7314E58149D}" }, Count: 1 });
    expect(verdict).toEqual({ kind: "ignored", reason: "catalogue", fact: undefined });
    expect(factOf({ ContentId: "{1539E96A-0099-4782-A8D3-B7314E58149D}" })?.contentId).toBe(
      "1539e96a-0099-4782-a8d3-b7314e58149d",
    );
  });

  it.each([
    ["C:\\Users\\dana\\Plan.docx", "Plan.docx"],
    ["https://contoso.sharepoint.com/sites/hr/Plan%20B.docx?web=1", "Plan B.docx"],
    ["RE: salary review", "RE: salary review"],
    ["????.docx", "????.docx"],
    ["1539e96a-0099-4782-a8d3-b7314e58149d.docx", undefined],
    ["message.rpmsg", undefined],
    ["", undefined],
    [7, undefined],
    [null, undefined],
  ])("called %j names the document %j", (ContentName, name) => {
    expect(factOf({ ContentName })?.name).toBe(name);
  });

  it.each([
    ["withdrawn, and when", { Revoked: true, RevokedTime: "2026-11-16T00:00:00Z" }, "2026-11-16T00:00:00Z"],
    ["withdrawn, in words of text", { Revoked: "True", RevokedTime: "/Date(1794787200000)/" }, "2026-11-16T00:00:00Z"],
    ["withdrawn, to a fraction", { Revoked: true, RevokedTime: "/Date(1794787200900)/" }, "2026-11-16T00:00:00.9Z"],
    ["withdrawn, nobody knows when", { Revoked: true, RevokedTime: "" }, "unclear"],
    ["withdrawn, not a word of when", { Revoked: true }, "unclear"],
    ["withdrawn in the console's own form", { Revoked: true, RevokedTime: "11/16/2026 12:00:00 AM" }, "unclear"],
    ["not withdrawn", { Revoked: false, RevokedTime: "0001-01-01T00:00:00" }, "never"],
    ["not withdrawn, whatever time is left", { Revoked: false, RevokedTime: "2026-11-16T00:00:00Z" }, "never"],
    ["nothing", null, undefined],
    ["text cut by its depth", "@{Revoked=False; RevokedTime=; RevokedBy=}", undefined],
    ["something else", { Revoked: 2 }, undefined],
  ])("says of access: %s", (_says, RevocationInfo, revokedAt) => {
    expect(factOf({ RevocationInfo })?.revokedAt).toBe(revokedAt);
  });

  it.each<[string, unknown, string | undefined]>([
    ["a date", "2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z"],
    ["that it names none", "", "never"],
    ["that it names none", null, "never"],
    ["that it names none", "9999-12-31T23:59:59.9999999", "never"],
    ["that it names none", "/Date(253402300799999)/", "never"],
    ["that it names none", "0001-01-01T00:00:00", "never"],
    ["that there is one, nobody can read when", "12/01/2026 00:00:00", "unclear"],
    ["nothing, where that was cut", undefined, undefined],
  ])("says of an end: %s (%j)", (_says, PolicyExpires, expiresAt) => {
    expect(factOf({ PolicyExpires })?.expiresAt).toBe(expiresAt);
  });

  it("tells who protected it, if it says so", () => {
    expect(factOf({ Issuer: " " })?.issuer).toBeUndefined();
    expect(factOf({ Issuer: "Raul.Sato@fabrikam.com" })?.issuer).toBe("Raul.Sato@fabrikam.com");
  });

  it("tells what of it is not believed", () => {
    const { doubts } = judge(documentEntry(1, { CreatedTime: "3/6/2018 10:24:00 PM", Recipients: "System.Object[]" }));
    expect([...doubts].sort()).toEqual(["unread-date", "unusable-list"]);
  });
});
