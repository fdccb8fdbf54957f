import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DocumentRecord } from "../catalogue/document.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { AddressVerdict } from "./address.ts";
import { PROPERTY_NAMES, propertiesOf } from "./properties.ts";
import { type TiRules, tiIndicator, whyNoIndicator } from "./ti-indicator.ts";

const EVENT: DeniedEvent = {
  id: "00000019b5d1e2f3a4b5c6d7e8f90a1b",
  occurredAt: "2026-11-18T00:02:52Z",
  tenantId: "4adb6cf6-9de2-4a93-b6bd-c5b6d1c1fe4b",
  contentId: "0d9d2ba2-63ad-4b33-9eb2-3f1b0c1c0d3a",
  documentName: "Budget 2027.xlsx",
  owner: "anna.sato@contoso.com",
  actor: "tomas.rossi@fabrikam.com",
  outcome: "refused",
  result: "AccessDenied",
  resultKnown: true,
  request: "AcquireLicense",
  ipAddress: "198.51.100.7",
  source: "usage-logs",
  location: "rmslog-2026-11-18.log:1432",
  raw: "2026-11-18\t00:02:52\tAcquireLicense",
};

const V4: AddressVerdict = { usable: true, version: 4, address: "198.51.100.7" };
const V6: AddressVerdict = { usable: true, version: 6, address: "2001:db8::7" };
const PRIVATE: AddressVerdict = { usable: false, because: "private" };

const RULES: TiRules = {
  targetProduct: "Azure Sentinel",
  action: "alert",
  threatType: "WatchList",
  tlpLevel: "amber",
  confidence: 10,
  severity: 2,
  lifetimeMs: 7 * 86_400_000,
  address: V4,
};
const DEFENDER: TiRules = { ...RULES, targetProduct: "Microsoft Defender ATP" };

function without(...fields: readonly (keyof DeniedEvent)[]): DeniedEvent {
  const left = Object.entries(EVENT).filter(([field]) => !fields.some((name) => name === field));
  return Object.fromEntries(left) as unknown as DeniedEvent;
}

function documentNamed(value: string): DocumentRecord {
  return { contentId: EVENT.contentId ?? "", name: { value, asOf: "2026-11-02T00:00:00Z", origin: "workspace" } };
}

/** The observables of an indicator, by name. */
function observables(event: DeniedEvent, rules: TiRules, document?: DocumentRecord): object {
  const entries = Object.entries(tiIndicator(event, document, rules));
  return Object.fromEntries(entries.filter(([name]) => /^(?:network|file)/.test(name)));
}

