import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Document, type Scalar, visit } from "yaml";
import { type ParsedYaml, rangeStart } from "./parse-yaml.ts";
import type { Problem } from "./problem.ts";
import { readFailure } from "./read-failure.ts";

/** Where references lead. */
export interface ReferenceOrigins {
  readonly env: { readonly [name: string]: string | undefined };
  /** Relative files are meant from here. */
  readonly baseDir: string;
}

/** What was replaced; its values never stand in an error. */
export interface References {
  readonly problems: readonly Problem[];
  /** The document's scalars whose text came from elsewhere. */
  readonly replaced: ReadonlySet<unknown>;
}

/** A secret is short; a larger file was named by mistake. */
const MAX_FILE_BYTES = 65_536;

/** `$${` is a plain `${`; any other `${…}` must be a reference, so that a mistyped one is not taken for text. */
const REFERENCE = /\$\$\{|\$\{([^}]*)\}?/g;

/**
 * Replaces `${env:NAME}` and `${file:PATH}` in every text value of the document, in place. What they give is not
 * looked at for further references. Keys are left as they are.
 */
export async function resolveReferences(yaml: ParsedYaml, origins: ReferenceOrigins): Promise<References> {
  const problems: Problem[] = [];
  const replaced = new Set<unknown>();
  for (const scalar of textValues(yaml.document)) {
    const written = scalar.value;
    if (!written.includes("${")) continue;
    const answers = await Promise.all(
      [...written.matchAll(REFERENCE)].map(([whole, inner]) => follow(whole, inner, origins)),
    );
    for (const answer of answers) {
      if ("wrong" in answer) problems.push({ place: yaml.placeAt(rangeStart(scalar)), key: "", text: answer.wrong });
    }
    let at = 0;
    scalar.value = written.replace(REFERENCE, () => {
      const answer = answers[at++];
      return answer !== undefined && "text" in answer ? answer.text : "";
    });
    if (answers.some((answer) => !("text" in answer) || answer.secret)) replaced.add(scalar);
  }
  return { problems, replaced };
}

type Answer = { readonly text: string; readonly secret: boolean } | { readonly wrong: string };

async function follow(whole: string, inner: string | undefined, origins: ReferenceOrigins): Promise<Answer> {
  if (whole === "$${") return { text: "${", secret: false };
  const [, kind, target = ""] = /^(env|file):(.+)$/.exec(inner ?? "") ?? [];
  if (kind === undefined || !whole.endsWith("}")) {
    return { wrong: "this reference is not understood; allowed: ${env:NAME}, ${file:PATH}, and $${ for a plain ${" };
  }
  return kind === "env" ? fromEnvironment(target, origins.env) : fromFile(target, origins.baseDir);
}

function fromEnvironment(name: string, env: ReferenceOrigins["env"]): Answer {
  const text = env[name];
  return text === undefined
    ? { wrong: `\${env:${name}}: the environment variable is not set` }
    : { text, secret: true };
}

async function fromFile(path: string, baseDir: string): Promise<Answer> {
  const file = resolve(baseDir, path);
  const reference = `\${file:${path}}`;
  try {
    const found = await stat(file);
    if (!found.isFile()) return { wrong: `${reference}: this is no file` };
    if (found.size > MAX_FILE_BYTES) return { wrong: `${reference}: the file is larger than 64 KiB; a secret is not` };
    return { text: (await readFile(file, "utf8")).replace(/\r?\n$/, ""), secret: true };
  } catch (error) {
    return { wrong: `${reference}: ${readFailure(error)}` };
  }
}

function textValues(document: Document): Scalar<string>[] {
  const found: Scalar<string>[] = [];
  visit(document, {
    Scalar(key, node) {
      if (key !== "key" && typeof node.value === "string") found.push(node as Scalar<string>);
    },
  });
  return found;
}
