/**
 * A mail server that does what a test tells it at each step, and keeps what it was sent. It speaks on the bare socket, so that it can break
 * off in the middle of anything; what a well-behaved server does is tested against real ones.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { ServerCertificate } from "./certificates.ts";

/** The step a server answers at. `dot` is the end of the message, `connect` the greeting. */
export type Step = "connect" | "EHLO" | "HELO" | "STARTTLS" | "AUTH" | "MAIL" | "RCPT" | "DATA" | "dot" | "RSET" | "QUIT";

/**
 * What it does there: says a line (or several), drops the connection, says something and drops it at once, hangs, or says something that
 * has no end.
 */
export type Act = string | "drop" | "hang" | { readonly say: string; readonly and: "drop" | "hang" };

/** How a server behaves where it differs from a friendly one; a function may leave a step to the friendly one with `undefined`. */
export interface Script {
  readonly acts?: { readonly [step in Step]?: Act | ((text: string, nth: number) => Act | undefined) };
  /** What it offers after EHLO, beside STARTTLS. */
  readonly offers?: readonly string[];
  /** Offers STARTTLS with this certificate, or with none. */
  readonly startTls?: ServerCertificate | null;
  /** TLS from the first byte. */
  readonly implicitTls?: ServerCertificate;
  /** Drops the connection after that many bytes of a message. */
  readonly dropAfterBytes?: number;
}

export interface ScriptedServer {
  readonly port: number;
  /** What it was told, in order; a message is `<message>`. */
  readonly heard: readonly string[];
  /** Every message up to its final dot, with the dots taken out that SMTP puts in, whatever was answered. */
  readonly messages: readonly Buffer[];
  /** How often somebody connected. */
  readonly connections: number;
  /** How many connections stand at this moment, and how many stood at a time at most. */
  readonly open: number;
  readonly mostOpen: number;
  /** From now on. */
  script: Script;
  dropAll(): void;
  close(): Promise<void>;
}

const FRIENDLY: { readonly [step in Step]: string } = {
  connect: "220 mail.contoso.com ESMTP",
  EHLO: "",
  HELO: "250 mail.contoso.com",
  STARTTLS: "220 2.0.0 Ready",
  AUTH: "235 2.7.0 Welcome",
  MAIL: "250 2.1.0 Ok",
  RCPT: "250 2.1.5 Ok",
  DATA: "354 Go ahead",
  dot: "250 2.0.0 Ok: queued as 4XyZ12abcD",
  RSET: "250 2.0.0 Ok",
  QUIT: "221 2.0.0 Bye",
};

/** What it offers unless told otherwise. */
export const OFFERS: readonly string[] = ["PIPELINING", "SIZE 10240000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];

/** Starts one on a free port of 127.0.0.1. */
export async function startScriptedServer(script: Script = {}): Promise<ScriptedServer> {
  const sockets = new Set<Socket>();
  const heard: string[] = [];
  const messages: Buffer[] = [];
  const counts = new Map<Step, number>();
  let connections = 0;
  let mostOpen = 0;

  const server = createServer((socket) => {
    connections++;
    socket.setNoDelay(true);
    sockets.add(socket);
    mostOpen = Math.max(mostOpen, sockets.size);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    const { implicitTls } = state.script;
    if (implicitTls === undefined) converse(socket, socket, false);
    else converse(socket, new TLSSocket(socket, { isServer: true, ...implicitTls }), true);
  });

  /** Talks on `line`, which is `socket` itself or TLS over it. */
  function converse(socket: Socket, line: Socket, isSecured: boolean, isGreeted = false): void {
    line.on("error", () => undefined);
    let unread = Buffer.alloc(0);
    let inMessage = false;
    let inSignIn = false;
    let recipients = 0;

    /** Does what is to be done, and says what kind of answer it was: its first digit, or nothing. */
    const act = (step: Step, text: string): string => {
      const nth = counts.get(step) ?? 0;
      counts.set(step, nth + 1);
      const scripted = state.script.acts?.[step];
      const doing = (typeof scripted === "function" ? scripted(text, nth) : scripted) ?? usual(step);
      if (doing === "hang") return "";
      if (doing === "drop") {
        socket.destroy();
        return "";
      }
      if (typeof doing === "string") {
        line.write(`${doing}\r\n`);
        return doing.slice(0, 1);
      }
      if (doing.and === "drop") line.write(doing.say, () => socket.destroy());
      else line.write(doing.say);
      return doing.say.slice(0, 1);
    };
    const usual = (step: Step): string => {
      if (step === "DATA" && recipients === 0) return "554 5.5.1 No valid recipients";
      if (step !== "EHLO") return FRIENDLY[step];
      const offers = [...(state.script.offers ?? OFFERS)];
      if (state.script.startTls !== undefined && !isSecured) offers.unshift("STARTTLS");
      const lines = ["mail.contoso.com", ...offers];
      return lines.map((word, i) => `250${i === lines.length - 1 ? " " : "-"}${word}`).join("\r\n");
    };

    const hear = (text: string): void => {
      heard.push(text);
      if (inSignIn) {
        inSignIn = act("AUTH", text) === "3";
        return;
      }
      const verb = (text.split(/[ :]/, 1)[0] ?? "").toUpperCase();
      if (verb === "AUTH" && text.split(" ").length === 2) {
        inSignIn = true;
        line.write("334 \r\n");
        return;
      }
      if (!Object.hasOwn(FRIENDLY, verb)) {
        line.write("502 5.5.1 Not here\r\n");
        return;
      }
      const step = verb as Step;
      if (step === "STARTTLS" && state.script.startTls === undefined && state.script.acts?.STARTTLS === undefined) {
        line.write("502 5.5.1 Not here\r\n");
        return;
      }
      if (step === "MAIL") recipients = 0;
      const answer = act(step, text);
      if (step === "RCPT" && answer === "2") recipients++;
      if (step === "AUTH") inSignIn = answer === "3";
      if (step === "DATA" && answer === "3") inMessage = true;
      if (step === "QUIT") line.end();
      if (step === "STARTTLS" && answer === "2" && state.script.startTls != null) {
        line.removeAllListeners("data");
        converse(socket, new TLSSocket(socket, { isServer: true, ...state.script.startTls }), true, true);
      }
    };

    line.on("data", (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (;;) {
        if (inMessage) {
          const { dropAfterBytes } = state.script;
          if (dropAfterBytes !== undefined && unread.length >= dropAfterBytes) return void socket.destroy();
          const whole = Buffer.concat([Buffer.from("\r\n"), unread]);
          const end = whole.indexOf("\r\n.\r\n");
          if (end < 0) return;
          const stuffed = whole.subarray(2, Math.max(end + 2, 2)).toString("latin1");
          messages.push(Buffer.from(stuffed.replace(/(^|\r\n)\./g, "$1"), "latin1"));
          unread = Buffer.from(whole.subarray(end + 5));
          inMessage = false;
          heard.push("<message>");
          act("dot", "");
          continue;
        }
        const end = unread.indexOf("\r\n");
        if (end < 0) return;
        const text = unread.subarray(0, end).toString("utf8");
        unread = unread.subarray(end + 2);
        hear(text);
      }
    });
    if (!isGreeted) act("connect", "");
  }

  const state: { script: Script } = { script };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    messages,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    get mostOpen() {
      return mostOpen;
    },
    get script() {
      return state.script;
    },
    set script(next) {
      state.script = next;
    },
    dropAll() {
      for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
