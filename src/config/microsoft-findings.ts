import type { MicrosoftApi } from "../microsoft/microsoft.ts";
import type { ComponentKinds } from "./component-kinds.ts";
import type { ConfigFile } from "./config-schema.ts";
import type { Finding } from "./describe-issue.ts";

/** What parts that reach Microsoft need elsewhere in the file and is missing there. `missing` are keys of `endpoints` that nobody gave. */
export function findMicrosoftGaps(
  file: ConfigFile,
  kinds: ComponentKinds,
  missing: readonly string[],
): readonly Finding[] {
  const findings: Finding[] = [...secretGaps(file)];
  const reaching = partsThatReach(file, kinds);
  const [first] = reaching;
  if (first === undefined) return findings;
  if (file.tenantId === "") {
    const text = `this key is missing. ${first.part} reaches Microsoft. Needed: the tenant's id, a GUID.`;
    findings.push({ path: ["tenantId"], about: "value", text });
  }
  for (const key of missing) {
    const part = key === "login" ? first : reaching.find(({ api }) => key === KEYS[api]);
    if (part === undefined) continue;
    const text = `this key is missing. The cloud is "custom" and ${part.part} reaches it. Needed: a web address.`;
    findings.push({ path: ["endpoints", key], about: "value", text });
  }
  return findings;
}

/** The key of `endpoints` that holds an API's host. */
const KEYS: { readonly [Api in MicrosoftApi]: string } = {
  graph: "graph",
  "graph-beta": "graph",
  "log-analytics": "logAnalytics",
  sentinel: "sentinel",
};

interface Reach {
  /** As it is written in the file, e.g. `sources.workspace`. */
  readonly part: string;
  readonly api: MicrosoftApi;
}

function partsThatReach(file: ConfigFile, kinds: ComponentKinds): readonly Reach[] {
  const parts = [
    ...Object.entries(file.sources).map(([name, { type }]) => ({ part: `sources.${name}`, type, of: kinds.sources })),
    ...file.owners.map(({ type }, index) => ({ part: `owners[${index}]`, type, of: kinds.owners })),
    ...Object.entries(file.notifiers).map(([name, { type }]) => ({
      part: `notifiers.${name}`,
      type,
      of: kinds.notifiers,
    })),
    ...Object.entries(file.sinks).map(([name, { type }]) => ({ part: `sinks.${name}`, type, of: kinds.sinks })),
  ];
  return parts.flatMap(({ part, type, of }) =>
    (of.find((kind) => kind.type === type)?.reaches ?? []).map((api) => ({ part, api })),
  );
}

function secretGaps({ credentials }: ConfigFile): readonly Finding[] {
  if (credentials.type !== "client-secret") return [];
  const { clientSecret, clientSecretFile } = credentials;
  if ((clientSecret === undefined) !== (clientSecretFile === undefined)) return [];
  const text = "found both or neither. Needed: either clientSecret or clientSecretFile.";
  return [{ path: ["credentials", "clientSecret"], about: "value", text }];
}
