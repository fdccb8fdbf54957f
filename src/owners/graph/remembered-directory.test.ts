import { describe, expect, it } from "vitest";
import type { OwnerAnswer } from "../owner-step.ts";
import { question } from "../testdata/step-settings.ts";
import { ANNA, CARLOS, Contoso, DOMAINS } from "./testdata/contoso.ts";
import { error } from "./testdata/fake-graph.ts";

const HOUR = 3_600_000;
const LEGAL = { id: "25ac2dd7-c143-4437-ae89-eae6aef5d78c", mail: "legal@contoso.com", owners: [CARLOS.id] };

/** Asks in a run of its own; says how many requests that took. */
async function run(contoso: Contoso, recorded: string, config = {}, given = DOMAINS): Promise<[OwnerAnswer, number]> {
  const before = contoso.graph.asked.length;
  const answer = await contoso.step(config).find(question(recorded, given));
  return [answer, contoso.graph.asked.length - before];
}

describe("what the directory said", () => {
  it("is believed in the next runs for a day, and looked at anew then", async () => {
    const contoso = new Contoso();
    const [first] = await run(contoso, "a.sato@contoso.com");
    contoso.graph.users = [{ ...ANNA, accountEnabled: false }];
    contoso.clock.time += 24 * HOUR - 1;
    expect(await run(contoso, "A.SATO@contoso.com")).toEqual([first, 0]);
    contoso.clock.time += 1;
    expect((await run(contoso, "a.sato@contoso.com"))[0]).toMatchObject({ outcome: "owner-disabled" });
  });

  it("of somebody it does not know is believed for an hour", async () => {
    const contoso = new Contoso();
    const [first] = await run(contoso, "new.colleague@contoso.com");
    expect(first).toMatchObject({ outcome: "owner-unknown", ruledOut: true });
    contoso.graph.users.push({ ...CARLOS, id: "new", mail: "new.colleague@contoso.com" });
    contoso.clock.time += HOUR - 1;
    expect(await run(contoso, "new.colleague@contoso.com")).toEqual([first, 0]);
    contoso.clock.time += 1;
    expect((await run(contoso, "new.colleague@contoso.com"))[0]).toMatchObject({ found: true });
  });

  it("is believed for as long as is configured now, or not at all", async () => {
    const contoso = new Contoso();
    await run(contoso, "a.sato@contoso.com", { cache: { found: "7d" } });
    contoso.clock.time += 2 * HOUR;
    expect((await run(contoso, "a.sato@contoso.com", { cache: { found: "1h" } }))[1]).toBe(1);
    expect((await run(contoso, "a.sato@contoso.com", { cache: { found: "0s" } }))[1]).toBe(1);
  });

  it("keeps a leaver's manager and a group's owners as well", async () => {
    const contoso = new Contoso([{ ...ANNA, accountEnabled: false }, CARLOS], [LEGAL]);
    const config = { leavers: "manager", groups: "owners" };
    for (const recorded of ["a.sato@contoso.com", "legal@contoso.com"]) {
      const [answer] = await run(contoso, recorded, config);
      expect(answer).toMatchObject({ found: true, address: "carlos.kovac@contoso.com" });
      expect(await run(contoso, recorded, config)).toEqual([answer, 0]);
    }
  });

  it("answers a changed configuration as the new one has it", async () => {
    const contoso = new Contoso([{ ...ANNA, accountEnabled: false }, CARLOS], [LEGAL]);
    await run(contoso, "a.sato@contoso.com");
    await run(contoso, "legal@contoso.com");
    await run(contoso, "gone@contoso.com");
    expect((await run(contoso, "a.sato@contoso.com", { leavers: "manager" }))[0]).toMatchObject({ role: "manager" });
    expect((await run(contoso, "legal@contoso.com", { groups: "owners" }))[0]).toMatchObject({ role: "group-owner" });
    expect((await run(contoso, "legal@contoso.com", { groups: "none" }))[0]).toMatchObject({
      outcome: "owner-unknown",
    });
    expect((await run(contoso, "gone@contoso.com", {}, { domains: [] }))[0]).not.toHaveProperty("ruledOut");
    expect((await run(contoso, "gone@contoso.com"))[0]).toHaveProperty("ruledOut", true);
  });

  it("answers while the directory is away, and nothing else does", async () => {
    const contoso = new Contoso();
    await run(contoso, "a.sato@contoso.com");
    contoso.graph.odd = () => error(503, "ServiceUnavailable");
    expect((await run(contoso, "a.sato@contoso.com"))[0]).toMatchObject({ found: true });
    expect((await run(contoso, "carlos.kovac@contoso.com"))[0]).toMatchObject({ found: "unavailable" });
  });

  const key = "v1/users/a.sato@contoso.com";
  const at = Date.parse("2026-11-18T09:00:00Z");
  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["a list", "[]"],
    ["without its time", JSON.stringify({ answer: [] })],
    ["from the future", JSON.stringify({ at: at + 1, answer: [] })],
    ["a conclusion", JSON.stringify({ at, answer: { found: true, address: "mallory@fabrikam.com" } })],
    ["about somebody else", JSON.stringify({ at, answer: [{ ...CARLOS, accountEnabled: true }] })],
    ["of another shape", JSON.stringify({ at, answer: [{ ...ANNA, accountEnabled: "yes" }] })],
    ["about somebody who may have left", JSON.stringify({ at, answer: [{ ...ANNA, accountEnabled: null }] })],
  ])("is not believed when what is remembered is %s", async (_what, text) => {
    const contoso = new Contoso();
    await contoso.memory.remember(key, text, HOUR);
    expect((await run(contoso, "a.sato@contoso.com"))[0]).toMatchObject({ address: "anna.sato@contoso.com" });
  });
});
