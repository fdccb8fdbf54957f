import type { Admission, Call } from "../../route-tools.ts";
import { errorAnswer } from "../../route-tools.ts";
import { SlidingWindow } from "../../sliding-window.ts";
import type { GraphContext } from "../graph-route.ts";
import { mailboxKey } from "./mailbox-lookup.ts";

const MOST_AT_ONCE = 4;
const MOST_REQUESTS = 10_000;
const REQUESTS_WINDOW_MS = 600_000;

/**
 * Admits four requests at once, and ten thousand in ten minutes, of one application to one mailbox. Source: Graph's page on throttling
 * limits, "Outlook service limits".
 */
export class MailboxConcurrency {
  readonly #context: GraphContext;
  readonly #running = new Map<string, number>();
  readonly #requests = new Map<string, SlidingWindow>();

  constructor(context: GraphContext) {
    this.#context = context;
  }

  admit(call: Call): Admission {
    const { state } = this.#context;
    const mailbox = mailboxKey(state, call.params["user"] ?? "");
    const key = `${call.caller?.application.clientId ?? ""} ${mailbox}`;
    const running = this.#running.get(key) ?? 0;
    if (running >= MOST_AT_ONCE) return this.#refused(call, "MailboxConcurrency", 1);
    const now = state.now();
    const window = this.#requests.get(key) ?? new SlidingWindow(MOST_REQUESTS, REQUESTS_WINDOW_MS);
    this.#requests.set(key, window);
    if (!window.take(now)) return this.#refused(call, "RequestRate", Math.ceil(window.wait(now) / 1000));
    this.#running.set(key, running + 1);
    return {
      kind: "admitted",
      release: () => {
        const left = (this.#running.get(key) ?? 1) - 1;
        if (left > 0) this.#running.set(key, left);
        else this.#running.delete(key);
      },
    };
  }

  #refused(call: Call, limit: string, retryAfterSeconds: number): Admission {
    const error = {
      status: 429,
      code: "ApplicationThrottled",
      message: `Application is over its ${limit} limit.`,
      headers: { "retry-after": String(Math.max(1, retryAfterSeconds)) },
    };
    return { kind: "refused", answer: errorAnswer(this.#context.errors.mail, error, call.request) };
  }
}
