import { describe, expect, it } from "vitest";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import type { OwnerAnswer, OwnerStep } from "../owner-step.ts";
import { question } from "../testdata/step-settings.ts";
import { ANNA, CARLOS, Contoso, DOMAINS } from "./testdata/contoso.ts";
import { answer, error } from "./testdata/fake-graph.ts";

const ask = (step: OwnerStep, recorded = "anna.sato@contoso.com", deadline?: number): Promise<OwnerAnswer> =>
  step.find(question(recorded, deadline === undefined ? DOMAINS : { ...DOMAINS, deadline }));

/** What a dispatch gives all its owners together. */
const BUDGET = 60_000;
const AT_A_TIME = 8;

/** Asks for all as a dispatch does: some at a time, one after the other, until the time is over. Says what each got, and how long it took. */
async function dispatch(
  contoso: Contoso,
  owners: readonly string[],
): Promise<{ readonly answers: ReadonlyMap<string, OwnerAnswer>; readonly tookMs: number }> {
  const step = contoso.step();
  const start = contoso.clock.now();
  const left = owners.values();
  const answers = new Map<string, OwnerAnswer>();
  const work = Array.from({ length: AT_A_TIME }, async () => {
    for (const owner of left) answers.set(owner, await ask(step, owner, start + BUDGET));
  });
  await Promise.all(work);
  return { answers, tookMs: contoso.clock.now() - start };
}

