import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HEADER, logLine } from "../../../test/support/log-folder.ts";
import { loadConfig } from "../../config/load-config.ts";
import { addCommonOptions } from "../common-options.ts";
import { main } from "../main.ts";
import type { Session } from "../session.ts";
import { addInitCommand } from "./init.ts";

const MAIN = new URL("../main.ts", import.meta.url).href;

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockbell-init-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const at = (...names: readonly string[]): string => join(dir, ...names);

/** What a session printed where; both streams of one terminal. */
function listener() {
  const said = { out: "", err: "" };
  const terminal = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    colours: false,
  };
  return { said, terminal };
}

async function run(...args: readonly string[]) {
  const { said, terminal } = listener();
  const { signal } = new AbortController();
  const code = await main(["init", "--config", at("lockbell.yaml"), ...args], { terminal, signal, env: {} });
  return { code, ...said };
}

/** Somebody at a terminal who types a line at each prompt and then leaves; gives all that is to be seen there. */
async function converse(lines: readonly string[], ...args: readonly string[]) {
  const { said, terminal } = listener();
  const [input, output] = [new PassThrough(), new PassThrough()];
  const left = [...lines];
  let seen = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    seen += text;
    if (!text.endsWith("> ")) return;
    const line = left.shift();
    if (line === undefined) return input.end();
    seen += `${line}\n`;
    input.write(`${line}\n`);
  });
  const session: Session = {
    terminal,
    env: {},
    who: "adele",
    signal: new AbortController().signal,
    end: () => {},
  };
  const program = new Command("lockbell").exitOverride();
  addInitCommand(program, session, () => ({ input, output, isTerminal: true }));
  addCommonOptions(program);
  const error: unknown = await program
    .parseAsync(["init", "--config", at("lockbell.yaml"), ...args], { from: "user" })
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  return { error, seen, out: said.out.replaceAll(dir, "FOLDER"), unasked: left };
}

describe("init at a terminal", () => {
  it("asks, says why an answer will not do, asks again, and writes what was answered", async () => {
    const { error, seen, out, unasked } = await converse([
      ...["3", "rms-lgo", "1"],
      '"logs/rms log*.log"',
      "",
      ...["contoso", "contoso.com, fabrikam.com"],
      "record",
      ...["Security <security@contoso.com>", "security@contoso.com"],
      "smtp",
      ...["", "smtp.contoso.com"],
      ...["0", "none"],
      "4",
      "document-protection@contoso.com",
      "1",
      "lockbell.db",
      "",
      "Contoso: #1",
      "none",
      "",
      // Two answers that lead to one place: the first of them is asked for again.
      "refusals.ndjson",
    ]);

    expect({ error, unasked }).toEqual({ error: null, unasked: [] });
    await expect(`${seen}${out}`).toMatchFileSnapshot("../testdata/init-conversation.txt");
    for (const line of seen.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const { config } = await loadConfig(at("lockbell.yaml"), {});
    expect(config).toMatchObject({
      domains: ["contoso.com", "fabrikam.com"],
      sources: [{ settings: { path: "logs/rms log*.log" } }],
      notifiers: [{ settings: { host: "smtp.contoso.com", tls: "none" } }],
      sinks: [{ settings: { path: "refusals.ndjson" } }],
      notices: { brand: { name: "Contoso: #1", contact: null } },
    });
  });

  it("does not ask for what a flag says", async () => {
    const { error, seen, unasked } = await converse(
      ["", "", "", "", "", ""],
      ...["--source", "rms-log", "--path", "*.log", "--documents", "none", "--domain", "contoso.com"],
      ...["--owners", "record", "--outbox", "mails", "--sink", "none", "--notifier", "file"],
    );

    expect({ error, unasked }).toEqual({ error: null, unasked: [""] });
    expect(seen).not.toContain("Where refusals are read from");
    expect(seen).toContain("The database file");
  });

  it.each([0, 1, 5, 10])("leaves nothing behind when somebody leaves after %i answers", async (count) => {
    const { error } = await converse(Array.from({ length: count }, () => ""));

    expect(error).toMatchObject({ code: "INTERRUPTED", exit: 1 });
    expect(readdirSync(dir)).toEqual([]);
  });

  it("takes no secret", async () => {
    const flags = ["--notifier", "smtp", "--smtp-host", "h", "--smtp-user", "u", "--source", "rms-log", "--path", "x"];
    const { error, seen } = await converse(
      ["", "", "", "", "", "", "hunter2", "env:MAIL_PASSWORD", "a@contoso.com", "", "", "", "", "", ""],
      ...flags,
    );

    expect(error).toBeNull();
    expect(seen).toContain("That will not do: a secret does not stand in the configuration");
    const text = readFileSync(at("lockbell.yaml"), "utf8");
    expect(text).toContain("password: '${env:MAIL_PASSWORD}'");
    expect(text).not.toContain("hunter2");
  });
});

describe("init without a terminal", () => {
  it("with --json says what it wrote, in one object", async () => {
    const { code, out, err } = await run("--yes", "--json", "--domain", "contoso.com");

    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({
      file: at("lockbell.yaml"),
      replaced: false,
      config: expect.objectContaining({ domains: ["contoso.com"], owners: [{ type: "record" }] }),
      missing: [expect.stringContaining("No file matches")],
      next: expect.arrayContaining([`lockbell check --config ${at("lockbell.yaml")}`]),
    });
  });

  it.each([
    [["--yes", "logs/b.log", "--path", "logs/a.log"], "found 1. Put a path with * or blanks in quotes"],
    [["--yes", "--domian", "contoso.com"], "Did you mean --domain?"],
    [["--yes", "--notifier", "pigeon"], "--notifier: this is none of the choices."],
    [["--domain", "contoso.com"], "Give --yes to take the defaults"],
  ])("%j ends with 2 and says why", async (args, words) => {
    const { code, err } = await run(...args);

    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) });
    expect(readdirSync(dir)).toEqual([]);
  });

  it("leaves a file that is there alone, without --force", async () => {
    writeFileSync(at("lockbell.yaml"), "mine");

    expect(await run("--yes")).toMatchObject({ code: 2, err: expect.stringContaining("--force") });
    expect(readFileSync(at("lockbell.yaml"), "utf8")).toBe("mine");
    expect(await run("--yes", "--force")).toMatchObject({ code: 0, out: expect.stringContaining("is replaced.") });
  });

  it("ends with 1 where it may not write, and says where", async () => {
    writeFileSync(at("file"), "");

    const { code, err } = await run("--yes", "--config", at("file", "lockbell.yaml"));

    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("a file") });
  });

  it.each([
    ["my logs/lockbell.yaml", '"FOLDER/my logs/lockbell.yaml"'],
    ["cost$/lockbell.yaml", "'FOLDER/cost$/lockbell.yaml'"],
  ])("names the next commands so that a shell takes %s for one word", async (name, quoted) => {
    const { out } = await run("--yes", "--config", at(name));

    expect(out.replaceAll(dir, "FOLDER")).toContain(`\n  lockbell check --config ${quoted}\n`);
  });
});

