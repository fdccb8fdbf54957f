import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { trustOf } from "../../runtime/http/trust.ts";
import type { SmtpPlace } from "./smtp-place.ts";

/** How TLS is made with a server. Only `opportunistic` takes any certificate. */
export function tlsOptions({ host, tls }: SmtpPlace, ca: string | null): ConnectionOptions {
  return {
    secureContext: trustOf(ca),
    rejectUnauthorized: tls !== "opportunistic",
    // RFC 6066: an IP address is no server name; it is held against the certificate all the same.
    ...(isIP(host) === 0 ? { servername: host } : {}),
  };
}

/**
 * Opens the connection, with TLS at once for `implicit`. Rejects with the system's error. Names are resolved as everywhere else on this
 * machine, its hosts file included; nodemailer's own resolver would ask the name servers first and keep what they say.
 */
export async function dial(place: SmtpPlace, ca: string | null, signal: AbortSignal): Promise<Socket> {
  const { host, port } = place;
  const isImplicit = place.tls === "implicit";
  const socket = isImplicit ? connectTls({ host, port, ...tlsOptions(place, ca) }) : connect({ host, port });
  return await new Promise<Socket>((resolve, reject) => {
    const stop = (): void => {
      socket.destroy();
      reject(new Error("It was told to stop."));
    };
    const lost = (): void => reject(new Error("The connection was lost before it stood."));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    socket.once("error", reject);
    socket.once("close", lost);
    socket.once(isImplicit ? "secureConnect" : "connect", () => {
      signal.removeEventListener("abort", stop);
      socket.off("error", reject);
      socket.off("close", lost);
      resolve(socket);
    });
  });
}
