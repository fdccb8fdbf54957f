import type { ColumnType } from "../../tables.ts";
import { coerce, convert } from "../expressions/coerce.ts";
import { type Compiled, combine } from "../expressions/compiled.ts";
import { constantPattern } from "../expressions/pattern.ts";
import { notSupported } from "../refusal.ts";
import { isArray, type Json, nullOf } from "../values/values.ts";
import type { CompiledCall, FunctionTable } from "./define.ts";

/** The functions that take a regular expression, which is constant. */
export const REGEX_FUNCTIONS: FunctionTable = {
  extract,
  extract_all: extractAll,
  extractall: extractAll,
  replace_regex: replaceRegex,
  replace: replaceRegex,
  trim: trim((pattern) => [`^(?:${pattern})+`, `(?:${pattern})+$`]),
  trim_start: trim((pattern) => [`^(?:${pattern})+`]),
  trim_end: trim((pattern) => [`(?:${pattern})+$`]),
};

function argument(call: CompiledCall, index: number): Compiled {
  const part = call.arguments[index];
  if (part === undefined) {
    throw notSupported(`'${call.name}' with ${call.arguments.length} arguments`, call.at);
  }
  return part;
}

/**
 * `extract(regex, group, text [, typeof(type)])`: the empty string where nothing matches, or a null of the other type.
 */
function extract(call: CompiledCall): Compiled {
  const pattern = constantPattern(argument(call, 0), "", call.at);
  const group = argument(call, 1);
  const text = coerce(argument(call, 2), "string");
  const type: ColumnType = call.type;
  return combine(type, [group, text], (row) => {
    const found = pattern.exec(text.evaluate(row) as string)?.[Number(group.evaluate(row))];
    return found === undefined ? nullOf(type) : convert(found, "string", type);
  });
}

/** `extract_all(regex [, groups], text)`: all matches; with one group its texts, with several arrays of them. */
function extractAll(call: CompiledCall): Compiled {
  const pattern = constantPattern(argument(call, 0), "g", call.at);
  const chosen = call.arguments.length > 2 ? argument(call, 1).constant?.value : undefined;
  if (call.arguments.length > 2 && !isArray(chosen ?? null)) {
    throw notSupported("'extract_all' with groups that are not constant", call.at);
  }
  const text = coerce(argument(call, call.arguments.length - 1), "string");
  return combine("dynamic", [text], (row) => {
    const matches = [...(text.evaluate(row) as string).matchAll(pattern)];
    const all = matches.map((match) => {
      const groups = isArray(chosen ?? null)
        ? (chosen as readonly Json[])
        : match.slice(1).map((_, index) => index + 1);
      const texts = groups.map((group) =>
        typeof group === "string" ? (match.groups?.[group] ?? "") : (match[Number(group)] ?? ""),
      );
      return texts.length === 1 ? (texts[0] ?? "") : texts;
    });
    return all.length === 0 ? null : all;
  });
}

/** `replace_regex(text, regex, by)`: in what replaces, `\0` to `\9` stand for the match and its groups. */
function replaceRegex(call: CompiledCall): Compiled {
  // The older `replace` has the pattern first and the text last.
  const [first, second, third] = call.name === "replace" ? [2, 0, 1] : [0, 1, 2];
  const text = coerce(argument(call, first), "string");
  const pattern = constantPattern(argument(call, second), "g", call.at);
  const by = coerce(argument(call, third), "string");
  return combine("string", [text, by], (row) => {
    const replacement = by.evaluate(row) as string;
    return (text.evaluate(row) as string).replace(pattern, (...match: readonly unknown[]) =>
      replacement.replace(/\\(\d|\\)/g, (reference, digit: string) =>
        digit === "\\"
          ? "\\"
          : typeof match[Number(digit)] === "string"
            ? String(match[Number(digit)])
            : reference.slice(2),
      ),
    );
  });
}

/** `trim(regex, text)` and its kind: takes away what matches at the ends. */
function trim(patternsOf: (pattern: string) => readonly string[]): (call: CompiledCall) => Compiled {
  return (call) => {
    const sought = argument(call, 0);
    const text = coerce(argument(call, 1), "string");
    // Checked by itself first: a bracket left open must not close ours.
    constantPattern(sought, "", call.at);
    const patterns = patternsOf(String(sought.constant?.value)).map((source) =>
      constantPattern({ ...sought, constant: { value: source } }, "", call.at),
    );
    return combine("string", [text], (row) =>
      patterns.reduce((rest, pattern) => rest.replace(pattern, ""), text.evaluate(row) as string),
    );
  };
}
