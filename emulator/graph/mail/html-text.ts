/** Elements whose content nobody reads. */
const UNREAD = ["head", "style", "script", "title"];
const BREAKING = /^\/?(?:br|p|div|tr|li|ul|ol|table|h[1-6])$/;
const ENTITIES: Readonly<Record<string, string>> = { nbsp: " ", lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** The words of an HTML body, as previews show them. Linear in its length, whatever is in it. */
export function htmlText(html: string): string {
  const pieces: string[] = [];
  const lower = html.toLowerCase();
  const unclosed = new Set<string>();
  let position = 0;
  while (position < html.length) {
    const open = html.indexOf("<", position);
    if (open < 0) break;
    pieces.push(html.slice(position, open));
    const close = html.indexOf(">", open);
    if (close < 0) return tidy(pieces.join(""));
    const name = /^\/?[a-z0-9]*/.exec(lower.slice(open + 1, Math.min(close, open + 20)))?.[0] ?? "";
    if (BREAKING.test(name)) pieces.push("\n");
    const end = UNREAD.includes(name) && !unclosed.has(name) ? lower.indexOf(`</${name}`, close) : -1;
    // An element that is never closed hides nothing, and is not looked for again.
    if (end < 0) unclosed.add(name);
    position = end < 0 ? close + 1 : end;
  }
  pieces.push(html.slice(position));
  return tidy(pieces.join(""));
}

function tidy(text: string): string {
  return text
    .replace(/&(?:#(\d{1,7})|(\w{2,6}));/g, (whole, code: string | undefined, name: string | undefined) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const point = Number(code);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    })
    .split("\n")
    .map((line) => line.replace(/[ \t\r]+/g, " ").trim())
    .filter((line) => line !== "")
    .join("\r\n");
}
