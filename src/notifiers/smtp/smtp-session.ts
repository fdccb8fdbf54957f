/**
 * One connection to a mail server. Nodemailer speaks the protocol in its `SMTPConnection`; its pool is not used, because a pool's error does
 * not say whether the final dot was already sent, and that decides between trying again and `unknown`. Here the message is read by the
 * connection only after the server's 354, and its end is ours to give (`GatedMessage`), so that this is known for sure.
 */
import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import SmtpConnection, { type CustomAuthenticationContext } from "nodemailer/lib/smtp-connection";
import { dial, tlsOptions } from "./dial.ts";
import { GatedMessage } from "./gated-message.ts";
import { type ConnectionError, readOpeningFailure, readSendFailure } from "./read-failure.ts";
import { readFeatures, type ServerFeatures } from "./server-features.ts";
import type { LossCause, SmtpFailure } from "./smtp-failure.ts";
import type { SmtpPlace } from "./smtp-place.ts";

/** What it takes to open a session. */
export interface SessionSettings {
  readonly place: SmtpPlace;
  /** What EHLO says; null for this machine's name. */
  readonly name: string | null;
  readonly credentials: { readonly user: string; readonly password: string } | null;
  /** More certificate authorities to trust, PEM; null for none. */
  readonly ca: string | null;
  /** The longest from dialling to the end of signing in, in milliseconds. */
  readonly openingMs: number;
}

/** Who a message is from and for, by the envelope. */
export interface SmtpEnvelope {
  readonly from: string;
  readonly to: string;
  readonly eightBit: boolean;
}

export type Opened =
  | { readonly status: "open"; readonly session: SmtpSession }
  | { readonly status: "failed"; readonly failure: SmtpFailure };

/** How a message fared. `begun`: `begin` was called and had resolved, so something was remembered. */
export type Sent =
  | { readonly status: "accepted"; readonly reply: string }
  | { readonly status: "failed"; readonly failure: SmtpFailure; readonly begun: boolean };

/** How long a connection may be silent while nobody watches it. Attempts are ended earlier, by their signal. */
const SILENCE_MS = 60_000;
/** How long the server may take to hang up after QUIT. */
const HANG_UP_MS = 1_000;

/** Nodemailer lets a way to sign in say any command, and nothing else does; under this name it says MAIL FROM and RSET. */
const PROBE = "LOCKBELL-SENDER-PROBE";

/** The ways to sign in that can be done with a user and a password. */
const PASSWORD_METHODS = ["PLAIN", "LOGIN", "CRAM-MD5"];

/** Opens a session, up to and with signing in. Never rejects for what server or network do. */
export async function openSession(settings: SessionSettings, signal: AbortSignal): Promise<Opened> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(settings.openingMs)]);
  let session: SmtpSession | undefined;
  try {
    const socket = await dial(settings.place, settings.ca, limit);
    session = new SmtpSession(socket, settings);
    const failure = await session.open(limit);
    if (failure === null) return { status: "open", session };
    session.destroy();
    return { status: "failed", failure };
  } catch (error) {
    session?.destroy();
    const stopped = signal.aborted ? "stopped" : limit.aborted ? "connection-timed-out" : null;
    if (stopped !== null) return { status: "failed", failure: { kind: "lost", stage: "greeting", cause: stopped } };
    return { status: "failed", failure: readOpeningFailure(asConnectionError(error)) };
  }
}

/** An open session: one message after the other, never two at a time. */
export class SmtpSession {
  readonly #connection: SmtpConnection;
  readonly #socket: Socket;
  readonly #settings: SessionSettings;
  #features: ServerFeatures = readFeatures("");
  /** How the connection ended, once it has. */
  #end: Error | null = null;
  #onEnd: ((error: Error) => void) | null = null;
  #probed: SmtpFailure | null = null;

