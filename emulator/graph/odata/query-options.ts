import { GraphError } from "../graph-error.ts";

const KNOWN = [
  "select",
  "filter",
  "top",
  "skip",
  "skiptoken",
  "count",
  "expand",
  "orderby",
  "search",
  "format",
] as const;

/** The OData options this Graph knows by name. */
export type QueryOption = (typeof KNOWN)[number];

export type QueryOptions = ReadonlyMap<QueryOption, string>;

/**
 * The OData options of a query string; the `$` may be left out (Graph's page on query parameters). An option with `$` that OData does not
 * have is an error; other parameters mean nothing.
 */
export function readQueryOptions(search: ReadonlyMap<string, string>): QueryOptions {
  const options = new Map<QueryOption, string>();
  for (const [key, value] of search) {
    const bare = (key.startsWith("$") ? key.slice(1) : key).toLowerCase();
    const known = KNOWN.find((option) => option === bare);
    if (known !== undefined) options.set(known, value);
    else if (key.startsWith("$")) {
      throw new GraphError(400, "BadRequest", `Unrecognized query argument specified: '${key}'.`);
    }
  }
  return options;
}

/** Refuses by name the options of Graph that are not emulated here, so that none is silently ignored. */
export function refuseOptions(options: QueryOptions, refused: readonly QueryOption[]): void {
  for (const option of refused) {
    if (options.has(option)) {
      throw new GraphError(501, "NotImplemented", `The query option '$${option}' is not emulated here.`);
    }
  }
}

/** A `$top` or `$skip`: a non-negative integer, or nothing. */
export function readCount(options: QueryOptions, option: "top" | "skip"): number | null {
  const text = options.get(option);
  if (text === undefined) return null;
  if (!/^\d{1,9}$/.test(text)) {
    throw new GraphError(
      400,
      "BadRequest",
      `Invalid value '${text}' for $${option} query option found. The $${option} query option requires a non-negative integer value.`,
    );
  }
  return Number(text);
}

/** Whether `$count=true` was asked for. */
export function readWantsCount(options: QueryOptions): boolean {
  const text = options.get("count");
  if (text === undefined) return false;
  if (text !== "true" && text !== "false") {
    throw new GraphError(
      400,
      "BadRequest",
      `Invalid value '${text}' for $count query option found. The $count query option requires a Boolean value.`,
    );
  }
  return text === "true";
}
