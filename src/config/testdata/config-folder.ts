/** A folder with a configuration in it, and what loading it gives. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import { z } from "zod";
import { LockbellError } from "../../platform/errors.ts";
import type { ComponentKinds } from "../component-kinds.ts";
import type { Config } from "../config.ts";
import { loadConfig } from "../load-config.ts";

/** Parts of the shape real ones have, so that these tests say nothing about any of them. */
export const KINDS: ComponentKinds = {
  stores: [
    { type: "sqlite", config: z.strictObject({ type: z.literal("sqlite"), path: z.string().default("lockbell.db") }) },
    { type: "memory", config: z.strictObject({}) },
  ],
  sources: [
    {
      type: "rms-log",
      config: z.strictObject({ path: z.string().min(1), encoding: z.enum(["utf-8", "utf-16"]).default("utf-8") }),
    },
  ],
  owners: [
    { type: "directory-file", config: z.strictObject({ path: z.string() }) },
    { type: "security", config: z.strictObject({ address: z.string() }) },
  ],
  notifiers: [
    {
      type: "file",
      config: z.strictObject({
        path: z.string(),
        apiKey: z.enum(["none"]).optional(),
        password: z.string().max(8).optional(),
      }),
      ownPath: "path",
    },
  ],
  sinks: [
    {
      type: "ndjson-file",
      config: z.strictObject({ path: z.string(), batch: z.int().min(1).max(10).default(5) }),
      ownPath: "path",
    },
  ],
};

/** A configuration's least. */
export const SOURCES = "sources:\n  logs: { type: rms-log, path: x.log }\n";

interface Environment {
  readonly [name: string]: string;
}

export interface ConfigFolder {
  /** A path in the folder of the running test. */
  at(...names: readonly string[]): string;
  /** Writes `lockbell.yaml` and loads it. */
  load(yaml: string | Uint8Array, env?: Environment): Promise<Config>;
  /** The error's code and its lines, with the temporary folder left out. */
  complaint(yaml: string | Uint8Array, env?: Environment): Promise<readonly string[]>;
}

/** Gives every test of a file a folder of its own. */
export function useConfigFolder(kinds: ComponentKinds = KINDS): ConfigFolder {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "lockbell-config-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const at = (...names: readonly string[]): string => join(folder, ...names);
  const load: ConfigFolder["load"] = async (yaml, env = {}) => {
    await writeFile(at("lockbell.yaml"), yaml);
    return (await loadConfig(at("lockbell.yaml"), env, kinds)).config;
  };
  return {
    at,
    load,
    async complaint(yaml, env) {
      const error: unknown = await load(yaml, env).then(
        () => new Error("The configuration was accepted."),
        (reason: unknown) => reason,
      );
      if (!(error instanceof LockbellError)) throw error;
      return [error.code, ...error.detail.replaceAll(at("lockbell.yaml"), "lockbell.yaml").split("\n")];
    },
  };
}
