import { ISOLATE_END, ISOLATE_START } from "../platform/text.ts";

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A worded sentence as HTML: escaped, isolates as `<bdi>`. Inside them a break opportunity follows every dot and at sign: it lets long
 * names wrap on a narrow screen, and no piece of text between two tags is left that a mail program would take for a link.
 */
export function htmlOf(text: string): string {
  const parts = text.split(ISOLATE_START);
  const [first = "", ...isolated] = parts;
  return escapeHtml(first) + isolated.map(isolatedHtml).join("");
}

function isolatedHtml(part: string): string {
  const end = part.indexOf(ISOLATE_END);
  if (end === -1) return escapeHtml(part);
  return `<bdi>${breakable(part.slice(0, end))}</bdi>${escapeHtml(part.slice(end + 1))}`;
}

function breakable(text: string): string {
  return escapeHtml(text).replace(/[.@](?=[^\s\]])|\[[.@:]\](?=\S)/g, "$&<wbr>");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
