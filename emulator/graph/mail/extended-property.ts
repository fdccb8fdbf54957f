/** `String {GUID} Name X`, `Integer {GUID} Id 0x8233` or `String 0x7d`. Source: Graph's page on extended properties. */
const FORM =
  /^(?<type>\w+) (?:\{?(?<guid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}? (?:Name (?<name>\S.*)|Id (?<id>0x[0-9a-f]+))|(?<tag>0x[0-9a-f]+))$/i;

/**
 * What an extended property's id means: two ids with the same key are the same property. The name's case counts, nothing else's does. Null for
 * what is no id.
 */
export function extendedPropertyKey(id: string): string | null {
  const parts = FORM.exec(id)?.groups;
  if (!parts) return null;
  const { type = "", guid = "", name, id: number, tag } = parts;
  const which = name === undefined ? (number ?? tag ?? "").toLowerCase() : `name:${name}`;
  return `${type.toLowerCase()} ${guid.toLowerCase()} ${which}`;
}