/** The command in a process and a folder of its own, as somebody types it. */
function lockbell(...args: readonly string[]) {
  const script = `const { main } = await import(${JSON.stringify(MAIN)}); process.exitCode = await main(process.argv.slice(1));`;
  return spawnSync(process.execPath, ["--input-type=module", "-e", script, "--", ...args], {
    cwd: dir,
    encoding: "utf8",
  });
}

describe("what init wrote", () => {
  const mails = () => readdirSync(at("outbox", "mails")).filter((name) => name.endsWith(".eml"));

  it("passes check as it stands, and run --once tells whom it says", () => {
    mkdirSync(at("logs (old)"));
    writeFileSync(at("logs (old)", "rmslog-1.log"), `${HEADER}${logLine()}\n`);
    writeFileSync(at("documents.json"), "[]");

    const written = lockbell(
      ...["init", "--yes", "--path", "logs (old)\\rmslog-*.log", "--documents", "documents.json"],
      ...["--domain", "contoso.com", "--security", "security@contoso.com", "--outbox", "outbox/mails"],
    );
    expect(written).toMatchObject({ status: 0, stderr: "" });
    expect(written.stdout).not.toContain("Still missing");

    const checked = lockbell("check");
    expect(checked).toMatchObject({ status: 0, stdout: expect.stringContaining("All is well.") });

    expect(JSON.parse(lockbell("collect", "--json").stdout)).toMatchObject({
      sources: { "usage-logs": { denied: 1 }, documents: { read: 0 } },
    });
    for (const command of ["dispatch", "preview"]) {
      expect([command, lockbell(command).status]).toEqual([command, 0]);
    }
    expect(mails()).toEqual([]);
    const done = lockbell("run", "--once", "--json");
    expect(done.status).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      owners: { known: 1, told: 1 },
      sinks: { all: { delivered: 1 } },
    });
    expect(mails()).toHaveLength(1);
  });
});

describe("docs/how-to/try-your-own-logs.md", () => {
  const page = readFileSync(new URL("../../../docs/how-to/try-your-own-logs.md", import.meta.url), "utf8");
  const commands = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = ""]) => block.trim().split("\n"));

  it("every command of it works as it is typed, one after another", () => {
    cpSync(new URL("../../../samples/rms-log", import.meta.url), at("logs"), { recursive: true });
    expect(commands.length).toBeGreaterThan(6);
    for (const command of commands) {
      // The one that asks is tried above.
      if (command === "lockbell init") continue;
      const words = [...command.replace("K7QD-2M9P", reference).matchAll(/"([^"]*)"|(\S+)/g)];

      const { status, stderr } = lockbell(...words.slice(1).map(([, quoted, word = ""]) => quoted ?? word));

      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: "" });
    }
  });

  /** The reference of a mail that was sent, in the place of the one on the page. */
  function reference(): string {
    const { stdout } = lockbell("deliveries", "list", "--state", "delivered", "--kind", "notice", "--json");
    return JSON.parse(stdout).deliveries[0].reference;
  }
});
