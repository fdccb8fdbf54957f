import { parse } from "yaml";
import { safeJson } from "../../platform/json.ts";
import { Reference } from "./reference.ts";

/** Text that needs no quotes wherever it stands, also in a list between brackets; the parser has the last word. */
const PLAIN = /^[\p{L}\p{N}./\\_$-][\p{L}\p{N} .:@/\\_$*?+()-]*$/u;

/** What cannot be seen, moves a cursor or breaks a line; a blank is none of these. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u;

/** One value as it stands in the configuration file: plain where YAML lets it, else in the quotes that leave backslashes alone. */
export function yamlScalar(value: string | number | Reference): string {
  if (typeof value === "number") return String(value);
  // A plain `${` in a configuration begins a reference; `$${` is the text itself.
  const text = value instanceof Reference ? value.toString() : value.replaceAll("${", () => "$${");
  if (isPlain(text)) return text;
  return UNPRINTABLE.test(text) ? safeJson(text) : `'${text.replaceAll("'", "''")}'`;
}

/** Whether a text without quotes is that very text, also for readers of YAML 1.1, to whom `no` is false and `1:30` a number. */
function isPlain(text: string): boolean {
  if (!PLAIN.test(text)) return false;
  return (["1.1", "1.2"] as const).every((version) => {
    try {
      return parse(`- ${text}\n`, { version })?.[0] === text;
    } catch {
      return false;
    }
  });
}
