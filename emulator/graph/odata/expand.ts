import { GraphError } from "../graph-error.ts";

/** One navigation property of an `$expand`, with the options inside its parentheses. */
export interface Expansion {
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

/** Reads an `$expand`: `manager($select=id,mail;$levels=1),photo`. */
export function readExpand(text: string | undefined): readonly Expansion[] {
  if (text === undefined) return [];
  return splitOutside(text, ",").map((part) => {
    const match = /^\s*([A-Za-z]\w*)\s*(?:\((.*)\))?\s*$/s.exec(part);
    if (!match?.[1]) {
      throw new GraphError(
        400,
        "BadRequest",
        "Parsing OData Select and Expand failed: An identifier was expected at position 0.",
      );
    }
    const options = new Map<string, string>();
    for (const option of match[2] ? splitOutside(match[2], ";") : []) {
      const equals = option.indexOf("=");
      if (equals < 1) {
        throw new GraphError(
          400,
          "BadRequest",
          `Parsing OData Select and Expand failed: Term '${option}' is not valid in a $select or $expand expression.`,
        );
      }
      options.set(option.slice(0, equals).trim().replace(/^\$/, "").toLowerCase(), option.slice(equals + 1).trim());
    }
    return { name: match[1], options };
  });
}

/** Splits at a separator that stands outside parentheses and strings. */
function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let [depth, quoted, start] = [0, false, 0];
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
