/**
 * What the literals of the `result` column mean. Microsoft documents one of them, `Success`, and says of all others only that they
 * are error types; no list is public. So this table is data: configuration overrides it, and a literal it does not hold is a
 * refusal told in neutral words.
 */

/** What a result can mean. */
export const RESULT_MEANINGS = ["success", "refused", "revoked", "expired", "service-error"] as const;

/** `refused`, `revoked` and `expired` are refusals; `service-error` is the service failing, which says nothing of the reader. */
export type ResultMeaning = (typeof RESULT_MEANINGS)[number];

/** The literals that are known, in the order the README lists them. */
export const RESULT_TABLE: readonly {
  readonly literal: string;
  readonly meaning: ResultMeaning;
  readonly documented: boolean;
}[] = [
  { literal: "Success", meaning: "success", documented: true },
  { literal: "AccessDenied", meaning: "refused", documented: false },
  { literal: "UserNotAuthorized", meaning: "refused", documented: false },
  { literal: "ContentRevoked", meaning: "revoked", documented: false },
  { literal: "ContentExpired", meaning: "expired", documented: false },
  { literal: "InternalServerError", meaning: "service-error", documented: false },
];

/** Says what a literal means, upper and lower case alike; undefined for one nobody listed. */
export function resultLookup(
  overrides: { readonly [literal: string]: ResultMeaning } = {},
): (literal: string) => ResultMeaning | undefined {
  const table = new Map(RESULT_TABLE.map(({ literal, meaning }) => [literal.toLowerCase(), meaning]));
  for (const [literal, meaning] of Object.entries(overrides)) table.set(literal.toLowerCase(), meaning);
  return (literal) => table.get(literal.toLowerCase());
}
