/** Listens on loopback, in both families where the machine has both, and lets go at once. */
import { createServer as createHttp, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { TlsMaterial } from "./tls.ts";

/** A server that listens. */
export interface Listening {
  readonly port: number;
  /** Ends the server and every connection, answered or not. */
  close(): Promise<void>;
}

/** Serves `app` on 127.0.0.1, and on ::1 at the same port if that can be had. Over TLS if there is something to do it with. */
export async function listen(app: FastifyInstance, port: number, tls: TlsMaterial | null): Promise<Listening> {
  await app.ready();
  const handler: Parameters<typeof createHttp>[1] = (request, response) => app.routing(request, response);
  const create = () =>
    tls === null ? createHttp(handler) : createHttps({ key: tls.key, cert: tls.certificate }, handler);
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  const first = await bind(create(), "127.0.0.1", port, sockets);
  servers.push(first.server);
  try {
    servers.push((await bind(create(), "::1", first.port, sockets)).server);
  } catch {
    // No IPv6 on this machine, or somebody else's port there: 127.0.0.1 is enough.
  }
  return {
    port: first.port,
    async close() {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const socket of sockets) {
        socket.destroy();
      }
      await Promise.all(closed);
      await app.close();
    },
  };
}

function bind(
  server: Server,
  host: string,
  port: number,
  sockets: Set<Socket>,
): Promise<{ server: Server; port: number }> {
  // Longer than clients keep a connection idle: a request must not meet one that is just being closed.
  server.keepAliveTimeout = 72_000;
  // Below TLS as well: a connection that never finishes its handshake must not keep the emulator open.
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, ipv6Only: host === "::1" }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve({ server, port: typeof address === "object" && address !== null ? address.port : port });
    });
  });
}
