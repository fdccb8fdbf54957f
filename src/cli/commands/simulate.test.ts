import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HEADER, logLine } from "../../../test/support/log-folder.ts";
import type { SimulationReport } from "../../app/simulate/report.ts";
import { main } from "../main.ts";

const CONFIG = `domains: [contoso.com]
sources: { usage-logs: { type: rms-log, path: logs/*.log } }
notifiers: { owners: { type: graph-mail, from: document-protection@contoso.com } }
tenantId: 00000000-0000-0000-0000-000000000000
`;

describe("lockbell simulate", () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "lockbell-cli-simulate-"));
    const rows = ["00:02:52", "00:40:00", "09:00:00"].map((time, i) =>
      logLine({
        time,
        "row-id": `00000000-0000-4000-8000-00000000000${i}`,
        "owner-email": `owner${i % 2}@contoso.com`,
      }),
    );
    write("rmslog-a.log", `${HEADER}${rows.join("\n")}\n`);
    write("calm.yaml", CONFIG);
    write("quick.yaml", `${CONFIG}notices: { groupWait: 0s, groupInterval: 0s, repeatInterval: 0s }\n`);
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const write = (name: string, content: string): void => writeFileSync(join(dir, name), content);

  async function run(...args: readonly string[]) {
    const printed: string[] = [];
    const said: string[] = [];
    const terminal = {
      out: (text: string) => printed.push(text),
      err: (text: string) => said.push(text),
      colours: false,
    };
    const signal = new AbortController().signal;
    const paths = args.map((arg) => (/\.(?:log|yaml|html|json)$/.test(arg) ? join(dir, arg) : arg));
    const code = await main(["simulate", ...paths], { terminal, env: {}, signal });
    const text = (pieces: readonly string[]): string => pieces.join("").replaceAll(dir, "DIR");
    return { code, stdout: text(printed), stderr: text(said) };
  }

  it("sets two configurations beside each other within 80 columns", async () => {
    const { code, stdout, stderr } = await run(
      "rmslog-*.log",
      "--config",
      "calm.yaml",
      "--config",
      "quick.yaml",
      "--delay",
      "5m",
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    await expect(stdout).toMatchFileSnapshot("testdata/simulate-two.txt");
  });

  it("shows one alone, with its remarks", async () => {
    write("graph.yaml", `${CONFIG}owners: [{ type: graph }]\n`);
    const { code, stdout } = await run("rmslog-*.log", "--config", "graph.yaml", "--names");
    expect(code).toBe(0);
    await expect(stdout).toMatchFileSnapshot("testdata/simulate-one.txt");
  });

  it("answers with one JSON object, in which addresses stand only if they are asked for", async () => {
    const { code, stdout, stderr } = await run("rmslog-*.log", "--config", "calm.yaml", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const report = JSON.parse(stdout) as SimulationReport;
    expect(report).toMatchObject({
      firstDay: "2026-11-18",
      lastDay: "2026-11-18",
      sides: [{ name: "A", delay: "day", mails: { total: 2, owners: 2 }, books: { known: 3, told: 3 } }],
    });
    expect(stdout).not.toContain("owner0@contoso.com");
    expect((await run("rmslog-*.log", "--config", "calm.yaml", "--json", "--names")).stdout).toContain(
      "owner0@contoso.com",
    );
  });

  it("writes a page that only its owner may read, and prints the table all the same", async () => {
    const { code, stdout } = await run("rmslog-*.log", "--config", "calm.yaml", "--html", "limits.html");
    expect(code).toBe(0);
    expect(stdout).toContain("Refusals of 2026-11-18");
    expect(readFileSync(join(dir, "limits.html"), "utf8")).toMatch(/^<!DOCTYPE html>[\s\S]*<\/html>\n$/);
    if (process.platform !== "win32") expect(statSync(join(dir, "limits.html")).mode & 0o777).toBe(0o600);
  });

  it("touches nothing of what is configured", async () => {
    const before = readdirSync(dir);
    await run("rmslog-*.log", "--config", "calm.yaml");
    expect(readdirSync(dir)).toEqual(before);
  });

  it("ends with 3 where records were not understood", async () => {
    write("rmslog-b.log", `${HEADER}cut\n`);
    const { code, stdout } = await run("rmslog-*.log", "--config", "calm.yaml");
    expect(code).toBe(3);
    expect(stdout).toMatch(/records not understood +1\n/);
  });

  it.each<[string, readonly string[], string]>([
    ["no logs", ["--config", "calm.yaml"], "missing required argument 'logs'"],
    ["logs that are not there", ["x-*.log", "--config", "calm.yaml"], "DIR/x-*.log: no file matches."],
    [
      "three configurations",
      ["rmslog-a.log", "--config", "calm.yaml", "--config", "calm.yaml", "--config", "calm.yaml"],
      "Give --config once, or twice to compare.",
    ],
    [
      "a configuration that is not there",
      ["rmslog-a.log", "--config", "none.yaml"],
      "DIR/none.yaml: there is no such file",
    ],
    [
      "a delay that is none",
      ["rmslog-a.log", "--config", "calm.yaml", "--delay", "soon"],
      "Allowed: day, or a duration like 0s, 10m, 4h or 7d.",
    ],
    [
      "a page in a folder that is not there",
      ["rmslog-a.log", "--config", "calm.yaml", "--html", "no/page.html"],
      "DIR/no/page.html cannot be written",
    ],
  ])("tells what to do about %s", async (_what, args, words) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
  });

  it("names the wrong key of a configuration with its line", async () => {
    write("wrong.yaml", `${CONFIG}notices: { groupWiat: 0s }\n`);
    const { code, stderr } = await run("rmslog-a.log", "--config", "wrong.yaml");
    expect(code).toBe(2);
    expect(stderr).toContain("DIR/wrong.yaml:5:");
    expect(stderr).toContain("groupWait");
  });
});
