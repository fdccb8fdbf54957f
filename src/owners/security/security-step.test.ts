import { describe, expect, it } from "vitest";
import { describeOwnerStep } from "../conformance.ts";
import { question, stepSettings } from "../testdata/step-settings.ts";
import { securityStepConfig } from "./config.ts";
import { securityStep } from "./index.ts";

const step = securityStep.create(
  securityStepConfig.parse({ type: "security", address: "Security@Contoso.com" }),
  stepSettings(),
);

describeOwnerStep("security", () => step, { answersAll: true });

describe("the security step", () => {
  it("answers the configured address as a stand-in, whoever is on record", async () => {
    expect(await step.find(question("anna.sato@contoso.com"))).toEqual({
      found: true,
      address: "security@contoso.com",
      role: "stand-in",
      aliases: [],
      outcome: "security",
    });
  });

  it.each([
    {},
    { address: "" },
    { address: "a@contoso.com, b@contoso.com" },
    { address: "security@contoso.com", role: "owner" },
  ])("is refused with %j", (keys) => {
    expect(securityStepConfig.safeParse({ type: "security", ...keys }).success).toBe(false);
  });
});
