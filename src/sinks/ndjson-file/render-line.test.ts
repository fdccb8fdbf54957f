import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type DeniedEvent, FIELD_REACH } from "../../event/denied-event.ts";
import { testEvent } from "../conformance.ts";
import { LINE_START, renderLine } from "./render-line.ts";

const FIELDS = Object.keys(FIELD_REACH);
const SCHEMA = JSON.parse(readFileSync(new URL("../../../schemas/denied-event.schema.json", import.meta.url), "utf8"));
const README = readFileSync(new URL("./README.md", import.meta.url), "utf8");
const line = z.fromJSONSchema(SCHEMA);

/** The least an event can say. */
const BARE: DeniedEvent = {
  id: "01900c0ffee000000000000000000001",
  occurredAt: "2026-11-18T00:02:52Z",
  tenantId: "",
  actor: "",
  outcome: "refused",
  result: "E_0x8004020D",
  resultKnown: false,
  request: "AcquireLicense",
  source: "usage-logs",
  location: "rmslog-2026-11-18.log:0",
  raw: "",
};

describe("a line", () => {
  it("is the event as flat JSON, id first", () => {
    expect(renderLine(BARE)).toBe(
      '{"id":"01900c0ffee000000000000000000001","occurredAt":"2026-11-18T00:02:52Z","tenantId":"","actor":"","outcome":"refused",' +
        '"result":"E_0x8004020D","resultKnown":false,"request":"AcquireLicense","source":"usage-logs",' +
        '"location":"rmslog-2026-11-18.log:0","raw":""}\n',
    );
  });

  it("has every field there is, in the order of the table", () => {
    expect(Object.keys(JSON.parse(renderLine(testEvent(1))))).toEqual(FIELDS);
    expect(JSON.parse(renderLine(testEvent(1)))).toEqual(testEvent(1));
  });

  it("leaves out what was added to the event and is in no table", () => {
    expect(renderLine({ ...BARE, ...{ session: "not ours to tell" } })).toBe(renderLine(BARE));
  });

  it.each([
    ["a line break", "a\r\nb", "a\\r\\nb"],
    ["quotes that would end the text", '","outcome":"allowed', '\\",\\"outcome\\":\\"allowed'],
    ["an escape sequence of a terminal", "\u001b]0;owned\u0007", "\\u001b]0;owned\\u0007"],
    ["one of eight bits", "\u009b31m", "\\u009b31m"],
    ["delete", "a\u007f", "a\\u007f"],
    ["Unicode's line ends", "\u2028\u2029", "\\u2028\\u2029"],
    ["text that runs backwards", "invoice\u202efdp.exe", "invoice\\u202efdp.exe"],
    ["isolates", "\u2066a\u2069", "\\u2066a\\u2069"],
    ["zero-width characters", "a\u200b\u2060\ufeffb", "a\\u200b\\u2060\\ufeffb"],
    ["invisible tags beyond the first plane", "a\u{e0041}", "a\\udb40\\udc41"],
    ["half a surrogate pair", "a\ud83d", "a\ufffd"],
    ["other scripts, left as they are", "報告書 отчёт 🔒", "報告書 отчёт 🔒"],
  ])("holds %s as text", (_what, name, written) => {
    const rendered = renderLine({ ...BARE, documentName: name });
    expect(rendered).toContain(`"documentName":"${written}"`);
    expect(JSON.parse(rendered).documentName).toBe(name.toWellFormed());
  });

  it("is one line, safe to print, and gives back what went in, whatever that is", () => {
    const text = fc.string({ unit: "binary", maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (documentName, actor, raw) => {
        const event = { ...BARE, documentName, actor, raw };
        const rendered = renderLine(event);
        expect(rendered.startsWith(`${LINE_START}${BARE.id}"`)).toBe(true);
        expect(rendered.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(rendered.at(-1)).toBe("\n");
        expect(JSON.parse(rendered)).toEqual({
          ...event,
          documentName: documentName.toWellFormed(),
          actor: actor.toWellFormed(),
          raw: raw.toWellFormed(),
        });
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

describe("the documented schema of a line", () => {
  it("describes every field of the event and no other", () => {
    expect(Object.keys(SCHEMA.properties)).toEqual(FIELDS);
    for (const field of Object.values<{ description: string }>(SCHEMA.properties))
      expect(field.description).toMatch(/^[A-Z].*\.$/);
  });

  it("requires exactly what every event has", () => {
    expect(SCHEMA.required).toEqual(Object.keys(BARE));
  });

  it("accepts a line with everything and a line with the least", () => {
    expect(line.safeParse(JSON.parse(renderLine(testEvent(1)))).error).toBeUndefined();
    expect(line.safeParse(JSON.parse(renderLine(BARE))).error).toBeUndefined();
  });

  it.each([
    ["an id that is no fingerprint", { id: "1" }],
    ["a time that is none", { occurredAt: "yesterday" }],
    ["an outcome that is none", { outcome: "allowed" }],
    ["no actor", { actor: undefined }],
    ["a result that is a number", { result: 5 }],
  ])("refuses a line with %s", (_what, wrong) => {
    expect(line.safeParse(JSON.parse(JSON.stringify({ ...BARE, ...wrong }))).success).toBe(false);
  });

  it("stands in the sink's README as well, field by field", () => {
    for (const field of FIELDS) expect(README).toContain(`| \`${field}\` |`);
  });
});
