import type { z } from "zod";
import type { MicrosoftApi } from "../microsoft/microsoft.ts";
import { NOTIFIER_REGISTRY } from "../notifiers/registry.ts";
import { OWNER_STEP_REGISTRY } from "../owners/registry.ts";
import { SINK_REGISTRY } from "../sinks/registry.ts";
import { SOURCE_REGISTRY } from "../sources/registry.ts";
import { STORE_REGISTRY } from "../store/registry.ts";

/** What the configuration needs to know of a registry's entry. */
export interface ComponentKind {
  readonly type: string;
  readonly config: z.ZodObject;
  /** The key of a path that it writes to and no other part may. */
  readonly ownPath?: string;
  /** Which of Microsoft's APIs it asks: these need a tenant, and a host in a cloud of one's own. */
  readonly reaches?: readonly MicrosoftApi[];
}

/** Every kind of part a configuration may name. */
export interface ComponentKinds {
  readonly stores: readonly ComponentKind[];
  readonly sources: readonly ComponentKind[];
  readonly owners: readonly ComponentKind[];
  readonly notifiers: readonly ComponentKind[];
  readonly sinks: readonly ComponentKind[];
}

/** The kinds this version brings, from the registries. */
export const COMPONENT_KINDS: ComponentKinds = {
  stores: STORE_REGISTRY,
  sources: SOURCE_REGISTRY,
  owners: OWNER_STEP_REGISTRY,
  notifiers: NOTIFIER_REGISTRY,
  sinks: SINK_REGISTRY,
};
