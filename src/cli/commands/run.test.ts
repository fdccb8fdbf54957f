import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../../test/support/command-line.ts";
import { ROW_IDS } from "../testdata/told.ts";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

describe("run --once", () => {
  it("prints figures for people, and says that all is done by exit code 0", async () => {
    lockbell.writeLog(
      "a.log",
      { "row-id": ROW_IDS[0] },
      { "row-id": ROW_IDS[1], time: "00:05:00" },
      { result: "Success" },
    );

    const { code, stdout, stderr } = await lockbell.run("run", "--once");

    expect(stdout.replace(/Took .*/, "Took")).toBe(
      [
        "Read in this run",
        "  usage-logs  3 read  2 refused (2 new, 0 known)  1 ignored (success 1)  0 not understood",
        "Owners, of all refusals ever",
        "  2 known: 2 told",
        "Messages in this run",
        "  1 delivered",
        "Sinks, of all refusals ever",
        "  all  2 known: 2 delivered",
        "Took",
        "",
      ].join("\n"),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("with --json prints the documented object and nothing else", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });

    const { code, value } = await lockbell.json("run", "--once");

    expect(value).toEqual({
      sources: { "usage-logs": { read: 1, denied: 1, new: 1, duplicate: 0, ignored: {}, rejected: 0, complete: true } },
      owners: { known: 1, told: 1, covered: 0, pending: 0, held: {}, dead: 0, unknown: 0 },
      notices: { delivered: 1, retrying: 0, dead: 0, unknown: 0 },
      sinks: { all: { known: 1, delivered: 1, pending: 0, skipped: {}, dead: 0, unknown: 0 } },
      rejectedOpen: 0,
      troubles: [],
      durationMs: expect.any(Number),
    });
    expect(code).toBe(0);
  });

  it("ends with 3 as long as a record that could not be understood is kept, and says where to look", async () => {
    writeFileSync(join(lockbell.dir, "logs", "a.log"), "#Fields: date\ttime\n2026-11-18\n");

    const { code, stdout } = await lockbell.run("run", "--once");

    expect(code).toBe(3);
    expect(stdout).toContain("see `lockbell explain --rejected`");
  });

  it("asked to end before it is done it says so, keeps what it has, and fails", async () => {
    const aborted = createCommandLine({}, { signal: AbortSignal.abort() });

    const { code, value } = await aborted.json("run", "--once");
    aborted.remove();

    expect(code).toBe(1);
    expect(value).toMatchObject({
      durationMs: expect.any(Number),
      error: { code: "INTERRUPTED", advice: expect.stringMatching(/^Run it again/) },
    });
  });

  it("on a schedule it goes on until it is asked to end, and that is no failure", async () => {
    const controller = new AbortController();
    const service = createCommandLine({}, { signal: controller.signal });
    service.writeLog("a.log", { "row-id": ROW_IDS[0] });
    const { sleep } = service.clock;
    let cycles = 0;
    Object.assign(service.clock, {
      sleep: async (ms: number) => {
        await sleep(ms);
        cycles += 1;
        if (cycles === 3) controller.abort();
      },
    });

    const { code, value } = await service.json("run");
    service.remove();

    expect({ code, cycles }).toEqual({ code: 0, cycles: 3 });
    expect(value).toMatchObject({ owners: { known: 1, told: 1 } });
  });
});

describe("the phases alone", () => {
  it("collect decides nothing, dispatch sends nothing, deliver sends", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });

    const collected = await lockbell.json("collect");
    const dispatched = await lockbell.json("dispatch");
    const before = existsSync(join(lockbell.dir, "outbox")) ? readdirSync(join(lockbell.dir, "outbox")) : [];
    const delivered = await lockbell.json("deliver");

    expect(collected.value).toMatchObject({ owners: { known: 1, pending: 1, told: 0 } });
    expect(dispatched.value).toMatchObject({ sources: {}, notices: { delivered: 0 } });
    expect(before).toEqual([]);
    expect(delivered.value).toMatchObject({ notices: { delivered: 1 }, owners: { told: 1 } });
  });
});
