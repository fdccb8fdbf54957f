import { TOKEN_CODES } from "./token-refusal.ts";

/**
 * What an answer of each endpoint means, as data. The first row that fits counts. Sources: Microsoft Graph "error responses" and "Outlook: things to know about
 * sending mail", Microsoft Graph Security "error responses", Exchange Web Services "ResponseCode", Azure Monitor "Logs query API: errors" and
 * "timeouts", RFC 9110.
 */

/**
 * `doubt`: the service may have acted on the request. What that means depends on the endpoint: a mail may have left (`unknown`), a draft, a
 * read or a query harms nobody when it is repeated (`retry`).
 */
export type Meaning =
  | { readonly kind: "done" }
  | { readonly kind: "absent" | "reject" | "doubt"; readonly reason: string }
  | { readonly kind: "retry"; readonly reason: string; readonly permission?: true };

/** One row. */
export interface VerdictRule {
  /** A status, or the first and last of several. */
  readonly on: number | readonly [number, number];
  /** Codes of the error, outer or inner; `some`: any, that is, an error in the API's own shape; absent: whatever it says. */
  readonly codes?: readonly string[] | "some";
  /** Only if the error's message begins so. For what the API tells apart in no other way. */
  readonly says?: string;
  /** Only if the body is empty. */
  readonly isEmpty?: true;
  readonly means: Meaning;
}

/** An endpoint. */
export interface EndpointRules {
  /** What a request does that cannot be taken back: `mail` sends one. */
  readonly effect: "mail" | "none";
  /** Own rows first, then what holds everywhere. */
  readonly rules: readonly VerdictRule[];
}

const DONE: Meaning = { kind: "done" };
const PERMISSION_MISSING: Meaning = { kind: "retry", reason: "permission-missing", permission: true };
const TOKEN_REFUSED: Meaning = { kind: "retry", reason: "token-refused" };
const MAILBOX_FULL: Meaning = { kind: "retry", reason: "mailbox-full" };
const MAILBOX_NOT_FOUND: Meaning = { kind: "retry", reason: "mailbox-not-found" };
const MESSAGE_NOT_FOUND: Meaning = { kind: "absent", reason: "message-not-found" };
const UNAVAILABLE: Meaning = { kind: "doubt", reason: "unavailable" };
const UNEXPECTED: Meaning = { kind: "retry", reason: "unexpected-answer" };

/** For every endpoint, after its own rows. Whatever is wrong with the set-up is tried again: else one mistake makes a dead letter of every notice. */
const EVERYWHERE: readonly VerdictRule[] = [
  // A success nobody documented: something else may have answered.
  { on: [100, 299], means: { kind: "doubt", reason: "unexpected-answer" } },
  // "See other" is the answer to a request that was carried out.
  { on: 303, means: { kind: "doubt", reason: "redirected" } },
  { on: [300, 399], means: { kind: "retry", reason: "redirected" } },
  { on: 401, means: TOKEN_REFUSED },
  { on: 403, codes: TOKEN_CODES, means: TOKEN_REFUSED },
  { on: 403, means: PERMISSION_MISSING },
  { on: 407, means: { kind: "retry", reason: "proxy-refused" } },
  // Gateways say it of the service behind them, which may have gone on. 499 is how a proxy records who hung up.
  { on: 408, means: { kind: "doubt", reason: "gateway-timed-out" } },
  { on: 499, means: { kind: "doubt", reason: "gateway-timed-out" } },
  { on: 409, means: { kind: "retry", reason: "conflict" } },
  { on: 412, means: { kind: "retry", reason: "conflict" } },
  { on: 410, means: { kind: "retry", reason: "gone" } },
  { on: 413, means: { kind: "reject", reason: "too-large" } },
  { on: 423, means: { kind: "retry", reason: "locked" } },
  { on: 429, means: { kind: "retry", reason: "throttled" } },
  // The API names what is wrong with this request; a gateway that answers in its place does not know the request.
  { on: 400, codes: "some", means: { kind: "reject", reason: "bad-request" } },
  { on: 422, codes: "some", means: { kind: "reject", reason: "bad-request" } },
  { on: [400, 499], means: UNEXPECTED },
  { on: 500, means: { kind: "doubt", reason: "server-failed" } },
  { on: 504, means: { kind: "doubt", reason: "gateway-timed-out" } },
  { on: 509, means: { kind: "doubt", reason: "bandwidth-exceeded" } },
  { on: [500, 599], means: UNAVAILABLE },
];

/** A mailbox that is not there, not in Exchange Online, or has no licence. */
const NO_MAILBOX = [
  "ErrorInvalidUser",
  "ErrorNonExistentMailbox",
  "MailboxNotEnabledForRESTAPI",
  "MailboxNotSupportedForRESTAPI",
  "ResourceNotFound",
  "Request_ResourceNotFound",
];

const MAIL: readonly VerdictRule[] = [
  { on: [400, 499], codes: ["ErrorQuotaExceeded"], means: MAILBOX_FULL },
  { on: 507, codes: ["ErrorQuotaExceeded"], means: MAILBOX_FULL },
  { on: [400, 404], codes: NO_MAILBOX, means: MAILBOX_NOT_FOUND },
  {
    on: [400, 403],
    codes: ["ErrorSendAsDenied"],
    means: { kind: "retry", reason: "sender-not-allowed", permission: true },
  },
  {
    on: [400, 499],
    codes: ["ErrorExceededMessageLimit", "ErrorSubmissionQuotaExceeded"],
    means: { kind: "retry", reason: "sending-limit-reached" },
  },
  {
    on: [400, 499],
    codes: ["ErrorServerBusy", "ErrorMailboxStoreUnavailable", "ErrorMailboxMoveInProgress", "ErrorTimeoutExpired"],
    means: UNAVAILABLE,
  },
  {
    on: 400,
    codes: ["ErrorInvalidRecipients", "ErrorInvalidSmtpAddress", "ErrorNoRecipients"],
    means: { kind: "reject", reason: "recipient-refused" },
  },
  { on: 400, codes: ["ErrorMessageSizeExceeded"], means: { kind: "reject", reason: "too-large" } },
];

