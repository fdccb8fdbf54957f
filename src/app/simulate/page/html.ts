import { visibleText } from "../../../platform/text.ts";

const ENTITIES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Enough for an address or a path. */
const LONGEST = 240;

/** Any text as HTML, one visible line: for content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return visibleText(text, LONGEST).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
