import { describe, expect, it } from "vitest";
import { LockbellError } from "../platform/errors.ts";
import { createLogger, type LogLevel } from "../runtime/logger.ts";
import { HOSTILE_OWNERS } from "./conformance.ts";
import { createLadder } from "./ladder.ts";
import type { OwnerAnswer, OwnerStep } from "./owner-step.ts";
import { findOnRecord } from "./recorded-owner.ts";
import { question } from "./testdata/step-settings.ts";

const { signal } = new AbortController();
const LATER = Number.POSITIVE_INFINITY;
const settings = { domains: ["contoso.com"], signal };
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
    expect(await createLadder([], settings).resolve("Anna.Sato@contoso.com", LATER)).toEqual({
      recipient: { address: "anna.sato@contoso.com", role: "owner" },
      aliases: ["anna.sato@contoso.com"],
      trail: [{ step: "record", outcome: "recorded" }],
      reason: "recorded",
    });
  });

  it.each(HOSTILE_OWNERS)("tells nobody when the record holds %s", async (_what, recorded, outcome) => {
    expect(await createLadder([], { domains: [], signal }).resolve(recorded, LATER)).toEqual({
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
    const { recipient, trail } = await createLadder([record, security, never], settings).resolve(
      "anna.sato@contoso.com",
      LATER,
    );
    expect(recipient).toEqual({ address: "anna.sato@contoso.com", role: "owner" });
    expect(trail).toEqual([{ step: "record", outcome: "recorded" }]);
  });

  it.each(HOSTILE_OWNERS)("sends to the stand-in when the record holds %s", async (_what, recorded, outcome) => {
    expect(await createLadder([record, security], settings).resolve(recorded, LATER)).toEqual({
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
    const { recipient, reason } = await createLadder([refusing("directory-file", "owner-unknown")], settings).resolve(
      "anna.sato@contoso.com",
      LATER,
    );
    expect({ recipient, reason }).toEqual({ recipient: null, reason: "owner-unknown" });
  });

  it("knows the owner's addresses also when another is told in his stead", async () => {
    const left = refusing("directory-file", "owner-disabled", ["Anna.Sato@contoso.com", "a.sato@contoso.com"]);
    const { recipient, aliases } = await createLadder([left, security], settings).resolve("asato@contoso.com", LATER);
    expect(recipient?.role).toBe("stand-in");
    expect(aliases).toEqual(["asato@contoso.com", "anna.sato@contoso.com", "a.sato@contoso.com"]);
  });

  it.each([
    [["owner-unknown"], "owner-unknown"],
    [["owner-service-principal", "owner-unknown"], "owner-service-principal"],
    [["owner-outside", "owner-disabled", "owner-unknown"], "owner-disabled"],
    [["owner-unknown", "owner-unknown"], "owner-unknown"],
    [["owner-unknown", "owner-ruled-out"], "owner-unknown"],
    [["owner-unknown", "owner-not-delegated", "owner-ruled-out"], "owner-unknown"],
    [["owner-not-delegated"], "owner-not-delegated"],
    [["owner-disabled", "owner-ruled-out", "owner-not-delegated"], "owner-disabled"],
  ])("of the outcomes %j gives %s as the reason", async (outcomes, reason) => {
    const steps = outcomes.map((outcome, i) => refusing(`step-${i}`, outcome));
    expect((await createLadder(steps, settings).resolve("anna.sato@contoso.com", LATER)).reason).toBe(reason);
  });

  it.each([
    ["AppPrincipalId@4adb6cf6.rms.eu.aadrm.com", "owner-service-principal"],
    ["a@contoso.com, b@contoso.com", "owner-without-mailbox"],
    ["", "owner-without-mailbox"],
  ])("writes to nobody when a step answers %j", async (address, outcome) => {
    const careless = answering("careless", { found: true, address, role: "owner", aliases: [], outcome: "found" });
    const answer = await createLadder([careless], settings).resolve("anna.sato@contoso.com", LATER);
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
    const ladder = createLadder([counting], settings);
    expect((await ladder.resolve("first@contoso.com", LATER)).reason).toBe("owner-step-failed");
    broken = false;
    await ladder.resolve("first@contoso.com", LATER);
    await ladder.resolve("first@contoso.com", LATER);
    expect(asked).toBe(2);

    for (let n = 0; n < 9_999; n++) await ladder.resolve(`person.${n}@contoso.com`, LATER);
    await ladder.resolve("first@contoso.com", LATER);
    await ladder.resolve("one.more@contoso.com", LATER);
    asked = 0;
    await ladder.resolve("first@contoso.com", LATER);
    expect(asked).toBe(0);
    await ladder.resolve("person.0@contoso.com", LATER);
    expect(asked).toBe(1);
  });

  it("does not remember texts that are no address for their length", async () => {
    const ladder = createLadder([], settings);
    const long = "x".repeat(5_000);
    expect(await ladder.resolve(long, LATER)).not.toBe(await ladder.resolve(long, LATER));
    expect(await ladder.resolve("x", LATER)).toBe(await ladder.resolve("x", LATER));
  });
});

describe("an owner who must not be written to", () => {
  const leaver: OwnerAnswer = { found: false, outcome: "owner-disabled", ruledOut: true };
  const asked: (string | null)[] = [];
  const listening: OwnerStep = {
    name: "listening",
    async find({ ruledOut }) {
      asked.push(ruledOut);
      return { found: false, outcome: "owner-unknown" };
    },
  };

  it("is not taken from the record by a later step: security is told", async () => {
    const ladder = createLadder([answering("directory-file", leaver), record, security], settings);
    expect(await ladder.resolve("anna.sato@contoso.com", LATER)).toEqual({
      recipient: { address: "security@contoso.com", role: "stand-in" },
      aliases: ["anna.sato@contoso.com"],
      trail: [
        { step: "directory-file", outcome: "owner-disabled" },
        { step: "record", outcome: "owner-ruled-out" },
        { step: "security", outcome: "security" },
      ],
      reason: "security",
    });
  });

  it("is nobody's where nobody stands in for him, by the reason of the step that knows him", async () => {
    const ladder = createLadder([answering("graph", leaver), record], settings);
    expect(await ladder.resolve("anna.sato@contoso.com", LATER)).toMatchObject({
      recipient: null,
      reason: "owner-disabled",
    });
  });

  it.each(["owner", "group", "group-owner"] as const)(
    "is not told as %s by a later step that does not know better, such as an older export",
    async (role) => {
      const stale = answering("directory-file", {
        found: true,
        address: "anna.sato@contoso.com",
        role,
        aliases: ["anna.sato@contoso.com", "a.sato@contoso.com"],
        outcome: "directory-address",
      });
      const ladder = createLadder([answering("graph", leaver), stale, security], settings);
      expect(await ladder.resolve("anna.sato@contoso.com", LATER)).toMatchObject({
        recipient: { address: "security@contoso.com", role: "stand-in" },
        aliases: ["anna.sato@contoso.com", "a.sato@contoso.com"],
        trail: [{}, { step: "directory-file", outcome: "owner-ruled-out" }, {}],
      });
    },
  );

  it.each(["manager", "delegate", "stand-in"] as const)("may have a %s who is told in his stead", async (role) => {
    const other = { found: true, address: "joni.holt@contoso.com", role, aliases: [], outcome: "named" } as const;
    const ladder = createLadder([answering("graph", leaver), answering("other", other)], settings);
    expect((await ladder.resolve("anna.sato@contoso.com", LATER)).recipient).toEqual({
      address: "joni.holt@contoso.com",
      role,
    });
  });

  it("is made known to the steps after the first that rules him out, by its outcome", async () => {
    const later: OwnerAnswer = { found: false, outcome: "owner-unknown", ruledOut: true };
    const steps = [listening, answering("a", leaver), listening, answering("b", later), listening];
    await createLadder(steps, settings).resolve("anna.sato@contoso.com", LATER);
    expect(asked).toEqual([null, "owner-disabled", "owner-disabled"]);
  });
});

describe("a ladder with a step that cannot be asked", () => {
  const advice = "Nothing to do: it is asked again.";
  const throttled: OwnerAnswer = { found: "unavailable", outcome: "directory-throttled", advice };

  it("tells nobody, and asks no step further down", async () => {
    const ladder = createLadder(
      [refusing("directory-file", "owner-unknown", ["a@contoso.com"]), answering("graph", throttled), record, security],
      settings,
    );
    expect(await ladder.resolve("anna.sato@contoso.com", LATER)).toEqual({
      recipient: null,
      unavailable: { advice },
      aliases: ["anna.sato@contoso.com", "a@contoso.com"],
      trail: [
        { step: "directory-file", outcome: "owner-unknown" },
        { step: "graph", outcome: "directory-throttled" },
      ],
      reason: "directory-throttled",
    });
  });

  it("asks it again for the same owner, and believes it then", async () => {
    const answers: OwnerAnswer[] = [throttled, await record.find(question("anna.sato@contoso.com"))];
    const ladder = createLadder(
      [{ name: "graph", find: async () => answers.shift() ?? throttled }, security],
      settings,
    );
    expect((await ladder.resolve("anna.sato@contoso.com", LATER)).recipient).toBeNull();
    const answer = await ladder.resolve("anna.sato@contoso.com", LATER);
    expect(answer.recipient?.role).toBe("owner");
    expect(await ladder.resolve("anna.sato@contoso.com", LATER)).toBe(answer);
  });

  it.each([
    [
      new TypeError("anna.sato@contoso.com"),
      "Run it again with --log-level trace and report what the step `broken` met.",
    ],
    [new LockbellError("STORE_FULL", ""), new LockbellError("STORE_FULL", "").advice],
  ])("takes %s of a step for that, and shows what is in it at trace alone", async (error, expected) => {
    const lines: string[] = [];
    const log = (level: LogLevel) => createLogger(level, { write: (line: string) => void lines.push(line) });
    const broken: OwnerStep = { name: "broken", find: () => Promise.reject(error) };
    const answer = await createLadder([broken, security], { ...settings, logger: log("debug") }).resolve(
      "a@contoso.com",
      LATER,
    );
    expect(answer).toMatchObject({ recipient: null, reason: "owner-step-failed", unavailable: { advice: expected } });
    expect(lines.join("")).toContain("owner-step.failed");
    expect(lines.join("")).not.toContain("@");
    await createLadder([broken], { ...settings, logger: log("trace") }).resolve("a@contoso.com", LATER);
    expect(lines.join("")).toContain("stack");
  });
});
