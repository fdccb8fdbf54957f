import { describe, expect, it } from "vitest";
import { FIELD_REACH } from "../event/denied-event.ts";
import { PROPERTY_NAMES, type Property, propertiesOf } from "./properties.ts";
import { FULL_DOCUMENT, FULL_EVENT, known } from "./testdata/made-up.ts";

const { contentId } = FULL_DOCUMENT;
const valuesOf = (properties: readonly Property[]) =>
  Object.fromEntries(properties.map(({ name, value }) => [name, value]));
const namesOf = (properties: readonly Property[]) => properties.map(({ name }) => name);

describe("the properties of an event", () => {
  it("are every field it has, by its own name, the whole record last", () => {
    const properties = propertiesOf(FULL_EVENT);
    expect(namesOf(properties).toSorted()).toEqual([...Object.keys(FIELD_REACH), "cause"].toSorted());
    expect(valuesOf(properties)).toMatchObject({ ...FULL_EVENT, resultKnown: "true" });
    expect(properties.at(-1)?.name).toBe("raw");
  });

  it("leave out what the record does not have, and keep what it has empty", () => {
    const { place: _place, label: _label, ...event } = { ...FULL_EVENT, actor: "" };
    const values = valuesOf(propertiesOf(event));
    expect(values["actor"]).toBe("");
    expect(Object.keys(values)).not.toContain("place");
    expect(Object.keys(values)).not.toContain("label");
  });

  it("have names that are plain words and stand for one thing each", () => {
    for (const name of PROPERTY_NAMES) expect(name).toMatch(/^[a-z][A-Za-z]*$/);
    expect(new Set(PROPERTY_NAMES).size).toBe(PROPERTY_NAMES.length);
    expect(namesOf(propertiesOf(FULL_EVENT, FULL_DOCUMENT))).toEqual(PROPERTY_NAMES);
  });
});

describe("what the catalogue adds", () => {
  it("says who said so, and when", () => {
    const { documentName: _name, ...event } = FULL_EVENT;
    expect(valuesOf(propertiesOf(event, { contentId, name: known("Plan.docx") }))).toMatchObject({
      knownName: "Plan.docx",
      knownNameFrom: "workspace",
      knownNameAsOf: "2026-11-17T08:00:00Z",
    });
  });

  it.each([
    ["the very same", FULL_EVENT.label, false],
    ["something else", "Public", true],
  ])("is told beside the record where it says %s", (_what, label, isTold) => {
    const names = namesOf(propertiesOf(FULL_EVENT, { contentId, label: known(label ?? "") }));
    expect(names.includes("knownLabel")).toBe(isTold);
  });
});

describe("the cause", () => {
  it.each([
    ["nobody says", {}, undefined, { cause: "unsaid" }],
    [
      "the result says",
      { outcome: "revoked", result: "AccessRevoked" } as const,
      undefined,
      { cause: "revoked", causeSaidBy: "result" },
    ],
    [
      "the catalogue says",
      {},
      { contentId, expiresAt: known("2026-11-16T00:00:00Z", "2026-11-17T09:00:00Z", "document-log") },
      { cause: "expired", causeAt: "2026-11-16T00:00:00Z", causeSaidBy: "catalogue:document-log" },
    ],
  ])("is what %s", (_who, fields, document, expected) => {
    const values = valuesOf(propertiesOf({ ...FULL_EVENT, ...fields }, document));
    const told = Object.fromEntries(Object.entries(values).filter(([name]) => name.startsWith("cause")));
    expect(told).toEqual(expected);
  });
});