const numbered = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${name}.${n}@contoso.com`);

const lost = (reason: Extract<ApiOutcome, { kind: "failed" }>["reason"], detail?: string): ApiOutcome => ({
  kind: "failed",
  reason,
  sent: true,
  ...(detail === undefined ? {} : { detail }),
});

/** A directory that answers everything like this. */
function always(outcome: ApiOutcome): Contoso {
  const contoso = new Contoso();
  contoso.graph.odd = () => outcome;
  return contoso;
}

const THROTTLED = error(429, "TooManyRequests", { "retry-after": "2" });
const FORBIDDEN = error(403, "Authorization_RequestDenied");

describe("a directory in trouble", () => {
  it.each<[string, ApiOutcome, string]>([
    ["throttles", THROTTLED, "directory-throttled"],
    ["has the login service throttled", lost("login-throttled"), "directory-throttled"],
    ["is not available", error(503, "ServiceUnavailable"), "directory-unavailable"],
    ["fails", error(500, "InternalServerError"), "directory-unavailable"],
    ["stands behind a gateway that gives up", answer(504, "<html>Gateway Timeout</html>"), "directory-unavailable"],
    ["is not there", lost("host-not-found"), "directory-unavailable"],
    ["loses connections", lost("connection-lost"), "directory-unavailable"],
    ["does not answer in time", lost("timed-out"), "directory-unavailable"],
    ["sends half of its answers", lost("answer-cut-short"), "directory-unavailable"],
    ["has no login service", lost("login-unreachable", "host-not-found"), "directory-unavailable"],
    ["does not permit it", FORBIDDEN, "directory-permission-missing"],
    ["refuses the token", error(401, "InvalidAuthenticationToken"), "directory-permission-missing"],
    ["refuses the secret", lost("credential-refused", "AADSTS7000222"), "directory-credential-refused"],
    ["finds no credentials", lost("credential-unavailable"), "directory-credential-unavailable"],
    ["is a proxy's page", answer(200, "<html>Please sign in.</html>"), "directory-wrong-answer"],
    ["is cut off", answer(200, '{"value":[{"id":"0b0b'), "directory-wrong-answer"],
    ["says nothing", answer(200, ""), "directory-wrong-answer"],
    ["leads elsewhere", answer(302, ""), "directory-wrong-answer"],
    ["is another service", answer(404, "<html>Not found</html>"), "directory-wrong-answer"],
    ["has another shape", answer(200, { users: [ANNA] }), "directory-wrong-answer"],
    ["has users of another shape", answer(200, { value: [{ ...ANNA, mail: 7 }] }), "directory-wrong-answer"],
    [
      "answers about somebody else",
      answer(200, { value: [{ ...CARLOS, accountEnabled: true }] }),
      "directory-wrong-answer",
    ],
    ["adds somebody else", answer(200, { value: [ANNA, CARLOS] }), "directory-wrong-answer"],
    [
      "leads to a next page that is nowhere",
      answer(200, { value: [], "@odata.nextLink": "https://evil.example/" }),
      "directory-wrong-answer",
    ],
    [
      "never ends",
      answer(200, { value: [], "@odata.nextLink": "https://graph.contoso.com/?$skiptoken=1" }),
      "directory-wrong-answer",
    ],
    ["does not take the question", error(400, "Request_UnsupportedQuery"), "directory-refused-question"],
    [
      "does not show whether accounts are enabled",
      answer(200, { value: [{ ...ANNA, accountEnabled: null }] }),
      "directory-permission-missing",
    ],
    ["holds nobody at all", answer(200, { value: [] }), "directory-empty"],
  ])("that %s tells nothing of an owner", async (_what, outcome, name) => {
    const contoso = always(outcome);
    const found = await ask(contoso.step());
    expect(found).toEqual({ found: "unavailable", outcome: name, advice: expect.stringMatching(/\.$/) });
    expect([...contoso.memory.entries.keys()].filter((key) => !key.endsWith("paused-until"))).toEqual([]);
  });

  it.each([
    ["throttling", THROTTLED],
    ["a failure", error(500, "InternalServerError")],
    ["a lost connection", lost("connection-lost")],
    ["half an answer", answer(200, '{"value":[')],
  ])("is asked again after %s, and believed when it answers", async (_what, trouble) => {
    const contoso = new Contoso();
    contoso.graph.odd = (_request, n) => (n <= 3 ? trouble : undefined);
    expect(await ask(contoso.step())).toMatchObject({ found: true, address: "anna.sato@contoso.com" });
    expect(contoso.graph.asked).toHaveLength(4);
  });

  it("is left alone for as long as it asks, by everybody", async () => {
    const contoso = new Contoso();
    const at: number[] = [];
    const start = contoso.clock.now();
    contoso.graph.odd = (_request, n) => {
      at.push(contoso.clock.now() - start);
      return n === 1 ? error(429, "TooManyRequests", { "retry-after": "20" }) : undefined;
    };
    const step = contoso.step();
    await ask(step);
    await ask(step, "carlos.kovac@contoso.com");
    expect(at).toEqual([0, 20_000, 20_000]);
  });

  it("is given up when it asks for more time than there is, and not asked again in that run", async () => {
    const contoso = always(error(429, "TooManyRequests", { "retry-after": "25" }));
    const step = contoso.step();
    const start = contoso.clock.now();
    expect(await ask(step, undefined, start + BUDGET)).toMatchObject({ outcome: "directory-throttled" });
    expect(contoso.clock.now() - start).toBe(50_000);
    expect(contoso.graph.asked).toHaveLength(3);
    expect(await ask(step, "carlos.kovac@contoso.com", start + BUDGET)).toMatchObject({
      outcome: "directory-throttled",
    });
    expect(contoso.graph.asked).toHaveLength(3);
  });

  it.each<[string, ApiOutcome, number, number]>([
    ["fails", error(503, "ServiceUnavailable"), 5_000, 30],
    ["loses connections", lost("connection-lost"), 5_000, 30],
    ["throttles", THROTTLED, 15_000, 30],
    ["is a proxy's page", answer(200, "<html></html>"), 5_000, 30],
    ["refuses the secret", lost("credential-refused"), 0, AT_A_TIME],
    ["does not permit it", FORBIDDEN, 0, AT_A_TIME + 1],
  ])("that %s for everybody is given up soon, however many owners there are", async (_what, outcome, ms, requests) => {
    const contoso = always(outcome);
    const { answers, tookMs } = await dispatch(contoso, numbered("person", 300));
    for (const found of answers.values()) expect(found).toMatchObject({ found: "unavailable" });
    expect(answers.size).toBe(300);
    expect(tookMs).toBeLessThanOrEqual(ms);
    expect(contoso.graph.asked.length).toBeLessThanOrEqual(requests);
  });

  it("is given up when it is silent for everybody, before the time is over", async () => {
    const contoso = new Contoso();
    contoso.graph.odd = hang(contoso, () => true);
    const { answers, tookMs } = await dispatch(contoso, numbered("person", 300));
    for (const found of answers.values()) expect(found).toMatchObject({ outcome: "directory-unavailable" });
    expect(tookMs).toBeLessThanOrEqual(31_000);
    expect(contoso.graph.asked.length).toBeLessThanOrEqual(AT_A_TIME + 3);
  });

  it("is asked no longer than there is time, and then says so", async () => {
    const contoso = new Contoso();
    const timeouts: number[] = [];
    contoso.graph.odd = async ({ timeoutMs }) => {
      timeouts.push(timeoutMs);
      await contoso.clock.sleep(9_000);
      return undefined;
    };
    const { answers, tookMs } = await dispatch(contoso, [...numbered("person", 100), "anna.sato@contoso.com"]);
    expect(tookMs).toBeLessThanOrEqual(BUDGET + 9_000);
    expect(Math.min(...timeouts)).toBeLessThan(9_000);
    expect([...answers.values()].filter(({ outcome }) => outcome === "owner-unknown").length).toBeGreaterThan(8);
    expect(answers.get("anna.sato@contoso.com")).toMatchObject({
      found: "unavailable",
      outcome: "directory-slow",
    });
  });

  it("is not asked by a following run either before the time it named is over", async () => {
    const contoso = always(error(429, "TooManyRequests", { "retry-after": "600" }));
    const run = () => ask(contoso.step(), undefined, contoso.clock.now() + BUDGET);
    expect(await run()).toMatchObject({ outcome: "directory-throttled" });
    contoso.graph.odd = () => undefined;
    contoso.clock.time += 500_000;
    expect(await run()).toMatchObject({ outcome: "directory-throttled" });
    expect(contoso.graph.asked).toHaveLength(1);
    contoso.clock.time += 80_000;
    expect(await run()).toMatchObject({ found: true });
    expect(contoso.clock.slept).toEqual([20_000]);
  });

  it.each(["", "soon", "1e999", "99999999999999", "-1"])("is asked though a remembered time is %j", async (text) => {
    const contoso = new Contoso();
    await contoso.memory.remember("v1/paused-until", text, 1_000_000);
    expect(await ask(contoso.step())).toMatchObject({ found: true });
  });

  it("is asked for users when groups may not be read, and for groups once", async () => {
    const contoso = new Contoso();
    contoso.graph.odd = ({ path }) => (path.startsWith("/groups") ? FORBIDDEN : undefined);
    const step = contoso.step();
    for (const recorded of ["legal@contoso.com", "sales@contoso.com"])
      expect(await ask(step, recorded)).toEqual({
        found: "unavailable",
        outcome: "directory-permission-missing",
        advice:
          "Grant the application permission GroupMember.Read.All of Microsoft Graph; `lockbell check` shows the command.",
      });
    expect(await ask(step)).toMatchObject({ found: true });
    // The second is whether any group may be read.
    expect(contoso.graph.asked.filter((path) => path.startsWith("/groups"))).toHaveLength(2);
  });

  it("is not asked when the process is to end, nor again when it ends meanwhile", async () => {
    const ending = new AbortController();
    const contoso = new Contoso();
    const asked = question("anna.sato@contoso.com", { signal: ending.signal });
    contoso.graph.odd = () => {
      ending.abort();
      return lost("aborted");
    };
    const step = contoso.step();
    for (let n = 0; n < 2; n += 1) expect(await step.find(asked)).toMatchObject({ found: "unavailable" });
    expect(contoso.graph.asked).toHaveLength(1);
  });

  it("tells nothing of who was asked about", async () => {
    const found = await ask(always(error(400, "BadRequest")).step());
    expect(JSON.stringify(found)).not.toContain("sato");
  });
});

describe("a directory that fails for some owners by themselves", () => {
  const BAD = numbered("bad", 100);
  const isBad = (path: string): boolean => path.includes("bad.");
  const orders: readonly (readonly [string, readonly string[]])[] = [
    ["last", [...BAD, "anna.sato@contoso.com"]],
    ["among them", [...BAD.slice(0, 50), "anna.sato@contoso.com", ...BAD.slice(50)]],
    ["first", ["anna.sato@contoso.com", ...BAD]],
  ];

  it.each<[string, ApiOutcome, string]>([
    ["fails", error(500, "InternalServerError"), "directory-unavailable"],
    ["is not available", error(503, "ServiceUnavailable"), "directory-unavailable"],
    ["loses the connection", lost("connection-lost"), "directory-unavailable"],
    ["throttles", error(429, "TooManyRequests"), "directory-throttled"],
    ["answers about somebody else", answer(200, { value: [CARLOS] }), "directory-wrong-answer"],
    ["refuses the question", error(400, "BadRequest"), "directory-refused-question"],
    ["forbids it", FORBIDDEN, "directory-permission-missing"],
  ])("%s for a hundred, and tells the good one of them all the same", async (_what, outcome, name) => {
    for (const [_where, owners] of orders) {
      const contoso = new Contoso();
      contoso.graph.odd = ({ path }) => (isBad(path) ? outcome : undefined);
      for (let run = 0; run < 3; run += 1) {
        const { answers, tookMs } = await dispatch(contoso, owners);
        expect(answers.get("anna.sato@contoso.com")).toMatchObject({ found: true });
        for (const bad of BAD) expect(answers.get(bad)).toMatchObject({ found: "unavailable", outcome: name });
        expect(tookMs).toBeLessThan(BUDGET / 3);
      }
      expect(contoso.graph.asked.length).toBeLessThan(3 * 4 * BAD.length);
    }
  });

  it("is silent for some, and tells the others", async () => {
    const contoso = new Contoso();
    contoso.graph.odd = hang(contoso, isBad);
    const { answers, tookMs } = await dispatch(contoso, [...BAD.slice(0, 12), "anna.sato@contoso.com"]);
    expect(answers.get("anna.sato@contoso.com")).toMatchObject({ found: true });
    expect(tookMs).toBeLessThanOrEqual(BUDGET);
  });

  it("is asked again for the first of them more often than for those that follow", async () => {
    const contoso = new Contoso();
    contoso.graph.odd = ({ path }) => (isBad(path) ? error(500, "InternalServerError") : undefined);
    const step = contoso.step();
    const times: number[] = [];
    for (const bad of BAD.slice(0, 8)) {
      await ask(step, bad);
      times.push(contoso.graph.asked.filter((path) => path.includes(bad)).length);
    }
    expect(times).toEqual([4, 4, 4, 4, 4, 2, 2, 2]);
  });
});

/** Lets requests run into their time-out. */
function hang(contoso: Contoso, isMeant: (path: string) => boolean): Contoso["graph"]["odd"] {
  return async ({ path, timeoutMs }) => {
    if (!isMeant(path)) return undefined;
    await contoso.clock.sleep(timeoutMs);
    return lost("timed-out");
  };
}

describe("a directory in good order", () => {
  it("is asked about each address once, however many ask for it", async () => {
    const contoso = new Contoso();
    const step = contoso.step({ groups: "none" });
    const names = Array.from({ length: 20 }, (_, n) => `person.${n % 10}@fabrikam.com`);
    await Promise.all([...names, "Anna.Sato@contoso.com", "anna.sato@contoso.com"].map((name) => ask(step, name)));
    const filters = contoso.graph.asked.filter((path) => path.includes("$filter"));
    expect(filters).toHaveLength(11);
  });

  it("may be slow", async () => {
    const contoso = new Contoso();
    contoso.graph.odd = () => {
      contoso.clock.time += 14_000;
      return undefined;
    };
    const step = contoso.step();
    for (const recorded of ["anna.sato@contoso.com", "carlos.kovac@contoso.com", "gone@contoso.com"])
      expect((await ask(step, recorded)).found).not.toBe("unavailable");
  });
});
