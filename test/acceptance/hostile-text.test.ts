/**
 * Whoever can write into a record writes as much as he likes, of whatever he likes. No text of his may stop a run: all that is done
 * with it takes a time that grows with its length, never with the square of it.
 */
import { describe, expect, it } from "vitest";
import { hideAddresses } from "../../src/app/hide-addresses.ts";
import { causeOf } from "../../src/catalogue/cause.ts";
import type { DocumentRecord } from "../../src/catalogue/document.ts";
import { nameKind, nameRank } from "../../src/catalogue/document-name.ts";
import { mergeFact } from "../../src/catalogue/merge.ts";
import { matchSilence } from "../../src/dispatch/match-silence.ts";
import { threadOf } from "../../src/dispatch/thread.ts";
import type { DeniedEvent } from "../../src/event/denied-event.ts";
import { eventKey, nativeKey } from "../../src/event/fingerprint.ts";
import { requestLookup } from "../../src/event/requests.ts";
import { resultLookup } from "../../src/event/results.ts";
import type { Notice, Presentation } from "../../src/notice/notice.ts";
import { renderNotice } from "../../src/notice/render-notice.ts";
import { createDirectory } from "../../src/owners/directory-file/directory.ts";
import { domainOf, guestHome, isInside, readAddresses } from "../../src/platform/email-address.ts";
import { safeJson } from "../../src/platform/json.ts";
import { nearest } from "../../src/platform/nearest.ts";
import { shorten, visibleText } from "../../src/platform/text.ts";
import { breakLinks } from "../../src/platform/text-links.ts";
import { buildNotice } from "../../src/redaction/build-notice.ts";
import { watchCauses } from "../../src/redaction/cause-watch.ts";
import { createLeakScan, type ForbiddenValue } from "../../src/redaction/leak-scan.ts";
import { textOfHtml } from "../../src/redaction/plain-form.ts";
import { withholdValues } from "../../src/redaction/withhold.ts";
import { renderLine } from "../../src/sinks/ndjson-file/render-line.ts";
import { COLUMN_NAMES, columnsOf, parseFieldsDirective } from "../../src/sources/rms-log/columns.ts";
import { normaliseLine } from "../../src/sources/rms-log/normalise.ts";
import { namesPerson } from "../../src/store/person.ts";

/** Characters of a hostile text: enough that what takes the square of it takes many seconds. */
const LENGTH = 100_000;
/** What is linear needs a fraction of this, also on a busy machine. */
const MOST_MILLISECONDS = 2_000;

/** What the run in the middle repeats: single characters, and pieces that patterns begin with, end with or repeat. */
const UNITS: readonly string[] = [
  ..." .:/\\@%7a_-,;#?&'\"[](<{*\t\n\u0000\u200b\u0301\u3000漢",
  "👩🏽‍🚀",
  "\ud83d",
  "a ",
  " a",
  "a.",
  "a@",
  "a/",
  "a:",
  "7/",
  "7.",
  "7:",
  "::",
  "a::",
  "1:2:3:4:5:6:7::",
  "ff:",
  "f-",
  "ff.",
  "c000022",
  "0x",
  "192.0.2.7 ",
  "::192.0.2.7",
  "%41",
  "%25",
  "%c3%28",
  "&#38;",
  "&amp;",
  "&#",
  " dot ",
  "[.]",
  "[ ",
  "<b",
  "www.",
  "a://",
  "_a#ext#@",
  "AppName=;",
  "aadrm.com.",
  "docx.",
];
/** A run between other characters is what makes a pattern begin again at each of its places. */
const SHAPES: readonly (readonly [before: string, after: string])[] = [
  ["", ""],
  ["a", "b"],
  ["http://7", "\ud83d>"],
];
const TEXTS = UNITS.flatMap((unit) =>
  SHAPES.map(([before, after]) => ({ what: `${before}|${unit}|${after}`, text: before + run(unit) + after })),
);

const DOCUMENT = "8f1c3a52-93cf-4a4e-8a3f-5a9a2f3e1b77";
const EVENT: DeniedEvent = {
  id: "0".repeat(32),
  occurredAt: "2026-11-14T08:02:10Z",
  tenantId: "",
  actor: "sam@partner.example",
  outcome: "refused",
  result: "AccessDenied",
  resultKnown: true,
  request: "AcquireLicense",
  source: "usage-logs",
  location: "rmslog.log:1",
  raw: "",
};
const FOUND: readonly ForbiddenValue[] = [
  { kind: "address", field: "ipAddress", needle: { by: "address", key: 0xc0000207 } },
  { kind: "device", field: "deviceName", needle: { by: "text", text: "pc-7", isWord: true, asPath: false } },
  { kind: "path", field: "documentPath", needle: { by: "text", text: "a/".repeat(40), isWord: false, asPath: true } },
];
const PRESENTATION: Presentation = {
  brandName: "Contoso Security",
  contact: "security@contoso.com",
  language: "en",
  timeZone: "Europe/Berlin",
  documentNameInSubject: true,
  test: false,
};
const COLUMNS = columnsOf(COLUMN_NAMES);
const SETTINGS = { source: "logs", tenantId: "", requestKind: requestLookup(), resultMeaning: resultLookup() };
const NOW = Date.parse("2026-11-14T08:02:10Z");

