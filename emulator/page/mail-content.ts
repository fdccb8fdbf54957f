/** In what light a message's HTML is shown; `auto` is the browser's own. */
export const LIGHTS = ["auto", "light", "dark"] as const;

export type Light = (typeof LIGHTS)[number];

const PREFERENCE = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;

/** Reads in what light to show a message. */
export function parseLight(given: string | undefined): Light {
  return LIGHTS.find((light) => light === given) ?? "auto";
}

/**
 * A message's HTML as a client of this light would show it. A sandboxed frame has the browser's own preference, so the rules for the
 * other light are written as ones that never match; the last style gives the canvas and the system's colours.
 */
export function inLight(html: string, light: Light): string {
  if (light === "auto") {
    return html;
  }
  const decided = html.replace(PREFERENCE, (_, wanted: string) =>
    wanted.toLowerCase() === light ? "(min-width: 0)" : "(max-width: 0)",
  );
  return `${decided}\n<style>:root { color-scheme: ${light} !important }</style>\n`;
}
