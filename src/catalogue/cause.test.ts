import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cause, causeOf, type RefusedAttempt } from "./cause.ts";
import { type DocumentRecord, type Known, NEVER, UNCLEAR } from "./document.ts";

const ATTEMPT = "2026-11-18T09:00:00Z";
const BEFORE = "2026-11-16T00:00:00Z";
const AFTER = "2026-11-19T00:00:00Z";
const PROTECTED = "2026-10-01T08:00:00Z";
const LIST = "adele.vance@contoso.com lee.kovac@fabrikam.com";

function attempt(values: Partial<RefusedAttempt> = {}): RefusedAttempt {
  const refused: RefusedAttempt = {
    occurredAt: ATTEMPT,
    actor: "noor.holt@adatum.com",
    outcome: "refused",
    result: "AccessDenied",
    owner: "carlos.sato@contoso.com",
    issuer: "carlos.sato@contoso.com",
  };
  return { ...refused, ...values };
}

function known(value: string, asOf = AFTER): Known<string> {
  return { value, asOf, origin: "documents" };
}

function causeWith(document: Partial<DocumentRecord>, event: Partial<RefusedAttempt> = {}): Cause {
  return causeOf(attempt(event), { contentId: "1539e96a-0099-4782-a8d3-b7314e58149d", ...document });
}

const BY_CATALOGUE = { by: "catalogue", origin: "documents", asOf: AFTER };
const UNSAID = { kind: "unsaid" };
const NOT_LISTED = { kind: "not-a-recipient", evidence: BY_CATALOGUE };

describe("what the service's result says", () => {
  it.each(["revoked", "expired"] as const)("%s is the cause, without a date where no record gives one", (outcome) => {
    const event = attempt({ outcome, result: "Content" });
    const cause = { kind: outcome, at: null, evidence: { by: "result", result: "Content" } };
    expect(causeOf(event, undefined)).toEqual(cause);
    expect(causeWith({ recipients: known(LIST), protectedAt: known(PROTECTED) }, event)).toEqual(cause);
  });

  it.each([
    ["a date before the attempt", BEFORE, BEFORE],
    ["the second of the attempt", ATTEMPT, ATTEMPT],
    ["a date after the attempt", AFTER, null],
    ["never", NEVER, null],
    ["nobody knows when", UNCLEAR, null],
    ["a fraction of the attempt's second later", "2026-11-18T09:00:00.9Z", null],
    ["no time", "16/11/2026", null],
    ["the year 1", "0001-01-01T00:00:00Z", null],
  ])("is dated by a record that says %s", (_says, value, at) => {
    expect(causeWith({ revokedAt: known(value) }, { outcome: "revoked" })).toMatchObject({ kind: "revoked", at });
    expect(causeWith({ expiresAt: known(value) }, { outcome: "expired" })).toMatchObject({ kind: "expired", at });
  });

  it("wins over the record, and is not dated by what ended access otherwise", () => {
    expect(causeWith({ revokedAt: known(BEFORE) }, { outcome: "expired" })).toMatchObject({
      kind: "expired",
      at: null,
    });
  });
});

describe("a refusal that does not say why", () => {
  it.each([
    ["revokedAt", "revoked"],
    ["expiresAt", "expired"],
  ] as const)("is explained by %s of the record", (field, kind) => {
    expect(causeWith({ [field]: known(BEFORE) })).toEqual({ kind, at: BEFORE, evidence: BY_CATALOGUE });
    expect(causeWith({ [field]: known(ATTEMPT) })).toMatchObject({ kind, at: ATTEMPT });
  });

  it.each([
    AFTER,
    "2026-11-18T09:00:00.001Z",
    "2026-11-18T09:00:01Z",
    NEVER,
    UNCLEAR,
    "",
    "soon",
    "2026-02-30T00:00:00Z",
    "0001-01-01T00:00:00Z",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
  ])("is not explained by the moment %j", (value) => {
    expect(causeWith({ revokedAt: known(value), expiresAt: known(value) })).toEqual(UNSAID);
  });

  it("gives a recorded moment in whole seconds of UTC", () => {
    expect(causeWith({ revokedAt: known("2026-11-16T02:00:00.75+02:00") })).toMatchObject({ at: BEFORE });
    expect(causeWith({ revokedAt: known("2026-11-18T09:00:00.000Z") })).toMatchObject({ at: ATTEMPT });
  });

  it("was withdrawn rather than ended, where the record says both, and either rather than for others", () => {
    const list = { recipients: known(LIST), protectedAt: known(PROTECTED) };
    expect(causeWith({ ...list, revokedAt: known(BEFORE), expiresAt: known(BEFORE) })).toMatchObject({
      kind: "revoked",
    });
    expect(causeWith({ ...list, revokedAt: known(NEVER), expiresAt: known(BEFORE) })).toMatchObject({
      kind: "expired",
    });
    expect(causeWith({ ...list, revokedAt: known(NEVER), expiresAt: known(AFTER) })).toEqual(NOT_LISTED);
  });

  it("stays unsaid where nothing is known, at no time on the calendar, and of a result nobody documented too", () => {
    expect(causeOf(attempt(), undefined)).toEqual(UNSAID);
    expect(causeWith({})).toEqual(UNSAID);
    expect(causeWith({ revokedAt: known(BEFORE) }, { occurredAt: "lately" })).toEqual(UNSAID);
    expect(causeWith({ name: known("Plan.docx") }, { result: "E_0x8004020D" })).toEqual(UNSAID);
  });
});

