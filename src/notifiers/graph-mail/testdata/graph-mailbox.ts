/**
 * A small Exchange mailbox behind Graph, for tests of the notifier alone: it knows the seven requests the notifier
 * makes, the permissions, and the ways in which each can fail. Written from Graph's reference pages; the emulator does
 * the same over real HTTP.
 */
import type {
  ApiFailure,
  ApiOutcome,
  ApiRequest,
  ApplicationIdentity,
  Microsoft,
} from "../../../microsoft/microsoft.ts";

/** The requests the notifier makes. */
export const STEPS = ["create", "send", "read", "delete", "sendMail", "find", "old"] as const;

export type Step = (typeof STEPS)[number];

/** What goes wrong with a request. Those named `…-done` befall it after it was carried out. */
export const TROUBLES = [
  "throttle",
  "unavailable",
  "unavailable-done",
  "gateway-timeout-done",
  "lost-response-done",
  "drop",
  "refuse",
  "expired",
  "mailbox-gone",
  "no-token",
] as const;

/** What goes wrong for longer than a request or two; no part of what may befall a single one. */
export type LongTrouble = "gateway-forbids";

export type Trouble = (typeof TROUBLES)[number];

/** A trouble, the end of the process before or after the request is carried out, or nothing. */
export type Befalling = Trouble | LongTrouble | "die" | "die-done" | null;

/** A message as the mailbox keeps it. */
export interface StoredMessage {
  readonly id: string;
  readonly messageId: string;
  readonly mime: Buffer;
  readonly createdAt: number;
  folder: "drafts" | "sentitems" | "deleteditems";
  isDraft: boolean;
  /** When it shows in what is asked by the application. */
  visibleAt: number;
  /** It has left, and is shown as a draft until that time. */
  draftUntil?: number;
}

const LOST: ApiFailure = { kind: "failed", reason: "connection-lost", sent: true };
const SCOPE_OF: { readonly [S in Step]: readonly string[] } = {
  create: ["Mail.ReadWrite"],
  send: ["Mail.Send"],
  read: ["Mail.Read", "Mail.ReadWrite"],
  delete: ["Mail.ReadWrite"],
  sendMail: ["Mail.Send"],
  find: ["Mail.Read", "Mail.ReadWrite"],
  old: ["Mail.Read", "Mail.ReadWrite"],
};

/** One mailbox, `document-protection@contoso.com`. Time passes when `now` is moved. */
export class GraphMailbox {
  now = Date.parse("2026-11-18T09:00:00Z");
  readonly messages: StoredMessage[] = [];
  /** Every message handed to its recipient, byte for byte. */
  readonly arrived: Buffer[] = [];
  permissions: string[];
  /** Which of the permissions stand in the token; all if null. */
  tokenRoles: string[] | null = null;
  /** From now on, until null: what goes wrong, at which steps. */
  trouble: { readonly name: Trouble | LongTrouble; readonly steps: readonly Step[] } | null = null;
  /** What befalls each single request, first to last; after that, `trouble`. */
  readonly script: Befalling[] = [];
  /** The next request of that step ends the process, before or after it is carried out. */
  cut: { readonly step: Step; readonly when: "before" | "after" } | null = null;
  /** How long a message that is new takes to show in any answer, milliseconds. */
  showsAfter = 0;
  /** How long a draft that was told to go is nowhere to be seen, milliseconds. */
  movesFor = 0;
  /**
   * How long a message that has left is still shown as a draft, milliseconds. Unless 0, one that has left is refused
   * when it is told to go again; else it is not found.
   */
  staysDraftFor = 0;
  /** What `Retry-After` says of a throttled request, seconds. */
  retryAfter = 7;
  /** A refusal of every message for its recipient. */
  refuses = false;
  readonly requests: string[] = [];
  /** Called with each request, before anything is done. */
  onRequest: (step: Step) => unknown = () => undefined;
  /** What befalls a message in the moment it is told to go. */
  atSend: ((message: StoredMessage) => unknown) | null = null;
  #ids = 0;

  constructor(permissions: readonly string[]) {
    this.permissions = [...permissions];
  }

  /** A new process's way to this mailbox. After a cut it is dead: nothing it does reaches anything any more. */
  connect(): Microsoft {
    let dead = false;
    const request = async (asked: ApiRequest): Promise<ApiOutcome> => {
      await Promise.resolve();
      if (dead) throw new Error("The process is dead.");
      if (asked.signal.aborted) return { kind: "failed", reason: "aborted", sent: false };
      const step = stepOf(asked);
      this.requests.push(step);
      this.onRequest(step);
      this.#showSent();
      const befalling = this.#befalling(step);
      if (befalling !== "die" && befalling !== "die-done") return this.#troubled(befalling, step, asked);
      dead = true;
      if (befalling === "die-done") this.#answer(step, asked);
      throw new Error("The process died.");
    };
    const identify = async (): Promise<ApplicationIdentity | ApiFailure> =>
      this.trouble?.name === "no-token"
        ? { kind: "failed", reason: "credential-refused", sent: false, detail: "AADSTS7000215" }
        : { clientId: CLIENT_ID, objectId: OBJECT_ID, roles: this.tokenRoles ?? this.permissions };
    return { credentials: "client-secret", request, identify, close: async () => undefined };
  }

