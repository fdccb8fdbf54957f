import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Microsoft } from "../../microsoft/microsoft.ts";
import { systemClock } from "../../runtime/clock.ts";
import { createLogger } from "../../runtime/logger.ts";
import { TestMemory, testMessage } from "../conformance.ts";
import { fileNotifierConfig } from "./config.ts";
import { fileNotifier } from "./index.ts";

/** A file notifier has no business there. */
const UNREACHED: Microsoft = {
  credentials: "default",
  request: () => Promise.reject(new Error("Microsoft was asked.")),
  identify: () => Promise.reject(new Error("Microsoft was asked.")),
  close: async () => undefined,
};

describe("the configuration of a file notifier", () => {
  it("needs a path only, and then has neither sender nor limits", () => {
    const config = fileNotifierConfig.parse({ type: "file", path: "outbox/" });
    expect(fileNotifier.from(config)).toBeNull();
    expect(fileNotifier.replyTo(config)).toBeNull();
    expect(fileNotifier.pacing(config)).toBeNull();
  });

  it("may name sender, answers' address and limits", () => {
    const config = fileNotifierConfig.parse({
      type: "file",
      path: "outbox/",
      from: "document-protection@contoso.com",
      replyTo: "security@contoso.com",
      messagesPerMinute: 30,
      messagesPerDay: 10_000,
    });
    expect(fileNotifier.from(config)).toBe("document-protection@contoso.com");
    expect(fileNotifier.replyTo(config)).toBe("security@contoso.com");
    expect(fileNotifier.pacing(config)).toEqual({
      resource: "file:outbox/",
      limits: [
        { count: 30, perMs: 60_000 },
        { count: 10_000, perMs: 86_400_000 },
      ],
    });
  });

  it.each([
    ["no path", {}],
    ["an empty path", { path: "" }],
    ["a list of senders", { path: "outbox/", from: "a@contoso.com, b@contoso.com" }],
    ["a sender with a line break", { path: "outbox/", from: "a@contoso.com\nBcc: b@fabrikam.com" }],
    ["a limit of nothing", { path: "outbox/", messagesPerMinute: 0 }],
    ["half a message", { path: "outbox/", messagesPerDay: 1.5 }],
    ["an unknown key", { path: "outbox/", folder: "outbox/" }],
  ])("is refused with %s", (_mistake, keys) => {
    expect(fileNotifierConfig.safeParse({ type: "file", ...keys }).success).toBe(false);
  });

  it("means a relative path from the configuration's folder", async () => {
    const baseDir = await mkdtemp(join(tmpdir(), "lockbell-outbox-"));
    onTestFinished(() => rm(baseDir, { recursive: true, force: true }));
    const settings = {
      name: "owners",
      baseDir,
      clock: systemClock,
      logger: createLogger("silent"),
      microsoft: UNREACHED,
      ca: null,
    };
    const config = fileNotifierConfig.parse({ type: "file", path: "out/box/" });
    const { signal } = new AbortController();

    expect(await Array.fromAsync(fileNotifier.check(config, settings, signal))).toMatchObject([{ status: "ok" }]);
    await fileNotifier.create(config, settings).send(testMessage("d-0001"), new TestMemory(), signal);

    expect(await readdir(join(baseDir, "out", "box"))).toEqual(["d-0001.eml"]);
  });
});
