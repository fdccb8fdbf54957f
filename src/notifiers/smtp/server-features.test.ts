import { describe, expect, it } from "vitest";
import { readFeatures } from "./server-features.ts";

const NOTHING = { eightBit: false, utf8: false, maxBytes: 0, authentication: [] };

describe("what a server says it can do", () => {
  it.each([
    ["nothing", "250 mail.contoso.com", {}],
    ["nothing at all", "", {}],
    ["a reply to HELO", "250 mail.contoso.com at your service, AUTH PLAIN", {}],
    ["a name that looks like a word", "250-SMTPUTF8.contoso.com\n250 HELP", {}],
    [
      "all of it",
      "250-mail\n250-8BITMIME\n250-SMTPUTF8\n250-SIZE 1000\n250 AUTH PLAIN LOGIN",
      { eightBit: true, utf8: true, maxBytes: 1000, authentication: ["PLAIN", "LOGIN"] },
    ],
    ["small letters", "250-mail\r\n250-8bitmime\r\n250 auth plain", { eightBit: true, authentication: ["PLAIN"] }],
    [
      "the old spelling of AUTH beside the new one",
      "250-mail\n250-AUTH=LOGIN\n250 AUTH PLAIN",
      { authentication: ["LOGIN", "PLAIN"] },
    ],
    ["a size without a number", "250-mail\n250 SIZE", {}],
    ["a size that is none", "250-mail\n250 SIZE many", {}],
    ["a size without limit", "250-mail\n250 SIZE 0", {}],
    ["a word that only begins like one", "250-mail\n250 8BITMIMEX", {}],
  ])("%s", (_what, reply, features) => {
    expect(readFeatures(reply)).toEqual({ ...NOTHING, ...features });
  });

  it("is read in no time however long a line is", () => {
    expect(readFeatures(`250-mail\n250 AUTH${" ".repeat(500_000)}PLAIN`).authentication).toEqual(["PLAIN"]);
  });
});
