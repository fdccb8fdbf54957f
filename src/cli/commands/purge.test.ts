import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../../test/support/command-line.ts";
import { ROW_IDS, tellHostile } from "../testdata/told.ts";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

describe("purge", () => {
  it("says with --dry-run what would go, then takes it and keeps the books", async () => {
    await tellHostile(lockbell);
    lockbell.clock.advance(200 * 86_400_000);

    const dry = await lockbell.json("purge", "--older-than", "180d", "--dry-run");
    const done = await lockbell.json("purge", "--older-than", "180d");
    const again = await lockbell.json("run", "--once");
    const explained = await lockbell.json("explain", ROW_IDS[0]);

    expect(dry.value).toMatchObject({ dryRun: true, events: 2, deliveries: 1 });
    expect(done.value).toEqual({ ...dry.value, dryRun: false });
    expect(again.value).toMatchObject({ owners: { known: 2, told: 2 }, sinks: { all: { known: 2, delivered: 2 } } });
    expect(JSON.stringify(explained.value)).not.toContain("raul.sato");
  });

  it("takes a person out and names nobody afterwards", async () => {
    await tellHostile(lockbell);

    const { code, value } = await lockbell.json("purge", "--person", "Raul.Sato@fabrikam.com");

    expect(code).toBe(0);
    expect(value).toMatchObject({ dryRun: false, events: 2 });
    expect(readFileSync(join(lockbell.dir, "lockbell.db")).includes("raul.sato")).toBe(false);
  });

  it("forgets rejected records, after which nothing needs a person", async () => {
    writeFileSync(join(lockbell.dir, "logs", "a.log"), "#Fields: date\ttime\n2026-11-18\n");
    await lockbell.run("collect");

    expect((await lockbell.run("purge", "--rejected", "--dry-run")).stdout).toContain("1 rejected record");
    expect((await lockbell.run("purge", "--rejected")).code).toBe(0);
    expect((await lockbell.run("run", "--once")).code).toBe(0);
  });

  it.each([
    [[]],
    [["--older-than", "1d", "--rejected"]],
    [["--person", "sato"]],
    [["--person", " "]],
    [["--older-than", "soon"]],
    [["--older-than", "23h"]],
    [["--older-than", "0s", "--dry-run"]],
  ])("%j is refused and takes nothing", async (args) => {
    expect((await lockbell.run("purge", ...args)).code).toBe(2);
  });
});
