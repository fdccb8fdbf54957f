import { describe, expect, it } from "vitest";
import type { DeniedEvent } from "../event/denied-event.ts";
import { threadOf } from "./thread.ts";

const EVENT: DeniedEvent = {
  id: "0",
  occurredAt: "2026-11-18T00:02:52Z",
  tenantId: "",
  contentId: "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c",
  documentName: "Merger.pptx",
  actor: "Sam@Fabrikam.com",
  outcome: "refused",
  result: "AccessDenied",
  resultKnown: true,
  request: "AcquireLicense",
  source: "usage-logs",
  location: "a.log:1",
  raw: "",
};

describe("a thread", () => {
  it("is one actor at one document, whatever case, name, time or result", () => {
    const other = {
      ...EVENT,
      actor: "sam@fabrikam.COM",
      documentName: "renamed.pptx",
      occurredAt: "2026-11-19T00:00:00Z",
      result: "E_1",
    };

    expect(threadOf(other)).toBe(threadOf(EVENT));
  });

  it.each([
    ["another actor", { actor: "kim@fabrikam.com" }],
    ["another document", { contentId: "00000000-f33b-469d-a392-51e6c8ec8b2c" }],
    ["no content id, so its name", { contentId: undefined }],
  ])("is another for %s", (_what, change) => {
    expect(threadOf({ ...EVENT, ...change })).not.toBe(threadOf(EVENT));
  });

  it("goes by the name where there is no content id", () => {
    const nameless = { ...EVENT, contentId: undefined };

    expect(threadOf({ ...nameless, documentName: "other.docx" })).not.toBe(threadOf(nameless));
  });
});
