import { describe, expect, it } from "vitest";
import { renderCause, renderDocument } from "./document.ts";

const GROUNDS = { origin: "documents", asOf: "2026-11-17T00:00:00Z", rule: "The newest record." };

describe("a document for people", () => {
  it("has below each value, with who says so, the rule by which it won", () => {
    const document = {
      contentId: "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c",
      name: { value: "Plan\u202excod.exe", ...GROUNDS },
      recipients: { count: 1, ...GROUNDS },
    };
    const [name = "", rule = "", people = ""] = renderDocument(document);
    expect(name).toMatch(/^ {2}Name +Plan.*cod\.exe +documents, as of 2026-11-17T00:00:00Z$/);
    expect(name).not.toContain("\u202e");
    expect(rule).toMatch(/^ +\(The newest record\.\)$/);
    expect(people).toMatch(/^ {2}Protected for +1 address \(--full shows them\) +documents/);
  });

  it("says in words what is no time", () => {
    const [never, unclear] = ["never", "unclear"].map((value) => ({ value, ...GROUNDS }));
    const lines = (document: object) =>
      renderDocument({ contentId: "c", ...document }).filter((line) => /^ {2}\S/.test(line));
    expect(lines({ expiresAt: never, revokedAt: never })).toEqual([
      expect.stringMatching(/^ {2}Expires +no end named +documents/),
      expect.stringMatching(/^ {2}Withdrawn +no +documents/),
    ]);
    expect(lines({ expiresAt: unclear, revokedAt: unclear, recipients: { count: 0, ...GROUNDS } })).toEqual([
      expect.stringMatching(/^ {2}Expires +unclear whether and when +documents/),
      expect.stringMatching(/^ {2}Withdrawn +unclear whether and when +documents/),
      expect.stringMatching(/^ {2}Protected for +unclear +documents/),
    ]);
  });

  it("names its people where they were asked for", () => {
    const recipients = { count: 2, value: ["adele@contoso.com", "lee@fabrikam.com"], ...GROUNDS };
    expect(renderDocument({ contentId: "c", recipients })[0]).toContain(
      "2 addresses: adele@contoso.com, lee@fabrikam.com",
    );
  });
});

describe("why somebody was refused", () => {
  const catalogue = { by: "catalogue", origin: "documents", asOf: "2026-11-17T00:00:00Z" } as const;
  const result = { by: "result", result: "ContentRevoked" } as const;

  it.each([
    [{ kind: "unsaid" } as const, "The log does not say why."],
    [
      { kind: "revoked", at: "2026-11-16T00:00:00Z", evidence: catalogue } as const,
      "Access was withdrawn at 2026-11-16T00:00:00Z. So says documents, as of 2026-11-17T00:00:00Z.",
    ],
    [
      { kind: "revoked", at: null, evidence: result } as const,
      "Access was withdrawn, no record says when. So says the service's result: ContentRevoked.",
    ],
    [
      { kind: "expired", at: "2026-11-16T00:00:00Z", evidence: result } as const,
      "Access ended at 2026-11-16T00:00:00Z. So says the service's result: ContentRevoked.",
    ],
    [
      { kind: "not-a-recipient", evidence: catalogue } as const,
      "The document's record lists whom it was protected for; this reader's address is not on the list. So says documents, as of 2026-11-17T00:00:00Z.",
    ],
  ])("%o is worded as what the records say", (cause, words) => {
    expect(renderCause(cause).join(" ")).toBe(words);
  });
});
