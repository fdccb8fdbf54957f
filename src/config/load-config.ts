import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { resolveEndpoints } from "../microsoft/resolve-endpoints.ts";
import { LockbellError } from "../platform/errors.ts";
import { COMPONENT_KINDS, type ComponentKinds } from "./component-kinds.ts";
import type { LoadedConfig } from "./config.ts";
import { buildConfigSchema } from "./config-schema.ts";
import { describeIssue, type Finding } from "./describe-issue.ts";
import { locate } from "./locate.ts";
import { findMicrosoftGaps } from "./microsoft-findings.ts";
import { type ParsedYaml, parseYaml, rangeStart } from "./parse-yaml.ts";
import { findPlainSecrets } from "./plain-secrets.ts";
import { configError, type Problem } from "./problem.ts";
import { readAuthorities } from "./read-authorities.ts";
import { readFailure } from "./read-failure.ts";
import { resolveReferences } from "./resolve-references.ts";
import { configSchemaNode } from "./schema-node.ts";
import { findSharedPaths } from "./shared-paths.ts";
import { ownersNotifier, toConfig } from "./to-config.ts";
import { mayHoldUser } from "./user-info.ts";

/** Many more lines than a configuration has; a log file named by mistake is not parsed. */
const MAX_BYTES = 1_048_576;

/** How often anchors may be used together; bombs need thousands. */
const MAX_ALIASES = 100;

/**
 * Reads and validates a configuration file. Fails with a CONFIG_… error that lists what is wrong, each with file, line,
 * column and key; no error holds a secret.
 */
export async function loadConfig(
  file: string,
  env: { readonly [name: string]: string | undefined },
  kinds: ComponentKinds = COMPONENT_KINDS,
): Promise<LoadedConfig> {
  const baseDir = dirname(resolve(file));
  const parsed = parseYaml(await readText(file));
  if ("problems" in parsed) throw configError("CONFIG_SYNTAX", file, parsed.problems);
  const { yaml } = parsed;
  const { problems, replaced } = await resolveReferences(yaml, { env, baseDir });
  if (problems.length > 0) throw configError("CONFIG_REFERENCE", file, problems);
  const value = plainValue(yaml, file);
  const result = buildConfigSchema(kinds).safeParse(value);
  const isHidden = (path: readonly (string | number)[]): boolean => replaced.has(locate(yaml.document, path).value);
  const schema = configSchemaNode(kinds);
  if (result.success) {
    const { data } = result;
    const authorities = await readAuthorities(data.http.ca, baseDir);
    const endpoints = resolveEndpoints(data.cloud, data.endpoints);
    const findings = [
      ...ambiguousNotifiers(Object.keys(data.notifiers)),
      ...(await findSharedPaths(data, kinds, baseDir)),
      ...findPlainSecrets(schema, value, isHidden),
      ...findMicrosoftGaps(data, kinds, endpoints.missing),
      ...("finding" in authorities ? [authorities.finding] : []),
    ];
    if (findings.length > 0 || "finding" in authorities) throw invalid(file, findings, yaml);
    return { config: toConfig(data, { endpoints: endpoints.endpoints, ca: authorities.pem }), baseDir };
  }
  const context = { schema, value, isHidden };
  const findings = result.error.issues.flatMap((issue) => describeIssue(issue, context));
  throw invalid(file, findings, yaml);
}

function invalid(file: string, findings: readonly Finding[], yaml: ParsedYaml): LockbellError {
  return configError(
    "CONFIG_INVALID",
    file,
    findings.map((finding) => toProblem(finding, yaml)),
  );
}

async function readText(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new LockbellError("CONFIG_NOT_FOUND", `${file}: ${readFailure(error)}`, { cause: error });
  });
  if (bytes.byteLength > MAX_BYTES) throw wholeFile(file, "the file is larger than 1 MiB; this is no configuration");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw wholeFile(file, "the file is not UTF-8 text; save it as UTF-8", error);
  }
}

function plainValue({ document }: ParsedYaml, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    throw wholeFile(file, "aliases (*name) multiply each other beyond reason", error);
  }
}

/** An error about the file as such. */
function wholeFile(file: string, text: string, cause?: unknown): LockbellError {
  return configError("CONFIG_SYNTAX", file, [{ place: { line: 1, column: 1 }, key: "", text }], cause);
}

function ambiguousNotifiers(names: readonly string[]): readonly Finding[] {
  if (names.length === 0 || ownersNotifier(names) !== undefined) return [];
  const text = `there are ${names.length} (${names.join(", ")}), and none is named "owners". Owners are told through the one named "owners", or the only one.`;
  return [{ path: ["notifiers"], about: "key", text }];
}

function toProblem({ path, about, text }: Finding, { document, placeAt }: ParsedYaml): Problem {
  const { key, value } = locate(document, path);
  const node = about === "key" ? (key ?? value) : (value ?? key);
  return { place: placeAt(rangeStart(node ?? document.contents)), key: printablePath(path), text };
}

/** The path as a person reads it; a stranger's key is cut and made visible. */
function printablePath(path: readonly (string | number)[]): string {
  const steps = path.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    if (mayHoldUser(step)) return ".(not shown)";
    return /^[\w-]{1,64}$/.test(step)
      ? `.${step}`
      : `.${JSON.stringify(step.slice(0, 64)).replace(/[^\x20-\x7e]/g, "?")}`;
  });
  return steps.join("").replace(/^\./, "");
}
