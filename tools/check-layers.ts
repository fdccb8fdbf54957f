/**
 * The layer check: every import under `src/`, types included, against the table in `layers.ts`. It distrusts itself: it
 * fails on a folder that is not in the table and when it has not seen every file there is.
 */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { cruise, type ICruiseResult, type IViolation } from "dependency-cruiser";
import { CRUISE_OPTIONS, layerRules } from "./layer-rules.ts";
import { findUnseen } from "./layer-syntax.ts";
import { LAYERS } from "./layers.ts";
import { ROOT } from "./run-node.ts";

const RULES = layerRules();
const COMMENTS = new Map(RULES.forbidden?.map(({ name, comment }) => [name, comment]));

/** What a check of a source tree gave: one sentence a problem, and how much was looked at. */
export interface LayerReport {
  readonly problems: readonly string[];
  readonly modules: number;
  readonly imports: number;
}

/** The trees that are looked at. */
const TREES = ["src", "emulator"];

/** Checks the tree whose `src/`, and `emulator/` if there is one, lie in `root`. */
export async function checkLayers(root: string): Promise<LayerReport> {
  const files = globSync("{src,emulator}/**/*", { cwd: root, withFileTypes: false })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !file.includes("/testdata/"));
  const { modules, summary } = await graphOf(root);
  const seen = new Set(modules.filter(({ source }) => /^(?:src|emulator)\//.test(source)).map(({ source }) => source));
  return {
    problems: [
      ...unlistedEntries(root),
      ...files.filter((file) => !seen.has(file)).map((file) => `${file}: the check did not see this file`),
      ...(files.length === 0 ? ["src/: the check saw no file at all"] : []),
      ...summary.violations.map(inWords),
      ...files.filter((file) => file.startsWith("src/")).flatMap((file) => unseenIn(root, file)),
    ],
    modules: seen.size,
    imports: summary.totalDependenciesCruised ?? 0,
  };
}

async function graphOf(root: string): Promise<ICruiseResult> {
  const options = { ...CRUISE_OPTIONS, baseDir: root, validate: true, ruleSet: RULES };
  const { output } = await cruise(
    TREES.filter((tree) => tree === "src" || existsSync(join(root, tree))),
    options,
    { extensions: [".ts", ".js", ".json", ".d.ts"] },
  );
  if (typeof output === "string") throw new Error("dependency-cruiser gave text where its result was expected");
  return output;
}

/** Everything directly under `src/` must be a folder of the table. */
function unlistedEntries(root: string): readonly string[] {
  const listed = new Set(LAYERS.map(({ folder }) => folder));
  const entries = existsSync(join(root, "src")) ? readdirSync(join(root, "src"), { withFileTypes: true }) : [];
  return entries
    .filter((entry) => !entry.isDirectory() || !listed.has(entry.name))
    .map((entry) => `src/${entry.name}: not in the table of tools/layers.ts`);
}

function inWords({ rule, from, to, cycle, via }: IViolation): string {
  const chain = (cycle ?? via ?? []).map(({ name }) => name);
  const path = chain.length > 0 ? chain.join(" → ") : to;
  return `${from} → ${path}: ${COMMENTS.get(rule.name)} [${rule.name}]`;
}

function unseenIn(root: string, file: string): readonly string[] {
  if (/\.test\.ts$|\/conformance[^/]*(\.ts$|\/)/.test(file)) return [];
  const isPure = LAYERS.some(({ folder, pure }) => pure !== undefined && file.startsWith(`src/${folder}/`));
  const text = readFileSync(join(root, file), "utf8");
  return findUnseen(file, text, isPure).map(({ line, message }) => `${file}:${line}: ${message}`);
}

if (import.meta.main) {
  const { problems, modules, imports } = await checkLayers(ROOT);
  for (const problem of problems) console.error(problem);
  console.error(`${modules} modules, ${imports} imports, ${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
