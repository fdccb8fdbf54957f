import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../test/support/command-line.ts";
import { main } from "./main.ts";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

describe("a command line that is wrong", () => {
  it.each([
    [["rnu"], "unknown command 'rnu'", "Did you mean run?"],
    [["run", "--onec"], "unknown option '--onec'", "Did you mean --once?"],
    [["deliveries", "retyr", "x"], 'There is no command "deliveries retyr"', "Did you mean retry?"],
    [["silence", "ad"], "unknown command 'ad'", "Did you mean add?"],
    [["deliveries", "--state", "ded"], "--state <states>", "Did you mean dead?"],
    [["verify"], "missing required argument 'reference'", "--help"],
    [["verify", "a", "b"], "too many arguments for 'verify'", "--help"],
    [["run", "--max-wait", "soon"], "a duration like", "--help"],
    [["explain", "--rejected", "--limit", "0"], "a whole number", "--help"],
    [["run", "--log-level", "loud"], "Allowed choices are trace", "--help"],
  ])("%j ends with 2 and the nearest suggestion", async (args, said, suggestion) => {
    const { code, stdout, stderr } = await lockbell.run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).toContain(suggestion);
  });

  it("with --json also says so on stdout, in one object", async () => {
    expect(await lockbell.json("rnu")).toEqual({
      code: 2,
      value: {
        error: {
          code: "USAGE",
          message: expect.stringContaining("Did you mean run?"),
          advice: expect.stringContaining("--help"),
        },
      },
    });
  });

  it("without a command shows the help on stderr and ends with 2; asked for help, on stdout and with 0", async () => {
    const texts = { out: "", err: "" };
    const terminal = {
      out: (text: string) => {
        texts.out += text;
      },
      err: (text: string) => {
        texts.err += text;
      },
      colours: false,
    };
    const signal = new AbortController().signal;

    expect(await main([], { terminal, signal })).toBe(2);
    expect(texts).toEqual({ out: "", err: expect.stringContaining("Usage: lockbell") });
    expect(await main(["silence", "add", "--help"], { terminal, signal })).toBe(0);
    expect(texts.out).toMatch(/Usage: lockbell silence add[\s\S]*Examples:/);
    expect(await main(["--version"], { terminal, signal })).toBe(0);
    expect(texts.out).toMatch(/\d+\.\d+\.\d+\n$/);
  });
});

describe("errors of the configuration and the store", () => {
  it("are a sentence, where it is, and advice; with --json an object as well", async () => {
    writeFileSync(join(lockbell.dir, "lockbell.yaml"), "source: {}\n");

    const { code, stderr } = await lockbell.run("run", "--once");
    const json = await lockbell.json("run", "--once");

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^A key of the configuration .*\n {2}.*lockbell\.yaml:1:1: .*\n {2}.*Did you mean "sources"\?.*\n.*docs\/reference\/configuration\.md.*\n$/,
    );
    expect(json).toMatchObject({
      code: 2,
      value: { error: { code: "CONFIG_INVALID", message: expect.stringContaining("lockbell.yaml:1:1") } },
    });
  });

  it("a store that is none is left as it is", async () => {
    writeFileSync(join(lockbell.dir, "lockbell.db"), "not a database at all, but somebody's file".repeat(100));

    expect(await lockbell.json("deliveries")).toMatchObject({
      code: 1,
      value: { error: { code: "STORE_UNREADABLE" } },
    });
    expect(readFileSync(join(lockbell.dir, "lockbell.db"), "utf8")).toMatch(/^not a database/);
  });
});
