import type { ComponentConfig } from "../config/config.ts";
import { LockbellError } from "../platform/errors.ts";

/** The definition of a configured part, loaded from its registry when it is first needed. */
export async function loadComponent<D>(
  registry: readonly { readonly type: string; load(): Promise<D> }[],
  part: ComponentConfig,
): Promise<D> {
  const entry = registry.find(({ type }) => type === part.type);
  if (entry === undefined) throw new LockbellError("INTERNAL", `Nothing of type ${part.type} is registered.`);
  return entry.load();
}
