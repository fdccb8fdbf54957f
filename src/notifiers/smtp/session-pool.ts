/** Open sessions, kept for the next message for a while: a mail server is spared a connection, a handshake and a sign-in for each. */
import type { Clock } from "../../runtime/clock.ts";
import type { Opened, SmtpSession } from "./smtp-session.ts";

/** How a pool is made. */
export interface PoolSettings {
  readonly open: (signal: AbortSignal) => Promise<Opened>;
  readonly connections: number;
  readonly messagesPerConnection: number;
  readonly clock: Clock;
}

/** A session to send one message over. */
export interface Taken {
  readonly session: SmtpSession;
  /** Whether it was used before. The server may have ended it meanwhile, unnoticed. */
  readonly isReused: boolean;
}

/** A session that nobody wants for this long is ended: shorter than any server's patience. */
const IDLE_MS = 10_000;

interface Idle {
  readonly session: SmtpSession;
  readonly used: number;
  readonly wanted: AbortController;
}

/** At most so many sessions at a time; who comes when all are taken waits. */
export class SessionPool {
  readonly #settings: PoolSettings;
  readonly #idle: Idle[] = [];
  readonly #uses = new Map<SmtpSession, number>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#free = settings.connections;
  }

  /** A session that was used last, or a new one. `giveBack` follows, unless it failed. */
  async take(signal: AbortSignal): Promise<Taken | Extract<Opened, { readonly status: "failed" }>> {
    if (!(await this.#slot(signal)))
      return { status: "failed", failure: { kind: "lost", stage: "greeting", cause: "stopped" } };
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      idle.wanted.abort();
      if (!idle.session.isOpen) continue;
      this.#uses.set(idle.session, idle.used);
      return { session: idle.session, isReused: true };
    }
    const opened = await this.#settings.open(signal);
    if (opened.status === "failed") {
      this.#release();
      return opened;
    }
    this.#uses.set(opened.session, 0);
    return { session: opened.session, isReused: false };
  }

  /** Gives a session back after a message; one that is not to be used again is ended. */
  giveBack(session: SmtpSession, isReusable: boolean): void {
    const used = (this.#uses.get(session) ?? 0) + 1;
    this.#uses.delete(session);
    if (isReusable && session.isOpen && used < this.#settings.messagesPerConnection) this.#keep(session, used);
    else session.quit();
    this.#release();
  }

  /** Ends every session that is not in use. */
  close(): void {
    for (const { session, wanted } of this.#idle.splice(0)) {
      wanted.abort();
      session.quit();
    }
  }

  #keep(session: SmtpSession, used: number): void {
    const idle = { session, used, wanted: new AbortController() };
    this.#idle.push(idle);
    void this.#settings.clock.sleep(IDLE_MS, idle.wanted.signal).then(() => {
      const at = this.#idle.indexOf(idle);
      if (at >= 0) this.#idle.splice(at, 1)[0]?.session.quit();
    });
  }

  /** Waits for one of the slots; false if it was told to stop first. */
  #slot(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const given = (): void => {
        signal.removeEventListener("abort", stopped);
        resolve(true);
      };
      const stopped = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(given), 1);
        resolve(false);
      };
      this.#waiting.push(given);
      signal.addEventListener("abort", stopped, { once: true });
    });
  }

  /** Hands the slot on to who waits longest. */
  #release(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}
