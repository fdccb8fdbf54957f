import { LAYERS, type Layer } from "./layers.ts";

/** The layer table as ARCHITECTURE.md shows it. */
export function renderLayerTable(): string {
  const rows = LAYERS.map((layer, index) => {
    const name = `\`${layer.folder}\`${layer.pure === undefined ? "" : " (pure)"}`;
    return `| ${name} | ${layer.purpose} | ${imports(layer, LAYERS.slice(0, index))} |\n`;
  });
  return `| folder | what it is for | may import besides itself |\n| --- | --- | --- |\n${rows.join("")}`;
}

function imports({ imports, neverReaches }: Layer, above: readonly Layer[]): string {
  const isEverything = above.length > 1 && above.every(({ folder }) => imports[folder] === "all");
  const names = Object.entries(imports).map(([folder, part]) => (part === "all" ? folder : `${folder} (${part})`));
  const list = isEverything ? "all of the above" : names.join(", ") || "nothing";
  return neverReaches === undefined ? list : `${list}; never reaches **${neverReaches.join(", ")}**`;
}
