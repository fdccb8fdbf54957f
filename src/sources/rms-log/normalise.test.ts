import { describe, expect, it } from "vitest";
import { FIELDS, logLine } from "../../../test/support/log-folder.ts";
import { requestLookup } from "../../event/requests.ts";
import { resultLookup } from "../../event/results.ts";
import type { JudgeSettings } from "../judge-record.ts";
import type { Verdict } from "../verdict.ts";
import { columnsOf } from "./columns.ts";
import { normaliseLine } from "./normalise.ts";

const CONTENT_ID = "5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";

const SETTINGS: JudgeSettings = {
  source: "usage-logs",
  tenantId: "11111111-2222-3333-4444-555555555555",
  requestKind: requestLookup(),
  resultMeaning: resultLookup(),
};

describe("a refused request", () => {
  it("becomes an event with everything the line says", () => {
    const line = logLine({ "admin-action": "True", "acting-as-user": "'megan.rossi@contoso.com'" });
    expect(judge(line)).toEqual({
      kind: "denied",
      nativeId: "3445a58d-7c0c-4083-a599-6c658bf3b2c0",
      event: {
        occurredAt: "2026-11-18T00:02:52Z",
        tenantId: "11111111-2222-3333-4444-555555555555",
        contentId: CONTENT_ID,
        documentName: "Board minutes.docx",
        protectedAt: "2026-09-14T20:31:52Z",
        templateId: "0bdb5d7c-09dc-4401-af88-9e80057b6bc1",
        owner: "miriam.jansen@contoso.com",
        issuer: "miriam.jansen@contoso.com",
        actor: "raul.sato@fabrikam.com",
        outcome: "refused",
        result: "AccessDenied",
        resultKnown: true,
        request: "AcquireLicense",
        ipAddress: "203.0.113.7",
        client: "MSIPC;version=1.0.4839.0;AppName=WINWORD.EXE;AppVersion=16.0.17531;OSName=Windows",
        application: "WINWORD.EXE",
        rowId: "3445a58d-7c0c-4083-a599-6c658bf3b2c0",
        correlationId: "2724eafa-234c-4af8-a908-151659fa11d6",
        adminAction: "True",
        actingAsUser: "megan.rossi@contoso.com",
        source: "usage-logs",
        location: "a.log:7",
        raw: line,
      },
      fact: {
        contentId: CONTENT_ID,
        asOf: "2026-11-18T00:02:52Z",
        origin: "usage-logs",
        name: "Board minutes.docx",
        owner: "miriam.jansen@contoso.com",
        protectedAt: "2026-09-14T20:31:52Z",
      },
    });
  });

  it("is one event however its columns are ordered", () => {
    const fields = FIELDS.split("\t").reverse().join("\t");
    const { raw: _, ...reversed } = eventOf(judge(logLine({}, fields), fields));
    expect(eventOf(judge(logLine()))).toMatchObject(reversed);
  });

  it("of version 1.0 lacks what that version did not know", () => {
    const fields = "date\ttime\trow-id\trequest-type\tuser-id\tresult\tcorrelation-id\tcontent-id\tc-info\tc-ip";
    const event = eventOf(judge(logLine({}, fields), fields));
    expect(event).not.toHaveProperty("owner");
    expect(event).not.toHaveProperty("documentName");
    expect(event).toMatchObject({ contentId: CONTENT_ID, actor: "raul.sato@fabrikam.com", ipAddress: "203.0.113.7" });
  });

  it.each([
    ["AccessDenied", "refused", true],
    ["usernotauthorized", "refused", true],
    ["ContentRevoked", "revoked", true],
    ["ContentExpired", "expired", true],
    ["E_0x8004020D", "refused", false],
    ["<b>", "refused", false],
  ])("with result %s is %s, known: %s", (literal, outcome, resultKnown) => {
    expect(eventOf(judge(logLine({ result: `'${literal}'` })))).toMatchObject({
      result: literal,
      outcome,
      resultKnown,
    });
  });

  it.each([
    ["blank", "''", ""],
    ["missing", "-", ""],
    ["markup", "'\"><b>x</b>@phish.example'", '"><b>x</b>@phish.example'],
    ["no address", "'S-1-5-21-1004336348'", "S-1-5-21-1004336348"],
    [
      "a service's name at a stranger's domain",
      "'microsoftrmsonline@evil-aadrm.com'",
      "microsoftrmsonline@evil-aadrm.com",
    ],
    [
      "a service's domain before another",
      "'microsoftrmsonline@aadrm.com.evil.example'",
      "microsoftrmsonline@aadrm.com.evil.example",
    ],
    [
      "a service's name at a national stranger's domain",
      "'microsoftrmsonline@aadrm.de'",
      "microsoftrmsonline@aadrm.de",
    ],
    ["a service's name with more to it", "'xAadrm_S-1-7-0'", "xAadrm_S-1-7-0"],
  ])("stays one when its reader is %s", (_, recorded, actor) => {
    expect(eventOf(judge(logLine({ "user-id": recorded }))).actor).toBe(actor);
  });

  it.each([
    ["owner", { "owner-email": "a@contoso.com; b@contoso.com <x@y>" }, { owner: "a@contoso.com; b@contoso.com <x@y>" }],
    ["address", { "c-ip": "999.1.2" }, { ipAddress: "999.1.2" }],
    ["template", { "template-id": "{none}" }, { templateId: "{none}" }],
    ["row id", { "row-id": "77" }, { rowId: "77" }],
  ])("keeps a malformed %s as text", (_, values, expected) => {
    expect(eventOf(judge(logLine(values)))).toMatchObject(expected);
  });

  it.each(["-", "{not-a-guid}", "{00000000-0000-0000-0000-000000000000}"])(
    "with content id %s names no document, and teaches nothing",
    (recorded) => {
      const verdict = judge(logLine({ "content-id": recorded }));
      expect(eventOf(verdict)).not.toHaveProperty("contentId");
      expect(verdict).toMatchObject({ kind: "denied", fact: undefined });
    },
  );

  it.each([
    ["its row id", {}, "3445a58d-7c0c-4083-a599-6c658bf3b2c0"],
    ["else its correlation id", { "row-id": "-" }, "2724eafa-234c-4af8-a908-151659fa11d6"],
    ["else nothing", { "row-id": "-", "correlation-id": "-" }, undefined],
  ])("is told apart by %s", (_, values, nativeId) => {
    expect(judge(logLine(values))).toMatchObject({ kind: "denied", nativeId });
  });

  it("takes a path apart, and the client's own words for its program", () => {
    const event = eventOf(
      judge(logLine({ "file-name": "C:\\Board\\Merger.pptx", "c-info": "'MSIPC; APPNAME= ;AppName=X'" })),
    );
    expect(event).toMatchObject({ documentName: "Merger.pptx", documentPath: "C:\\Board\\Merger.pptx" });
    expect(event).not.toHaveProperty("application");
  });
});

