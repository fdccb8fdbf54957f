import { describe, expect, test } from "vitest";
import { checkStixObject } from "./check-stix-object.ts";
import { IDENTITY, indicator } from "./testing/objects.ts";

const RELATIONSHIP = {
  ...IDENTITY,
  type: "relationship",
  id: "relationship--33333333-0000-4000-8000-000000000001",
  name: undefined,
  relationship_type: "indicates",
  source_ref: indicator().id,
  target_ref: "threat-actor--33333333-0000-4000-8000-000000000001",
};

describe("taken", () => {
  test.each<[string, unknown]>([
    ["an indicator with what is usual", indicator()],
    ["one without a version of the specification", indicator(1, { spec_version: undefined })],
    ["one that ends never", indicator(1, { valid_until: undefined })],
    ["times finer than milliseconds", indicator(1, { modified: "2026-11-18T00:02:52.000001Z" })],
    ["valid_from without a fraction", indicator(1, { valid_from: "2026-11-18T00:02:52Z" })],
    ["a property nobody knows", indicator(1, { rank: 5 })],
    ["a property that is null", indicator(1, { description: null })],
    ["another pattern language", indicator(1, { pattern: "alert tcp any any", pattern_type: "snort" })],
    [
      "an extension",
      indicator(1, { extensions: { [`extension-definition--${indicator().id.slice(11)}`]: { properties: {} } } }),
    ],
    ["an identity", IDENTITY],
    ["a relationship", RELATIONSHIP],
    [
      "the specification's own example",
      {
        type: "indicator",
        spec_version: "2.1",
        id: "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        created_by_ref: "identity--f431f809-377b-45e0-aa1c-6a4751cae5ff",
        created: "2016-04-06T20:03:48.000Z",
        modified: "2016-04-06T20:03:48.000Z",
        indicator_types: ["malicious-activity"],
        name: "Poison Ivy Malware",
        pattern: "[ file:hashes.'SHA-256' = '4bac27393bdd9777ce02453256c5577cd02275510b2227f473d03f533924f877' ]",
        pattern_type: "stix",
        valid_from: "2016-01-01T00:00:00Z",
      },
    ],
  ])("%s", (_what, object) => {
    expect(checkStixObject(object)).toEqual([]);
  });
});

const missing = (name: string) => `Error for Property=${name}: Required property is missing. Actual value: NULL.`;
const wrong = (name: string, what: string, value: string) =>
  `Error for Property=${name}: ${what}. Actual value: ${value}.`;
const TYPES = "indicator, attack-pattern, threat-actor, identity, relationship";
const EXACT = "Value must be a timestamp in RFC 3339 format with 'Z', precise to the millisecond at least";
const TIME = "Value must be a timestamp in RFC 3339 format with 'Z'";

describe("refused, with what is wrong", () => {
  test.each<[string, unknown, readonly string[]]>([
    ["no object", 5, [wrong("stixobject", "Value must be an object", "5")]],
    ["a list", [], [wrong("stixobject", "Value must be an object", "[]")]],
    ["no type", indicator(1, { type: undefined }), [missing("type")]],
    [
      "a type that is not taken",
      indicator(1, { type: "malware" }),
      [wrong("type", `Value must be one of ${TYPES}`, "malware")],
    ],
    ["no id", indicator(1, { id: undefined }), [missing("id")]],
    [
      "an id of another type",
      indicator(1, { id: IDENTITY.id }),
      [wrong("id", "Value must be an identifier of the form indicator--UUID", IDENTITY.id)],
    ],
    [
      "an id without a version's digit",
      indicator(1, { id: "indicator--33333333-0000-0000-8000-000000000001" }),
      [
        wrong(
          "id",
          "Value must be an identifier of the form indicator--UUID",
          "indicator--33333333-0000-0000-8000-000000000001",
        ),
      ],
    ],
    [
      "much that is missing",
      { type: "indicator" },
      ["id", "created", "modified", "pattern", "pattern_type", "valid_from"].map(missing),
    ],
    [
      "another version",
      indicator(1, { spec_version: "2.2" }),
      [wrong("spec_version", "Value must be one of 2.0, 2.1", "2.2")],
    ],
    [
      "a time without milliseconds",
      indicator(1, { created: "2026-11-18T00:02:52Z" }),
      [wrong("created", EXACT, "2026-11-18T00:02:52Z")],
    ],
    [
      "a time in a zone",
      indicator(1, { modified: "2026-11-18T00:02:52.000+01:00" }),
      [wrong("modified", EXACT, "2026-11-18T00:02:52.000+01:00")],
    ],
    [
      "a day there is not",
      indicator(1, { valid_from: "2026-02-30T00:00:00Z" }),
      [wrong("valid_from", TIME, "2026-02-30T00:00:00Z")],
    ],
    [
      "modified before created",
      indicator(1, { created: "2026-11-18T00:02:52.001Z" }),
      [wrong("modified", "Value must not be earlier than created", "2026-11-18T00:02:52.000Z")],
    ],
    [
      "over before it begins",
      indicator(1, { valid_until: "2026-11-18T00:02:52Z" }),
      [wrong("valid_until", "Value must be later than valid_from", "2026-11-18T00:02:52Z")],
    ],
    [
      "too sure",
      indicator(1, { confidence: 101 }),
      [wrong("confidence", "Value must be an integer from 0 to 100", "101")],
    ],
    [
      "sure by half",
      indicator(1, { confidence: 1.5 }),
      [wrong("confidence", "Value must be an integer from 0 to 100", "1.5")],
    ],
    [
      "sure in words",
      indicator(1, { confidence: "15" }),
      [wrong("confidence", "Value must be an integer from 0 to 100", "15")],
    ],
    ["an empty list", indicator(1, { labels: [] }), [wrong("labels", "Value must not be an empty array", "[]")]],
    [
      "labels that are none",
      indicator(1, { labels: [1] }),
      [wrong("labels", "An element is wrong: Value must be a string", "[1]")],
    ],
    ["one label", indicator(1, { labels: "a" }), [wrong("labels", "Value must be an array", "a")]],
    ["revoked in words", indicator(1, { revoked: "true" }), [wrong("revoked", "Value must be a boolean", "true")]],
    [
      "a marking by name",
      indicator(1, { object_marking_refs: ["amber"] }),
      [
        wrong(
          "object_marking_refs",
          "An element is wrong: Value must be an identifier of the form marking-definition--UUID",
          '["amber"]',
        ),
      ],
    ],
    [
      "an extension by name",
      indicator(1, { extensions: { lockbell: {} } }),
      [wrong("extensions", "'lockbell' is not the identifier of an extension", '{"lockbell":{}}')],
    ],
    [
      "a pattern that is none",
      indicator(1, { pattern: "203.0.113.1" }),
      [wrong("pattern", "Value is not a valid STIX pattern (unexpected at position 0)", "203.0.113.1")],
    ],
    ["an identity without a name", { ...IDENTITY, name: undefined }, [missing("name")]],
    [
      "a relationship to nothing",
      { ...RELATIONSHIP, target_ref: "x" },
      [wrong("target_ref", "Value must be an identifier of the form type--UUID", "x")],
    ],
  ])("%s", (_what, object, messages) => {
    expect(checkStixObject(object)).toEqual(messages);
  });

  test("a long value is cut", () => {
    const [message] = checkStixObject(indicator(1, { pattern: "x".repeat(10_000) }));
    expect(message?.length).toBeLessThan(400);
  });
});
