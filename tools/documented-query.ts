import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./run-node.ts";

const SENTINEL = "docs/how-to/sentinel.md";

/** The query below a heading of the page for analysts, so that what is printed is what is documented. */
export function documentedQuery(heading: string): string {
  const page = readFileSync(join(ROOT, SENTINEL), "utf8");
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`));
  const query = /```kusto\n([\s\S]*?)\n```/.exec(section ?? "")?.[1];
  if (query === undefined) throw new Error(`${SENTINEL} has no query below "${heading}".`);
  return query;
}
