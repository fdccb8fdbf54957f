import { describe, expect, it } from "vitest";
import { describeOwnerStep } from "../conformance.ts";
import { question, stepSettings } from "../testdata/step-settings.ts";
import { recordStepConfig } from "./config.ts";
import { recordStep } from "./index.ts";

const step = recordStep.create(recordStepConfig.parse({ type: "record" }), stepSettings());

describeOwnerStep("record", () => step, { answersAll: false });

describe("the owner on record", () => {
  it.each([
    ["anna.sato@contoso.com", [], "anna.sato@contoso.com"],
    ["Anna.Sato@CONTOSO.com", ["contoso.com"], "anna.sato@contoso.com"],
    ["anna.sato@eu.contoso.com", ["contoso.com"], "anna.sato@eu.contoso.com"],
    ["tomas.rossi@fabrikam.com", [], "tomas.rossi@fabrikam.com"],
  ])("%s is told, with our domains %j", async (recorded, domains, address) => {
    expect(await step.find(question(recorded, { domains }))).toEqual({
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
    expect(await step.find(question(recorded, { domains: ["contoso.com"] }))).toEqual({
      found: false,
      outcome: "owner-outside",
    });
  });

  it("is not told when another step knows that he must not be", async () => {
    const asked = question("anna.sato@contoso.com", { domains: ["contoso.com"], ruledOut: "owner-disabled" });
    expect(await step.find(asked)).toEqual({ found: false, outcome: "owner-ruled-out" });
  });

  it("has nothing to configure", () => {
    expect(recordStepConfig.safeParse({ type: "record", domains: ["contoso.com"] }).success).toBe(false);
  });
});
