/** The `Prefer` header. Source: "Prefer options". What is not understood is ignored (RFC 7240). */

/** What a request prefers. */
export interface Preferences {
  /** How long the service works on the query, seconds. */
  readonly wait: number;
  readonly statistics: boolean;
  readonly render: boolean;
  readonly dataSources: boolean;
  readonly permissions: boolean;
}

const DEFAULT_WAIT = 180;
const LONGEST_WAIT = 600;

/** Reads the header, given once or several times. */
export function readPreferences(header: string | readonly string[] | undefined): Preferences {
  const given = new Map<string, string>();
  for (const preference of [header ?? []].flat().join(",").split(/[,;]/)) {
    const [name = "", value = ""] = preference.split("=");
    given.set(
      name.trim().toLowerCase(),
      value
        .trim()
        .replace(/^"(.*)"$/, "$1")
        .toLowerCase(),
    );
  }
  const isTrue = (name: string) => given.get(name) === "true";
  return {
    wait: readWait(given.get("wait")),
    statistics: isTrue("include-statistics"),
    render: isTrue("include-render"),
    dataSources: isTrue("include-datasources"),
    permissions: isTrue("include-permissions"),
  };
}

function readWait(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Math.min(Number(text), LONGEST_WAIT) : DEFAULT_WAIT;
}
