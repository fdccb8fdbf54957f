import { describe, expect, it } from "vitest";
import { LICENCE_REQUESTS, OTHER_REQUESTS, requestLookup } from "./requests.ts";
import { RESULT_TABLE, resultLookup } from "./results.ts";

describe("request types", () => {
  it("are the 41 documented ones and the one that was seen", () => {
    const all = [...LICENCE_REQUESTS, ...OTHER_REQUESTS];
    expect(new Set(all).size).toBe(42);
    expect(all).toHaveLength(42);
  });

  it.each([
    ["AcquireLicense", "licence"],
    ["acquirelicense", "licence"],
    ["FECreateEndUserLicenseV1", "licence"],
    ["Certify", "other"],
    ["ServiceDiscoveryForUser", "other"],
    ["AcquireLicenseV9", undefined],
    ["__proto__", undefined],
  ])("%s is %s", (name, kind) => {
    expect(requestLookup()(name)).toBe(kind);
  });

  it("may be declared licence requests, even against the table", () => {
    const lookup = requestLookup(["AcquireLicenseV9", "certify"]);
    expect([lookup("acquirelicensev9"), lookup("Certify"), lookup("AcquireLicense")]).toEqual([
      "licence",
      "licence",
      "licence",
    ]);
  });
});

describe("result literals", () => {
  it.each(RESULT_TABLE.map(({ literal, meaning }) => [literal, meaning]))("%s means %s", (literal, meaning) => {
    expect(resultLookup()(literal)).toBe(meaning);
    expect(resultLookup()(literal.toUpperCase())).toBe(meaning);
  });

  it.each(["E_0x8004020D", "Successful", "constructor"])("nobody knows what %s means", (literal) => {
    expect(resultLookup()(literal)).toBeUndefined();
  });

  it("may be added to and overridden", () => {
    const lookup = resultLookup({ e_0x8004020d: "expired", accessdenied: "service-error" });
    expect([lookup("E_0x8004020D"), lookup("AccessDenied"), lookup("Success")]).toEqual([
      "expired",
      "service-error",
      "success",
    ]);
  });
});
