/** A real Postfix of its own: started in a temporary folder on free ports of 127.0.0.1, ended by the end of its tests. */
import { execFile, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import type { ServerCertificate } from "../../../src/notifiers/smtp/testdata/certificates.ts";
import { mainCf, masterCf, NOBODY, type PostfixPlan, type PostfixPorts, placesOf } from "./configuration.ts";
import { startSaslServer } from "./sasl-server.ts";

const POSTFIX = "/usr/sbin/postfix";
const run = promisify(execFile);

/** Why there is no real Postfix here; null if there is one. It takes the system's administrator to start it. */
export const postfixMissing: string | null = !existsSync(POSTFIX)
  ? "Postfix is not installed"
  : process.getuid?.() !== 0
    ? "Postfix can be started by root only"
    : null;

/** How it is set up. */
export interface PostfixOptions extends Pick<PostfixPlan, "mailboxes" | "answers" | "maxBytes"> {
  readonly certificate: ServerCertificate;
  /** Who may sign in. */
  readonly passwords: ReadonlyMap<string, string>;
}

export interface RunningPostfix extends PostfixPorts {
  /** The mails in a mailbox, as they are on the disk: lines end with LF, and Postfix's own headers come first. Waits until there are so many. */
  mailbox(name: string, count: number): Promise<readonly Buffer[]>;
  /** The log so far. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts one. */
export async function startPostfix(options: PostfixOptions): Promise<RunningPostfix> {
  const folder = await mkdtemp(join(tmpdir(), "lockbell-postfix-"));
  const places = placesOf(folder);
  const sasl = await startSaslServer(options.passwords);
  const [relay = 0, submission = 0, submissions = 0] = await freePorts(3);
  const ports = { relay, submission, submissions };
  const plan: PostfixPlan = { ...options, folder, ports, saslPort: sasl.port };
  // Its programs run under accounts of their own and have to get there.
  await chmod(folder, 0o755);
  for (const place of [places.config, places.queue, places.data, places.mail]) await mkdir(place, { mode: 0o755 });
  await writeFile(join(places.config, "main.cf"), mainCf(plan));
  await writeFile(join(places.config, "master.cf"), masterCf(plan));
  await writeFile(join(places.config, "cert.pem"), options.certificate.cert);
  await writeFile(join(places.config, "key.pem"), options.certificate.key, { mode: 0o600 });
  await chown(places.mail, NOBODY, NOBODY);
  await chown(places.data, accountOf("postfix"), 0);

  const command = (word: string) => run(POSTFIX, ["-c", places.config, word], { timeout: 30_000 });
  const stop = async (): Promise<void> => {
    await command("stop").catch(() => undefined);
    await endMaster(places.queue);
    await sasl.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await command("start");
  } catch (error) {
    const log = await readFile(places.log, "utf8").catch(() => "");
    await stop();
    throw new Error(`Postfix did not start:\n${log}`, { cause: error });
  }
  return {
    ...ports,
    async mailbox(name, count) {
      const inbox = join(places.mail, name, "new");
      for (;;) {
        const files = (await readdir(inbox).catch(() => [])).toSorted();
        if (files.length >= count) return await Promise.all(files.map((file) => readFile(join(inbox, file))));
        await wait(20);
      }
    },
    log: () => readFile(places.log, "utf8"),
    stop,
  };
}

/** Waits for the master process to be gone; it holds a lock on its file with its number as long as it runs. */
async function endMaster(queue: string): Promise<void> {
  const text = await readFile(join(queue, "pid", "master.pid"), "utf8").catch(() => "");
  const pid = Number.parseInt(text, 10);
  for (let i = 0; pid > 1 && i < 100; i++) {
    try {
      process.kill(pid, i < 50 ? 0 : "SIGKILL");
    } catch {
      return;
    }
    await wait(50);
  }
}

function accountOf(name: string): number {
  return Number(spawnSync("id", ["-u", name], { encoding: "utf8" }).stdout.trim());
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
