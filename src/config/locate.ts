import { type Document, isAlias, isMap, isScalar, isSeq } from "yaml";

/** A step from a mapping to a key's value, or from a list to an item. */
export type PathStep = string | number;

/** A value's node, and the key it stands under. Either is missing where the file has none. */
export interface Located {
  readonly key: unknown;
  readonly value: unknown;
}

/** Finds what a path leads to; aliases are followed. Of a path that breaks off, the last value there is. */
export function locate(document: Document, path: readonly PathStep[]): Located {
  let here: Located = { key: undefined, value: document.contents };
  for (const step of path) {
    const next = child(document, here.value, step);
    if (next === undefined) return here;
    here = next;
  }
  return here;
}

function child(document: Document, node: unknown, step: PathStep): Located | undefined {
  const parent = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(parent) && typeof step === "number") return { key: undefined, value: parent.items[step] };
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}
