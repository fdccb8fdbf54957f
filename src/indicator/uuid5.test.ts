import { describe, expect, it } from "vitest";
import { uuid5 } from "./uuid5.ts";

const DNS = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

describe("a UUID made from a name", () => {
  it.each([
    // RFC 9562, appendix A.4.
    ["www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2"],
    // The documentation of Python's uuid module.
    ["python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d"],
  ])("is the published one for %s", (name, id) => {
    expect(uuid5(DNS, name)).toBe(id);
  });

  it("says its version and variant, whatever the name", () => {
    for (let n = 0; n < 200; n += 1)
      expect(uuid5(DNS, String(n))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
