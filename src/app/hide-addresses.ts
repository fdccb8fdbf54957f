import { isIP } from "node:net";
import { trimEndOf } from "../platform/trim.ts";

/** What stands in the place of an address that was not asked for. */
export const HIDDEN_ADDRESS = "(address hidden)";

/** Anything that could be an IP address with or without zone; `isIP` decides. */
const CANDIDATE = /(?<![\w.:])[0-9A-Fa-f:.]{2,}(?:%\w{1,32})?/g;

/** Hides IP addresses wherever they stand in a value's texts: also a path or a client's name may hold one. */
export function hideAddresses<T>(value: T): T {
  if (typeof value === "string") return hideInText(value) as T & string;
  if (Array.isArray(value)) return value.map(hideAddresses) as T & unknown[];
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideAddresses(inner)])) as T & object;
}

/** Four numbers with one kind of separator, whatever stands around them: `203.0.113.7.docx` too. */
const QUAD = /(?<!\d)(\d{1,3})([.\-_])(\d{1,3})\2(\d{1,3})\2(\d{1,3})(?!\d)/g;

function hideInText(text: string): string {
  const withoutWhole = text.replace(CANDIDATE, (found) => {
    // As it stands, before a full stop or colon, before a port, or before an ending like `.doc`.
    const bare = trimEndOf(found, ".:");
    const readings = [
      found,
      found.replace(/[.:]$/, ""),
      bare,
      bare.replace(/:\d{1,5}$/, ""),
      bare.replace(/\.[a-f]+$/i, ""),
    ];
    const address = readings.find((reading) => isIP(reading) !== 0);
    return address === undefined ? found : HIDDEN_ADDRESS + found.slice(address.length);
  });
  return withoutWhole.replace(QUAD, (found, a: string, _separator: string, b: string, c: string, d: string) =>
    isIP([a, b, c, d].map(Number).join(".")) === 0 ? found : HIDDEN_ADDRESS,
  );
}
