/**
 * One mailbox as Microsoft Graph shows it: each step one request, its outcome classified. Source: Graph v1.0, "message"
 * and "user: sendMail".
 */
import { z } from "zod";
import { type ClientEndpoint, classify, type Verdict } from "../../microsoft/classify.ts";
import type { ApiFailure, ApiOutcome, ApiRequest, Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import { isTimedOut } from "./time-limit.ts";

/** A step that was carried out, or what kept it from being so. */
export type Asked<T> = { readonly kind: "done"; readonly value: T } | NotDone;

/** Whatever is not `done`. */
export type NotDone = Exclude<Verdict, { readonly kind: "done" }>;

/** A message in the mailbox, by its immutable id. */
export interface FoundMessage {
  readonly id: string;
  readonly isDraft: boolean;
}

/** A message in the folder Drafts, with what tells ours from a person's. */
export interface OldDraft {
  readonly id: string;
  readonly isDraft: boolean;
  readonly messageId: string;
  readonly createdAt: number;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

export interface Mailbox {
  /** In lower case. */
  readonly address: string;
  /** Has what a step needs before it can be taken: a token. Nothing is asked of the mailbox. */
  ready(signal: AbortSignal): Promise<Asked<null>>;
  /** Makes a draft of a whole message (RFC 5322); its immutable id. */
  createDraft(mime: Uint8Array, signal: AbortSignal): Promise<Asked<string>>;
  /** Tells a draft to go. */
  sendDraft(id: string, signal: AbortSignal): Promise<Asked<null>>;
  /** Whether the message is a draft still; `absent` if there is none with this id. */
  isDraft(id: string, signal: AbortSignal): Promise<Asked<boolean>>;
  deleteDraft(id: string, signal: AbortSignal): Promise<Asked<null>>;
  /** Sends a message in one step. `body` is base64; anything else is refused after the permission was looked at. */
  sendMail(body: string, signal: AbortSignal): Promise<Asked<null>>;
  /** Every message with this Message-ID, in whichever folder. */
  find(messageId: string, signal: AbortSignal): Promise<Asked<readonly FoundMessage[]>>;
  /** Messages in the folder Drafts that were made before a time, newest first, at most `limit`. */
  oldDrafts(before: number, limit: number, signal: AbortSignal): Promise<Asked<readonly OldDraft[]>>;
}

/** An answer takes a second as a rule. The attempt as a whole has a limit of its own (`time-limit.ts`). */
const TIMEOUT_MS = 15_000;

/**
 * Ids that stay when a message moves from Drafts to Sent Items. Source: Graph, "Obtain immutable identifiers for
 * Outlook resources".
 */
const IMMUTABLE = { Prefer: 'IdType="ImmutableId"' };
const MIME = { "Content-Type": "text/plain" };

const created = z.object({ id: z.string().min(1) });
const read = z.object({ isDraft: z.boolean() });
const found = z.object({
  value: z.array(z.object({ id: z.string().min(1), isDraft: z.boolean(), internetMessageId: z.string().nullish() })),
});
const drafts = z.object({
  value: z.array(
    z.object({
      id: z.string().min(1),
      isDraft: z.boolean(),
      internetMessageId: z.string().nullish(),
      createdDateTime: z.string(),
      internetMessageHeaders: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
    }),
  ),
});

type Step = Pick<ApiRequest, "method" | "path" | "headers" | "body">;

/** The mailbox with this address. Nothing is asked before a step is taken. */
export function createMailbox(microsoft: Microsoft, from: string, clock: Clock): Mailbox {
  const address = from.toLowerCase();
  const root = `/users/${encodeURIComponent(address)}`;
  const message = (id: string): string => `${root}/messages/${encodeURIComponent(id)}`;

  async function take<T>(
    endpoint: ClientEndpoint,
    step: Step,
    signal: AbortSignal,
    readValue: (text: string) => T | undefined,
  ): Promise<Asked<T>> {
    const request = { api: "graph", ...step, signal, timeoutMs: TIMEOUT_MS } as const;
    const outcome = named(await microsoft.request(request), signal, "timed-out");
    const verdict = classify(endpoint, outcome, clock.now());
    if (verdict.kind !== "done") return verdict;
    const value = readValue(outcome.kind === "answer" ? outcome.text : "");
    // Something answered in Graph's place, or Graph has changed. Sending has no value to read: what does can be repeated.
    return value === undefined ? { kind: "retry", reason: "unexpected-answer" } : { kind: "done", value };
  }

  return {
    address,
    async ready(signal) {
      const identity = await microsoft.identify("graph", signal);
      if (!("kind" in identity)) return { kind: "done", value: null };
      const verdict = classify("mail-send", named(identity, signal, "login-unreachable"), clock.now());
      return verdict.kind === "done" ? { kind: "done", value: null } : verdict;
    },
    createDraft: (mime, signal) =>
      take(
        "mail-draft-create",
        {
          method: "POST",
          path: `${root}/messages`,
          headers: { ...MIME, ...IMMUTABLE },
          body: Buffer.from(mime).toString("base64"),
        },
        signal,
        (text) => parse(created, text)?.id,
      ),
    sendDraft: (id, signal) =>
      take("mail-draft-send", { method: "POST", path: `${message(id)}/send`, headers: IMMUTABLE }, signal, () => null),
    isDraft: (id, signal) =>
      take(
        "mail-draft-read",
        { method: "GET", path: `${message(id)}?$select=id,isDraft`, headers: IMMUTABLE },
        signal,
        (text) => parse(read, text)?.isDraft,
      ),
    deleteDraft: (id, signal) =>
      take("mail-draft-delete", { method: "DELETE", path: message(id), headers: IMMUTABLE }, signal, () => null),
    sendMail: (body, signal) =>
      take("mail-send", { method: "POST", path: `${root}/sendMail`, headers: MIME, body }, signal, () => null),
    find: (messageId, signal) =>
      take(
        "mail-find",
        { method: "GET", path: `${root}/messages?${findQuery(messageId)}`, headers: IMMUTABLE },
        signal,
        (text) => parse(found, text)?.value.filter(({ internetMessageId }) => internetMessageId === messageId),
      ),
    oldDrafts: (before, limit, signal) =>
      take(
        "mail-find",
        { method: "GET", path: `${root}/mailFolders/drafts/messages?${oldQuery(before, limit)}`, headers: IMMUTABLE },
        signal,
        (text) =>
          parse(drafts, text)?.value.map((draft) => ({
            id: draft.id,
            isDraft: draft.isDraft,
            messageId: draft.internetMessageId ?? "",
            createdAt: Date.parse(draft.createdDateTime),
            headers: draft.internetMessageHeaders ?? [],
          })),
      ),
  };
}

/** What ended because the attempt's time was over is called by what was waited for; `aborted` is what was told to stop. */
function named<O extends ApiOutcome>(outcome: O, signal: AbortSignal, waitedFor: ApiFailure["reason"]): O {
  const isOver = outcome.kind === "failed" && outcome.reason === "aborted" && isTimedOut(signal);
  return isOver ? { ...outcome, reason: waitedFor } : outcome;
}

function findQuery(messageId: string): string {
  const literal = messageId.replaceAll("'", "''");
  return `$filter=${encodeURIComponent(`internetMessageId eq '${literal}'`)}&$select=id,isDraft,internetMessageId&$top=25`;
}

/** The property that is sorted by comes first in the filter, else Graph answers `InefficientFilter`. */
function oldQuery(before: number, limit: number): string {
  const filter = encodeURIComponent(`createdDateTime lt ${new Date(before).toISOString()}`);
  const select = "id,isDraft,internetMessageId,createdDateTime,internetMessageHeaders";
  return `$filter=${filter}&$orderby=${encodeURIComponent("createdDateTime desc")}&$select=${select}&$top=${limit}`;
}

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
