/**
 * `npm run docs`: writes the pages, tables and schemas that are generated from the code. With `--check` it writes nothing
 * and fails if one of them differs from what the code says.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { GENERATED_DOCUMENTS } from "./generated-documents.ts";
import { ROOT } from "./run-node.ts";

const isCheck = process.argv.includes("--check");
for (const { file, render } of GENERATED_DOCUMENTS) {
  const path = join(ROOT, file);
  const current = existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n") : "";
  const wanted = await render(current);
  if (current === wanted) continue;
  if (isCheck) {
    console.error(`${file}: differs from the code; run \`npm run docs\``);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, wanted);
    console.error(`Wrote ${file}`);
  }
}
