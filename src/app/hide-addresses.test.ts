import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HIDDEN_ADDRESS, hideAddresses } from "./hide-addresses.ts";

describe("hideAddresses", () => {
  it.each([
    ["203.0.113.7", HIDDEN_ADDRESS],
    ["from 203.0.113.7.", `from ${HIDDEN_ADDRESS}.`],
    ["203.0.113.7:443", `${HIDDEN_ADDRESS}:443`],
    ["\\\\203.0.113.7\\share\\x.docx", `\\\\${HIDDEN_ADDRESS}\\share\\x.docx`],
    ["[2001:db8::7]:443", `[${HIDDEN_ADDRESS}]:443`],
    ["2001:DB8:0:0:0:0:0:7 and 198.51.100.2", `${HIDDEN_ADDRESS} and ${HIDDEN_ADDRESS}`],
    ["::ffff:203.0.113.7", HIDDEN_ADDRESS],
    ["fe80::1%eth0", HIDDEN_ADDRESS],
    ["203.0.113.77.docx", `${HIDDEN_ADDRESS}.docx`],
    ["2001:db8::77.docx", `${HIDDEN_ADDRESS}.docx`],
    ["x203.0.113.77x.pdf", `x${HIDDEN_ADDRESS}x.pdf`],
    ["203-0-113-77.docx", `${HIDDEN_ADDRESS}.docx`],
    ["<203.0.113.7>,203.0.113.8", `<${HIDDEN_ADDRESS}>,${HIDDEN_ADDRESS}`],
  ])("%s", (text, hidden) => {
    expect(hideAddresses(text)).toBe(hidden);
  });

  it.each([
    "2026-11-18T00:02:52Z",
    "rmslog-2026-11-18.log:1432",
    "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c",
    "006b02312cd57fe4cae242292f69b877",
    "MSIPC;version=1.0.4839;AppVersion=16.0.17531",
    "10:30 cafe",
    "face.bad",
  ])("%s stays as it is", (text) => {
    expect(hideAddresses(text)).toBe(text);
  });

  it("reaches every text of a value and changes nothing else", () => {
    const value = { a: ["203.0.113.7", 7, null], b: { c: true, d: "x 203.0.113.7" } };

    expect(hideAddresses(value)).toEqual({ a: [HIDDEN_ADDRESS, 7, null], b: { c: true, d: `x ${HIDDEN_ADDRESS}` } });
  });

  it("leaves no address between any two other texts", () => {
    const between = fc.constantFrom("", " ", "\\\\", "/", "[", "]", "(", ")", ";", "=", "'", ",");

    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), between, between, (address, before, after) => {
        expect(hideAddresses(`x${before === "" ? " " : before}${address}${after}`)).not.toContain(address);
      }),
      { seed: 9, numRuns: 1_000 },
    );
  });
});
