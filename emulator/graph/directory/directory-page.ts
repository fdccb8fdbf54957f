import type { FastifyRequest } from "fastify";
import { GraphError } from "../graph-error.ts";
import { contextLink, nextLink } from "../links.ts";
import { type QueryOptions, readCount } from "../odata/query-options.ts";
import type { DirectoryObject } from "./directory-object.ts";

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 999;

/** Part of a list, and the way to the rest. */
export interface DirectoryPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** One page of directory objects. The token of the next page names the last object of this one, so that nobody is told twice or left out. */
export function directoryPage<Item extends DirectoryObject>(
  request: FastifyRequest,
  options: QueryOptions,
  all: readonly Item[],
): DirectoryPage<Item> {
  if (options.has("skip"))
    throw new GraphError(400, "Request_UnsupportedQuery", "'$skip' is not supported by the service.");
  const size = readCount(options, "top") ?? DEFAULT_PAGE;
  if (size < 1 || size > LARGEST_PAGE) {
    throw new GraphError(
      400,
      "Request_UnsupportedQuery",
      `Invalid page size specified: '${size}'. Must be between 1 and 999 inclusive.`,
    );
  }
  const token = options.get("skiptoken");
  const start = token === undefined ? 0 : startAfter(all, token);
  const items = all.slice(start, start + size);
  const last = items.at(-1);
  const more = start + size < all.length && last !== undefined;
  return { items, next: more ? nextLink(request, "$skiptoken", tokenFor(last)) : null };
}

/** A list as Graph writes it. */
export function listBody(
  request: FastifyRequest,
  shape: string,
  value: readonly unknown[],
  more: { readonly next: string | null; readonly count?: number | null },
): Record<string, unknown> {
  return {
    "@odata.context": contextLink(request, shape),
    ...(typeof more.count === "number" ? { "@odata.count": more.count } : {}),
    ...(more.next === null ? {} : { "@odata.nextLink": more.next }),
    value,
  };
}

function tokenFor(object: DirectoryObject): string {
  return Buffer.from(`after:${object.id}`).toString("base64url");
}

function startAfter(all: readonly DirectoryObject[], token: string): number {
  const text = Buffer.from(token, "base64url").toString();
  const index = text.startsWith("after:") ? all.findIndex(({ id }) => id === text.slice("after:".length)) : -1;
  if (index < 0) {
    throw new GraphError(
      400,
      "Directory_ExpiredPageToken",
      "The specified page token value has expired and can no longer be included in your request.",
    );
  }
  return index + 1;
}
