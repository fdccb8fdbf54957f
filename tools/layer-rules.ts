import type {
  ICruiseOptions,
  IFlattenedRuleSet,
  IForbiddenRuleType,
  IReachabilityForbiddenRuleType,
  IRegularForbiddenRuleType,
} from "dependency-cruiser";
import { LAYERS, type Layer, type Part } from "./layers.ts";

/** How the imports are read: types included, wherever they stand. */
export const CRUISE_OPTIONS = {
  tsPreCompilationDeps: true,
  detectJSDocImports: true,
  doNotFollow: { path: "node_modules" },
  exclude: { path: "/testdata/" },
} satisfies ICruiseOptions;

/** Code that only tests run; it may reach what the rest may not, and the rest may not reach it. */
const TESTS = String.raw`\.test\.ts$|/conformance[^/]*(\.ts$|/)|/testdata/`;

/** The layer table as dependency-cruiser's rules. What cannot be said there is in `layer-syntax.ts`. */
export function layerRules(layers: readonly Layer[] = LAYERS): IFlattenedRuleSet {
  const components = layers.filter((layer) => layer.components).map(({ folder }) => folder);
  return {
    forbidden: [
      ...layers.map(mayImport),
      ...layers.flatMap(isPure),
      ...layers.flatMap(neverReaches),
      ...components.flatMap(strangers),
      ...GENERAL,
      ...EMULATOR,
    ],
  };
}

const GENERAL: readonly IForbiddenRuleType[] = [
  forbid("no-cycles", "Modules do not import each other in a circle.", {}, { circular: true }),
  forbid("resolvable", "Every import leads to a file or an installed package.", {}, { couldNotResolve: true }),
  forbid("no-tests", "The product does not import test code.", {}, { path: TESTS }),
  forbid(
    "src-alone",
    "The product imports nothing of the repository but itself.",
    {},
    { pathNot: ["^src/", "(^|/)node_modules/"], dependencyTypes: ["local", "localmodule", "aliased"] },
  ),
  forbid(
    "no-dev-dependencies",
    "What the product imports is installed with it.",
    {},
    { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], pathNot: "node_modules/@types/" },
  ),
];

/** The emulator is the product's independent judge: neither knows the other, tests included. What needs both lives in `test/`. */
const EMULATOR: readonly IForbiddenRuleType[] = [
  {
    name: "emulator-alone",
    comment: "The emulator imports nothing of the repository but itself.",
    severity: "error",
    from: { path: "^emulator/" },
    to: { pathNot: ["^emulator/", "(^|/)node_modules/"], dependencyTypes: ["local", "localmodule", "aliased"] },
  },
  {
    name: "no-emulator",
    comment: "The product and its tests import nothing of the emulator.",
    severity: "error",
    from: { path: "^src/" },
    to: { path: "^emulator/" },
  },
];

function mayImport({ folder, imports }: Layer): IForbiddenRuleType {
  const allowed = Object.entries(imports).map(([name, part]) => pathOf(name, part));
  const names = Object.keys(imports).join(", ") || "nothing";
  const comment = `${folder} may import ${names} besides itself.`;
  return forbid(
    `layer-${folder}`,
    comment,
    { path: `^src/${folder}/` },
    { path: "^src/", pathNot: [`^src/${folder}/`, ...allowed] },
  );
}

function pathOf(folder: string, part: Part): string {
  if (part === "registry") return String.raw`^src/${folder}/registry\.ts$`;
  if (part === "interfaces") return String.raw`^src/${folder}/(?!registry\.ts$)[^/]+\.ts$`;
  return `^src/${folder}/`;
}

function isPure({ folder, pure }: Layer): readonly IForbiddenRuleType[] {
  if (pure === undefined) return [];
  const allowed = pure.modules.map((name) =>
    name.startsWith("node:")
      ? `^(node:)?${literally(name.slice("node:".length))}$`
      : `(^|/)node_modules/(@types/)?${literally(name)}/`,
  );
  const comment = `${folder} is pure: no network, file system, clock or driver.`;
  return [forbid(`pure-${folder}`, comment, { path: `^src/${folder}/` }, { pathNot: ["^src/", ...allowed] })];
}

function neverReaches({ folder, neverReaches: targets = [] }: Layer): readonly IForbiddenRuleType[] {
  return targets.map((target) => {
    const comment = `${folder} never reaches ${target}, not by any chain of imports, not as a type.`;
    return forbid(
      `${folder}-never-reaches-${target}`,
      comment,
      { path: `^src/${folder}/` },
      { path: `^src/${target}/`, reachable: true },
    );
  });
}

function strangers(folder: string): readonly IForbiddenRuleType[] {
  const registry = String.raw`^src/${folder}/registry\.ts$`;
  return [
    forbid(
      `${folder}-strangers`,
      `Components of ${folder} do not know each other.`,
      { path: `^src/${folder}/([^/]+)/` },
      { path: `^src/${folder}/[^/]+/`, pathNot: `^src/${folder}/$1/` },
    ),
    forbid(
      `${folder}-through-registry`,
      `Components of ${folder} are reached through their registry.`,
      { pathNot: [`^src/${folder}/[^/]+/`, registry] },
      { path: `^src/${folder}/[^/]+/` },
    ),
  ];
}

/** A rule for the product's code; a `from` without a path means all of it. */
function forbid(name: string, comment: string, from: Paths, to: Target): IForbiddenRuleType {
  const path = from.path ?? "^src/";
  return {
    name,
    comment,
    severity: "error",
    from: { path, pathNot: [TESTS, ...(from.pathNot ?? [])] },
    to,
  } as IForbiddenRuleType;
}

type Target = IRegularForbiddenRuleType["to"] | IReachabilityForbiddenRuleType["to"];

interface Paths {
  readonly path?: string;
  readonly pathNot?: readonly string[];
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);
}