  constructor(socket: Socket, settings: SessionSettings) {
    const { place, name, ca, openingMs } = settings;
    this.#settings = settings;
    this.#socket = socket;
    this.#connection = new SmtpConnection({
      connection: socket,
      host: place.host,
      port: place.port,
      secure: place.tls === "implicit",
      secured: place.tls === "implicit",
      requireTLS: place.tls === "required",
      ignoreTLS: place.tls === "none",
      opportunisticTLS: place.tls === "opportunistic",
      tls: place.tls === "none" ? {} : tlsOptions(place, ca),
      ...(name === null ? {} : { name }),
      connectionTimeout: openingMs,
      greetingTimeout: openingMs,
      socketTimeout: SILENCE_MS,
      socketCloseTimeout: HANG_UP_MS,
      customAuth: { [PROBE]: (context) => this.#probe(context) },
    });
    this.#connection.on("error", (error) => this.#ended(error));
    // A failed command's own answer comes within the same turn and says more than that the connection is over.
    this.#connection.on("end", () => setImmediate(() => this.#ended(new Error("The connection ended."))));
  }

  get features(): ServerFeatures {
    return this.#features;
  }

  /** Whether what is said here is encrypted. */
  get isSecured(): boolean {
    return this.#connection.secure;
  }

  get isOpen(): boolean {
    return this.#end === null && !this.#connection.destroyed && !this.#socket.destroyed;
  }

  /** Greets, makes TLS, signs in. Rejects with nodemailer's error. */
  async open(signal: AbortSignal): Promise<SmtpFailure | null> {
    return await this.#stoppable(signal, async () => {
      await this.#ask<unknown>((done) => this.#connection.connect((error) => done(error)));
      this.#features = readFeatures(this.#connection.lastServerResponse || "");
      const { credentials } = this.#settings;
      if (credentials === null) return null;
      if (!PASSWORD_METHODS.some((method) => this.#features.authentication.includes(method)))
        return { kind: "lost", stage: "authentication", cause: "authentication-not-offered" };
      const { user, password } = credentials;
      await this.#ask<unknown>((done) => this.#connection.login({ user, pass: password }, done));
      return null;
    });
  }

  /**
   * Sends one message to one recipient. `begin` is called when the server is ready for the message, before its first byte; if it rejects,
   * nothing is sent and this rejects with its error. Never rejects otherwise.
   */
  async send(
    envelope: SmtpEnvelope,
    bytes: Uint8Array,
    begin: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<Sent> {
    let begun = false;
    /** Why we sent nothing although the server was ready. */
    let withheld: LossCause | null = null;
    let thrown: { readonly error: unknown } | null = null;
    let beginning: Promise<void> = Promise.resolve();
    const withhold = (cause: LossCause): never => {
      withheld = cause;
      throw new Error(cause);
    };
    const message = new GatedMessage(bytes, async () => {
      // A server out of step would have us send the message on a reply that belongs to another command.
      if (!/^354\b/.test(this.#connection.lastServerResponse || "")) withhold("reply-not-understood");
      beginning = begin().then(
        () => {
          begun = true;
        },
        (error) => {
          thrown = { error };
          throw error;
        },
      );
      await beginning;
      await nextTurn();
      if (!this.isOpen) withhold("connection-lost");
    });
    const { from, to, eightBit } = envelope;
    const asked = { from: { address: from }, to: [{ address: to }], size: bytes.length, use8BitMime: eightBit };
    try {
      const info = await this.#stoppable(signal, () =>
        this.#ask<{ readonly response: string }>((done) => this.#connection.send(asked, message, done)),
      );
      await beginning;
      // An answer to a message that was not yet at its end is no answer to it.
      if (message.isEnded && /^2\d\d(?:[ -]|$)/.test(info.response))
        return { status: "accepted", reply: info.response };
      this.destroy();
      return lost("reply-not-understood", message.isEnded, begun);
    } catch (error) {
      // The connection may be lost while it is still being noted: what is noted in the end counts, and nothing is noted afterwards.
      await beginning.catch(() => undefined);
      if (thrown !== null) throw (thrown as { readonly error: unknown }).error;
      if (signal.aborted) return lost("stopped", message.isEnded, begun);
      if (withheld !== null) return lost(withheld, false, begun);
      return { status: "failed", failure: readSendFailure(asConnectionError(error), message.isEnded), begun };
    } finally {
      // The server waits for the rest of a message that will not come; it must not take what it has for the whole.
      if (message.isAsked && !message.isEnded) this.destroy();
      message.destroy();
    }
  }

  /** Asks whether the server would take mail from this sender, and takes the question back. No recipient is named. */
  async probeSender(from: string, signal: AbortSignal): Promise<SmtpFailure | null> {
    try {
      const probe = { method: PROBE, user: from, pass: "" };
      await this.#stoppable(signal, () => this.#ask<unknown>((done) => this.#connection.login(probe, done)));
      return this.#probed;
    } catch (error) {
      if (this.#probed !== null) return this.#probed;
      return readSendFailure(asConnectionError(error), false);
    }
  }

  /** Makes the session ready for the next message after a refusal; false if it cannot be used any more. */
  async reset(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#stoppable(signal, () => this.#ask<unknown>((done) => this.#connection.reset(done)));
      return this.isOpen;
    } catch {
      return false;
    }
  }

  /** Takes leave of the server, which may hang up in its own time. */
  quit(): void {
    if (this.isOpen) this.#connection.quit();
    else this.#socket.destroy();
    this.#connection.close();
  }

  /** Ends the connection at once. What was not handed to the network yet never will be. */
  destroy(): void {
    // The socket first: closing the connection alone would still send what waits in it.
    this.#socket.destroy();
    this.#connection.close();
  }

  async #probe(context: CustomAuthenticationContext): Promise<void> {
    const { response } = await context.sendCommand(`MAIL FROM:<${context.auth.user}>`);
    this.#probed = response.startsWith("2") ? null : readSendFailure({ command: "MAIL FROM", response }, false);
    await context.sendCommand("RSET");
  }

  /** One question to the connection. It is answered, or fails with the connection. */
  #ask<T>(put: (done: (error: Error | null | undefined, answer?: T) => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end !== null) return reject(this.#end);
      this.#onEnd = reject;
      put((error, answer) => {
        this.#onEnd = null;
        if (error) reject(error);
        else resolve(answer as T);
      });
    });
  }

  async #stoppable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const stop = (): void => {
      this.destroy();
      this.#ended(new Error("It was told to stop."));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
    try {
      return await work();
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  #ended(error: Error): void {
    this.#end ??= error;
    this.#onEnd?.(error);
    this.#onEnd = null;
  }
}

function lost(cause: LossCause, isEnded: boolean, begun: boolean): Sent {
  return { status: "failed", failure: { kind: "lost", stage: isEnded ? "message" : "data", cause }, begun };
}

/** Everything that nodemailer and Node reject with is an error with some of these fields. */
function asConnectionError(error: unknown): ConnectionError {
  return error instanceof Error ? (error as ConnectionError) : {};
}
