import { resolve } from "node:path";
import { z } from "zod";
import type { ComponentConfig, Config } from "../../config/config.ts";
import { createLadder, type OwnerLadder } from "../../owners/ladder.ts";
import { OWNER_STEP_REGISTRY } from "../../owners/registry.ts";
import { LockbellError } from "../../platform/errors.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import { loadComponent } from "../load-component.ts";
import { NO_MICROSOFT } from "./unreachable.ts";

/** The ladder a simulation asks, and what it supposes in the place of what it may not ask. */
export interface SimulatedOwners {
  readonly ladder: OwnerLadder;
  /** Whole sentences. */
  readonly assumptions: readonly string[];
}

/** What the steps are made with. */
export interface OwnerContext {
  readonly config: Config;
  /** The folder the configuration's relative paths are meant from. */
  readonly baseDir: string;
  /** An export of the directory's users, absolute; null if none was given. */
  readonly users: string | null;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const NOT_ASKED = "The export given by --users is not asked: no step of `owners` asks Microsoft for people.";

const leaversOf = z.object({ leavers: z.enum(["next", "manager"]).default("next") });

/** The configured ladder without the steps that reach Microsoft: an export of the directory stands in for them, else the record. */
export async function simulateOwners(context: OwnerContext): Promise<SimulatedOwners> {
  const { config, baseDir, logger, signal } = context;
  const assumptions: string[] = [];
  const steps = [];
  for (const part of config.owners) {
    const { step, assumption } = replaceStep(part, context.users);
    if (assumption !== null) assumptions.push(assumption);
    const definition = await loadComponent(OWNER_STEP_REGISTRY, step);
    const memory = { recall: async () => null, remember: async () => {} };
    steps.push(
      definition.create(step.settings, { baseDir, clock: systemClock, logger, microsoft: NO_MICROSOFT, memory }),
    );
  }
  if (context.users !== null && assumptions.length === 0) assumptions.push(NOT_ASKED);
  return { ladder: createLadder(steps, { domains: config.domains, signal, logger }), assumptions };
}

function replaceStep(
  part: ComponentConfig,
  users: string | null,
): { readonly step: ComponentConfig; readonly assumption: string | null } {
  const reaches = OWNER_STEP_REGISTRY.find(({ type }) => type === part.type)?.reaches ?? [];
  if (reaches.length === 0) return { step: part, assumption: null };
  if (users === null) {
    const assumption = `Owners are those on record, because the step "${part.type}" is not asked: leavers, aliases and groups are not known. An export given by --users knows people.`;
    return { step: stepOf("record", {}), assumption };
  }
  const { leavers } = leaversOf.catch({ leavers: "next" }).parse(part.settings);
  const assumption = `Owners are those of the directory export in the place of the step "${part.type}"; groups are not in it.`;
  return { step: stepOf("directory-file", { path: resolve(users), leavers }), assumption };
}

function stepOf(type: string, keys: Readonly<Record<string, unknown>>): ComponentConfig {
  const entry = OWNER_STEP_REGISTRY.find((kind) => kind.type === type);
  if (entry === undefined) throw new LockbellError("INTERNAL", `No owner step of type ${type}.`);
  return { type, settings: entry.config.parse({ type, ...keys }) };
}
