import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../test/support/command-line.ts";

const MAIN = new URL("./main.ts", import.meta.url).href;
const INTERRUPTION = new URL("./interruption.ts", import.meta.url).href;

let lockbell: CommandLine;
const children: ChildProcess[] = [];

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  lockbell.remove();
});

/** A process of its own that does what `bin/` does, on the sources. */
function start(script: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, "--", ...args], {
    cwd: lockbell.dir,
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const said = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.stderr += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...said }));
  const says = async (words: string): Promise<void> => {
    while (!said.stderr.includes(words)) await Promise.race([once(child.stderr, "data"), ended.then(fail)]);
  };
  const fail = (): never => {
    throw new Error(`The process ended before it said what was waited for:\n${said.stderr}`);
  };
  return { child, ended, says };
}

function startCommand(...args: readonly string[]) {
  return start(
    `const { main } = await import(${JSON.stringify(MAIN)}); process.exitCode = await main(process.argv.slice(1));`,
    ...args,
  );
}

describe("a command in a process of its own", () => {
  it("writes answers to stdout without colours where nobody watches, and gives its exit code", async () => {
    const { code, stdout, stderr } = await startCommand("deliveries").ended;

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^All deliveries\n/);
    expect(stdout).not.toContain("\u001b");
  });

  it("ends in silence when its reader has gone away", async () => {
    const { child, ended } = startCommand("deliveries", "list", "--help");
    child.stdout.destroy();

    expect(await ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  });

  it("finishes its work also when nobody reads what it says", async () => {
    lockbell.writeLog("a.log", {});
    const { child, ended } = startCommand("run", "--once");
    child.stdout.destroy();
    child.stderr.destroy();

    expect((await ended).code).toBe(0);
    expect((await lockbell.json("run", "--once")).value).toMatchObject({ owners: { known: 1, told: 1 } });
  });

  it("prints one whole object, however large, into a slow pipe", async () => {
    lockbell.writeLog(
      "a.log",
      ...Array.from({ length: 150 }, (_, n) => ({ "row-id": `row-${n}`, "owner-email": `owner${n}@contoso.com` })),
    );
    await lockbell.run("run", "--once");

    const { stdout } = await startCommand("deliveries", "--state", "all", "--limit", "1000", "--json").ended;

    expect(stdout.length).toBeGreaterThan(65_536);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { notice: { delivered: 150 } } });
  });
});

describe.skipIf(process.platform === "win32")("signals", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "%s ends the service after the work in hand, and that is no failure",
    async (signal) => {
      lockbell.writeLog("a.log", {});
      const { child, ended, says } = startCommand("run");

      await says("run.completed");
      child.kill(signal);

      expect(await ended).toMatchObject({
        code: 0,
        signal: null,
        stderr: expect.stringContaining("Stopping after the work in hand."),
      });
    },
  );

  it("a second Ctrl-C ends a command at once", async () => {
    const script = `
      const { interruption } = await import(${JSON.stringify(INTERRUPTION)});
      interruption({ out() {}, err: (text) => process.stderr.write(text), colours: false });
      process.stderr.write("ready\\n");
      setInterval(() => {}, 1000);
    `;
    const { child, ended, says } = start(script);

    await says("ready");
    child.kill("SIGINT");
    await says("Stopping");
    child.kill("SIGINT");

    expect(await ended).toMatchObject({ code: 130, signal: null });
  });
});
