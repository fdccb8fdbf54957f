/**
 * `npm test [-- FILTER… | --install | vitest's own options]`: builds, then runs every test there is. The last line of
 * standard output is always `N passed, N failed, N skipped`, also when nothing could be run.
 */
import { build } from "./build.ts";
import { endWithClosingLine, NOTHING_RAN, runTests } from "./run-tests.ts";
import { provideSystemPackages } from "./system-packages.ts";

const args = process.argv.slice(2);

await endWithClosingLine(async () => {
  provideSystemPackages(args.includes("--install") || process.env["CI"] === "true");
  if ((await build()) === null) return NOTHING_RAN;
  return await runTests(args.filter((arg) => arg !== "--install"));
});
