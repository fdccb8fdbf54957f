/**
 * `npm run build`: compiles `src/` to `dist/`, which is what `bin/lockbell.js` runs. Nothing is done if nothing changed.
 * The old output stands until the new one is whole, so that a command that runs meanwhile never sees half of it.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runNode } from "./run-node.ts";

const DIST = join(ROOT, "dist");
const WORK = join(ROOT, "node_modules", ".cache", `lockbell-build-${process.pid}`);
const TSC = join(ROOT, "node_modules", "typescript", "bin", "tsc");

/** Files beside the code that the code reads at run time. */
const ASSETS = ["src/**/*.sql", "src/**/*.liquid"];

/** Builds if needed; gives what was done, or null after the compiler has said on standard error why it failed. */
export async function build(): Promise<"built" | "unchanged" | null> {
  const stamp = stampOfInputs();
  if (readIfThere(join(DIST, ".stamp")) === stamp) return "unchanged";
  try {
    const { code, output } = await runNode(TSC, ["-p", "tsconfig.build.json", "--outDir", WORK], "catch");
    if (code !== 0) {
      process.stderr.write(`${output}The build failed: src/ does not compile.\n`);
      return null;
    }
    for (const asset of globSync(ASSETS, { cwd: ROOT }))
      cpSync(join(ROOT, asset), join(WORK, asset.slice("src/".length)));
    writeFileSync(join(WORK, ".stamp"), stamp);
    rmSync(DIST, { recursive: true, force: true });
    renameSync(WORK, DIST);
    return "built";
  } finally {
    rmSync(WORK, { recursive: true, force: true });
  }
}

/** A digest of everything the output depends on. */
function stampOfInputs(): string {
  const hash = createHash("sha256");
  const files = globSync(["src/**/*.ts", ...ASSETS, "tsconfig*.json", "package-lock.json"], { cwd: ROOT });
  for (const file of files.toSorted())
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(ROOT, file)))
      .update("\0");
  return hash.digest("hex");
}

function readIfThere(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

if (import.meta.main) {
  const done = await build();
  if (done === null) process.exitCode = 1;
  else process.stderr.write(done === "built" ? "Built dist/.\n" : "dist/ is up to date.\n");
}
