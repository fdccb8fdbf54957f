import { describe, expect, it } from "vitest";
import { inLight, parseLight } from "./mail-content.ts";

const MAIL = `<style>@media (prefers-color-scheme: dark) { p { color: #fff } }
@media screen and ( Prefers-Color-Scheme:LIGHT ) { p { color: #000 } }</style><p>prefers-color-scheme: dark</p>`;

describe("inLight", () => {
  it("leaves a message alone where the browser's own light is wanted", () => {
    expect(inLight(MAIL, "auto")).toBe(MAIL);
  });

  it.each([
    ["dark", "(min-width: 0)", "(max-width: 0)"],
    ["light", "(max-width: 0)", "(min-width: 0)"],
  ] as const)("%s: its rules hold, the other's never do, and its text is as it was", (light, dark, other) => {
    const shown = inLight(MAIL, light);
    expect(shown).toContain(`@media ${dark} { p { color: #fff } }`);
    expect(shown).toContain(`@media screen and ${other} { p { color: #000 } }`);
    expect(shown).toContain("<p>prefers-color-scheme: dark</p>");
    expect(shown).toContain(`color-scheme: ${light} !important`);
  });

  it.each([
    ["dark", "dark"],
    ["light", "light"],
    [undefined, "auto"],
    ['"><b>', "auto"],
  ])("reads %j as %s", (given, light) => {
    expect(parseLight(given)).toBe(light);
  });
});
