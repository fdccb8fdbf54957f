import { describe, expect, it } from "vitest";
import { createLogger } from "../../runtime/logger.ts";
import { TestMemory, testMessage } from "../conformance.ts";
import { graphMailConfig } from "./config.ts";
import { graphMailNotifier } from "./index.ts";
import { clockOf } from "./testdata/drive.ts";
import { GraphMailbox } from "./testdata/graph-mailbox.ts";

const MINIMAL = { type: "graph-mail", from: "Document-Protection@contoso.com" };

describe("the configuration of a graph-mail notifier", () => {
  it("needs a mailbox only, and keeps Exchange Online's limits", () => {
    const config = graphMailConfig.parse(MINIMAL);
    expect(config).toMatchObject({ way: "auto", messagesPerMinute: 30, messagesPerDay: 10_000 });
    expect(graphMailNotifier.from(config)).toBe("Document-Protection@contoso.com");
    expect(graphMailNotifier.replyTo(config)).toBeNull();
    expect(graphMailNotifier.pacing(config)).toEqual({
      resource: "mailbox:document-protection@contoso.com",
      limits: [
        { count: 30, perMs: 60_000 },
        { count: 10_000, perMs: 86_400_000 },
      ],
      concurrent: 4,
    });
  });

  it("may name where answers go", () => {
    const config = graphMailConfig.parse({ ...MINIMAL, replyTo: "security@contoso.com" });
    expect(graphMailNotifier.replyTo(config)).toBe("security@contoso.com");
  });

  it.each([
    ["no mailbox", { from: undefined }],
    ["two mailboxes", { from: "a@contoso.com, b@contoso.com" }],
    ["an object id for a mailbox", { from: "11111111-2222-4333-8444-555555555555" }],
    ["an answers' address with a line break", { replyTo: "a@contoso.com\nBcc: b@fabrikam.com" }],
    ["a way there is not", { way: "batch" }],
    ["a limit of nothing", { messagesPerMinute: 0 }],
    ["half a message", { messagesPerDay: 1.5 }],
    ["an unknown key", { mailbox: "a@contoso.com" }],
  ])("is refused with %s", (_mistake, keys) => {
    expect(graphMailConfig.safeParse({ ...MINIMAL, ...keys }).success).toBe(false);
  });

  it("asks Microsoft nothing before there is a message", async () => {
    const mailbox = new GraphMailbox(["Mail.Send"]);
    const settings = {
      name: "owners",
      baseDir: "/",
      clock: clockOf(mailbox),
      logger: createLogger("silent"),
      microsoft: mailbox.connect(),
      ca: null,
    };
    const { signal } = new AbortController();
    const config = graphMailConfig.parse({ ...MINIMAL, way: "direct" });
    const notifier = graphMailNotifier.create(config, settings);
    expect(mailbox.requests).toEqual([]);
    await notifier.send(testMessage("d-0001"), new TestMemory(), signal);
    expect(mailbox.requests).toEqual(["sendMail"]);
    expect(await Array.fromAsync(graphMailNotifier.check(config, settings, signal))).not.toEqual([]);
    await notifier.close();
  });
});
