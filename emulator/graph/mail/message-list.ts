import { GraphError } from "../graph-error.ts";
import { type QueryOptions, readCount } from "../odata/query-options.ts";
import { messageFilter, scalarPath, scalarValue } from "./message-filter.ts";
import type { MessageSource } from "./message-properties.ts";

const DEFAULT_PAGE = 10;
const LARGEST_PAGE = 1_000;

/** One page of the messages that were asked for. */
export interface MessagePage {
  readonly items: readonly MessageSource[];
  /** How many passed the filter. */
  readonly count: number;
  /** What the next page skips; null after the last. */
  readonly nextSkip: number | null;
}

/** Filters, orders and cuts messages. Without `$orderby` they keep their order. */
export function messagePage(all: readonly MessageSource[], options: QueryOptions): MessagePage {
  const size = readCount(options, "top") ?? DEFAULT_PAGE;
  if (size < 1 || size > LARGEST_PAGE) {
    throw new GraphError(
      400,
      "BadRequest",
      size < 1
        ? `Invalid value '${size}' for $top query option found. The $top query option requires a non-negative integer value.`
        : `The limit of '${LARGEST_PAGE}' for Top query has been exceeded. The value from the incoming request is '${size}'.`,
    );
  }
  const skip = readCount(options, "skip") ?? 0;
  const filterText = options.get("filter");
  const filter = filterText === undefined ? null : messageFilter(filterText);
  const order = readOrder(options.get("orderby"));
  if (filter !== null) refuseMismatch(filter.names, order);
  const passing = all
    .filter((source) => filter === null || filter.passes(source))
    .sort((a, b) => compareBy(order, a, b));
  const items = passing.slice(skip, skip + size);
  return { items, count: passing.length, nextSkip: skip + size < passing.length ? skip + size : null };
}

interface OrderTerm {
  readonly parts: readonly string[];
  readonly descending: boolean;
}

function readOrder(text: string | undefined): readonly OrderTerm[] {
  if (text === undefined) return [];
  return text.split(",").map((term) => {
    const match = /^\s*([A-Za-z]\w*(?:\/[A-Za-z]\w*)*)(?:\s+(asc|desc))?\s*$/.exec(term);
    if (!match?.[1]) {
      throw new GraphError(400, "RequestBroker--ParseUri", `Syntax error at position 0 in '${term}'.`);
    }
    return { parts: scalarPath(match[1].split("/")), descending: match[2] === "desc" };
  });
}

/**
 * With both options, what is ordered by must be filtered by too, in the same order and before anything else. Source: Graph's page "List
 * messages", on using filter and orderby in the same query.
 */
function refuseMismatch(filtered: readonly string[], order: readonly OrderTerm[]): void {
  if (order.some(({ parts }, index) => filtered[index] !== parts.join("/"))) {
    throw new GraphError(400, "InefficientFilter", "The restriction or sort order is too complex for this operation.");
  }
}

function compareBy(order: readonly OrderTerm[], a: MessageSource, b: MessageSource): number {
  for (const { parts, descending } of order) {
    const [left, right] = [scalarValue(a, parts), scalarValue(b, parts)];
    if (left === right || left === null || right === null) continue;
    return left < right !== descending ? -1 : 1;
  }
  return 0;
}
