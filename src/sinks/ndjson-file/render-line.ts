import { type DeniedEvent, FIELD_REACH } from "../../event/denied-event.ts";

/** Every field of the event, `id` first; the table makes forgetting one impossible. `schemas/denied-event.schema.json` describes them. */
const FIELDS = Object.keys(FIELD_REACH) as readonly (keyof DeniedEvent)[];

/** What each line begins with, up to the id: it is found again by this without reading the rest of the line. */
export const LINE_START = '{"id":"';

/**
 * What JSON lets stand and a terminal, an editor or a careless reader obeys: delete and the C1 controls, the two line ends of
 * Unicode, and every invisible format character (text direction, zero width, tags).
 */
const OBEYED = /[\u007f-\u009f\u2028\u2029\p{Cf}]/gu;

/**
 * One event as one line with its newline. Fields the event does not have are left out. Any JSON reader gets the recorded text back
 * as it was, except for half a surrogate pair, which is no text and becomes U+FFFD.
 */
export function renderLine(event: DeniedEvent): string {
  const fields = FIELDS.map((field) => [field, wellFormed(event[field])]);
  return `${JSON.stringify(Object.fromEntries(fields)).replace(OBEYED, escapeUnits)}\n`;
}

function wellFormed(value: string | boolean | undefined): string | boolean | undefined {
  return typeof value === "string" ? value.toWellFormed() : value;
}

function escapeUnits(character: string): string {
  let escaped = "";
  for (let i = 0; i < character.length; i++) escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return escaped;
}