describe("an indicator", () => {
  it("is what it was configured to be, found again by the fingerprint", () => {
    expect(tiIndicator(EVENT, undefined, RULES)).toMatchObject({
      externalId: EVENT.id,
      targetProduct: "Azure Sentinel",
      action: "alert",
      threatType: "WatchList",
      tlpLevel: "amber",
      confidence: 10,
      severity: 2,
      lastReportedDateTime: "2026-11-18T00:02:52Z",
    });
  });

  it.each<[string, TiRules, object]>([
    ["an IPv4 address for Sentinel", RULES, { networkIPv4: "198.51.100.7" }],
    ["an IPv6 address for Sentinel", { ...RULES, address: V6 }, { networkIPv6: "2001:db8::7" }],
    ["an IPv4 address for Defender", DEFENDER, { networkDestinationIPv4: "198.51.100.7" }],
    ["an IPv6 address for Defender", { ...DEFENDER, address: V6 }, { networkDestinationIPv6: "2001:db8::7" }],
    ["no address that says nothing", { ...RULES, address: PRIVATE }, {}],
  ])("holds %s, and the document's name", (_what, rules, address) => {
    expect(observables(EVENT, rules)).toEqual({ ...address, fileName: "Budget 2027.xlsx" });
  });

  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ["the event's", "Budget 2027.xlsx", "Older.xlsx", "Budget 2027.xlsx"],
    ["the catalogue's where the event has none", undefined, "Known.docx", "Known.docx"],
    ["the catalogue's where the event's lost its letters", "????.docx", "Bücher.docx", "Bücher.docx"],
    [
      "the event's where the catalogue knows only an id",
      "????.docx",
      "1539e96a-0d2c-4e3b-8f5a-0123456789ab.docx",
      "????.docx",
    ],
    ["the content id where nobody knows one", undefined, undefined, EVENT.contentId],
    ["the content id where it names a container only", "message.rpmsg", undefined, EVENT.contentId],
    ["shown as what is seen of it", "Plan\u202e\n<b>.docx", undefined, "Plan <b>.docx"],
  ])("is of the document by the best name there is: %s", (_which, own, known, expected) => {
    const event = { ...without("documentName"), ...(own === undefined ? {} : { documentName: own }) };
    const document = known === undefined ? undefined : documentNamed(known);
    expect(observables(event, RULES, document)).toMatchObject({ fileName: expected });
  });

  it("speaks calmly, in a hundred characters, and names nobody", () => {
    for (const outcome of ["refused", "revoked", "expired"] as const) {
      for (const isTest of [false, true]) {
        const { description } = tiIndicator({ ...EVENT, outcome }, documentNamed("x"), { ...RULES, isTest });
        expect(description.length).toBeLessThanOrEqual(100);
        expect(description).toMatch(/no sign of an attack/);
        expect(description.startsWith("[TEST] ")).toBe(isTest);
        for (const told of [EVENT.actor, EVENT.owner, EVENT.documentName, EVENT.ipAddress])
          expect(description).not.toContain(told);
      }
    }
  });

  it("has every property as a tag by its name, and a test's says so first", () => {
    const document = documentNamed("Known.docx");
    const { tags } = tiIndicator(EVENT, document, RULES);
    expect(tags.map((tag) => tag.split("=")[0])).toEqual(propertiesOf(EVENT, document).map(({ name }) => name));
    expect(tags).toContain("actor=tomas.rossi@fabrikam.com");
    expect(tags).toContain("ipAddress=198.51.100.7");
    expect(tiIndicator(EVENT, document, { ...RULES, isTest: true }).tags).toEqual(["test=true", ...tags]);
    for (const tag of tags) expect(PROPERTY_NAMES).toContain(tag.split("=")[0]);
  });

  it.each<[string, Partial<TiRules>, string]>([
    ["its lifetime after the refusal", { sentAt: Date.parse("2026-11-18T00:10:00Z") }, "2026-11-25T00:02:52Z"],
    ["the same where nothing is sent", {}, "2026-11-25T00:02:52Z"],
    [
      "a day more where it would be over already",
      { sentAt: Date.parse("2026-12-24T12:00:00Z") },
      "2026-12-25T12:00:00Z",
    ],
    ["a day more where it is nearly over", { sentAt: Date.parse("2026-11-24T23:00:00Z") }, "2026-11-25T23:00:00Z"],
    [
      "no more than its lifetime, if that is less than a day",
      { lifetimeMs: 3_600_000, sentAt: Date.parse("2026-11-20T00:00:00Z") },
      "2026-11-20T01:00:00Z",
    ],
    [
      "ten minutes if it is a test",
      { isTest: true, sentAt: Date.parse("2026-11-18T00:02:52Z") },
      "2026-11-18T00:12:52Z",
    ],
  ])("holds for %s", (_how, rules, expected) => {
    expect(tiIndicator(EVENT, undefined, { ...RULES, ...rules }).expirationDateTime).toBe(expected);
  });
});

describe("what makes no indicator", () => {
  it.each<[string, DeniedEvent, TiRules, string | null]>([
    ["an address for Sentinel", without("documentName", "contentId"), RULES, null],
    ["a name alone for Sentinel", without("contentId"), { ...RULES, address: PRIVATE }, null],
    ["an id alone for Sentinel", without("documentName"), { ...RULES, address: PRIVATE }, null],
    ["nothing for Sentinel", without("documentName", "contentId"), { ...RULES, address: PRIVATE }, "no-observable"],
    ["an address for Defender", EVENT, DEFENDER, null],
    ["a private address for Defender", EVENT, { ...DEFENDER, address: PRIVATE }, "private-address"],
    ["none for Defender", EVENT, { ...DEFENDER, address: { usable: false, because: "missing" } }, "no-address"],
    ["one that is none", EVENT, { ...DEFENDER, address: { usable: false, because: "malformed" } }, "malformed-address"],
    ["a shared one", EVENT, { ...DEFENDER, address: { usable: false, because: "shared" } }, "shared-address"],
    ["one's own", EVENT, { ...DEFENDER, address: { usable: false, because: "corporate" } }, "corporate-address"],
    [
      "a known one",
      EVENT,
      { ...DEFENDER, address: { usable: false, because: "allow-listed" } },
      "allow-listed-address",
    ],
  ])("is told by name: %s", (_what, event, rules, reason) => {
    expect(whyNoIndicator(event, rules)).toBe(reason);
  });

  it("is all that lacks the required observable, whatever the names hold", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", " ", "\u202e", "message.rpmsg", "????.docx"),
    );
    const rules = fc.constantFrom<TiRules>(RULES, { ...RULES, address: PRIVATE }, DEFENDER, {
      ...DEFENDER,
      address: PRIVATE,
    });
    fc.assert(
      fc.property(text, fc.boolean(), rules, (documentName, hasId, given) => {
        const event = { ...(hasId ? EVENT : without("contentId")), documentName };
        if (whyNoIndicator(event, given) !== null) return;
        const found = Object.entries(observables(event, given));
        expect(found.length).toBeGreaterThan(0);
        for (const [, value] of found) expect(String(value).trim()).not.toBe("");
      }),
      { seed: 7 },
    );
  });
});
