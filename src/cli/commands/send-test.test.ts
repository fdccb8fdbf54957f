import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { simpleParser } from "mailparser";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../../test/support/command-line.ts";
import { openApp } from "../../app/open.ts";
import { ROW_IDS } from "../testdata/told.ts";

const TO = ["--to", "Adele.Vance@contoso.com"] as const;

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

/** The books of a run that finds nothing new. */
async function books(): Promise<Readonly<Record<string, unknown>>> {
  const { value } = await lockbell.json("run", "--once");
  return { owners: value["owners"], sinks: value["sinks"] };
}

function lines(): readonly Record<string, unknown>[] {
  const text = readFileSync(join(lockbell.dir, "denied.ndjson"), "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const rowIds = (): readonly unknown[] => lines().flatMap(({ rowId }) => rowId ?? []);

describe("send-test of a notifier", () => {
  it("sends one mail that says it is a test, to the one address, and nothing else", async () => {
    const { code, value } = await lockbell.json("send-test", "owners", ...TO);

    expect({ code, value }).toEqual({
      code: 0,
      value: {
        part: "notifiers.owners",
        deliveryId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        reference: expect.stringMatching(/^TEST-[0-9A-Z]{4}-[0-9A-Z]{4}$/),
        to: "adele.vance@contoso.com",
        status: "delivered",
      },
    });
    const files = readdirSync(join(lockbell.dir, "outbox"));
    expect(files).toEqual([`${value["deliveryId"]}.eml`]);
    const mail = await simpleParser(readFileSync(join(lockbell.dir, "outbox", files[0] ?? "")));
    expect(mail.to).toMatchObject({ value: [{ address: "adele.vance@contoso.com" }] });
    expect(mail.subject).toMatch(/^\[TEST\] /);
    for (const text of [mail.text, mail.html]) {
      expect(text).toMatch(/This is a test message/);
      expect(text).toContain(value["reference"]);
    }
    expect(existsSync(join(lockbell.dir, "denied.ndjson"))).toBe(false);
  });

  it("stands in no book and in no list of deliveries, and `verify` knows it as a test", async () => {
    const before = await books();
    const { value } = await lockbell.json("send-test", "owners", ...TO);

    expect(await books()).toEqual(before);
    expect(await lockbell.json("deliveries", "--state", "all")).toMatchObject({ value: { deliveries: [] } });
    const reference = String(value["reference"]);
    expect(await lockbell.json("verify", reference.toLowerCase().replaceAll("-", ""))).toEqual({
      code: 0,
      value: { found: true, isTest: true, reference, day: "2026-11-18" },
    });
    const { stdout } = await lockbell.run("verify", reference);
    expect(stdout).toMatch(
      /^This is the reference of a test message that was sent on 2026-11-18 \(UTC\)\.\nIt is no notice/,
    );
  });

  it("that could not be sent says why, by name, and ends with 1", async () => {
    writeFileSync(join(lockbell.dir, "outbox"), "in the way");

    const json = await lockbell.json("send-test", "owners", ...TO);
    const { stdout } = await lockbell.run("send-test", "owners", ...TO);

    expect(json).toMatchObject({ code: 1, value: { status: "retry", reason: expect.stringMatching(/^[a-z-]+$/) } });
    expect(stdout).toMatch(/^The test was not sent, and could be sent later \([a-z-]+.*\)\.\n/);
    expect(stdout).toContain("lockbell check");
  });

  it.each([
    [[]],
    [["--to", ""]],
    [["--to", "Adele Vance <adele.vance@contoso.com>"]],
    [["--to", "adele.vance@contoso.com,eve@phish.example"]],
    [["--to", "adele.vance"]],
    [["--to", "adele.vance@contoso.com\r\nBcc: eve@phish.example"]],
    [["--to", "AppPrincipalId@4c1f4d93.rms.eu.aadrm.com"]],
  ])("to %j is refused, and nothing is sent", async (args) => {
    expect(await lockbell.json("send-test", "owners", ...args)).toMatchObject({
      code: 2,
      value: { error: { code: "USAGE", message: expect.stringContaining("--to") } },
    });
    expect(existsSync(join(lockbell.dir, "outbox"))).toBe(false);
  });
});

describe("send-test of a sink", () => {
  it("sends one record that says it is a test, with an id of its own each time", async () => {
    const first = await lockbell.json("send-test", "all");
    const second = await lockbell.json("send-test", "sinks.all");

    expect(first).toMatchObject({ code: 0, value: { part: "sinks.all", status: "delivered" } });
    expect(lines().map(({ id }) => id)).toEqual([first.value["id"], second.value["id"]]);
    expect(new Set(lines().map(({ id }) => id)).size).toBe(2);
    for (const line of lines()) {
      expect(line).toMatchObject({ source: "send-test", raw: expect.stringContaining("[TEST]") });
      expect(line["documentName"]).toMatch(/^\[TEST\] /);
    }
    expect(existsSync(join(lockbell.dir, "outbox"))).toBe(false);
  });

  it("happens now, so that an indicator that holds for minutes holds when it arrives", async () => {
    await lockbell.json("send-test", "all");
    const now = new Date(lockbell.clock.now());
    now.setUTCMilliseconds(0);
    expect(lines().map(({ occurredAt }) => Date.parse(String(occurredAt)))).toEqual([now.getTime()]);
  });

  it("takes no --to: its target is one machine", async () => {
    expect((await lockbell.run("send-test", "all", ...TO)).code).toBe(2);
    expect(existsSync(join(lockbell.dir, "denied.ndjson"))).toBe(false);
  });

  it("before, between and after real runs: every refusal stands in the file once, and the books know of no test", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });
    await lockbell.run("send-test", "all");
    await lockbell.run("run", "--once");
    await lockbell.run("send-test", "all");
    lockbell.writeLog("b.log", { "row-id": ROW_IDS[1], time: "00:05:00" });
    const { code, value } = await lockbell.json("run", "--once");
    await lockbell.run("send-test", "all");
    const last = await lockbell.json("run", "--once");

    expect(rowIds()).toEqual(ROW_IDS);
    expect(lines()).toHaveLength(5);
    expect({ code, sinks: value["sinks"] }).toEqual({
      code: 0,
      sinks: { all: { known: 2, delivered: 2, pending: 0, skipped: {}, dead: 0, unknown: 0 } },
    });
    expect(last).toMatchObject({ code: 0, value: { sinks: value["sinks"], owners: value["owners"] } });
  });

  it("behind a line that a process tore when it died: that is mended, and the refusal still stands there once", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });
    await lockbell.run("run", "--once");
    writeFileSync(join(lockbell.dir, "denied.ndjson"), '{"id":"0123456789', { flag: "a" });

    await lockbell.run("send-test", "all");
    lockbell.writeLog("b.log", { "row-id": ROW_IDS[1], time: "00:05:00" });
    await lockbell.run("run", "--once");

    expect(rowIds()).toEqual(ROW_IDS);
    expect(lines()).toHaveLength(3);
  });

  it("writes nothing while another instance has the one writer's place", async () => {
    const app = await openApp({
      configFile: join(lockbell.dir, "lockbell.yaml"),
      logLevel: "silent",
      clock: lockbell.clock,
    });
    const { store, clock } = app;
    // A process of another machine, so that nobody can say that it is dead.
    const holder = { host: "another", pid: 1, startedAt: "1" };
    await store.acquireLease({ name: "writer:all", now: clock.now(), ttlMs: 600_000, holder, isDead: () => false });
    await app.close();

    expect(await lockbell.json("send-test", "all")).toMatchObject({
      code: 1,
      value: { status: "retry", reason: "another-instance-writes" },
    });
    expect(existsSync(join(lockbell.dir, "denied.ndjson"))).toBe(false);
  });
});

describe("a name", () => {
  it("that nothing has is refused, with what there is and the nearest", async () => {
    const { code, stderr } = await lockbell.run("send-test", "ownres", ...TO);

    expect(code).toBe(2);
    expect(stderr).toContain("Did you mean owners? There are: notifiers.owners, sinks.all.");
  });

  it("that a notifier and a sink have is asked back, and understood when it says which", async () => {
    const both = createCommandLine({ sinks: { owners: { type: "ndjson-file", path: "denied.ndjson" } } });
    try {
      expect((await both.run("send-test", "owners")).stderr).toContain("say notifiers.owners or sinks.owners");
      expect(await both.json("send-test", "sinks.owners")).toMatchObject({ code: 0, value: { part: "sinks.owners" } });
    } finally {
      both.remove();
    }
  });

  it("of nothing at all: where no part is configured, it says so", async () => {
    const none = createCommandLine({ notifiers: {}, sinks: {} });
    expect((await none.run("send-test", "owners", ...TO)).stderr).toContain("no notifier and no sink");
    none.remove();
  });
});
