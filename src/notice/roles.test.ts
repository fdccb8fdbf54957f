import { describe, expect, it } from "vitest";
import { RECIPIENT_ROLES, type RecipientRole } from "../platform/recipient-role.ts";
import type { Notice, RenderedNotice } from "./notice.ts";
import { renderNotice } from "./render-notice.ts";
import { ENTRY, NOTICE, PRESENTATION } from "./testdata/sample-notices.ts";

const OTHERS = RECIPIENT_ROLES.filter((role) => role !== "owner");
const SECOND = { ...ENTRY, document: { ...ENTRY.document, shortId: "11112222" } };

function rendered(role: RecipientRole, notice: Partial<Notice> = {}, named = false): RenderedNotice {
  const { subject, text, html } = renderNotice(
    { ...NOTICE, ...notice, role },
    { ...PRESENTATION, documentNameInSubject: named },
  );
  return { subject, text: text.replace(/\s+/g, " "), html };
}

describe("why somebody gets a notice", () => {
  it.each<[RecipientRole, string, string]>([
    ["owner", "You are recorded as the owner of this document.", "You are recorded as the owner of these documents."],
    [
      "group",
      "This document is recorded as belonging to a group whose mail you get.",
      "These documents are recorded as belonging to a group whose mail you get.",
    ],
    [
      "group-owner",
      "This document is recorded as a group's, and you are recorded as an owner of that group.",
      "These documents are recorded as a group's, and you are recorded as an owner of that group.",
    ],
    [
      "manager",
      "You get this because the recorded owner of this document has left or is disabled in the directory, and you are recorded as their manager.",
      "You get this because the recorded owner of each of these documents has left or is disabled in the directory, and you are recorded as their manager.",
    ],
    [
      "delegate",
      "You get this because you are named to receive such messages for the recorded owner of this document.",
      "You get this because you are named to receive such messages for the recorded owner of each of these documents.",
    ],
    [
      "stand-in",
      "The recorded owner of this document cannot be written to, and you are named to stand in.",
      "The recorded owner of these documents cannot be written to, and you are named to stand in.",
    ],
  ])("%s", (role, one, several) => {
    expect(rendered(role).text).toContain(`Why you got this ---------------- ${one}`);
    expect(rendered(role, { entries: [ENTRY, SECOND] }).text).toContain(`Why you got this ---------------- ${several}`);
  });
});

describe("only the owner is told of a document of his own", () => {
  const shapes: readonly Partial<Notice>[] = [
    {},
    { entries: [ENTRY, SECOND] },
    { more: { entries: 3, attempts: 9 } },
    { entries: [{ ...ENTRY, document: { name: { kind: "withheld" } } }] },
  ];

  it.each(shapes.map((shape, index) => ({ index, shape })))("the owner, shape $index", ({ shape }) => {
    const { subject, text } = rendered("owner", shape);
    expect(text).toContain("you protected");
    expect(text).toContain("share the document again from the app you made it in");
    expect(subject).not.toBe("Access blocked to a protected document");
  });

  it.each(OTHERS)("a %s reads neither that he protected nor that he made it", (role) => {
    for (const shape of shapes) {
      const { subject, text, html } = rendered(role, shape);
      expect(`${subject}\n${text}\n${html}`).not.toMatch(/you protected|your (?:protected )?document|you made/i);
      expect(text).toContain("anyone who may share the document can share it again");
    }
    expect(rendered(role).subject).toBe("Access blocked to a protected document");
    expect(rendered(role, {}, true).subject).toBe('Access blocked: "Q3 forecast.xlsx" (3 attempts)');
  });

  it("roles differ in why, and in nothing else but whose document it is", () => {
    const [first, ...rest] = OTHERS.map((role) =>
      rendered(role).text.replace(/Why you got this -+ .*? This message/, ""),
    );
    for (const text of rest) expect(text).toBe(first);
  });
});
