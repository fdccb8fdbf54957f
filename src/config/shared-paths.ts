import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { ComponentKinds } from "./component-kinds.ts";
import type { ConfigFile } from "./config-schema.ts";
import type { Finding } from "./describe-issue.ts";

/**
 * Paths of sinks and notifiers that lead where another one's leads. Each has books of its own, so two that write to one file would take
 * each other's lines for damage.
 */
export async function findSharedPaths(
  file: ConfigFile,
  kinds: ComponentKinds,
  baseDir: string,
): Promise<readonly Finding[]> {
  const first = new Map<string, string>();
  const findings: Finding[] = [];
  const storeKey = kinds.stores.find(({ type }) => type === file.store.type)?.ownPath;
  const storePath = storeKey === undefined ? undefined : file.store[storeKey];
  if (typeof storePath === "string") first.set(await realPlace(resolve(baseDir, storePath)), `store.${storeKey}`);
  for (const section of ["notifiers", "sinks"] as const) {
    for (const [name, settings] of Object.entries(file[section])) {
      const key = kinds[section].find(({ type }) => type === settings.type)?.ownPath;
      const path = key === undefined ? undefined : settings[key];
      if (key === undefined || typeof path !== "string") continue;
      const place = await realPlace(resolve(baseDir, path));
      const other = first.get(place);
      if (other === undefined) first.set(place, `${section}.${name}.${key}`);
      else findings.push({ path: [section, name, key], about: "value", text: sharedWith(other) });
    }
  }
  return findings;
}

/** The path itself is not shown: it may have come from a reference. */
function sharedWith(other: string): string {
  return `this leads to the same place as ${other}. Needed: a place of its own for each.`;
}

/** Where a path leads once links are followed; what does not exist yet is taken as it is written. */
async function realPlace(path: string): Promise<string> {
  const parent = dirname(path);
  const found = await realpath(path).catch(async () =>
    parent === path ? path : join(await realPlace(parent), basename(path)),
  );
  return process.platform === "win32" ? found.toLowerCase() : found;
}
