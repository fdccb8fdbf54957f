import { describe, expect, it } from "vitest";
import { describeOwnerStep } from "../conformance.ts";
import { recordStepConfig } from "./config.ts";
import { recordStep } from "./index.ts";

const step = recordStep.create(recordStepConfig.parse({ type: "record" }), { baseDir: "/" });

describeOwnerStep("record", () => step, { answersAll: false });

describe("the owner on record", () => {
  it.each([
    ["anna.sato@contoso.com", [], "anna.sato@contoso.com"],
    ["Anna.Sato@CONTOSO.com", ["contoso.com"], "anna.sato@contoso.com"],
    ["anna.sato@eu.contoso.com", ["contoso.com"], "anna.sato@eu.contoso.com"],
    ["tomas.rossi@fabrikam.com", [], "tomas.rossi@fabrikam.com"],
  ])("%s is told, with our domains %j", async (recorded, domains, address) => {
    expect(await step.find({ recorded, domains })).toEqual({
      found: true,
      address,
      role: "owner",
      aliases: [address],
      outcome: "recorded",
    });
  });

  it.each([
    ["somebody else's domain", "tomas.rossi@fabrikam.com"],
    ["a domain that ends like ours", "anna.sato@evilcontoso.com"],
    ["a domain that begins like ours", "anna.sato@contoso.com.fabrikam.com"],
    ["a guest, whose account is in ours", "tomas.rossi_fabrikam.com#EXT#@contoso.com"],
  ])("is not told in %s", async (_where, recorded) => {
    expect(await step.find({ recorded, domains: ["contoso.com"] })).toEqual({ found: false, outcome: "owner-outside" });
  });

  it("has nothing to configure", () => {
    expect(recordStepConfig.safeParse({ type: "record", domains: ["contoso.com"] }).success).toBe(false);
  });
});
