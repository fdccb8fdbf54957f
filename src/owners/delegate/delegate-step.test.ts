import { describe, expect, it } from "vitest";
import { describeOwnerStep } from "../conformance.ts";
import { question, stepSettings } from "../testdata/step-settings.ts";
import { delegateStepConfig } from "./config.ts";
import { delegateStep } from "./index.ts";

const stepFor = (...domains: readonly string[]) =>
  delegateStep.create(
    delegateStepConfig.parse({ type: "delegate", domains, address: "Legal@Contoso.com" }),
    stepSettings(),
  );

describeOwnerStep("delegate", () => stepFor("contoso.com"), { answersAll: false, role: "delegate" });

describe("the delegate of a domain", () => {
  it.each([
    ["anna.sato@adatum.com"],
    ["Anna.Sato@ADATUM.com"],
    ["anna.sato@mail.eu.adatum.com"],
    ["anna.sato@northwindtraders.com"],
  ])("is told for %s, as the delegate", async (recorded) => {
    expect(await stepFor("Adatum.com", "northwindtraders.com").find(question(recorded))).toEqual({
      found: true,
      address: "legal@contoso.com",
      role: "delegate",
      aliases: [],
      outcome: "delegate",
    });
  });

  it("is told also of an owner whom another step has ruled out", async () => {
    const asked = question("anna.sato@adatum.com", { ruledOut: "owner-unknown" });
    expect(await stepFor("adatum.com").find(asked)).toMatchObject({ found: true, role: "delegate" });
  });

  it.each([
    ["another domain", "anna.sato@contoso.com"],
    ["a domain that ends like it", "anna.sato@notadatum.com"],
    ["a domain that begins like it", "anna.sato@adatum.com.fabrikam.com"],
    ["a guest's account in it", "tomas.rossi_fabrikam.com#EXT#@adatum.com"],
  ])("is not told for %s", async (_what, recorded) => {
    expect(await stepFor("adatum.com").find(question(recorded))).toEqual({
      found: false,
      outcome: "owner-not-delegated",
    });
  });

  it.each([
    { domains: [], address: "legal@contoso.com" },
    { domains: ["@adatum.com"], address: "legal@contoso.com" },
    { domains: ["adatum"], address: "legal@contoso.com" },
    { domains: ["adatum.com,contoso.com"], address: "legal@contoso.com" },
    { domains: ["adatum.com"] },
    { domains: ["adatum.com"], address: "Legal <legal@contoso.com>" },
  ])("is refused with %j", (keys) => {
    expect(delegateStepConfig.safeParse({ type: "delegate", ...keys }).success).toBe(false);
  });
});
