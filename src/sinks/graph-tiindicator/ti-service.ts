import { z } from "zod";
import type { TiIndicator } from "../../indicator/ti-indicator.ts";
import { type ClientEndpoint, classify, type Verdict } from "../../microsoft/classify.ts";
import type { ApiRequest, Microsoft } from "../../microsoft/microsoft.ts";
import { readErrorMessage } from "../../microsoft/read-error-codes.ts";
import { parseObject } from "../../platform/parse-object.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { GroupRefusal } from "../search.ts";
import { looksLikeSetUp } from "../set-up.ts";
import { readSubmission, type Submission } from "./read-submission.ts";
import { SERVICE_RETIRED } from "./retirement.ts";

/** What was asked for, or that the request was refused for what it holds. */
export type Answered<T> = { readonly kind: "done"; readonly value: T } | GroupRefusal;

/** An answer, or why there is none now. */
export type Asked<T> = Answered<T> | Extract<Verdict, { readonly kind: "retry" }>;

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
    if (verdict.kind === "retry") return verdict;
    if (verdict.kind !== "done") return refusal(verdict, outcome.kind === "answer" ? outcome.text : "");
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

/** An indicator's properties, as complaints name them. */
const PROPERTY =
  /\b(?:externalId|targetProduct|action|threatType|tlpLevel|confidence|severity|description|expirationDateTime|lastReportedDateTime|network(?:Destination)?IPv[46]|fileName|tags)\b/;

/** A service that is gone refuses nothing of what was sent: all waits for the administrator. */
function refusal({ reason, detail }: Exclude<Verdict, { readonly kind: "done" }>, text: string): Asked<never> {
  const told = { reason, ...(detail === undefined ? {} : { detail }) };
  if (reason === SERVICE_RETIRED) return { kind: "retry", ...told };
  // That a request is too large is the fault of what it holds.
  const namesEvent = reason === "too-large" || PROPERTY.test(readErrorMessage(text));
  return { kind: "refused", ...told, namesEvent, isSetUp: !namesEvent && looksLikeSetUp(text) };
}

function readPage(text: string): FoundPage | undefined {
  const page = found.safeParse(parseObject(text)).data;
  if (page === undefined) return undefined;
  const indicators = page.value.flatMap(({ externalId, targetProduct }) =>
    typeof externalId === "string" ? [{ externalId, targetProduct: targetProduct ?? null }] : [],
  );
  const next = nextPath(page["@odata.nextLink"]);
  return next === undefined ? undefined : { indicators, next };
}

/**
 * The link is a whole address; only what follows the list's own path is taken from it, so that no token goes anywhere else. Undefined for a
 * link to another list.
 */
function nextPath(link: string | null | undefined): string | null | undefined {
  if (link === null || link === undefined) return null;
  const address = URL.parse(link);
  return address?.pathname.toLowerCase().endsWith(ROOT.toLowerCase()) ? `${ROOT}${address.search}` : undefined;
}
