import { describe, expect, it } from "vitest";
import { readReferenceCode, referenceCodes } from "./reference-code.ts";

const ID = "0f8c1c1e-3c7b-4c0e-9a55-0a4b6a3d1f10";

describe("reference codes", () => {
  it("are the same for the same delivery and secret, and others for another secret", () => {
    const [first] = referenceCodes("secret", ID);

    expect(first).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect([...referenceCodes("secret", ID)][0]).toBe(first);
    expect([...referenceCodes("other", ID)][0]).not.toBe(first);
  });

  it("offers others when the first is taken, all different, and ends", () => {
    const codes = [...referenceCodes("secret", ID)];

    expect(codes).toHaveLength(100);
    expect(new Set(codes).size).toBe(100);
  });

  it.each([
    ["K7QD-2M9P", "K7QD-2M9P"],
    ["k7qd2m9p", "K7QD-2M9P"],
    [" k7qd 2m9p ", "K7QD-2M9P"],
    ["OIL0-1111", "0110-1111"],
    ["K7QD-2M9", null],
    ["K7QD-2M9PX", null],
    ["K7QD-2M9U", null],
    ["<script>", null],
    ["", null],
  ])("reads %j as %j", (typed, expected) => {
    expect(readReferenceCode(typed)).toBe(expected);
  });
});
