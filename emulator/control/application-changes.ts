/** An application as the control API shows and changes it. */
import { createPublicKey, X509Certificate } from "node:crypto";
import { InputError } from "../input-error.ts";
import type { Application } from "../state.ts";

const LISTS = ["secrets", "certificates", "exchangeRoles", "workspaceRoles"] as const;
const KEYS = [...LISTS, "roles", "federations"];

/** Everything but the secrets themselves. */
export function showApplication({ secrets, expiredSecrets: _, ...application }: Application): unknown {
  return { ...application, secrets: secrets.length };
}

/** Replaces what the change names, and nothing if any of it is wrong. Throws `InputError`. */
export function changeApplication(application: Application, input: unknown): void {
  const change = asObject(input, `a change is an object with some of ${KEYS.join(", ")}`);
  const stray = Object.keys(change).find((key) => !KEYS.includes(key));
  if (stray !== undefined) {
    throw new InputError(`an application has no "${stray}" that can be changed; there are ${KEYS.join(", ")}`);
  }
  const lists = LISTS.flatMap((key) => (change[key] === undefined ? [] : [[key, texts(change[key], key)] as const]));
  const checked = Object.fromEntries(lists);
  for (const pem of checked["certificates"] ?? []) {
    check(() => new X509Certificate(pem), '"certificates" holds PEM texts');
  }
  const roles = change["roles"] === undefined ? null : readRoles(change["roles"], application);
  const federations = change["federations"] === undefined ? null : readFederations(change["federations"]);
  Object.assign(application, checked, roles === null ? {} : { roles }, federations === null ? {} : { federations });
}

function readRoles(input: unknown, { roles }: Application): Application["roles"] {
  const given = asObject(input, '"roles" is {"graph":[…],"logAnalytics":[…]}');
  const stray = Object.keys(given).find((key) => key !== "graph" && key !== "logAnalytics");
  if (stray !== undefined) {
    throw new InputError(`"roles" has no "${stray}"; there are graph, logAnalytics`);
  }
  return {
    graph: given["graph"] === undefined ? roles.graph : texts(given["graph"], "roles.graph"),
    logAnalytics:
      given["logAnalytics"] === undefined ? roles.logAnalytics : texts(given["logAnalytics"], "roles.logAnalytics"),
  };
}

function readFederations(input: unknown): Application["federations"] {
  const shape = '"federations" is [{"issuer":…,"subject":…,"publicKey":PEM}, …]';
  if (!Array.isArray(input)) {
    throw new InputError(shape);
  }
  return input.map((one: unknown) => {
    const { issuer, subject, publicKey } = asObject(one, shape);
    if (typeof issuer !== "string" || typeof subject !== "string" || typeof publicKey !== "string") {
      throw new InputError(shape);
    }
    check(() => createPublicKey(publicKey), shape);
    return { issuer, subject, publicKey };
  });
}

function texts(input: unknown, name: string): string[] {
  if (!Array.isArray(input) || !input.every((one) => typeof one === "string" && one !== "")) {
    throw new InputError(`"${name}" is a list of texts`);
  }
  return [...input];
}

function asObject(input: unknown, otherwise: string): Readonly<Record<string, unknown>> {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new InputError(otherwise);
  }
  return input as Readonly<Record<string, unknown>>;
}

function check(attempt: () => unknown, otherwise: string): void {
  try {
    attempt();
  } catch (error) {
    throw new InputError(otherwise, { cause: error });
  }
}