  /** Puts a message there that nobody made through Graph. */
  put(message: Partial<StoredMessage> & { readonly mime: Buffer }): StoredMessage {
    const stored: StoredMessage = {
      id: `AAkALg-${++this.#ids}=`,
      messageId: headerOf(message.mime, "Message-ID") ?? `<${this.#ids}@outlook.example>`,
      createdAt: this.now,
      folder: "drafts",
      isDraft: true,
      visibleAt: this.now + this.showsAfter,
      ...message,
    };
    this.messages.push(stored);
    return stored;
  }

  #befalling(step: Step): Befalling {
    if (this.cut?.step === step) {
      const { when } = this.cut;
      this.cut = null;
      return when === "before" ? "die" : "die-done";
    }
    const scripted = this.script.shift();
    if (scripted !== undefined) return scripted;
    return this.trouble?.steps.includes(step) ? this.trouble.name : null;
  }

  #troubled(name: Trouble | LongTrouble | null, step: Step, asked: ApiRequest): ApiOutcome {
    switch (name) {
      case "throttle":
        return error(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", {
          "retry-after": String(this.retryAfter),
        });
      case "unavailable":
        return error(503, "ServiceUnavailable", "The service is unavailable.");
      case "expired":
        return error(401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.");
      case "mailbox-gone":
        return error(404, "ErrorInvalidUser", "The requested user is invalid.");
      case "drop":
        return LOST;
      case "refuse":
        return { kind: "failed", reason: "connection-refused", sent: false };
      case "gateway-forbids":
        return { kind: "answer", status: 403, headers: new Map(), text: "<html><h1>403 Forbidden</h1></html>" };
      case "no-token":
        return { kind: "failed", reason: "credential-refused", sent: false, detail: "AADSTS7000215" };
      default: {
        const answer = this.#answer(step, asked);
        if (name === "unavailable-done") return error(503, "ServiceUnavailable", "The service is unavailable.");
        if (name === "gateway-timeout-done") return error(504, "GatewayTimeout", "The gateway timed out.");
        return name === "lost-response-done" ? LOST : answer;
      }
    }
  }

  #answer(step: Step, asked: ApiRequest): ApiOutcome {
    if (!SCOPE_OF[step].some((permission) => this.permissions.includes(permission)))
      return error(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
    const id = decodeURIComponent(/\/messages\/([^/?]+)/.exec(asked.path)?.[1] ?? "");
    switch (step) {
      case "create":
        return this.#create(asked);
      case "sendMail":
        return this.#sendMail(asked);
      case "send":
        return this.#withMessage(id, (message) => this.#go(message));
      case "read":
        return this.#withMessage(id, ({ isDraft }) => json(200, { id, isDraft }));
      case "delete":
        return this.#withMessage(id, (message) => {
          this.messages.splice(this.messages.indexOf(message), 1);
          return { kind: "answer", status: 204, headers: new Map(), text: "" };
        });
      case "find":
        return this.#find(asked);
      case "old":
        return this.#old(asked);
    }
  }

  #create(asked: ApiRequest): ApiOutcome {
    const mime = decoded(asked);
    if (mime === null) return BAD_BASE64;
    const { id, messageId } = this.put({ mime });
    return json(201, { id, internetMessageId: messageId, isDraft: true });
  }

  #sendMail(asked: ApiRequest): ApiOutcome {
    const mime = decoded(asked);
    if (mime === null) return BAD_BASE64;
    if (this.refuses) return INVALID_RECIPIENTS;
    this.#go(this.put({ mime }));
    return ACCEPTED;
  }

  #go(message: StoredMessage): ApiOutcome {
    if (message.draftUntil !== undefined) return INVALID_OPERATION;
    if (!message.isDraft) return NOT_FOUND;
    this.atSend?.(message);
    if (this.refuses) return INVALID_RECIPIENTS;
    if (this.staysDraftFor > 0) message.draftUntil = this.now + this.staysDraftFor;
    else Object.assign(message, { isDraft: false, folder: "sentitems" });
    message.visibleAt = Math.max(message.visibleAt, this.now + this.movesFor);
    this.arrived.push(message.mime);
    return ACCEPTED;
  }

  #showSent(): void {
    for (const message of this.messages)
      if (message.isDraft && (message.draftUntil ?? Number.POSITIVE_INFINITY) <= this.now)
        Object.assign(message, { isDraft: false, folder: "sentitems" });
  }

  #withMessage(id: string, answer: (message: StoredMessage) => ApiOutcome): ApiOutcome {
    const message = this.messages.find((candidate) => candidate.id === id && candidate.visibleAt <= this.now);
    return message === undefined ? NOT_FOUND : answer(message);
  }

  #find(asked: ApiRequest): ApiOutcome {
    const filter = queryOf(asked).get("$filter") ?? "";
    const wanted = /^internetMessageId eq '((?:[^']|'')*)'$/.exec(filter)?.[1]?.replaceAll("''", "'");
    if (wanted === undefined) return error(400, "BadRequest", "Invalid filter clause");
    const value = this.messages
      .filter(({ messageId, visibleAt }) => messageId === wanted && visibleAt <= this.now)
      .map(({ id, isDraft, messageId }) => ({ id, isDraft, internetMessageId: messageId }));
    return json(200, { value });
  }

  #old(asked: ApiRequest): ApiOutcome {
    const query = queryOf(asked);
    const before = /^createdDateTime lt (\S+)$/.exec(query.get("$filter") ?? "")?.[1] ?? "";
    if (Number.isNaN(Date.parse(before))) return error(400, "BadRequest", "Invalid filter clause");
    const value = this.messages
      .filter(({ folder, createdAt }) => folder === "drafts" && createdAt < Date.parse(before))
      .toSorted((a, b) => b.createdAt - a.createdAt)
      .slice(0, Number(query.get("$top")))
      .map((message) => ({
        id: message.id,
        isDraft: message.isDraft,
        internetMessageId: message.messageId,
        createdDateTime: new Date(message.createdAt).toISOString(),
        internetMessageHeaders: ["Auto-Submitted", "Message-ID"].flatMap((name) => {
          const value = headerOf(message.mime, name);
          return value === undefined ? [] : [{ name, value }];
        }),
      }));
    return json(200, { value });
  }
}

