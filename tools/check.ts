/**
 * `npm run check`: everything about the code that can be judged without running it. All steps are run even if one fails,
 * and each says its name and how it ended; a failed one also shows why.
 */
import { runNode } from "./run-node.ts";

interface Step {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

const STEPS: readonly Step[] = [
  {
    name: "format and lint",
    script: "node_modules/@biomejs/biome/bin/biome",
    args: ["ci", "--colors=off", "--error-on-warnings"],
  },
  { name: "types", script: "node_modules/typescript/bin/tsc", args: ["-p", "."] },
  { name: "layers", script: "tools/check-layers.ts", args: [] },
  { name: "dead code", script: "node_modules/knip/bin/knip.js", args: ["--no-progress"] },
  { name: "documents", script: "tools/docs.ts", args: ["--check"] },
  { name: "sizes, names, lockfile", script: "tools/check-files.ts", args: [] },
];

let failed = 0;
for (const { name, script, args } of STEPS) {
  const { code, output } = await runNode(script, args, "catch");
  if (code !== 0) {
    failed += 1;
    console.log(output.trimEnd());
  }
  console.log(`${code === 0 ? "OK    " : "FAILED"}  ${name}`);
}
console.log(failed === 0 ? "All checks passed." : `${failed} of ${STEPS.length} checks failed.`);
process.exitCode = failed === 0 ? 0 : 1;
