import { GraphError } from "../graph-error.ts";

/** How an entity type is selected from. */
export interface SelectableType {
  /** E.g. `microsoft.graph.user`. */
  readonly name: string;
  /** All properties that can be asked for, as they are written. */
  readonly properties: ReadonlyMap<string, unknown>;
  /** The error's code for a property that is not there; directory and mail differ. */
  readonly unknownCode: "BadRequest" | "RequestBroker--ParseUri";
}

/** The properties a `$select` names, written as the type writes them; null if everything usual is wanted. */
export function readSelect(text: string | undefined, type: SelectableType): readonly string[] | null {
  if (text === undefined) return null;
  const names: string[] = [];
  for (const part of text.split(",")) {
    const wanted = part.trim();
    if (wanted === "*") return null;
    if (wanted === "") throw parseFailure(type, "Term '' is not valid in a $select or $expand expression.");
    const name = canonicalName(type, wanted);
    if (name === undefined) throw unknownProperty(type, wanted);
    if (!names.includes(name)) names.push(name);
  }
  return names;
}

/** The property of this name, whatever its case, as the type writes it. */
export function canonicalName(type: SelectableType, wanted: string): string | undefined {
  if (type.properties.has(wanted)) return wanted;
  const lower = wanted.toLowerCase();
  for (const name of type.properties.keys()) if (name.toLowerCase() === lower) return name;
  return undefined;
}

function unknownProperty(type: SelectableType, name: string): GraphError {
  return parseFailure(type, `Could not find a property named '${name}' on type '${type.name}'.`);
}

function parseFailure(type: SelectableType, message: string): GraphError {
  const prefix = type.unknownCode === "BadRequest" ? "Parsing OData Select and Expand failed: " : "";
  return new GraphError(400, type.unknownCode, `${prefix}${message}`);
}
