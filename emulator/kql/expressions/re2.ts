/** Why a pattern is no regular expression of RE2, or none that can be run here. */
export interface PatternFault {
  readonly kind: "fault";
  readonly reason: string;
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t\\n\\v\\f\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

/** What RE2 takes `\d`, `\s` and `\w` for: ASCII only, and without the vertical tab. */
const ESCAPED_CLASSES: Readonly<Record<string, string>> = {
  d: "0-9",
  s: "\\t\\n\\f\\r ",
  w: "0-9A-Za-z_",
};

/**
 * The JavaScript form of a pattern of RE2, the syntax of Kusto's regular expressions. What RE2 does not have
 * (look-around, back-references) is a fault, and so is what JavaScript cannot do the same way.
 */
export function compileRe2(pattern: string, flags = ""): RegExp | PatternFault {
  try {
    const { source, options } = translate(pattern);
    return new RegExp(source, [...new Set(`${options}${flags}u`)].join(""));
  } catch (error) {
    return { kind: "fault", reason: error instanceof SyntaxError ? plain(error.message) : String(error) };
  }
}

/** The engine's message without the pattern that it repeats. */
function plain(message: string): string {
  return message.replace(/^Invalid regular expression: \/.*\/[a-z]*: /s, "");
}

interface Translation {
  readonly source: string;
  /** The flags that the whole pattern has: `i`, `s`, `m`. */
  readonly options: string;
}

function translate(pattern: string): Translation {
  const leading = /^\(\?([ims]+)\)/.exec(pattern);
  const parts: string[] = [];
  let index = leading?.[0].length ?? 0;
  while (index < pattern.length) {
    const [text, length] = translateAt(pattern, index);
    parts.push(text);
    index += length;
  }
  return { source: parts.join(""), options: leading?.[1] ?? "" };
}

/** The translation of what stands at a place, and how long it is in the pattern. */
function translateAt(pattern: string, index: number): readonly [string, number] {
  const character = pattern[index] ?? "";
  switch (character) {
    case "\\":
      return translateEscape(pattern, index, false);
    case "[":
      return translateClass(pattern, index);
    case "(":
      return translateGroup(pattern, index);
    case "{": {
      const repeat = /^\{\d+(,\d*)?\}/.exec(pattern.slice(index));
      // RE2 takes a brace that is no repeat for itself.
      return repeat === null ? ["\\{", 1] : [repeat[0], repeat[0].length];
    }
    case "}":
    case "]":
      return [`\\${character}`, 1];
    default:
      return translateCharacter(pattern, index);
  }
}

function translateCharacter(pattern: string, index: number): readonly [string, number] {
  const character = String.fromCodePoint(pattern.codePointAt(index) ?? 0);
  if (/^[*+?]/.test(character) && pattern[index + 1] === "+") {
    throw new SyntaxError("invalid nested repetition operator");
  }
  return [character, character.length];
}

function translateGroup(pattern: string, index: number): readonly [string, number] {
  const rest = pattern.slice(index);
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest);
  if (named !== null) {
    return [`(?<${named[1]}>`, named[0].length];
  }
  const plainGroup = /^\((\?(-?[ims]+(-[ims]+)?)?:)?/.exec(rest);
  const opening = plainGroup?.[0] ?? "(";
  if (opening === "(" && rest[1] === "?") {
    throw new SyntaxError(`invalid or unsupported Perl syntax '${rest.slice(0, 4)}'`);
  }
  return [opening, opening.length];
}

function translateEscape(pattern: string, index: number, inClass: boolean): readonly [string, number] {
  const rest = pattern.slice(index);
  const letter = rest[1];
  if (letter === undefined) {
    throw new SyntaxError("trailing backslash at end of expression");
  }
  const asciiClass = ESCAPED_CLASSES[letter.toLowerCase()];
  if (asciiClass !== undefined) {
    const negated = letter !== letter.toLowerCase();
    if (negated && inClass) {
      return [`\\${letter}`, 2];
    }
    return [inClass ? asciiClass : `[${negated ? "^" : ""}${asciiClass}]`, 2];
  }
  const unicode = /^\\([pP])(?:\{(\^?)(\w+)\}|([A-Z]))/.exec(rest);
  if (unicode !== null) {
    const name = unicode[3] ?? unicode[4] ?? "";
    const negated = (unicode[1] === "P") !== (unicode[2] === "^");
    const property = name.length <= 2 ? name : `Script=${name}`;
    return [`\\${negated ? "P" : "p"}{${property}}`, unicode[0].length];
  }
  const code = /^\\x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(rest);
  if (code !== null) {
    return [`\\u{${code[1] ?? code[2]}}`, code[0].length];
  }
  if (letter === "Q") {
    const end = pattern.indexOf("\\E", index + 2);
    const quoted = pattern.slice(index + 2, end === -1 ? undefined : end);
    return [
      quoted.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&").replace(/\\-/g, inClass ? "\\-" : "-"),
      quoted.length + (end === -1 ? 2 : 4),
    ];
  }
  return [translateSimpleEscape(letter, inClass), 2];
}

function translateSimpleEscape(letter: string, inClass: boolean): string {
  if (/[tnrfv]/.test(letter)) {
    return `\\${letter}`;
  }
  if (letter === "a") {
    return "\\x07";
  }
  if (!inClass && (letter === "b" || letter === "B")) {
    return `\\${letter}`;
  }
  if (!inClass && (letter === "A" || letter === "z")) {
    return letter === "A" ? "(?<![^])" : "(?![^])";
  }
  if (/[0-9A-Za-z]/.test(letter)) {
    throw new SyntaxError(`invalid escape sequence '\\${letter}'`);
  }
  // RE2 lets every sign of punctuation be escaped, JavaScript only those that mean something.
  return /[\\^$.*+?()[\]{}|/]/.test(letter) || (inClass && letter === "-") ? `\\${letter}` : letter;
}

function translateClass(pattern: string, index: number): readonly [string, number] {
  const parts = ["["];
  let at = index + 1;
  if (pattern[at] === "^") {
    parts.push("^");
    at += 1;
  }
  // A bracket that is the first member stands for itself.
  for (let first = true; at < pattern.length; first = false) {
    if (pattern[at] === "]" && !first) {
      return [`${parts.join("")}]`, at + 1 - index];
    }
    const [text, length] = translateMember(pattern, at);
    parts.push(text);
    at += length;
  }
  throw new SyntaxError("missing closing ]");
}

function translateMember(pattern: string, at: number): readonly [string, number] {
  const named = /^\[:(\^?)([a-z]+):\]/.exec(pattern.slice(at));
  if (named !== null) {
    const members = CLASSES[named[2] ?? ""];
    if (members === undefined || named[1] === "^") {
      throw new SyntaxError(`invalid character class range '${named[0]}'`);
    }
    return [members, named[0].length];
  }
  if (pattern[at] === "\\") {
    return translateEscape(pattern, at, true);
  }
  const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  return [/[[\]/]/.test(character) ? `\\${character}` : character, character.length];
}