describe("what is no refusal is ignored by name", () => {
  it.each([
    ["success", { result: "'Success'" }],
    ["success", { result: "'success'", date: "-" }],
    ["other-request", { "request-type": "Certify", result: "'AccessDenied'" }],
    ["other-request", { "request-type": "certify", "content-id": `{${CONTENT_ID}}` }],
    ["unknown-request", { "request-type": "PrepareSomethingNew", "content-id": "-" }],
    ["service-error", { result: "'InternalServerError'" }],
    ["service-identity", { "user-id": "'microsoftrmsonline@46538fd5-eec3-4b92-ae6b-b4f23576b5ab.rms.eu.aadrm.com'" }],
    ["service-identity", { "user-id": "MicrosoftRmsOnline@AADRM.com" }],
    ["service-identity", { "user-id": "'microsoftrmsonline@46538fd5-eec3-4b92-ae6b-b4f23576b5ab.rms.aadrm.us'" }],
    ["service-identity", { "user-id": "'microsoftrmsonline@46538fd5-eec3-4b92-ae6b-b4f23576b5ab.rms.aadrm.cn'" }],
    ["service-identity", { "user-id": "'aadrm_s-1-7-0'" }],
  ])("%s: %j", (reason, values) => {
    expect(judge(logLine(values))).toMatchObject({ kind: "ignored", reason });
  });

  it("but an undocumented request for a document is taken for a licence request", () => {
    expect(judge(logLine({ "request-type": "AcquireLicenseV9" })).kind).toBe("denied");
    expect(judge(logLine({ "request-type": "AcquireLicenseV9", result: "'Success'" }))).toMatchObject({
      reason: "success",
    });
  });

  it("before the configured time, and not at it", () => {
    const line = logLine({});
    expect(judge(line, FIELDS, { since: "2026-11-18T00:02:53Z" })).toMatchObject({ reason: "before-since" });
    expect(judge(line, FIELDS, { since: "2026-11-18T00:02:52Z" }).kind).toBe("denied");
  });
});

describe("what a licence row says of its document", () => {
  it.each([
    ["given", { result: "'Success'" }],
    ["refused", {}],
    ["refused to the service itself", { "user-id": "Aadrm_S-1-7-0" }],
  ])("is a fact when the licence is %s", (_, values) => {
    expect(judge(logLine(values))).toMatchObject({ fact: { contentId: CONTENT_ID, name: "Board minutes.docx" } });
  });

  it.each(["20aab26a-91b2-4e9f-aeee-91183616b700", "b5c9518c-594d-41a9-a7cb-c7d23b672f6d.docx", "-"])(
    "leaves the name %s out",
    (name) => {
      const verdict = judge(logLine({ "file-name": name }));
      expect(verdict).toMatchObject({ fact: { owner: "miriam.jansen@contoso.com" } });
      expect(verdict).not.toHaveProperty("fact.name");
    },
  );

  it.each([
    ["no time", { time: "25:00:00", result: "'Success'" }],
    [
      "nothing to say",
      { "owner-email": "-", "file-name": "-", "date-published": "0001-01-01T00:00:00", result: "'Success'" },
    ],
  ])("is no fact with %s", (_, values) => {
    expect(judge(logLine(values))).toMatchObject({ kind: "ignored", fact: undefined });
  });
});

describe("what cannot be understood is rejected by name", () => {
  it.each([
    ["field-count", `${logLine()}\t-`],
    ["field-count", logLine().split("\t").slice(1).join("\t")],
    ["field-count", "\u0000\u0001"],
    ["no-request-type", logLine({ "request-type": "-" })],
    ["no-result", logLine({ result: "''" })],
    ["bad-time", logLine({ date: "2026-02-30" })],
    ["bad-time", logLine({ time: "-" })],
  ])("%s: %s", (reason, line) => {
    expect(judge(line)).toEqual({ kind: "rejected", reason });
  });

  it("a refusal is never made up for a log that does not say how requests ended", () => {
    const fields = FIELDS.replace("\tresult", "");
    expect(judge(logLine({}, fields), fields)).toEqual({ kind: "rejected", reason: "no-result" });
  });
});

function judge(line: string, fields = FIELDS, settings: Partial<JudgeSettings> = {}): Verdict {
  return normaliseLine(line, "a.log:7", columnsOf(fields.split("\t"))!, { ...SETTINGS, ...settings });
}

function eventOf(verdict: Verdict) {
  if (verdict.kind !== "denied") throw new Error(`Not denied: ${JSON.stringify(verdict)}`);
  return verdict.event;
}
