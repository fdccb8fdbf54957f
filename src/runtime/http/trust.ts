import { readFileSync } from "node:fs";
import * as tls from "node:tls";

/** What Node tells of the authorities it trusts; `getCACertificates` came with 22.15 and would not link by name before. */
interface NodeAuthorities {
  readonly getCACertificates?: (type: "default" | "system") => readonly string[];
  readonly rootCertificates: readonly string[];
}

let machine: readonly string[] | undefined;
const contexts = new Map<string | null, tls.SecureContext>();

/**
 * Whom to trust: this machine's own certificate authorities and `ca`, PEM; null for none. The same for every client, and made once: to read
 * hundreds of authorities takes longer than a handshake.
 */
export function trustOf(ca: string | null): tls.SecureContext {
  const known = contexts.get(ca);
  if (known !== undefined) return known;
  machine ??= machineAuthorities();
  const context = tls.createSecureContext({ ca: [...machine, ...(ca === null ? [] : [ca])] });
  contexts.set(ca, context);
  return context;
}

/**
 * The machine's own certificate authorities, PEM, each once: those Node brings along, those of NODE_EXTRA_CA_CERTS, and the system's where
 * Node reads them. Naming authorities replaces Node's own, so that all of them must be named.
 */
export function machineAuthorities(
  node: NodeAuthorities = tls,
  env: NodeJS.ProcessEnv = process.env,
): readonly string[] {
  if (node.getCACertificates === undefined) return [...node.rootCertificates, ...fromEnvironment(env)];
  return [...new Set([...node.getCACertificates("default"), ...node.getCACertificates("system")])];
}

/** A file that cannot be read adds nothing, as in Node itself, which has warned of it at start. */
function fromEnvironment(env: NodeJS.ProcessEnv): readonly string[] {
  const path = env["NODE_EXTRA_CA_CERTS"];
  if (path === undefined || path === "") return [];
  try {
    return [readFileSync(path, "utf8")];
  } catch {
    return [];
  }
}
