/**
 * Reads what the upload API says of single objects. Its page calls the messages `errorMessages`, its specification
 * `validationErrorMessages`; both are read, in whatever case. What it says of values is never told on: values are personal data.
 */

import { parseObject } from "../../platform/parse-object.ts";

/**
 * `none`: nothing was refused. `located`: by place in the request, the reason's name. `unclear`: something was, but not which.
 * `unreadable`: no answer of this API.
 */
export type Refusals =
  | { readonly kind: "none" }
  | { readonly kind: "unclear" }
  | { readonly kind: "unreadable" }
  | { readonly kind: "located"; readonly reasons: ReadonlyMap<number, string> };

/** What the list of refusals is called, and what the list of one object's messages. An answer may have both, one of them empty. */
const LISTS = ["errors", "validationErrorMessages"];
const MESSAGES = ["errorMessages", "validationErrorMessages"];

const SAYS_NOTHING = /^\s*(?:null|\{\s*\})?\s*$/;

/** Reads the answer to an upload of `count` objects. */
export function readRefusals(text: string, count: number): Refusals {
  const body = parseObject(text);
  if (Object.keys(body).length === 0) return { kind: SAYS_NOTHING.test(text) ? "none" : "unreadable" };
  const list = LISTS.flatMap((name) => property(body, name) ?? []);
  // Something is wrong with objects, but it does not say with which: they are sent apart.
  if (list.some((item) => typeof item !== "object" || item === null)) return { kind: "unclear" };
  // Somebody else's words, such as a gateway's error in a success: that anything was taken they do not say.
  if (list.length === 0 && Object.keys(body).some((name) => !isListName(name))) return { kind: "unreadable" };
  const reasons = new Map<number, string>();
  let isUnclear = false;
  for (const item of list) {
    const place = count === 1 ? 0 : placeOf(property(item, "recordIndex"), count);
    if (place === null) isUnclear = true;
    // The first message says most: what follows of the same object often comes of it.
    else if (!reasons.has(place)) reasons.set(place, reasonOf(item));
  }
  if (isUnclear) return { kind: "unclear" };
  return reasons.size === 0 ? { kind: "none" } : { kind: "located", reasons };
}

/** An object was refused, and nobody said for which of its properties. */
export const OBJECT_REFUSED = "object-refused";

/** The properties of what is uploaded; nothing else is taken for one's name. */
const PROPERTIES = new Set([
  ...["type", "spec_version", "id", "created", "modified", "name", "description", "indicator_types", "pattern"],
  ...["pattern_type", "pattern_version", "valid_from", "valid_until", "confidence", "labels", "object_marking_refs"],
  ...["extensions"],
]);

/** `valid-until-refused` for `Error for Property=valid_until: …`; null where no property is named. */
export function reasonIn(message: string): string | null {
  const [, name = ""] = /Property=\s*([A-Za-z_]{1,40})/.exec(message.slice(0, 1_000)) ?? [];
  const known = name.toLowerCase();
  return PROPERTIES.has(known) ? `${known.replaceAll("_", "-")}-refused` : null;
}

function reasonOf(item: unknown): string {
  const texts = MESSAGES.flatMap((name) => property(item, name) ?? []);
  const reasons = texts.filter((text) => typeof text === "string").map(reasonIn);
  return reasons.find((reason) => reason !== null) ?? OBJECT_REFUSED;
}

/** 64-bit numbers come as text now and then. */
function placeOf(index: unknown, count: number): number | null {
  const place = typeof index === "string" && /^\d{1,9}$/.test(index) ? Number(index) : index;
  return typeof place === "number" && Number.isInteger(place) && place >= 0 && place < count ? place : null;
}

function isListName(name: string): boolean {
  return LISTS.some((list) => list.toLowerCase() === name.toLowerCase());
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  const found = Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? undefined;
}
