import { describe, expect, it } from "vitest";
import type { DocumentRecord } from "../catalogue/document.ts";
import { DOCUMENT_FIELDS, MERGE_RULES } from "../catalogue/merge.ts";
import { viewDocument } from "./document-view.ts";

const RECORD: DocumentRecord = {
  contentId: "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c",
  name: { value: "Plan.docx", origin: "usage-logs", asOf: "2026-11-18T00:02:52Z" },
  revokedAt: { value: "never", origin: "documents", asOf: "2026-11-17T00:00:00Z" },
  recipients: { value: "adele@contoso.com lee@fabrikam.com", origin: "documents", asOf: "2026-11-17T00:00:00Z" },
};

describe("a document", () => {
  it("is shown with who says each value, when, and the rule by which it won; people by number", () => {
    expect(viewDocument(RECORD, false)).toEqual({
      contentId: RECORD.contentId,
      name: { ...RECORD.name, rule: MERGE_RULES.name.text },
      revokedAt: { ...RECORD.revokedAt, rule: MERGE_RULES.revokedAt.text },
      recipients: {
        count: 2,
        origin: "documents",
        asOf: "2026-11-17T00:00:00Z",
        rule: MERGE_RULES.recipients.text,
      },
    });
  });

  it("is shown with whole seconds, and names that look like times as they are", () => {
    const known = (value: string) => ({ value, origin: "a", asOf: "2026-11-17T00:00:00Z" });
    const times = {
      expiresAt: known("2026-11-16T10:00:00.9Z"),
      revokedAt: known("unclear"),
      name: known("2026-11-16"),
    };
    const view = viewDocument({ contentId: "c", ...times, recipients: known("unclear") }, true);
    expect([view.expiresAt?.value, view.revokedAt?.value, view.name?.value]).toEqual([
      "2026-11-16T10:00:00Z",
      "unclear",
      "2026-11-16",
    ]);
    expect(view.recipients).toMatchObject({ count: 0, value: [] });
  });

  it("is shown with its people to whoever asks for them", () => {
    expect(viewDocument(RECORD, true).recipients).toMatchObject({
      count: 2,
      value: ["adele@contoso.com", "lee@fabrikam.com"],
    });
  });

  it("is shown in every field there is", () => {
    const known = { value: "x", origin: "a", asOf: "2026-11-17T00:00:00Z" };
    const all = Object.fromEntries(DOCUMENT_FIELDS.map((field) => [field, known]));
    expect(Object.keys(viewDocument({ contentId: "c", ...all }, false))).toEqual(["contentId", ...DOCUMENT_FIELDS]);
  });
});