/** Who the application is, in a token. */
const CLIENT_ID = "11111111-2222-4333-8444-555555555555";
/** Its service principal. */
const OBJECT_ID = "66666666-7777-4888-9999-aaaaaaaaaaaa";

const ACCEPTED: ApiOutcome = { kind: "answer", status: 202, headers: new Map(), text: "" };
const NOT_FOUND = error(404, "ErrorItemNotFound", "The specified object was not found in the store.");
const INVALID_OPERATION = error(400, "ErrorInvalidOperation", "The item has been submitted.");
const INVALID_RECIPIENTS = error(400, "ErrorInvalidRecipients", "At least one recipient is not valid.");
const BAD_BASE64 = error(400, "ErrorMimeContentInvalidBase64String", "Invalid base64 string for MIME content.");

function stepOf({ method, path }: ApiRequest): Step {
  const root = "/users/document-protection%40contoso.com";
  if (!path.startsWith(root)) throw new Error(`A path outside the mailbox: ${path}`);
  const rest = path.slice(root.length).replace(/\?.*$/, "");
  const known: readonly (readonly [string, RegExp, Step])[] = [
    ["POST", /^\/messages$/, "create"],
    ["POST", /^\/messages\/[^/]+\/send$/, "send"],
    ["GET", /^\/messages\/[^/]+$/, "read"],
    ["DELETE", /^\/messages\/[^/]+$/, "delete"],
    ["POST", /^\/sendMail$/, "sendMail"],
    ["GET", /^\/messages$/, "find"],
    ["GET", /^\/mailFolders\/drafts\/messages$/, "old"],
  ];
  const step = known.find(([m, p]) => m === method && p.test(rest))?.[2];
  if (step === undefined) throw new Error(`A request the mailbox does not know: ${method} ${path}`);
  return step;
}

function queryOf({ path }: ApiRequest): URLSearchParams {
  return new URLSearchParams(path.slice(path.indexOf("?") + 1));
}

function decoded({ headers, body }: ApiRequest): Buffer | null {
  if (headers?.["Content-Type"] !== "text/plain" || typeof body !== "string") throw new Error("This is no MIME request.");
  const bytes = Buffer.from(body, "base64");
  return bytes.toString("base64") === body ? bytes : null;
}

function headerOf(mime: Buffer, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)\\r$`, "im").exec(mime.toString("latin1").split("\r\n\r\n")[0] + "\r")?.[1];
}

function json(status: number, body: unknown): ApiOutcome {
  return { kind: "answer", status, headers: new Map(), text: JSON.stringify(body) };
}

function error(status: number, code: string, message: string, headers: { readonly [name: string]: string } = {}): ApiOutcome {
  const text = JSON.stringify({ error: { code, message } });
  return { kind: "answer", status, headers: new Map(Object.entries(headers)), text };
}
