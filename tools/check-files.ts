/**
 * The budgets of size, the names that say nothing, and the lockfile: it must name no address to fetch from, so that it
 * serves behind any registry or mirror.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./run-node.ts";

const LONGEST = { source: 400, test: 600 } as const;
const MEDIAN = 100;
const P95 = 300;
const EMPTY_NAMES = /(^|\/)(utils?|helpers?|common|misc|shared|types|constants|lib)(\/|\.[cm]?[jt]s$)/;

/** A file and its number of lines. */
export interface MeasuredFile {
  readonly file: string;
  readonly lines: number;
}

/** What is wrong with the sizes and names of these files, one sentence each. */
export function judgeFiles(files: readonly MeasuredFile[]): readonly string[] {
  const product = files.filter(({ file }) => file.startsWith("src/") && !isTest(file)).map(({ lines }) => lines);
  const sorted = product.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return [
    ...files.flatMap(({ file, lines }) => {
      const longest = isTest(file) ? LONGEST.test : LONGEST.source;
      return lines > longest ? [`${file}: ${lines} lines, ${longest} are allowed`] : [];
    }),
    ...files.filter(({ file }) => EMPTY_NAMES.test(file)).map(({ file }) => `${file}: a name that says nothing`),
    ...(at(0.5) > MEDIAN ? [`src/: the median file has ${at(0.5)} lines, ${MEDIAN} are allowed`] : []),
    ...(at(0.95) > P95 ? [`src/: one file in twenty has ${at(0.95)} lines or more, ${P95} are allowed`] : []),
  ];
}

/** What is wrong with a lockfile. */
export function judgeLockfile(text: string): readonly string[] {
  return text.includes('"resolved"')
    ? ["package-lock.json: holds `resolved`; install with this repository's .npmrc"]
    : [];
}

function isTest(file: string): boolean {
  return file.endsWith(".test.ts") || file.startsWith("test/") || /\/conformance[^/]*(\.ts$|\/)/.test(file);
}

function measure(): readonly MeasuredFile[] {
  return globSync(["src/**/*.ts", "emulator/**/*.ts", "test/**/*.ts", "tools/**/*.{ts,mjs}", "bin/*.js"], {
    cwd: ROOT,
  }).map((path) => {
    const lines = readFileSync(join(ROOT, path), "utf8").trimEnd().split("\n").length;
    return { file: path.replaceAll("\\", "/"), lines };
  });
}

if (import.meta.main) {
  const files = measure();
  const problems = [...judgeFiles(files), ...judgeLockfile(readFileSync(join(ROOT, "package-lock.json"), "utf8"))];
  for (const problem of problems) console.error(problem);
  const total = (wanted: boolean): number =>
    files.filter(({ file }) => isTest(file) === wanted).reduce((sum, { lines }) => sum + lines, 0);
  console.error(`${files.length} files: ${total(false)} lines of source, ${total(true)} of tests`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
