import { describe, expect, it } from "vitest";
import type { DeniedEvent } from "../event/denied-event.ts";
import { deniedEvent } from "./testdata/denied-event.ts";
import { documentRecord } from "./testdata/document-record.ts";
import { toldCause } from "./told-cause.ts";

const PLAN = "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";
const AT = "2026-11-12T10:00:00Z";
const LIST = "adele.vance@contoso.com noor.holt@contoso.com";

describe("why access was refused, as an owner may be told", () => {
  it.each<[string, Partial<DeniedEvent>, Parameters<typeof documentRecord>[1], object]>([
    ["nobody says", {}, {}, { kind: "unsaid" }],
    [
      "the log, with the record's time",
      { outcome: "revoked" },
      { revokedAt: AT },
      { kind: "revoked", saidBy: "log", at: AT },
    ],
    ["the log alone", { outcome: "revoked" }, {}, { kind: "revoked", saidBy: "log", at: null }],
    ["the log: ended", { outcome: "expired" }, { expiresAt: AT }, { kind: "expired", saidBy: "log", at: AT }],
    ["the record alone", {}, { revokedAt: AT }, { kind: "revoked", saidBy: "record", at: AT }],
    ["the record alone: ended", {}, { expiresAt: AT }, { kind: "expired", saidBy: "record", at: AT }],
    ["the record's list", {}, { recipients: LIST }, { kind: "not-a-recipient" }],
    ["the list has the person on it", { actor: "noor.holt@contoso.com" }, { recipients: LIST }, { kind: "unsaid" }],
    ["withdrawn only afterwards", {}, { revokedAt: "2026-11-15T10:00:00Z" }, { kind: "unsaid" }],
    ["the record knows that it was not", {}, { revokedAt: "never", expiresAt: "never" }, { kind: "unsaid" }],
    [
      "a result nobody documented is no evidence",
      { outcome: "revoked", resultKnown: false },
      { revokedAt: AT },
      { kind: "unsaid" },
    ],
    [
      "but the record still is",
      { result: "Odd", resultKnown: false },
      { revokedAt: AT },
      { kind: "revoked", saidBy: "record", at: AT },
    ],
  ])("%s", (_case, fields, values, told) => {
    const documents = new Map([[PLAN, documentRecord(PLAN, values)]]);
    expect(toldCause(deniedEvent({ contentId: PLAN, ...fields }), documents)).toEqual(told);
  });

  it("another document's record says nothing, nor does any of one without an id", () => {
    const documents = new Map([[PLAN, documentRecord(PLAN, { revokedAt: AT })]]);
    expect(toldCause(deniedEvent({ contentId: "c1ac3732-d6ab-4458-ab0f-e4fedabd4019" }), documents)).toEqual({
      kind: "unsaid",
    });
    expect(toldCause(deniedEvent(), documents)).toEqual({ kind: "unsaid" });
  });
});
