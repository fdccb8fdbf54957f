import type { Clock } from "../runtime/clock.ts";
import type { Logger } from "../runtime/logger.ts";
import type { AccessToken } from "./acquire-token.ts";
import type { ApiFailure, MicrosoftApi } from "./microsoft.ts";
import type { TokenFailure } from "./name-token-failure.ts";

/** A token is renewed this long before it ends, or at half of its life if that is later. */
const RENEW_MS = 5 * 60_000;
/** After a renewal that failed, and after a throttling that names no time. */
const PAUSE_MS = 30_000;

/** Tokens that are kept, one an API. */
export interface Tokens {
  /**
   * The token there is while it is valid, its renewal going on beside it; else a new one, which is waited for. `aborted` when the signal
   * aborts: the renewal goes on for the others that wait for it.
   */
  get(api: MicrosoftApi, signal: AbortSignal): Promise<AccessToken | ApiFailure>;
  /** An API has refused this token: it is not given out again. */
  discard(api: MicrosoftApi, token: AccessToken): void;
}

interface Kept {
  token: AccessToken | null;
  /** Before it, no renewal is tried while `token` is valid. */
  renewAt: number;
  renewal: Promise<AccessToken | TokenFailure> | null;
}

/** What keeping tokens takes. */
export interface TokensSettings {
  /** Asks for a new one. Does not throw. */
  acquire(api: MicrosoftApi): Promise<AccessToken | TokenFailure>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Keeps tokens and renews them in time. Renewals come one after the other, also those of two APIs: the login service is one. What it says of
 * waiting holds for all of them.
 */
export function createTokens({ acquire, clock, logger }: TokensSettings): Tokens {
  const kept = new Map<MicrosoftApi, Kept>();
  let queue: Promise<unknown> = Promise.resolve();
  let throttled: { readonly until: number; readonly failure: TokenFailure } | null = null;

  async function renew(api: MicrosoftApi, entry: Kept): Promise<AccessToken | TokenFailure> {
    if (throttled !== null && clock.now() < throttled.until) {
      return { ...throttled.failure, retryAfterMs: throttled.until - clock.now() };
    }
    const startedAt = clock.now();
    const outcome = await acquire(api);
    const now = clock.now();
    if (outcome.kind === "token") {
      const life = outcome.expiresAt - now;
      entry.token = outcome;
      entry.renewAt = outcome.expiresAt - Math.min(RENEW_MS, life / 2);
      logger.debug({ api, durationMs: now - startedAt }, "token.renewed");
      return outcome;
    }
    const { reason, detail } = outcome;
    logger.debug({ api, durationMs: now - startedAt, reason, ...(detail && { detail }) }, "token.refused");
    const pause = outcome.retryAfterMs ?? PAUSE_MS;
    if (reason === "login-throttled") throttled = { until: now + pause, failure: outcome };
    entry.renewAt = now + Math.max(pause, PAUSE_MS);
    return outcome;
  }

  return {
    async get(api, signal) {
      if (signal.aborted) return ABORTED;
      const entry = kept.get(api) ?? { token: null, renewAt: 0, renewal: null };
      kept.set(api, entry);
      const valid = isValid(entry.token, clock.now()) ? entry.token : null;
      if (valid !== null && clock.now() < entry.renewAt) return valid;
      entry.renewal ??= inTurn(() => renew(api, entry)).finally(() => {
        entry.renewal = null;
      });
      // It is good for some minutes more; nobody waits for a renewal that may hang.
      return valid ?? orAbort(entry.renewal, signal);
    },
    discard(api, token) {
      const entry = kept.get(api);
      if (entry?.token === token) entry.token = null;
    },
  };

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = queue.then(work);
    queue = turn.catch(() => {});
    return turn;
  }
}

const ABORTED: ApiFailure = { kind: "failed", reason: "aborted", sent: false };

function isValid(token: AccessToken | null, now: number): token is AccessToken {
  return token !== null && now < token.expiresAt;
}

function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T | ApiFailure> {
  const { promise, resolve, reject } = Promise.withResolvers<T | ApiFailure>();
  const onAbort = (): void => resolve(ABORTED);
  signal.addEventListener("abort", onAbort, { once: true });
  work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  return promise;
}
