import { describe, expect, it } from "vitest";
import type { CheckFinding } from "../../platform/check-finding.ts";
import { checkGraphMail } from "./check-graph-mail.ts";
import type { GraphMailConfig } from "./config.ts";
import { createMailbox } from "./mailbox.ts";
import { clockOf, FROM } from "./testdata/drive.ts";
import { GraphMailbox } from "./testdata/graph-mailbox.ts";

type Way = GraphMailConfig["way"];

function check(mailbox: GraphMailbox, way: Way): Promise<readonly CheckFinding[]> {
  const microsoft = mailbox.connect();
  const { signal } = new AbortController();
  const clock = clockOf(mailbox);
  return Array.fromAsync(
    checkGraphMail({ way, mailbox: createMailbox(microsoft, FROM, clock), microsoft, clock, signal }),
  );
}

const inShort = (findings: readonly CheckFinding[]): readonly string[] =>
  findings.map(({ subject, status, command }) => `${status}: ${subject}${command === undefined ? "" : " (command)"}`);

const MAILBOX = "ok: mailbox";
const SEND = "ok: permission Mail.Send";
const WRITE = "ok: permission Mail.ReadWrite";
const READ = "ok: permission Mail.Read";
const NO_WRITE = "permission Mail.ReadWrite (command)";
const NO_SEND = "failed: permission Mail.Send (command)";
const NO_READ = "warning: permission Mail.Read (command)";

describe("the check of a mailbox", () => {
  it.each<[Way, string, readonly string[]]>([
    ["auto", "Mail.ReadWrite Mail.Send", [MAILBOX, WRITE, SEND, "ok: way"]],
    ["auto", "Mail.ReadWrite", [MAILBOX, WRITE, NO_SEND]],
    ["auto", "Mail.Send Mail.Read", [MAILBOX, `warning: ${NO_WRITE}`, SEND, READ, "ok: way"]],
    ["auto", "Mail.Send", [MAILBOX, `warning: ${NO_WRITE}`, SEND, "ok: way"]],
    ["auto", "", [`warning: ${NO_WRITE}`, NO_SEND]],
    ["draft", "Mail.ReadWrite Mail.Send", [MAILBOX, WRITE, SEND, "ok: way"]],
    ["draft", "Mail.Send Mail.Read", [MAILBOX, `failed: ${NO_WRITE}`, SEND]],
    ["draft", "Mail.ReadWrite", [MAILBOX, WRITE, NO_SEND]],
    ["direct", "Mail.Send Mail.Read", [MAILBOX, SEND, READ, "ok: way"]],
    ["direct", "Mail.Send", [MAILBOX, SEND, NO_READ, "ok: way"]],
    ["direct", "Mail.Read", [MAILBOX, NO_SEND, READ]],
  ])("names what is missing for the way %s with the permissions %j", async (way, permissions, expected) => {
    const mailbox = new GraphMailbox(permissions.split(" "));
    expect(inShort(await check(mailbox, way))).toEqual(expected);
  });

  it.each(["auto", "draft", "direct"] as const)("sends nothing and leaves nothing behind (way: %s)", async (way) => {
    const mailbox = new GraphMailbox(["Mail.ReadWrite", "Mail.Send", "Mail.Read"]);
    await check(mailbox, way);
    expect(mailbox.arrived).toEqual([]);
    expect(mailbox.messages).toEqual([]);
  });

  it.each<[Way, string, string]>([
    [
      "auto",
      "Mail.ReadWrite Mail.Send",
      "Each message is made a draft, then sent; what becomes of it can always be asked.",
    ],
    [
      "auto",
      "Mail.Send Mail.Read",
      "Each message is sent in one step (direct); a lost answer is cleared up by looking for the message.",
    ],
    [
      "direct",
      "Mail.Send",
      "Each message is sent in one step (direct); a lost answer stays `unknown`, and the message is not sent again.",
    ],
  ])("says which way messages will go (%s, %s)", async (way, permissions, detail) => {
    const findings = await check(new GraphMailbox(permissions.split(" ")), way);
    expect(findings.find(({ subject }) => subject === "way")?.detail).toBe(detail);
  });

  it("finds what Exchange grants without the token naming it", async () => {
    const mailbox = new GraphMailbox(["Mail.ReadWrite", "Mail.Send"]);
    mailbox.tokenRoles = [];
    const findings = await check(mailbox, "auto");
    expect(inShort(findings)).toEqual([MAILBOX, WRITE, SEND, "ok: way"]);
    expect(findings[2]?.detail).toBe("Messages can be sent: Exchange grants it, without the token naming it.");
  });

  it("finds what Exchange refuses for this mailbox though the token names it, and does not have it granted once more", async () => {
    const mailbox = new GraphMailbox([]);
    mailbox.tokenRoles = ["Mail.ReadWrite", "Mail.Send"];
    const findings = await check(mailbox, "auto");
    expect(inShort(findings)).toEqual(["warning: permission Mail.ReadWrite", "failed: permission Mail.Send"]);
    for (const { advice } of findings) expect(advice).toContain("Exchange restricts it");
  });

  it("marks the draft it makes, and addresses it to nobody", async () => {
    const mailbox = new GraphMailbox(["Mail.ReadWrite", "Mail.Send"]);
    mailbox.trouble = { name: "drop", steps: ["delete"] };
    expect(inShort(await check(mailbox, "auto"))).toEqual([MAILBOX, WRITE, "warning: test draft", SEND, "ok: way"]);
    const [left] = mailbox.messages;
    const text = left?.mime.toString() ?? "";
    expect(text).toContain("\r\nSubject: [TEST] ");
    expect(text).toContain("\r\nAuto-Submitted: auto-generated\r\n");
    expect(text).not.toMatch(/^(?:To|Cc|Bcc):/im);
  });

  it("says that there is no such mailbox, and nothing more", async () => {
    const mailbox = new GraphMailbox(["Mail.ReadWrite", "Mail.Send"]);
    mailbox.trouble = { name: "mailbox-gone", steps: ["create", "sendMail", "find"] };
    expect(inShort(await check(mailbox, "auto"))).toEqual(["failed: mailbox"]);
  });

  it("says why no token can be had, and asks nothing without one", async () => {
    const mailbox = new GraphMailbox(["Mail.ReadWrite", "Mail.Send"]);
    mailbox.trouble = { name: "no-token", steps: [] };
    const [finding, ...more] = await check(mailbox, "auto");
    expect(finding).toMatchObject({
      status: "failed",
      detail: "The login service refuses the credentials. The secret is wrong (AADSTS7000215).",
    });
    expect(more).toEqual([]);
    expect(mailbox.requests).toEqual([]);
  });

  it.each(["throttle", "unavailable", "drop", "refuse"] as const)(
    "says what was in the way of trying (%s)",
    async (name) => {
      const mailbox = new GraphMailbox(["Mail.ReadWrite", "Mail.Send"]);
      mailbox.trouble = { name, steps: ["create", "sendMail", "find"] };
      const findings = await check(mailbox, "auto");
      expect(inShort(findings)).toEqual(["failed: permission Mail.ReadWrite", "failed: permission Mail.Send"]);
      for (const { detail } of findings) expect(detail).toMatch(/^It could not be tried: [a-z-]+\.$/);
    },
  );

  it("names no address", async () => {
    for (const permissions of ["Mail.ReadWrite Mail.Send", "Mail.Send", ""])
      expect(JSON.stringify(await check(new GraphMailbox(permissions.split(" ")), "auto"))).not.toContain("@");
  });
});
