import { describe, expect, it } from "vitest";
import type { Notice, NoticeActor } from "../notice/notice.ts";
import { renderNotice } from "../notice/render-notice.ts";
import { ENTRY, NOTICE, PRESENTATION, SAMPLE_NOTICES } from "../notice/testdata/sample-notices.ts";
import { createLeakScan, type ForbiddenValue } from "./leak-scan.ts";
import { deniedEvent } from "./testdata/denied-event.ts";
import { withholdValues, withoutValues } from "./withhold.ts";

function valuesIn(text: string): readonly ForbiddenValue[] {
  const scan = createLeakScan([{ where: "text", text }]);
  scan.see(deniedEvent({ ipAddress: "203.0.113.7", deviceName: "PC-042" }));
  return scan.found();
}

function notice(name: string, label: string, actor: NoticeActor): Notice {
  return {
    ...NOTICE,
    entries: [{ ...ENTRY, document: { name: { kind: "named", name }, label: { kind: "named", name: label } }, actor }],
  };
}

describe("a forbidden value inside a stranger's text", () => {
  const found = valuesIn("203.0.113.7 PC-042");

  it("takes that text out, in whatever spelling it stands there, and leaves the others", () => {
    const { notice: cleared, notes } = withholdValues(
      notice("scan 203-0-113-7.pdf", "Confidential", { kind: "unreadable", text: "ｐｃ－０４２\\sam" }),
      found,
    );
    expect(cleared.entries[0]?.document).toEqual({
      name: { kind: "withheld" },
      label: { kind: "named", name: "Confidential" },
    });
    expect(cleared.entries[0]?.actor).toEqual({ kind: "withheld" });
    expect(notes).toEqual([
      "actor withheld: it holds the device in deviceName",
      "document name withheld: it holds the address in ipAddress",
    ]);
  });

  it("in a label too, and in a valid address", () => {
    const { notice: cleared, notes } = withholdValues(
      notice("Q3.xlsx", "PC-042 only", {
        kind: "person",
        address: "sam@pc-042.example",
        standing: "outside",
        guest: false,
      }),
      found,
    );
    expect(cleared.entries[0]?.document.label).toEqual({ kind: "withheld" });
    expect(cleared.entries[0]?.actor).toEqual({ kind: "withheld" });
    expect(notes.join()).not.toContain("042");
  });

  it("nothing is noted where nothing is held", () => {
    expect(withholdValues(NOTICE, found)).toEqual({ notice: NOTICE, notes: [] });
  });
});

describe("the same notice without strangers' texts", () => {
  it.each(SAMPLE_NOTICES)("$name says all else in the same words", ({ notice: sample, presentation }) => {
    const blanked = withoutValues(sample);
    const [before, after] = [sample, blanked].map((each) => fixedWords(renderNotice(each, presentation).text));
    expect(after).toEqual(before);
  });

  it("keeps none of them", () => {
    const texts = notice("Q3 forecast.xlsx", "Confidential", {
      kind: "person",
      address: "sam@partner.example",
      standing: "outside",
      guest: false,
    });
    const { text, html, subject } = renderNotice(withoutValues(texts), PRESENTATION);
    expect(`${text}${html}${subject}`).not.toMatch(/forecast|Confidential|partner/);
  });

  it("equal texts stay equal and different ones different", () => {
    const entries = ["a@x.example", "b@x.example", "a@x.example"].map((address) => ({
      ...ENTRY,
      actor: { kind: "person", address, standing: "outside", guest: false } as const,
    }));
    const [first, second, third] = withoutValues({ ...NOTICE, entries }).entries.map(({ actor }) =>
      JSON.stringify(actor),
    );
    expect(first).toBe(third);
    expect(first).not.toBe(second);
  });
});

/** Words outside the isolates, counted, without the ends of ids. */
function fixedWords(text: string): readonly string[] {
  return text
    .replace(/\u2068[^\u2069]*\u2069/g, " ")
    .replace(/(ending\s+in)\s+[^)]+/g, "$1")
    .split(/\s+/)
    .filter(Boolean)
    .sort();
}
