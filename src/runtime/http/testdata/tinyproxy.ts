/** A real proxy as a process of its own, on a free port of the loopback. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const COMMAND = ["/usr/bin/tinyproxy", "/usr/sbin/tinyproxy", "/usr/local/bin/tinyproxy"].find((path) => existsSync(path));

/** Whether there is no tinyproxy on this machine; tests that need it are then skipped by name. */
export const isTinyproxyMissing = COMMAND === undefined;

export interface Tinyproxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** What it was asked for so far, from its own log: `HOST:PORT` of a tunnel, the address of a request it forwards. */
  targets(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface TinyproxyOptions {
  /** The user and password it demands. */
  readonly user?: { readonly name: string; readonly password: string };
  /** The only ports it lets CONNECT reach; any if absent. */
  readonly connectPorts?: readonly number[];
}

/** Starts it and waits until it listens. */
export async function startTinyproxy(options: TinyproxyOptions = {}): Promise<Tinyproxy> {
  if (COMMAND === undefined) throw new Error("There is no tinyproxy here.");
  const folder = await mkdtemp(join(tmpdir(), "lockbell-proxy-"));
  const port = await freePort();
  const log = join(folder, "log");
  const lines = [
    `Port ${port}`,
    "Listen 127.0.0.1",
    "Timeout 60",
    "MaxClients 20",
    "LogLevel Connect",
    `LogFile "${log}"`,
    "Allow 127.0.0.1",
    ...(options.user === undefined ? [] : [`BasicAuth ${options.user.name} ${options.user.password}`]),
    ...(options.connectPorts ?? []).map((allowed) => `ConnectPort ${allowed}`),
  ];
  const file = join(folder, "tinyproxy.conf");
  await writeFile(file, `${lines.join("\n")}\n`);
  const child = spawn(COMMAND, ["-d", "-c", file], { stdio: "ignore" });
  await listening(port, child);
  return {
    url: `http://127.0.0.1:${port}`,
    async targets() {
      const text = await readFile(log, "utf8").catch(() => "");
      return [...text.matchAll(/Request \(file descriptor \d+\): [A-Z]+ (\S+)/g)].map(([, target]) => target!);
    },
    async close() {
      const ended = once(child, "exit");
      if (child.exitCode === null && child.kill("SIGTERM")) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`tinyproxy ended with ${child.exitCode}`);
    const socket = connect(port, "127.0.0.1");
    const isUp = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
    await wait(25);
  }
  throw new Error("tinyproxy does not listen");
}
