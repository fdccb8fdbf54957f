/** Faults by name: what goes wrong at the real services, made to happen here. */

/**
 * `throttle` 429 before anything is done (with or without Retry-After) · `partial` a query answers some of its rows and PartialError, an upload
 * takes some of its objects ·
 * `truncate` the same, cut at a row cap · `lost-response` the request is carried out and the connection dies before the answer ·
 * `slow` the answer comes late · `expire-token` every token issued so far counts as expired · `late-rows` rows become visible later, with a
 * later ingestion time · `gone` the resource answers 404 · `unavailable` 503 before anything is done · `gateway-timeout` 504, carried out or not ·
 * `drop` the connection dies before anything is done · `cut-short` the answer's body ends in the middle.
 */
export const FAULT_NAMES = [
  "throttle",
  "partial",
  "truncate",
  "lost-response",
  "slow",
  "expire-token",
  "late-rows",
  "gone",
  "unavailable",
  "gateway-timeout",
  "drop",
  "cut-short",
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

/** What each route is called, for faults, permissions and the journal. */
export const OPERATIONS = [
  "token",
  "query",
  "user.get",
  "user.list",
  "user.manager",
  "group.list",
  "group.members",
  "group.owners",
  "mail.create",
  "mail.send-draft",
  "mail.send",
  "mail.get",
  "mail.list",
  "mail.delete",
  "folder.get",
  "folder.list",
  "batch",
  "sentinel.upload",
  "ti-indicator.list",
  "ti-indicator.create",
  "ti-indicator.update",
  "ti-indicator.delete",
  "ti-indicator.submit",
  "ti-indicator.delete-many",
] as const;

export type Operation = (typeof OPERATIONS)[number];

/** One fault that is switched on. */
export interface FaultOrder {
  readonly name: FaultName;
  /** Which operations it befalls; all that it makes sense for if absent. */
  readonly operations?: readonly Operation[];
  /** How many requests it befalls before it is over; no end if absent. */
  readonly times?: number;
  /** How many requests go well first; 0 if absent. */
  readonly after?: number;
  /** It befalls one request in so many, chosen by a seeded generator; every one if absent. */
  readonly oneIn?: number;
  /** `slow`: how late; `late-rows`: how much later rows come; `throttle`, `unavailable`: what is said of when to try again (absent: nothing is). */
  readonly delayMs?: number;
  /** `partial`, `truncate`: the most rows an answer holds; of an upload, the most objects that are taken. */
  readonly rows?: number;
}
