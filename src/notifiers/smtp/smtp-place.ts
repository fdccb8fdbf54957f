import { isIPv4 } from "node:net";

/** How a connection is kept private, the default first. */
export const TLS_MODES = ["required", "implicit", "opportunistic", "none"] as const;

export type TlsMode = (typeof TLS_MODES)[number];

/** Where a mail server is, and how its connections are kept private. */
export interface SmtpPlace {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMode;
}

/** Message submission with STARTTLS (RFC 6409) and with TLS from the first byte (RFC 8314). */
const SUBMISSION_PORT = 587;
const SUBMISSIONS_PORT = 465;

/** The place a configuration means. On port 465 servers expect TLS from the first byte, so `required` is `implicit` there. */
export function placeOf(config: {
  readonly host: string;
  readonly port?: number | undefined;
  readonly tls: TlsMode;
}): SmtpPlace {
  const { host, tls } = config;
  const port = config.port ?? (tls === "implicit" ? SUBMISSIONS_PORT : SUBMISSION_PORT);
  return { host, port, tls: tls === "required" && port === SUBMISSIONS_PORT ? "implicit" : tls };
}

/** A place as one word, for notes and for pacing. */
export function nameOfPlace({ host, port }: SmtpPlace): string {
  return `${host.toLowerCase()}:${port}`;
}

/** Whether what is sent to this host never leaves the machine. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
