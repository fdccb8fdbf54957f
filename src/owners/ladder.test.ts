import { describe, expect, it } from "vitest";
import { HOSTILE_OWNERS } from "./conformance.ts";
import { createLadder } from "./ladder.ts";
import type { OwnerAnswer, OwnerStep } from "./owner-step.ts";
import { findOnRecord } from "./recorded-owner.ts";

const domains = ["contoso.com"];
const record: OwnerStep = { name: "record", find: async (question) => findOnRecord(question) };
const security = answering("security", {
  found: true,
  address: "security@contoso.com",
  role: "stand-in",
  aliases: [],
  outcome: "security",
});

function answering(name: string, answer: OwnerAnswer): OwnerStep {
  return { name, find: async () => answer };
}

function refusing(name: string, outcome: string, aliases?: readonly string[]): OwnerStep {
  return answering(name, { found: false, outcome, ...(aliases === undefined ? {} : { aliases }) });
}

describe("a ladder without steps", () => {
  it("takes the owner on record", async () => {
    expect(await createLadder([], { domains }).resolve("Anna.Sato@contoso.com")).toEqual({
      recipient: { address: "anna.sato@contoso.com", role: "owner" },
      aliases: ["anna.sato@contoso.com"],
      trail: [{ step: "record", outcome: "recorded" }],
      reason: "recorded",
    });
  });

  it.each(HOSTILE_OWNERS)("tells nobody when the record holds %s", async (_what, recorded, outcome) => {
    expect(await createLadder([], { domains: [] }).resolve(recorded)).toEqual({
      recipient: null,
      aliases: [],
      trail: [{ step: "record", outcome }],
      reason: outcome,
    });
  });
});

describe("a ladder", () => {
  it("stops at the first answer", async () => {
    const never: OwnerStep = { name: "never", find: () => Promise.reject(new Error("asked in vain")) };
    const { recipient, trail } = await createLadder([record, security, never], { domains }).resolve(
      "anna.sato@contoso.com",
    );
    expect(recipient).toEqual({ address: "anna.sato@contoso.com", role: "owner" });
    expect(trail).toEqual([{ step: "record", outcome: "recorded" }]);
  });

  it.each(HOSTILE_OWNERS)("sends to the stand-in when the record holds %s", async (_what, recorded, outcome) => {
    expect(await createLadder([record, security], { domains }).resolve(recorded)).toEqual({
      recipient: { address: "security@contoso.com", role: "stand-in" },
      aliases: [],
      trail: [
        { step: "record", outcome },
        { step: "security", outcome: "security" },
      ],
      reason: "security",
    });
  });

  it("believes only its steps: without `record` the recorded owner alone is nobody", async () => {
    const { recipient, reason } = await createLadder([refusing("directory-file", "owner-unknown")], {
      domains,
    }).resolve("anna.sato@contoso.com");
    expect({ recipient, reason }).toEqual({ recipient: null, reason: "owner-unknown" });
  });

  it("knows the owner's addresses also when another is told in his stead", async () => {
    const left = refusing("directory-file", "owner-disabled", ["Anna.Sato@contoso.com", "a.sato@contoso.com"]);
    const { recipient, aliases } = await createLadder([left, security], { domains }).resolve("asato@contoso.com");
    expect(recipient?.role).toBe("stand-in");
    expect(aliases).toEqual(["asato@contoso.com", "anna.sato@contoso.com", "a.sato@contoso.com"]);
  });

  it.each([
    [["owner-unknown"], "owner-unknown"],
    [["owner-service-principal", "owner-unknown"], "owner-service-principal"],
    [["owner-outside", "owner-disabled", "owner-unknown"], "owner-disabled"],
    [["owner-unknown", "owner-unknown"], "owner-unknown"],
  ])("of the outcomes %j gives %s as the reason", async (outcomes, reason) => {
    const steps = outcomes.map((outcome, i) => refusing(`step-${i}`, outcome));
    expect((await createLadder(steps, { domains }).resolve("anna.sato@contoso.com")).reason).toBe(reason);
  });

  it.each([
    ["AppPrincipalId@4adb6cf6.rms.eu.aadrm.com", "owner-service-principal"],
    ["a@contoso.com, b@contoso.com", "owner-without-mailbox"],
    ["", "owner-without-mailbox"],
  ])("writes to nobody when a step answers %j", async (address, outcome) => {
    const careless = answering("careless", { found: true, address, role: "owner", aliases: [], outcome: "found" });
    const answer = await createLadder([careless], { domains }).resolve("anna.sato@contoso.com");
    expect(answer).toMatchObject({ recipient: null, reason: outcome, trail: [{ step: "careless", outcome }] });
  });

  it("asks once for the same text, again after an error, and forgets what was not asked for longest", async () => {
    let asked = 0;
    let broken = true;
    const counting: OwnerStep = {
      name: "counting",
      find: async () => {
        asked++;
        if (broken) throw new Error("The directory does not answer.");
        return { found: false, outcome: "owner-unknown" };
      },
    };
    const ladder = createLadder([counting], { domains });
    await expect(ladder.resolve("first@contoso.com")).rejects.toThrow("does not answer");
    broken = false;
    await ladder.resolve("first@contoso.com");
    await ladder.resolve("first@contoso.com");
    expect(asked).toBe(2);

    for (let n = 0; n < 9_999; n++) await ladder.resolve(`person.${n}@contoso.com`);
    await ladder.resolve("first@contoso.com");
    await ladder.resolve("one.more@contoso.com");
    asked = 0;
    await ladder.resolve("first@contoso.com");
    expect(asked).toBe(0);
    await ladder.resolve("person.0@contoso.com");
    expect(asked).toBe(1);
  });

  it("does not remember texts that are no address for their length", async () => {
    const ladder = createLadder([], { domains });
    const long = "x".repeat(5_000);
    expect(await ladder.resolve(long)).not.toBe(await ladder.resolve(long));
    expect(await ladder.resolve("x")).toBe(await ladder.resolve("x"));
  });
});