/** Rows of an endpoint whose path names the mailbox and nothing in it. */
const IN_MAILBOX: readonly VerdictRule[] = [...MAIL, { on: 404, means: MAILBOX_NOT_FOUND }];

/** Rows of an endpoint whose path names a message. */
const ONE_MESSAGE: readonly VerdictRule[] = [
  ...MAIL,
  { on: 404, means: MESSAGE_NOT_FOUND },
  { on: 410, means: MESSAGE_NOT_FOUND },
];

const QUERY: readonly VerdictRule[] = [
  // A request without body or content type is answered so; a whole answer is never empty.
  { on: 200, isEmpty: true, means: { kind: "retry", reason: "empty-answer" } },
  { on: 200, means: DONE },
  // A workspace without any data.
  { on: 204, means: DONE },
  { on: 404, means: { kind: "retry", reason: "workspace-not-found" } },
  { on: 400, codes: "some", means: { kind: "reject", reason: "query-refused" } },
];

/** A list that is searched: nothing found is an empty list, so that 404 means something else than "nobody". */
const DIRECTORY: readonly VerdictRule[] = [
  { on: 200, isEmpty: true, means: { kind: "retry", reason: "empty-answer" } },
  { on: 200, means: DONE },
];

/** One object: 404 is the answer that there is none. */
const DIRECTORY_OBJECT: readonly VerdictRule[] = [
  ...DIRECTORY,
  { on: 404, codes: ["Request_ResourceNotFound", "ResourceNotFound"], means: { kind: "absent", reason: "not-found" } },
];

/** Repeats change nothing there: objects have ids of their own. */
const UPLOAD: readonly VerdictRule[] = [
  { on: 200, means: DONE },
  // The page names 200 alone. Whichever success it is, its body says what became of each object, and an empty one that all were taken.
  { on: [201, 202], means: DONE },
  { on: 204, means: DONE },
  { on: 404, means: { kind: "retry", reason: "workspace-not-found" } },
];

/** What Microsoft has announced to remove: then the whole path is gone, whatever was asked. */
const RETIRED: Meaning = { kind: "reject", reason: "service-retired" };

/** Only what Graph itself says counts, or a 410 without a word: a wrong host, or a proxy's page, is something an administrator can mend. */
const GONE: readonly VerdictRule[] = [
  // So Graph's front door answers a path that is not, or no longer, in its model: a plain `BadRequest`.
  { on: [400, 404], says: "Resource not found for the segment", means: RETIRED },
  { on: 404, codes: ["ResourceNotFound", "Request_ResourceNotFound", "NotFound", "Gone"], means: RETIRED },
  { on: 410, codes: "some", means: RETIRED },
  { on: 410, isEmpty: true, means: RETIRED },
];

const INDICATOR_SEARCH: readonly VerdictRule[] = [
  { on: 200, isEmpty: true, means: { kind: "retry", reason: "empty-answer" } },
  { on: 200, means: DONE },
  // One of the providers behind Graph did not answer: what is missing in the list may be there all the same.
  { on: 206, means: { kind: "retry", reason: "partial-answer" } },
  ...GONE,
];

/** The body says what became of each. */
const INDICATOR_UPLOAD: readonly VerdictRule[] = [
  { on: [200, 206], isEmpty: true, means: { kind: "doubt", reason: "empty-answer" } },
  { on: 200, means: DONE },
  { on: 206, means: DONE },
  ...GONE,
];

/** The endpoints there are, each with its rows. Another one is another entry. */
export const ENDPOINT_RULES = {
  "directory-find": { effect: "none", rules: [...DIRECTORY, ...EVERYWHERE] },
  "directory-read": { effect: "none", rules: [...DIRECTORY_OBJECT, ...EVERYWHERE] },
  "log-analytics-query": { effect: "none", rules: [...QUERY, ...EVERYWHERE] },
  "mail-draft-create": { effect: "none", rules: [{ on: 201, means: DONE }, ...IN_MAILBOX, ...EVERYWHERE] },
  "mail-draft-send": { effect: "mail", rules: [{ on: 202, means: DONE }, ...ONE_MESSAGE, ...EVERYWHERE] },
  "mail-draft-read": { effect: "none", rules: [{ on: 200, means: DONE }, ...ONE_MESSAGE, ...EVERYWHERE] },
  "mail-draft-delete": { effect: "none", rules: [{ on: 204, means: DONE }, ...ONE_MESSAGE, ...EVERYWHERE] },
  "mail-send": { effect: "mail", rules: [{ on: 202, means: DONE }, ...IN_MAILBOX, ...EVERYWHERE] },
  "mail-find": { effect: "none", rules: [{ on: 200, means: DONE }, ...IN_MAILBOX, ...EVERYWHERE] },
  "sentinel-upload": { effect: "none", rules: [...UPLOAD, ...EVERYWHERE] },
  "ti-indicators-find": { effect: "none", rules: [...INDICATOR_SEARCH, ...EVERYWHERE] },
  "ti-indicators-submit": { effect: "none", rules: [...INDICATOR_UPLOAD, ...EVERYWHERE] },
} as const satisfies { readonly [endpoint: string]: EndpointRules };
