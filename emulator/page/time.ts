import { type Html, html } from "./html.ts";

/** A time of the emulator's clock, UTC, for people and programs. */
export function timeText(at: number): Html {
  const iso = Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : "";
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")}</time>`;
}
