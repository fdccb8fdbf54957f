import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMessage } from "./smtp-message.ts";
import { mailTo } from "./testdata/smtp-settings.ts";

const HEADERS = "Subject: Access blocked\r\n\r\n";

const read = (mime: string, recipient = "anna.sato@contoso.com") =>
  readMessage({ ...mailTo(recipient), recipient, mime: Buffer.from(mime, "latin1") });

describe("a message", () => {
  it.each([
    ["a bare line feed", `${HEADERS}one\ntwo\r\n`],
    ["a bare carriage return", `${HEADERS}one\rtwo\r\n`],
    [
      "a dot between bare line feeds, which some servers take for the end",
      `${HEADERS}one\n.\nMAIL FROM:<x@fabrikam.com>\r\n`,
    ],
    ["a line feed at its very beginning", `\n${HEADERS}`],
    ["a carriage return at its very end", `${HEADERS}one\r`],
    ["line breaks the wrong way round", `${HEADERS}one\n\rtwo\r\n`],
  ])("with %s is not sent: SMTP would change it", (_what, mime) => {
    expect(read(mime)).toEqual({ status: "rejected", reason: "message-not-lines" });
  });

  it("with a header beyond ASCII is not sent", () => {
    expect(read("Subject: Z\xfcrich\r\n\r\nbody\r\n")).toEqual({
      status: "rejected",
      reason: "message-headers-not-ascii",
    });
    expect(read("Subject: Z\xfcrich\r\n")).toEqual({ status: "rejected", reason: "message-headers-not-ascii" });
  });

  it.each([
    ["ASCII", `${HEADERS}body\r\n`, false],
    ["bytes beyond ASCII in its body", `${HEADERS}Z\xfcrich\r\n`, true],
    ["an empty body", HEADERS, false],
    ["headers only", "Subject: Access blocked\r\n", false],
    ["no header at all", "\r\nZ\xfcrich\r\n", true],
    ["no line break at its end", `${HEADERS}body`, false],
  ])("of %s is", (_what, mime, needsEightBit) => {
    expect(read(mime)).toMatchObject({ needsEightBit, needsUtf8: false });
  });

  it("is sent as it is, whatever its lines are", () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom("a", ".", " ", "\t", "\0", "\x7f", "\xff") }));
    fc.assert(
      fc.property(lines, (body) => {
        const mime = `${HEADERS}${body.join("\r\n")}\r\n`;
        expect(read(mime)).toMatchObject({ bytes: Buffer.from(mime, "latin1") });
      }),
      { seed: 7 },
    );
  });
});

describe("a recipient", () => {
  it.each([
    "anna.sato@contoso.com, tomas.rossi@fabrikam.com",
    "anna.sato@contoso.com tomas.rossi@fabrikam.com",
    "anna.sato@contoso.com;tomas.rossi@fabrikam.com",
    "Anna Sato <anna.sato@contoso.com>",
    "<anna.sato@contoso.com>",
    "anna.sato@contoso.com> NOTIFY=NEVER",
    "anna.sato@contoso.com\r\nRCPT TO:<tomas.rossi@fabrikam.com>",
    "anna.sato@contoso.com\0",
    "@fabrikam.com:anna.sato@contoso.com",
    '"anna sato"@contoso.com',
    "anna.sato@contoso.com@fabrikam.com",
    "group: anna.sato@contoso.com;",
    "anna.sato(who)@contoso.com",
    "anna\u202esato@contoso.com",
    "anna.sato",
    "anna.sato@",
    "@contoso.com",
    "",
    `${"a".repeat(65)}@contoso.com`,
  ])("like %j is not one plain address, and nothing is sent", (recipient) => {
    expect(read(`${HEADERS}body\r\n`, recipient)).toEqual({ status: "rejected", reason: "recipient-malformed" });
  });

  it.each([
    ["anna.sato@contoso.com", false],
    ["o'hara+rms=test@sub.contoso.com", false],
    ["ann\u00e4@contoso.com", true],
    ["anna@z\u00fcrich.example", true],
  ])("like %s is one; beyond ASCII: %s", (recipient, needsUtf8) => {
    expect(read(`${HEADERS}body\r\n`, recipient)).toMatchObject({ recipient, needsUtf8 });
  });
});