describe("whoever is not on the list", () => {
  const list = { recipients: known(LIST), protectedAt: known(PROTECTED) };

  it("is told from whoever is, in any case and as a guest", () => {
    expect(causeWith(list)).toEqual(NOT_LISTED);
    expect(causeWith(list, { actor: "LEE.KOVAC@Fabrikam.com" })).toEqual(UNSAID);
    expect(causeWith(list, { actor: "lee.kovac_fabrikam.com#EXT#@contoso.onmicrosoft.com" })).toEqual(UNSAID);
    expect(causeWith(list, { actor: "noor.holt_adatum.com#EXT#@contoso.onmicrosoft.com" })).toEqual(NOT_LISTED);
    const guest = { ...list, recipients: known("noor.holt_adatum.com#ext#@contoso.onmicrosoft.com") };
    expect(causeWith(guest)).toEqual(UNSAID);
  });

  it("may be listed under the tenant's first domain", () => {
    expect(causeWith(list, { actor: "adele.vance@contoso.onmicrosoft.com" })).toEqual(UNSAID);
    expect(causeWith({ ...list, recipients: known("noor.holt@adatum.onmicrosoft.com") })).toEqual(UNSAID);
    expect(causeWith(list, { actor: "adele.holt@contoso.onmicrosoft.com" })).toEqual(NOT_LISTED);
  });

  it.each(["", "-", "noor.holt", "a@contoso.com;b@contoso.com", "Noor <noor.holt@adatum.com>", "Aadrm_S-1-7-0"])(
    "is one address: %j is not",
    (actor) => {
      expect(causeWith(list, { actor })).toEqual(UNSAID);
    },
  );

  it.each([
    "allstaff-7184ab3f-ccd1-46f3-8233-3e09e9cf0e66@contoso.onmicrosoft.com",
    "",
    " ",
    "anyone",
    "@adatum.com",
    "*@adatum.com",
    `${LIST} everyone`,
    "AuthenticatedUsers",
    UNCLEAR,
    "adele,vance",
  ])("is never told from the list %j", (recipients) => {
    expect(causeWith({ ...list, recipients: known(recipients) })).toEqual(UNSAID);
  });

  it.each([
    ["the recorded owner", { owner: "Noor.Holt@adatum.com" }, {}],
    ["one of the recorded owners", { owner: "a@contoso.com; noor.holt@adatum.com" }, {}],
    ["the issuer", { issuer: "noor.holt@adatum.com" }, {}],
    ["the owner the catalogue knows", {}, { owner: known("noor.holt@adatum.com") }],
    ["the issuer the catalogue knows", {}, { issuer: known("Noor.Holt@adatum.com") }],
    ["perhaps the issuer, whose address is malformed", {}, { issuer: known("Noor <noor@adatum.com>") }],
  ])("is never %s", (_who, event, document) => {
    expect(causeWith({ ...list, ...document }, event)).toEqual(UNSAID);
  });

  it("is found where the record names no owner", () => {
    expect(causeOf({ ...attempt({ owner: "", issuer: "-" }) }, { contentId: "x", ...list })).toEqual(NOT_LISTED);
  });

  it.each<[string, string | undefined, string, boolean]>([
    ["written after the attempt, of a document protected before", PROTECTED, AFTER, true],
    ["written before the attempt, after the protection", PROTECTED, BEFORE, true],
    ["written when it was protected", BEFORE, BEFORE, true],
    ["of a document protected again after the attempt", "2026-11-18T12:00:00Z", AFTER, false],
    ["from before the document was protected again", "2026-11-17T00:00:00Z", BEFORE, false],
    ["written before the attempt, of a document protected nobody knows when", undefined, BEFORE, true],
    ["written after the attempt, of a document protected nobody knows when", undefined, AFTER, false],
    ["written after the attempt, of a document protected at no real time", "0001-01-01T00:00:00Z", AFTER, false],
    ["written at no time", PROTECTED, "lately", false],
    ["of a document protected later in the attempt's second", "2026-11-18T09:00:00.9Z", AFTER, false],
    ["of a document protected earlier, to a fraction", "2026-11-18T08:59:59.9Z", AFTER, true],
    ["written later in the attempt's second", undefined, "2026-11-18T09:00:00.9Z", false],
  ])("by a list %s", (_list, protectedAt, asOf, holds) => {
    const document = {
      recipients: known(LIST, asOf),
      ...(protectedAt === undefined ? {} : { protectedAt: known(protectedAt) }),
    };
    expect(causeWith(document).kind).toBe(holds ? "not-a-recipient" : "unsaid");
  });
});

it("whoever is listed is never said not to be, whatever else is known", () => {
  const address = fc
    .tuple(fc.stringMatching(/^[a-z]{1,8}$/), fc.constantFrom("contoso.com", "fabrikam.com", "adatum.com"))
    .map(([name, domain]) => `${name}@${domain}`);
  const lists = fc.uniqueArray(address, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(lists, fc.nat(), fc.constantFrom(BEFORE, AFTER), (people, pick, asOf) => {
      const actor = (people[pick % people.length] ?? "").toUpperCase();
      const document = { recipients: known(people.join(" "), asOf), protectedAt: known(PROTECTED) };
      expect(causeWith(document, { actor })).toEqual(UNSAID);
    }),
    { seed: 20261118 },
  );
});
