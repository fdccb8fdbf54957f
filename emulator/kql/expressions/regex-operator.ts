import { coerce } from "./coerce.ts";
import { type Compiled, combine } from "./compiled.ts";
import { constantPattern } from "./pattern.ts";

/** Compiles `matches regex`: a match anywhere in the text. */
export function compileMatchesRegex(left: Compiled, right: Compiled, at: number): Compiled {
  const text = coerce(left, "string");
  const pattern = constantPattern(right, "", at);
  return combine("bool", [text], (row) => pattern.test(text.evaluate(row) as string));
}
