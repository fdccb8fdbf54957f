import type { Finding } from "./describe-issue.ts";
import { property, type SchemaNode, schemaAt } from "./schema-node.ts";
import { isAddressWithUser } from "./user-info.ts";

type Path = readonly (string | number)[];

/** Where a secret, or a web address with a user in it, stands in the file itself instead of a reference to it. `cameByReference` says of a path whether its value was read from elsewhere. */
export function findPlainSecrets(
  schema: SchemaNode,
  value: unknown,
  cameByReference: (path: Path) => boolean,
): readonly Finding[] {
  return leaves(value, [])
    .filter((path) => !cameByReference(path))
    .flatMap((path) => {
      if (schemaAt(schema, path, value)?.secret === true) return [plain(path, "a secret")];
      const found = path.reduce(property, value);
      return isAddressWithUser(found) ? [plain(path, "a user or password")] : [];
    });
}

function plain(path: Path, what: string): Finding {
  const text = `${what} does not stand in this file. Needed: a reference, \${env:NAME} for an environment variable or \${file:PATH} for a file that holds it.`;
  return { path, about: "value", text };
}

/** The path of every plain value. */
function leaves(value: unknown, path: Path): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
  return [...keys].flatMap((key) => leaves(property(value, key), [...path, key]));
}
