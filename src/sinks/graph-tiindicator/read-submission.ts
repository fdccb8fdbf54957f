/**
 * What became of each indicator of a submission. Graph says only that the body of an answer has success or error data of each, not in
 * which form; so any object that names an indicator counts by what it holds, and what is not named at all is left open, never guessed.
 * Source: Graph, "submitTiIndicators", "Threat indicator bulk action errors", "resultInfo".
 */
import { z } from "zod";
import { parseObject } from "../../platform/parse-object.ts";

/** Indicators by their external ids. Those in neither of the first two were stored. */
export interface Submission {
  /** Refused by the provider, with its code; "" if it gave none. */
  readonly refused: ReadonlyMap<string, string>;
  /** Of these the answer says nothing that can be told apart. */
  readonly open: ReadonlySet<string>;
  /** Codes of refusals that name no indicator. */
  readonly nameless: readonly string[];
  /** The code that stands in an open one's place, if the answer has one entry for each and all that are named stand in theirs. */
  readonly inPlace: ReadonlyMap<string, string>;
}

const answer = z.object({ value: z.array(z.record(z.string(), z.unknown())) });

/** Success, in all the ways it is said. */
const SUCCESS = /^(?:0|2\d\d|ok|created|success|succeeded)$/i;
/** It is there already, so it is not refused; whoever wants to be sure looks. */
const EXISTS = /^(?:409|conflict|.*already.?exists)$/i;
/** What passes, or what an administrator can mend. */
const PASSING =
  /^(?:401|403|408|423|429|5\d\d|unauthorized|forbidden|accessdenied|.*timeout|timedout|toomanyrequests|.*throttled|internal(?:server)?error|serviceunavailable|unavailable|badgateway|servererror)$/i;

/** Reads an answer to the submission of these. Undefined if it is none. */
export function readSubmission(text: string, submitted: readonly string[]): Submission | undefined {
  const items = answer.safeParse(parseObject(text)).data?.value;
  if (items === undefined) return undefined;
  const stored = new Set<string>();
  const refused = new Map<string, string>();
  const nameless = new Map<number, string>();
  let isInPlace = items.length === submitted.length;
  for (const [i, item] of items.entries()) {
    const code = codeOf(item);
    const name = item["externalId"];
    if (typeof name !== "string" || !submitted.includes(name)) {
      if (code !== null && !SUCCESS.test(code)) nameless.set(i, code);
      continue;
    }
    isInPlace &&= submitted[i] === name;
    if (code === null ? isEntity(item) : SUCCESS.test(code)) stored.add(name);
    else if (code !== null && !EXISTS.test(code)) refused.set(name, code);
  }
  // Two contradicting entries for one: it was stored by one of several providers.
  for (const name of stored) refused.delete(name);
  const open = new Set(submitted.filter((name) => !stored.has(name) && !refused.has(name)));
  const placed = isInPlace ? [...nameless] : [];
  const inPlace = new Map(placed.flatMap(([i, code]) => (submitted[i] === undefined ? [] : [[submitted[i], code]])));
  return { refused, open, nameless: [...nameless.values()], inPlace };
}

/**
 * Why these, of the open ones, are not there, as far as it can be told: each by what stands in its place, or all by as many refusals as there
 * are of them. Null if it cannot.
 */
export function codesOfMissing(
  { nameless, inPlace }: Submission,
  missing: readonly string[],
): ReadonlyMap<string, string> | null {
  if (missing.every((name) => inPlace.has(name))) return inPlace;
  if (nameless.length !== missing.length) return null;
  const [first = "", ...others] = new Set(nameless);
  const code = others.length === 0 ? first : (nameless.find(passes) ?? "");
  return new Map(missing.map((name) => [name, code]));
}

/** Whether a refusal with this code may end differently another time. */
export function passes(code: string): boolean {
  return PASSING.test(code);
}

/** The stable name of a refusal for good. Nothing but letters, digits and hyphens of a code is told. */
export function refusalReason(code: string): string {
  const name = code
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return name === "" || name.length > 40 ? "provider-refused" : `provider-${name}`;
}

/** An error's or result's own code comes before one that stands beside the indicator's properties. Null if there is none. */
function codeOf(item: Readonly<Record<string, unknown>>): string | null {
  const inner = [item["error"], item["resultInfo"], item["result"]].find(
    (part) => typeof part === "object" && part !== null,
  );
  const from = (inner ?? item) as Readonly<Record<string, unknown>>;
  const code = from["code"] ?? from["status"] ?? from["statusCode"];
  if (typeof code === "string" || typeof code === "number") return String(code);
  return item["error"] === undefined || item["error"] === null ? null : "";
}

/** What was stored has an id of the service's. */
function isEntity(item: Readonly<Record<string, unknown>>): boolean {
  return typeof item["id"] === "string" && item["id"] !== "";
}