const WORK: readonly (readonly [name: string, work: (text: string) => unknown])[] = [
  ["readAddresses", readAddresses],
  ["guestHome", guestHome],
  ["domainOf", domainOf],
  ["isInside", (text) => isInside(text, ["contoso.com"])],
  ["visibleText", (text) => visibleText(text, 100)],
  ["shorten", (text) => shorten(text, 100)],
  ["breakLinks", breakLinks],
  ["safeJson", safeJson],
  ["nearest", (text) => nearest(text, ["AccessDenied"])],
  ["nameKind", nameKind],
  ["nameRank", nameRank],
  ["mergeFact", (text) => mergeFacts(text)],
  ["hideAddresses", (text) => hideAddresses({ path: [text] })],
  ["threadOf", (text) => threadOf({ ...EVENT, actor: text, documentName: text })],
  ["eventKey", (text) => [eventKey({ ...EVENT, actor: text, raw: text }), nativeKey(text)]],
  ["matchSilence", silenced],
  ["renderLine", (text) => renderLine({ ...EVENT, actor: text, raw: text })],
  ["namesPerson", (text) => [namesPerson(text, "a@contoso.com"), namesPerson(text, "a")]],
  ["a directory", findInDirectory],
  ["textOfHtml", textOfHtml],
  ["a leak scan of a hostile message", (text) => scan(text, { ipAddress: "192.0.2.7", deviceName: "PC-7" })],
  ["a leak scan for a hostile address", (text) => scan("nothing", { ipAddress: text })],
  ["a leak scan for a hostile device", (text) => scan("nothing", { deviceName: text })],
  ["a leak scan for a hostile path", (text) => scan("nothing", { documentPath: text })],
  ["a leak scan for half of the message", (text) => scan(text, { documentPath: text.slice(text.length / 2) })],
  ["causeOf", (text) => causeOf({ ...EVENT, owner: text, issuer: text }, hostileRecord(text))],
  ["withholdValues", (text) => withholdValues(noticeOf(text), FOUND)],
  ["a notice", (text) => renderNotice(noticeOf(text), PRESENTATION)],
  ["a #Fields: directive", (text) => parseFieldsDirective(`#Fields: ${text}`)],
  ["a line that is no row", normalised],
  ["a row of hostile fields", (text) => normalised(rowOf(text))],
];

describe("time grows with the length of a hostile text and no faster", () => {
  it.each(WORK)("%s", (_name, work) => {
    const slow: string[] = [];
    for (const { what, text } of TEXTS) {
      const started = performance.now();
      work(text);
      const took = performance.now() - started;
      if (took > MOST_MILLISECONDS) slow.push(`${JSON.stringify(what)}: ${Math.round(took)} ms`);
    }
    expect(slow).toEqual([]);
  });
});

function run(unit: string): string {
  return unit.repeat(Math.ceil(LENGTH / unit.length));
}

function mergeFacts(text: string): unknown {
  const fact = { contentId: DOCUMENT, asOf: text, origin: text, name: text, owner: text };
  return mergeFact(mergeFact(undefined, { ...fact, asOf: EVENT.occurredAt }), { ...fact, owner: `a@${text}` });
}

function silenced(text: string): unknown {
  const silence = { startsAt: NOW - 1, endsAt: NOW + 1, matchers: { document: "*a*a.*a*7*docx" } };
  const subject = { owners: [text], actor: text, documents: [text], label: text };
  return matchSilence([{ ...silence } as Parameters<typeof matchSilence>[0][number]], subject, NOW);
}

function findInDirectory(text: string): unknown {
  const users = [{ mail: text, userPrincipalName: text, proxyAddresses: [`smtp:${text}`], otherMails: [text] }];
  const directory = createDirectory(users);
  return [directory.find(text), directory.find(text.trim())];
}

function scan(message: string, fields: Partial<DeniedEvent>): unknown {
  const leaks = createLeakScan([{ where: "text", text: message }]);
  leaks.see({ ...EVENT, ...fields });
  return leaks.found();
}

function noticeOf(text: string): Notice {
  const event = { ...EVENT, contentId: DOCUMENT, actor: text, documentName: text, label: text };
  const times = { firstAt: EVENT.occurredAt, lastAt: EVENT.occurredAt };
  const documents = new Map([[DOCUMENT, hostileRecord(text)]]);
  const facts = {
    threads: [{ event, attempts: 1, ...times }],
    documents,
    domains: ["contoso.com"],
    reference: "K7QD-2M9P",
    role: "owner",
    more: { entries: 0, attempts: 0 },
    heldBack: { repeat: 0, silenced: 0 },
    last: null,
    backlogDays: null,
    quietUntil: null,
  } as const;
  const notice = buildNotice(facts, watchCauses([event], documents).exceptions());
  const guest = { kind: "person", address: text, standing: "unknown", guest: true } as const;
  return { ...notice, entries: notice.entries.flatMap((entry) => [entry, { ...entry, actor: guest }]) };
}

/** A document of which every field and time says the same hostile text. */
function hostileRecord(text: string): DocumentRecord {
  const known = { value: text, asOf: EVENT.occurredAt, origin: text };
  const dated = { ...known, value: EVENT.occurredAt };
  return {
    contentId: DOCUMENT,
    name: known,
    label: known,
    owner: known,
    protectedAt: dated,
    expiresAt: known,
    revokedAt: known,
    recipients: known,
  };
}

function rowOf(text: string): string {
  const field = text.replaceAll("\t", " ");
  const fixed: { readonly [name: string]: string } = {
    date: "2026-11-18",
    time: "00:02:52",
    "request-type": "AcquireLicense",
  };
  return COLUMN_NAMES.map((name) => fixed[name] ?? field).join("\t");
}

function normalised(line: string): unknown {
  return COLUMNS === null ? null : normaliseLine(line, "a.log:7", COLUMNS, SETTINGS);
}
