/** Names and addresses come from strangers: what a terminal would obey is left out. */
export function onOneLine(text: string): string {
  return text.replaceAll(/\p{C}/gu, "");
}
