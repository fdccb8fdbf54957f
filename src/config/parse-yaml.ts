import { type Document, isAlias, isMap, LineCounter, parseDocument, visit, type YAMLError } from "yaml";
import type { Place, Problem } from "./problem.ts";
import { SYNTAX_WORDS } from "./syntax-words.ts";

/** A file's text as a YAML document that knows the line of each of its nodes. */
export interface ParsedYaml {
  readonly document: Document;
  /** The line and column of a character of the text. */
  placeAt(offset: number): Place;
}

/** The structure, or what is wrong with it. Its values are not looked at here. */
export type YamlResult = { readonly yaml: ParsedYaml } | { readonly problems: readonly Problem[] };

const START: Place = { line: 1, column: 1 };

/** Parses the text of a configuration file. Never throws for what stands in it. */
export function parseYaml(text: string): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = syntaxProblems([...document.errors, ...document.warnings], text, placeAt);
  const problems = broken.length > 0 ? broken : misuses(document, placeAt);
  if (problems.length > 0) return { problems };
  if (!isMap(document.contents)) return { problems: [{ place: START, key: "", text: shapeProblem(document) }] };
  return { yaml: { document, placeAt } };
}

function shapeProblem(document: Document): string {
  const empty = document.contents === null || document.toJS() === null;
  const found = empty ? "the file is empty" : "the file is not a mapping of keys to values";
  return `${found}; needed is at least: sources`;
}

/** Repeated keys are all told; of other mistakes only the first, because the parser stumbles over its consequences. */
function syntaxProblems(errors: readonly YAMLError[], text: string, placeAt: (offset: number) => Place): Problem[] {
  const inOrder = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const firstOther = inOrder.findIndex((error) => error.code !== "DUPLICATE_KEY");
  const told = firstOther === -1 ? inOrder : inOrder.slice(0, firstOther + 1);
  return told.map(({ code, pos: [start] }) => {
    const key = code === "DUPLICATE_KEY" ? (/^[\w-]{1,64}/.exec(text.slice(start, start + 64))?.[0] ?? "") : "";
    return { place: placeAt(start), key, text: SYNTAX_WORDS[code] };
  });
}

/** What is good YAML and no good configuration: tags, aliases that lead nowhere or into themselves, a key that is no data. */
function misuses(document: Document, placeAt: (offset: number) => Place): Problem[] {
  const problems: Problem[] = [];
  const tell = (node: unknown, text: string): void => {
    problems.push({ place: placeAt(rangeStart(node)), key: "", text });
  };
  visit(document, {
    Alias(_key, node, path) {
      const target = node.resolve(document);
      if (target === undefined) tell(node, "this alias (*name) has no anchor (&name) before it");
      else if (path.includes(target)) tell(node, "this alias (*name) stands inside what it stands for");
    },
    Pair(_key, pair) {
      // Such a key would be skipped in silence by what validates objects.
      if (String(pair.key) === "__proto__") tell(pair.key, "this key is not known in this version");
    },
    Node(_key, node) {
      if (!isAlias(node) && node.tag !== undefined) tell(node, SYNTAX_WORDS.TAG_RESOLVE_FAILED);
    },
  });
  return problems;
}

/** Where a node begins in the text. */
export function rangeStart(node: unknown): number {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : 0;
}
