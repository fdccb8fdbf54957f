import type { FastifyRequest } from "fastify";

/** The version of the API a request was sent to: `v1.0` or `beta`. */
export function requestVersion(request: FastifyRequest): string {
  return request.url.split("/", 2)[1] ?? "v1.0";
}

/** Where a request was sent to. One of a batch has no connection of its own, and says which protocol its batch came by. */
function origin(request: FastifyRequest): string {
  const forwarded = request.headers["x-forwarded-proto"];
  return `${forwarded === "https" ? "https" : request.protocol}://${request.host}`;
}

/** What `@odata.context` says: where the answer's shape is described. */
export function contextLink(request: FastifyRequest, shape: string): string {
  return `${origin(request)}/${requestVersion(request)}/$metadata#${shape}`;
}

/** The address of the next page: this request's own, with one option put in or replaced. */
export function nextLink(request: FastifyRequest, option: "$skip" | "$skiptoken", value: string): string {
  const mark = request.url.indexOf("?");
  const path = mark < 0 ? request.url : request.url.slice(0, mark);
  const search = mark < 0 ? "" : request.url.slice(mark + 1);
  const kept = search.split("&").filter((pair) => pair !== "" && !names(pair, option));
  const pairs = [...kept, `${option}=${encodeURIComponent(value)}`];
  return `${origin(request)}${path}?${pairs.join("&")}`;
}

/** Whether a pair of the query string is this option, with or without its `$`. */
function names(pair: string, option: string): boolean {
  const key = new URLSearchParams(pair).keys().next().value?.toLowerCase();
  return key === option || key === option.slice(1);
}
