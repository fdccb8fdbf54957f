import { renderCommandReference } from "../src/cli/command-reference.ts";
import { renderConfigReference } from "../src/config/render-config-reference.ts";
import { renderConfigSchema } from "../src/config/render-config-schema.ts";
import { renderErrorPage } from "./error-page.ts";
import { renderLayerTable } from "./layer-table.ts";

/** A document that is generated, whole or in part. */
export interface GeneratedDocument {
  /** Its path from the repository's root. */
  readonly file: string;
  /** Gives the whole text; is handed the present one, so that the rest of a page that is generated in part stays. */
  readonly render: (current: string) => string | Promise<string>;
}

/** Everything `npm run docs` writes and `npm run check` compares. */
export const GENERATED_DOCUMENTS: readonly GeneratedDocument[] = [
  { file: "docs/reference/commands.md", render: () => renderCommandReference() },
  { file: "docs/reference/configuration.md", render: () => renderConfigReference() },
  { file: "docs/reference/errors.md", render: () => renderErrorPage() },
  { file: "schemas/config.schema.json", render: () => renderConfigSchema() },
  { file: "ARCHITECTURE.md", render: (current) => replaceRegion(current, "layers", renderLayerTable()) },
];

/** Puts `content` between a page's `<!-- name -->` and `<!-- /name -->`. */
function replaceRegion(page: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [page.indexOf(open), page.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`The page has no region between ${open} and ${close}.`);
  return `${page.slice(0, start + open.length)}\n${content}${page.slice(end)}`;
}
