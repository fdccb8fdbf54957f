import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { ROOT } from "./run-node.ts";
import { shiftDocuments } from "./shift-documents.ts";

/** What a started emulator says of itself. */
export interface EmulatorPlace {
  readonly url: string;
  readonly pageUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly mailbox: string;
  readonly tenantId: string;
  readonly workspaceId: string;
  /** By how many seconds the sample's tables were moved. */
  readonly shiftSeconds: number;
}

/** A running emulator. */
export interface EmulatorProcess {
  readonly place: EmulatorPlace;
  /** Ends it, and resolves when it has ended. */
  end(): Promise<void>;
  /** Resolves when it has ended by itself or by a signal. */
  readonly ended: Promise<void>;
}

/**
 * Starts the emulator with the sample tenant as a process of its own, which ends with this one, and leaves in `folder` what a configuration
 * needs to reach it: `url`, `ca.pem`, `client-id` and `secret`, and beside them the sample's document log.
 */
export async function startEmulatorProcess(folder: string): Promise<EmulatorProcess> {
  mkdirSync(folder, { recursive: true });
  const args = ["emulator/main.ts", "--json", "--data", "samples", "--ca", join(folder, "ca.pem"), "--die-with-parent"];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const place = await new Promise<EmulatorPlace>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => resolve(JSON.parse(line) as EmulatorPlace));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The emulator ended with ${code} before it was ready.`)));
  });
  for (const [name, text] of [
    ["url", place.url],
    ["client-id", place.clientId],
    ["secret", place.clientSecret],
  ] as const)
    writeFileSync(join(folder, name), `${text}\n`, { mode: 0o600 });
  shiftDocuments(join(ROOT, "samples", "document-log"), join(folder, "document-log"), place.shiftSeconds);
  return {
    place,
    ended,
    async end() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
