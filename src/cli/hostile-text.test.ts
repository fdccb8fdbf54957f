import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../test/support/command-line.ts";
import { ACTING, HOSTILE, newestReference, ROW_IDS, tellHostile } from "./testdata/told.ts";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

describe("hostile text reaches no terminal as it is", () => {
  it.each([
    ["explain", ROW_IDS[0], "--full"],
    ["deliveries", "--state", "all"],
    ["preview", "--out", "OUT"],
    ["silence", "list"],
    ["verify", "REFERENCE"],
  ])("%s", async (...args) => {
    await tellHostile(lockbell);
    await lockbell.run("silence", "add", "--document", HOSTILE, "--for", "1d", "--comment", HOSTILE);
    const real = await newestReference(lockbell);
    const given = args.map((word) =>
      word === "OUT" ? join(lockbell.dir, "look") : word === "REFERENCE" ? real : word,
    );

    const plain = await lockbell.run(...given);
    const json = await lockbell.run(...given, "--json");

    expect(plain.stdout + plain.stderr).not.toMatch(ACTING);
    expect(json.stdout + json.stderr).not.toMatch(ACTING);
  });
});
