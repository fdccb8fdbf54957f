import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { currentHolder, isDead, type ProcessIdentity } from "./process-identity.ts";

const MODULE = new URL("./process-identity.ts", import.meta.url).href;
/** Prints who it is, then waits to be killed. */
const SIGNS_AND_WAITS = `
  const { currentHolder } = await import(${JSON.stringify(MODULE)});
  process.stdout.write(JSON.stringify(currentHolder()) + "\\n");
  setInterval(() => {}, 1000);
`;

const started: ChildProcess[] = [];

async function startHolder(): Promise<{ child: ChildProcess; holder: ProcessIdentity }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", SIGNS_AND_WAITS], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child);
  const [line] = await once(child.stdout!, "data");
  return { child, holder: JSON.parse(String(line)) };
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}

afterEach(async () => {
  for (const child of started.splice(0)) if (child.exitCode === null && child.signalCode === null) await kill(child);
});

describe("the identity of a process", () => {
  it("is the same each time it is asked for", () => {
    expect(currentHolder()).toEqual(currentHolder());
    expect(currentHolder().pid).toBe(process.pid);
  });

  it("is never that of another process", async () => {
    const { holder } = await startHolder();
    expect(holder.host).toBe(currentHolder().host);
    expect(holder).not.toEqual(currentHolder());
  });

  it("falls back to the host's name where there is no /proc", () => {
    expect(currentHolder("win32")).toEqual({ host: hostname(), pid: process.pid, startedAt: "" });
  });

  it.runIf(process.platform === "linux")("names the machine's boot and the process namespace on Linux", () => {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    expect(currentHolder().host).toMatch(new RegExp(`^${hostname()}/${boot}/pid:\\[\\d+\\]$`));
    expect(currentHolder().startedAt).toMatch(/^\d+$/);
  });
});

describe.each(["linux", "darwin"] as const)("whether a holder is dead, as %s tells it", (platform) => {
  const mine = currentHolder(platform);

  it("is no for this process", () => {
    expect(isDead(mine, platform)).toBe(false);
  });

  it("is no while the holder runs and yes as soon as it was killed", async () => {
    const { child, holder } = await startHolder();
    const seen = { ...holder, host: mine.host };
    expect(isDead(seen, platform)).toBe(false);
    await kill(child);
    expect(isDead(seen, platform)).toBe(true);
  });

  it("is no for another host, even if nothing runs here under that number", async () => {
    const { child, holder } = await startHolder();
    await kill(child);
    expect(isDead({ ...holder, host: "fileserver.contoso.com" }, platform)).toBe(false);
  });

  it("is no for a process that may not be signalled", () => {
    expect(isDead({ ...mine, pid: 1, startedAt: "" }, platform)).toBe(false);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("is no for the impossible number %s", (pid) => {
    expect(isDead({ ...mine, pid }, platform)).toBe(false);
  });
});

describe.runIf(process.platform === "linux")("whether a holder is dead, on Linux", () => {
  it("is yes when the number has been given to a later process", async () => {
    const { holder } = await startHolder();
    expect(isDead({ ...holder, startedAt: String(Number(holder.startedAt) - 1) })).toBe(true);
  });

  it("is no for another container of the same name and for the same machine before its last boot", async () => {
    const { child, holder } = await startHolder();
    await kill(child);
    const [name, boot, namespace] = holder.host.split("/");
    expect(isDead({ ...holder, host: `${name}/${boot}/pid:[4026530000]` })).toBe(false);
    expect(isDead({ ...holder, host: `${name}/6f1c7a52-0000-4000-8000-000000000000/${namespace}` })).toBe(false);
    expect(isDead(holder)).toBe(true);
  });

  it("is yes for a zombie, whose parent has not noticed its end", async () => {
    // The shell becomes `sleep`, which never asks after the child it inherits. Before that it might, so its change is waited for.
    const parent = spawn("sh", ["-c", "sleep 60 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "inherit"] });
    started.push(parent);
    const [line] = await once(parent.stdout!, "data");
    const pid = Number(String(line).trim());
    const nameOf = (id: number | undefined) => readFileSync(`/proc/${id}/comm`, "utf8").trim();
    await expect.poll(() => nameOf(parent.pid), { timeout: 5_000, interval: 10 }).toBe("sleep");
    process.kill(pid, "SIGKILL");
    await expect.poll(() => stateOf(pid), { timeout: 5_000, interval: 10 }).toBe("Z");
    const startedAt = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]!.split(" ")[19]!;
    expect(isDead({ ...currentHolder(), pid, startedAt })).toBe(true);
  });

  it("reads a program's name with spaces and parentheses in it", async () => {
    const { child, holder } = await startHolder();
    const renamed = spawn(
      process.execPath,
      ["-e", "process.title = 'a) Z 1 (b'; console.log('ready'); setInterval(() => {}, 1000)"],
      {
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    started.push(renamed);
    await once(renamed.stdout!, "data");
    const after = readFileSync(`/proc/${renamed.pid}/stat`, "latin1");
    const startedAt = after.slice(after.lastIndexOf(")") + 2).split(" ")[19]!;
    expect(isDead({ ...holder, pid: renamed.pid!, startedAt })).toBe(false);
    expect(isDead({ ...holder, pid: renamed.pid!, startedAt: `${startedAt}0` })).toBe(true);
    await kill(child);
  });
});

function stateOf(pid: number): string | undefined {
  return readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.[0];
}
