import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LockbellError } from "../../platform/errors.ts";
import { question, stepSettings } from "../testdata/step-settings.ts";
import { directoryFileConfig } from "./config.ts";
import { directoryFileStep } from "./index.ts";

const USERS = JSON.stringify([
  {
    displayName: "Björn Zhang",
    accountEnabled: true,
    mail: "bjorn.zhang@contoso.com",
    proxyAddresses: ["smtp:bz@contoso.com"],
  },
]);
/** What Microsoft Graph's cmdlet leaves empty unless it is asked for. */
const PLAIN_EXPORT = JSON.stringify([
  { Id: "b-1", Mail: "bjorn.zhang@contoso.com", AccountEnabled: null, ProxyAddresses: null, UserType: null },
  { Id: "c-1", Mail: "carlos.kovac@contoso.com", AccountEnabled: null, ProxyAddresses: null, UserType: null },
]);
const NO_STATE =
  "users.json does not say of a single user whether the account is enabled, so that leavers would be written to; export it with `-Property …,accountEnabled`.";
const utf16 = (text: string, swap: boolean): Buffer => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return swap ? bytes.swap16() : bytes;
};

describe("a directory file", () => {
  let baseDir: string;

  beforeEach(() => {
    baseDir = mkdtempSync(join(tmpdir(), "lockbell-users-"));
  });

  afterEach(() => {
    rmSync(baseDir, { recursive: true, force: true });
  });

  const create = () =>
    directoryFileStep.create(
      directoryFileConfig.parse({ type: "directory-file", path: "users.json" }),
      stepSettings({ baseDir }),
    );

  const check = () =>
    Array.fromAsync(
      directoryFileStep.check(
        directoryFileConfig.parse({ type: "directory-file", path: "users.json" }),
        stepSettings({ baseDir }),
        new AbortController().signal,
      ),
    );

  function refusal(): LockbellError {
    try {
      create();
    } catch (error) {
      if (error instanceof LockbellError) return error;
    }
    throw new Error("It was accepted.");
  }

  it.each<[string, string | Buffer]>([
    ["an array", USERS],
    [
      "what the Graph API answers",
      `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":${USERS}}`,
    ],
    ["UTF-8 with a byte order mark", `\ufeff${USERS}`],
    ["UTF-16 as Windows PowerShell writes it", utf16(USERS, false)],
    ["UTF-16 the other way round", utf16(USERS, true)],
    [
      "the names of PowerShell's objects",
      USERS.replace('"mail"', '"Mail"')
        .replace('"proxyAddresses"', '"ProxyAddresses"')
        .replace('"accountEnabled"', '"AccountEnabled"'),
    ],
    ["nulls where nothing is known", USERS.replace("}", ',"otherMails":null,"userType":null,"id":null}')],
  ])("may be %s", async (_form, content) => {
    writeFileSync(join(baseDir, "users.json"), content);
    expect(await create().find(question("bz@contoso.com"))).toMatchObject({
      address: "bjorn.zhang@contoso.com",
    });
  });

  it.each<[string, unknown, boolean]>([
    ["an address", "Carlos.Kovac@contoso.com", true],
    ["an id", "c-1", true],
    ["the manager's own object", { "@odata.type": "#microsoft.graph.user", mail: "carlos.kovac@contoso.com" }, true],
    ["his object as PowerShell writes it", { DeletedDateTime: null, Id: "c-1", AdditionalProperties: {} }, true],
    ["nothing", null, false],
    ["something else", [7], false],
    ["a number", 7, false],
  ])("may name a manager by %s", async (_form, manager, isKnown) => {
    const users = [
      { Mail: "left@contoso.com", AccountEnabled: false, Manager: manager },
      { id: "c-1", mail: "carlos.kovac@contoso.com", accountEnabled: true },
    ];
    writeFileSync(join(baseDir, "users.json"), JSON.stringify(users));
    const config = directoryFileConfig.parse({ type: "directory-file", path: "users.json", leavers: "manager" });
    const step = directoryFileStep.create(config, stepSettings({ baseDir }));
    expect(await step.find(question("left@contoso.com"))).toMatchObject(
      isKnown ? { address: "carlos.kovac@contoso.com", role: "manager" } : { outcome: "owner-without-manager" },
    );
  });

  it("may know nobody", async () => {
    writeFileSync(join(baseDir, "users.json"), "[]");
    expect(await create().find(question("bz@contoso.com"))).toEqual({
      found: false,
      outcome: "owner-unknown",
    });
  });

  it.each<[string, string | Buffer, string]>([
    ["is cut off", USERS.slice(0, 40), "users.json is no JSON text."],
    ["is empty", "", "users.json is no JSON text."],
    ["is in another encoding", Buffer.from(USERS, "latin1"), "users.json is no JSON text."],
    [
      "is a single object",
      '{"mail":"bz@contoso.com"}',
      "users.json is no array of users, and no object with such an array as `value`.",
    ],
    ["holds numbers", "[1,2]", "users.json has a wrong value at user 1."],
    [
      "has a mail that is a list",
      `[{"mail":"a@contoso.com"},{"mail":["b@contoso.com"]}]`,
      "users.json has a wrong value at user 2, mail.",
    ],
    [
      "has proxy addresses as one text",
      '[{"proxyAddresses":"SMTP:b@contoso.com"}]',
      "users.json has a wrong value at user 1, proxyAddresses.",
    ],
    [
      "is no list of users",
      '[{"name":"x"}]',
      "users.json has no user with `mail`, `userPrincipalName` or `proxyAddresses`.",
    ],
    ["is what `Get-MgUser` gives by default", PLAIN_EXPORT, NO_STATE],
    ["has none of an account's state", '[{"mail":"a@contoso.com"},{"mail":"b@contoso.com"}]', NO_STATE],
  ])("is refused at start when it %s, with nothing of its content told", (_fault, content, detail) => {
    writeFileSync(join(baseDir, "users.json"), content);
    expect(refusal()).toMatchObject({ code: "OWNERS_FILE", detail, exit: 2 });
  });

  it("tells nobody of whom it does not say whether he has left, and `check` says of how many", async () => {
    const users = [
      { mail: "bjorn.zhang@contoso.com", accountEnabled: true },
      { mail: "carlos.kovac@contoso.com" },
      { mail: "dara.ito@contoso.com", accountEnabled: null },
    ];
    writeFileSync(join(baseDir, "users.json"), JSON.stringify(users));
    const outcomes = users.map(async ({ mail }) => (await create().find(question(mail))).outcome);
    expect(await Promise.all(outcomes)).toEqual(["directory-address", "owner-state-unknown", "owner-state-unknown"]);
    expect(await check()).toEqual([
      { subject: "directory file", status: "ok", detail: "It holds 3 people." },
      {
        subject: "directory file, accountEnabled",
        status: "warning",
        detail: "Of 2 of 3 people it does not say whether the account is enabled: they are not told by this step.",
        advice: expect.stringContaining("accountEnabled"),
      },
    ]);
  });

  it("is checked: what it holds, or what is wrong with it", async () => {
    writeFileSync(join(baseDir, "users.json"), USERS);
    expect(await check()).toEqual([{ subject: "directory file", status: "ok", detail: "It holds 1 person." }]);
    writeFileSync(join(baseDir, "users.json"), PLAIN_EXPORT);
    expect(await check()).toMatchObject([{ subject: "directory file", status: "failed" }]);
  });

  it("leaves out what is no user in a list of directory objects", async () => {
    const list = { "@odata.type": "#microsoft.graph.group", mail: "list@partner.example" };
    const objects = [{ ...list, proxyAddresses: ["smtp:team@contoso.com"] }, ...JSON.parse(USERS)];
    writeFileSync(join(baseDir, "users.json"), JSON.stringify(objects));
    expect(await create().find(question("team@contoso.com"))).toEqual({ found: false, outcome: "owner-unknown" });
  });

  it("is refused at start when it is not there, or is a folder", () => {
    expect(refusal()).toMatchObject({ code: "OWNERS_FILE", detail: "users.json: not-there" });
    const config = directoryFileConfig.parse({ type: "directory-file", path: "." });
    expect(() => directoryFileStep.create(config, stepSettings({ baseDir }))).toThrow("not-a-file");
  });

  it.each([{}, { path: "" }, { path: "users.json", format: "csv" }])("is configured by a path, not by %j", (keys) => {
    expect(directoryFileConfig.safeParse({ type: "directory-file", ...keys }).success).toBe(false);
  });
});
