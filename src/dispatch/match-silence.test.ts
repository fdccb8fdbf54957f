import { describe, expect, it } from "vitest";
import type { Silence, SilenceMatchers } from "../store/operator-store.ts";
import { matchSilence, type SilenceSubject } from "./match-silence.ts";

const NOW = Date.parse("2026-11-18T12:00:00Z");

const SUBJECT: SilenceSubject = {
  owners: ["adele.vance@contoso.com", "vance.adele@contoso.onmicrosoft.com"],
  actor: "Sam@Fabrikam.com",
  documents: ["1539e96a-0099-4782-a8d3-b7314e58149d", "Board minutes.docx"],
  label: "Confidential",
};

function silence(matchers: SilenceMatchers, startsAt = NOW - 1, endsAt = NOW + 1): Silence {
  return { id: "s1", matchers, comment: "migration", author: "admin", startsAt, endsAt, createdAt: startsAt };
}

describe("a silence", () => {
  it.each([
    [{ owner: "adele.vance@contoso.com" }, true],
    [{ owner: "vance.adele@contoso.onmicrosoft.com" }, true],
    [{ owner: "alex@contoso.com" }, false],
    [{ actor: "sam@fabrikam.com" }, true],
    [{ actor: "*@fabrikam.com" }, true],
    [{ actor: "*@contoso.com" }, false],
    [{ document: "board minutes.docx" }, true],
    [{ document: "1539e96a-0099-4782-a8d3-b7314e58149d" }, true],
    [{ document: "board*.xlsx" }, false],
    [{ label: "conf*" }, true],
    [{ actor: "*", label: "public" }, false],
    [{ owner: "*vance*", actor: "s*m@*" }, true],
    [{ actor: "**" }, true],
    [{ actor: "sam@fabrikam.comx*" }, false],
    [{ document: "board*board minutes.docx" }, false],
    [{}, false],
  ])("with %j matches: %s", (matchers, expected) => {
    expect(matchSilence([silence(matchers)], SUBJECT, NOW) !== null).toBe(expected);
  });

  it.each([
    ["before it starts", NOW + 1, NOW + 2, false],
    ["from its start", NOW, NOW + 1, true],
    ["at its end", NOW - 2, NOW, false],
  ])("%s: %s", (_when, startsAt, endsAt, expected) => {
    expect(matchSilence([silence({ actor: "*" }, startsAt, endsAt)], SUBJECT, NOW) !== null).toBe(expected);
  });

  it("on a label does not match a document whose label is not known", () => {
    expect(matchSilence([silence({ label: "*" })], { ...SUBJECT, label: undefined }, NOW)).toBeNull();
  });

  it("is not slowed down by a hostile name", () => {
    const hostile = { ...SUBJECT, actor: "a".repeat(100_000) };

    expect(matchSilence([silence({ actor: "*a*a*a*a*a*a*a*a*b" })], hostile, NOW)).toBeNull();
  });
});
