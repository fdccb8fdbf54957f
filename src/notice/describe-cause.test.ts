import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RECIPIENT_ROLES } from "../platform/recipient-role.ts";
import { describeCause } from "./describe-cause.ts";
import { wordsIn } from "./messages/catalogue.ts";
import type { NoticeCause, NoticeEntry } from "./notice.ts";
import { renderNotice } from "./render-notice.ts";
import { ENTRY, NOTICE, PRESENTATION } from "./testdata/sample-notices.ts";

/** Half past midnight of the 16th in Berlin. */
const AT = "2026-11-15T23:30:00Z";

const LOG: NoticeCause = { kind: "revoked", saidBy: "log", at: AT };
const LOG_ENDED: NoticeCause = { kind: "expired", saidBy: "log", at: AT };
const RECORD: NoticeCause = { kind: "revoked", saidBy: "record", at: AT };
const RECORD_ENDED: NoticeCause = { kind: "expired", saidBy: "record", at: AT };
const NOT_LISTED: NoticeCause = { kind: "not-a-recipient" };
const UNSAID: NoticeCause = { kind: "unsaid" };

function said(fields: Partial<NoticeEntry>, timeZone = "Europe/Berlin"): string {
  return describeCause({ ...ENTRY, ...fields }, timeZone, wordsIn("en"));
}

describe("why access was refused, as the records say it", () => {
  it.each<[NoticeCause, string]>([
    [UNSAID, "Access was refused. The log does not say why."],
    [LOG, "Access was refused, because access to the document was withdrawn on 16 November 2026."],
    [{ ...LOG, at: null }, "Access was refused, because access to the document was withdrawn."],
    [LOG_ENDED, "Access was refused, because access to the document ended on 16 November 2026."],
    [{ ...LOG_ENDED, at: null }, "Access was refused, because access to the document had ended."],
    [
      RECORD,
      "Access was refused. The document's record says that access was withdrawn on 16 November 2026. The log itself does not say why.",
    ],
    [
      RECORD_ENDED,
      "Access was refused. The document's record says that access ended on 16 November 2026. The log itself does not say why.",
    ],
    [
      NOT_LISTED,
      "Access was refused. The document's record lists whom it was protected for, and this address is not on that list. The log itself does not say why.",
    ],
  ])("%j", (cause, sentence) => {
    expect(said({ cause })).toBe(sentence);
  });

  it.each<[NoticeCause, string]>([
    [UNSAID, "Access was refused. The log gives no reason for the last attempt."],
    [LOG, "The last attempt was refused, because access to the document was withdrawn on 16 November 2026."],
    [{ ...LOG_ENDED, at: null }, "The last attempt was refused, because access to the document had ended."],
    [
      RECORD,
      "Access was refused. The document's record says that access was withdrawn on 16 November 2026, before the last attempt. The log itself gives no reason for the last attempt.",
    ],
    [
      RECORD_ENDED,
      "Access was refused. The document's record says that access ended on 16 November 2026, before the last attempt. The log itself gives no reason for the last attempt.",
    ],
    [
      NOT_LISTED,
      "Access was refused. The document's record lists whom it was protected for, and this address is not on that list. The log itself gives no reason for the last attempt.",
    ],
  ])("of the last attempt only, where the others differ: %j", (cause, sentence) => {
    expect(said({ cause, causeIsOfAll: false })).toBe(sentence);
  });

  it.each([UNSAID, RECORD, RECORD_ENDED, NOT_LISTED])(
    "a result nobody documented is not called a refusal: %j",
    (cause) => {
      expect(said({ cause, resultKnown: false })).toBe(
        said({ cause }).replace("Access was refused.", "Recorded as not successful."),
      );
    },
  );

  it("the day is that of the notice's time zone", () => {
    expect(said({ cause: LOG }, "UTC")).toContain("on 15 November 2026");
    expect(said({ cause: RECORD }, "America/Los_Angeles")).toContain("on 15 November 2026");
  });

  it("a wrong account is suggested only where access was not withdrawn or over for all who are listed", () => {
    const hint = (causes: readonly NoticeCause[], fields: Partial<NoticeEntry> = {}, more = NOTICE.more): boolean => {
      const entries = causes.map((cause) => ({ ...ENTRY, cause, ...fields }));
      return renderNotice({ ...NOTICE, entries, more }, PRESENTATION).text.includes("only a wrong account");
    };
    expect(hint([LOG, RECORD_ENDED])).toBe(false);
    expect(hint([LOG, UNSAID])).toBe(true);
    expect(hint([NOT_LISTED])).toBe(true);
    expect(hint([LOG], { causeIsOfAll: false })).toBe(true);
    expect(hint([LOG], {}, { entries: 2, attempts: 3 })).toBe(true);
  });
});

describe("whatever is known, whoever reads it", () => {
  const entry = fc.record({
    cause: fc.constantFrom<NoticeCause>(LOG, { ...LOG, at: null }, LOG_ENDED, RECORD, RECORD_ENDED, NOT_LISTED, UNSAID),
    causeIsOfAll: fc.boolean(),
    resultKnown: fc.boolean(),
    attempts: fc.integer({ min: 1, max: 4 }),
  });
  const notice = fc.record({
    role: fc.constantFrom(...RECIPIENT_ROLES),
    entries: fc.array(entry, { minLength: 1, maxLength: 3 }),
  });

  it("both twins say the same whole sentences, and blame nobody", () => {
    fc.assert(
      fc.property(notice, ({ role, entries }) => {
        const listed = entries.map((fields, index) => ({
          ...ENTRY,
          ...fields,
          document: { ...ENTRY.document, shortId: `0000000${index}` },
        }));
        const { text, html } = renderNotice({ ...NOTICE, role, entries: listed }, PRESENTATION);
        for (const part of [text.replace(/\s+/g, " "), html]) {
          for (const each of listed) expect(unescaped(part)).toContain(said(each));
          expect(part).not.toMatch(/[{}](?![^<]*<\/style>)|undefined|null|\.\.|attack|not allowed|trie[sd] to/i);
        }
      }),
      { seed: 61, numRuns: 200 },
    );
  });

  it("what only a record says is never given as the reason", () => {
    fc.assert(
      fc.property(entry, (fields) => {
        const isFromLog = "saidBy" in fields.cause && fields.cause.saidBy === "log";
        expect(said(fields).includes("because")).toBe(isFromLog);
        expect(/The log (?:itself )?(?:does not say|gives no reason)/.test(said(fields))).toBe(!isFromLog);
      }),
      { seed: 62, numRuns: 200 },
    );
  });

  function unescaped(html: string): string {
    return html.replaceAll("&#39;", "'");
  }
});
