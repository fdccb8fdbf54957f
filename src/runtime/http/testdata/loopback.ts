/** Servers on the loopback that answer as they are told, byte by byte if need be, and count what reaches them. */
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

/** What a server does with a connection on which `head` (request line and headers) has arrived; `n` counts requests of all connections, from 1. */
export type Behaviour = (socket: Socket, n: number, head: string) => void;

export interface Loopback {
  readonly port: number;
  /** `http://127.0.0.1:PORT` or `https://localhost:PORT`. */
  readonly url: string;
  /** The heads of the requests that reached it. */
  readonly requests: readonly string[];
  /** How many connections were made. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts one; with `tls` it speaks TLS. `onConnect` may end a connection before anything is read. */
export async function startLoopback(
  behave: Behaviour,
  options: { readonly tls?: TlsOptions; readonly onConnect?: (socket: Socket) => void } = {},
): Promise<Loopback> {
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const serve = (socket: Socket): void => {
    let text = "";
    socket.on("error", () => {});
    socket.on("data", (data) => {
      text += data.toString("latin1");
      const end = text.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = text.slice(0, end);
      text = "";
      requests.push(head);
      behave(socket, requests.length, head);
    });
  };
  const server: Server = options.tls === undefined ? createServer(serve) : createTlsServer(options.tls, serve);
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    options.onConnect?.(socket);
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    port: address.port,
    url: options.tls === undefined ? `http://127.0.0.1:${address.port}` : `https://localhost:${address.port}`,
    requests,
    connections: () => connections,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** An answer as it stands on the wire. */
export function answer(status: number, body: string, headers: readonly string[] = []): string {
  return [`HTTP/1.1 ${status} Whatever`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, "", body].join("\r\n");
}
