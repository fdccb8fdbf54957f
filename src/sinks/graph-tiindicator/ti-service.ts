import { z } from "zod";
import type { TiIndicator } from "../../indicator/ti-indicator.ts";
import { type ClientEndpoint, classify, type Verdict } from "../../microsoft/classify.ts";
import type { ApiRequest, Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import { readSubmission, type Submission } from "./read-submission.ts";

/** What was asked for, or why there is none. */
export type Asked<T> = { readonly kind: "done"; readonly value: T } | Exclude<Verdict, { readonly kind: "done" }>;

/** Indicators that are there. */
export interface FoundPage {
  readonly indicators: readonly { readonly externalId: string; readonly targetProduct: string | null }[];
  /** The path of the next page, or null. */
  readonly next: string | null;
}

/** The part of Graph that keeps indicators. Each call is one request; an application sees its own indicators only. */
export interface TiService {
  submit(indicators: readonly TiIndicator[], signal: AbortSignal): Promise<Asked<Submission>>;
  /** A page of a list that begins at `searchPath` or `ANY_INDICATOR`. */
  list(path: string, signal: AbortSignal): Promise<Asked<FoundPage>>;
}

const ROOT = "/security/tiIndicators";
/** A provider behind Graph may take ten seconds. */
const TIMEOUT_MS = 15_000;

/** How many are looked for in one request: its address stays below 1,100 characters, its filter within what OData services parse. */
export const SEARCHED_AT_ONCE = 15;

/** The list with one indicator at most: whether there is such a list at all. */
export const ANY_INDICATOR = `${ROOT}?$top=1`;

const found = z.object({
  value: z.array(z.object({ externalId: z.string().nullish(), targetProduct: z.string().nullish() })),
  "@odata.nextLink": z.string().nullish(),
});

/** The list of indicators with these external ids. */
export function searchPath(externalIds: readonly string[]): string {
  const terms = externalIds.map((id) => `externalId eq '${id.replaceAll("'", "''")}'`);
  return `${ROOT}?$filter=${encodeURIComponent(terms.join(" or "))}`;
}

/** Makes it. Nothing is asked before a call. */
export function createTiService(microsoft: Microsoft, clock: Clock): TiService {
  async function ask<T>(
    endpoint: ClientEndpoint,
    request: Pick<ApiRequest, "method" | "path" | "headers" | "body" | "signal">,
    read: (text: string) => T | undefined,
  ): Promise<Asked<T>> {
    const outcome = await microsoft.request({ api: "graph-beta", ...request, timeoutMs: TIMEOUT_MS });
    const verdict = classify(endpoint, outcome, clock.now());
    if (verdict.kind !== "done") return verdict;
    const value = outcome.kind === "answer" ? read(outcome.text) : undefined;
    return value === undefined ? { kind: "retry", reason: "unexpected-answer" } : { kind: "done", value };
  }

  return {
    submit: (indicators, signal) =>
      ask(
        "ti-indicators-submit",
        {
          method: "POST",
          path: `${ROOT}/submitTiIndicators`,
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({ value: indicators }),
          signal,
        },
        (text) =>
          readSubmission(
            text,
            indicators.map(({ externalId }) => externalId),
          ),
      ),
    list: (path, signal) => ask("ti-indicators-find", { method: "GET", path, signal }, readPage),
  };
}

function readPage(text: string): FoundPage | undefined {
  try {
    const page = found.parse(JSON.parse(text));
    const indicators = page.value.flatMap(({ externalId, targetProduct }) =>
      typeof externalId === "string" ? [{ externalId, targetProduct: targetProduct ?? null }] : [],
    );
    return { indicators, next: nextPath(page["@odata.nextLink"]) };
  } catch {
    return undefined;
  }
}

/** The link is a whole address; only what follows the list's own path is taken from it, so that no token goes anywhere else. Throws for another list. */
function nextPath(link: string | null | undefined): string | null {
  if (link === null || link === undefined) return null;
  const { pathname, search } = new URL(link);
  if (!pathname.toLowerCase().endsWith(ROOT.toLowerCase())) throw new Error("The next page is of another list.");
  return `${ROOT}${search}`;
}
