import { describe, expect, it } from "vitest";
import type { ApiOutcome } from "../../microsoft/microsoft.ts";
import type { OwnerAnswer, OwnerStep } from "../owner-step.ts";
import { question } from "../testdata/step-settings.ts";
import { ANNA, CARLOS, Contoso, DOMAINS } from "./testdata/contoso.ts";
import { answer, error } from "./testdata/fake-graph.ts";

const ask = (step: OwnerStep, recorded = "anna.sato@contoso.com"): Promise<OwnerAnswer> =>
  step.find(question(recorded, DOMAINS));

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

  it("is given up after half a minute, and not asked again in that run", async () => {
    const contoso = always(error(429, "TooManyRequests", { "retry-after": "12" }));
    const step = contoso.step();
    const start = contoso.clock.now();
    expect(await ask(step)).toMatchObject({ outcome: "directory-throttled" });
    expect(contoso.clock.now() - start).toBe(24_000);
    expect(contoso.graph.asked).toHaveLength(3);
    expect(await ask(step, "carlos.kovac@contoso.com")).toMatchObject({ outcome: "directory-throttled" });
    expect(contoso.graph.asked).toHaveLength(3);
  });

  it("is given up when its silence has lasted as long", async () => {
    const contoso = new Contoso();
    contoso.graph.odd = ({ timeoutMs }) => {
      contoso.clock.time += timeoutMs;
      return lost("timed-out");
    };
    const step = contoso.step();
    const start = contoso.clock.now();
    const answers = await Promise.all([ask(step), ask(step, "carlos.kovac@contoso.com"), ask(step, "x@contoso.com")]);
    for (const found of answers) expect(found).toMatchObject({ outcome: "directory-unavailable" });
    expect(contoso.clock.now() - start).toBeLessThan(90_000);
    const { length } = contoso.graph.asked;
    await ask(step, "y@contoso.com");
    expect(contoso.graph.asked).toHaveLength(length);
  });

  it("is not asked by a following run either before the time it named is over", async () => {
    const contoso = always(error(429, "TooManyRequests", { "retry-after": "600" }));
    expect(await ask(contoso.step())).toMatchObject({ outcome: "directory-throttled" });
    contoso.graph.odd = () => undefined;
    contoso.clock.time += 500_000;
    expect(await ask(contoso.step())).toMatchObject({ outcome: "directory-throttled" });
    expect(contoso.graph.asked).toHaveLength(1);
    contoso.clock.time += 80_000;
    expect(await ask(contoso.step())).toMatchObject({ found: true });
    expect(contoso.clock.slept).toEqual([20_000]);
  });

  it.each(["", "soon", "1e999", "99999999999999", "-1"])("is asked though a remembered time is %j", async (text) => {
    const contoso = new Contoso();
    await contoso.memory.remember("v1/paused-until", text, 1_000_000);
    expect(await ask(contoso.step())).toMatchObject({ found: true });
  });

  it("is asked for others when it fails for one owner alone", async () => {
    const contoso = new Contoso();
    contoso.graph.odd = ({ path }) => (path.includes("poison") ? error(500, "InternalServerError") : undefined);
    const step = contoso.step();
    expect(await ask(step, "poison@contoso.com")).toMatchObject({ outcome: "directory-unavailable" });
    expect(await ask(step)).toMatchObject({ found: true });
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
    expect(contoso.graph.asked.filter((path) => path.startsWith("/groups"))).toHaveLength(1);
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

describe("a directory in good order", () => {
  it("is asked four questions at a time, and each address once", async () => {
    const contoso = new Contoso();
    const step = contoso.step({ groups: "none" });
    const names = Array.from({ length: 20 }, (_, n) => `person.${n % 10}@fabrikam.com`);
    await Promise.all([...names, "Anna.Sato@contoso.com", "anna.sato@contoso.com"].map((name) => ask(step, name)));
    expect(contoso.graph.mostUnderWay).toBe(4);
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
