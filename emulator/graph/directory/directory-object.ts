import type { PropertyKind } from "./user-type.ts";

/** An object of the directory as the data has it: a user or a group, with whatever else the data says. */
export interface DirectoryObject {
  readonly id: string;
  readonly [property: string]: unknown;
}

/** What is known of a kind of directory object. */
export interface DirectoryType {
  readonly name: string;
  readonly properties: ReadonlyMap<string, PropertyKind>;
}

/**
 * Some properties of an object, as Graph writes them: a collection nobody filled is empty, anything else is null. Only what is in `visible` is
 * shown; absent, all of it.
 */
export function projectObject(
  object: DirectoryObject,
  type: DirectoryType,
  wanted: readonly string[],
  visible?: readonly string[],
): Record<string, unknown> {
  const projected: Record<string, unknown> = {};
  for (const name of wanted) {
    if (visible !== undefined && !visible.includes(name)) continue;
    const kind = type.properties.get(name);
    projected[name] = object[name] ?? (kind === "texts" || kind === "others" ? [] : null);
  }
  return projected;
}
