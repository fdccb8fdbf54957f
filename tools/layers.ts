/**
 * Who may import whom. This table is the architecture: `npm run check` holds every import under `src/` against it, and a
 * test holds ARCHITECTURE.md against it.
 */

/** How much of a folder may be imported: all but its components, its registry alone, or the interfaces beside it. */
export type Part = "all" | "registry" | "interfaces";

/** One folder under `src/`. */
export interface Layer {
  readonly folder: string;
  /** What it is for, as ARCHITECTURE.md says it. */
  readonly purpose: string;
  /** The other folders it may import, and how much of them. */
  readonly imports: { readonly [folder: string]: Part };
  /** Set for a folder that touches no network, file system, clock or driver: the only modules from outside it may use. */
  readonly pure?: { readonly modules: readonly string[] };
  /** True if its sub-folders are components: strangers to each other, reached through the folder's registry only. */
  readonly components?: true;
  /** Folders it must not reach by any chain of imports, types included. */
  readonly neverReaches?: readonly string[];
}

const COMPONENT_BASE = { platform: "all", runtime: "all", event: "all", catalogue: "all", microsoft: "all" } as const;
const PHASE_BASE = { platform: "all", runtime: "all", event: "all", catalogue: "all", store: "all" } as const;

/** Every folder under `src/`, from the bottom up. */
export const LAYERS: readonly Layer[] = [
  {
    folder: "platform",
    purpose: "ids, text safety, durations, the error catalogue",
    imports: {},
    pure: { modules: ["node:crypto", "email-addresses", "fastest-levenshtein", "zod"] },
  },
  { folder: "runtime", purpose: "clock, logging, HTTP, durable files, process identity", imports: { platform: "all" } },
  {
    folder: "event",
    purpose: "the denied event and its fingerprint",
    imports: { platform: "all" },
    pure: { modules: ["node:crypto"] },
  },
  {
    folder: "notice",
    purpose: "the notice, its wording and rendering: all an owner may be told",
    imports: { platform: "all" },
    pure: { modules: ["intl-messageformat", "liquidjs"] },
    neverReaches: ["event"],
  },
  {
    folder: "redaction",
    purpose: "denied event → notice, and the leak scan",
    imports: { platform: "all", event: "all", catalogue: "all", notice: "all" },
    pure: { modules: ["ipaddr.js"] },
  },
  {
    folder: "catalogue",
    purpose: "merging what is known of a document, conflict rules",
    imports: { platform: "all", event: "all" },
    pure: { modules: [] },
  },
  {
    folder: "indicator",
    purpose: "denied event → STIX and friends",
    imports: { platform: "all", event: "all", catalogue: "all" },
    pure: { modules: ["ipaddr.js", "node:crypto"] },
  },
  {
    folder: "microsoft",
    purpose: "credentials, thin typed clients, national-cloud endpoints",
    imports: { platform: "all", runtime: "all" },
  },
  {
    folder: "store",
    purpose: "what is remembered: the interface, its conformance suite, and its backends",
    imports: { platform: "all", runtime: "all", event: "all", catalogue: "all", microsoft: "all" },
    components: true,
  },
  { folder: "sources", purpose: "where refusals are found", imports: COMPONENT_BASE, components: true },
  { folder: "owners", purpose: "who is responsible for a document", imports: COMPONENT_BASE, components: true },
  {
    folder: "notifiers",
    purpose: "how people are reached",
    imports: { platform: "all", runtime: "all", notice: "all", microsoft: "all" },
    components: true,
    neverReaches: ["event"],
  },
  {
    folder: "sinks",
    purpose: "how the security team's tools are told",
    imports: { ...COMPONENT_BASE, indicator: "all" },
    components: true,
  },
  {
    folder: "collect",
    purpose: "the first phase: sources → stored events",
    imports: { ...PHASE_BASE, sources: "interfaces" },
  },
  {
    folder: "dispatch",
    purpose: "the second phase: events → decisions and deliveries",
    imports: { ...PHASE_BASE, owners: "interfaces" },
  },
  {
    folder: "delivery",
    purpose: "the third phase: deliveries → people and tools",
    imports: {
      ...PHASE_BASE,
      redaction: "all",
      notice: "all",
      indicator: "all",
      notifiers: "interfaces",
      sinks: "interfaces",
    },
  },
  {
    folder: "config",
    purpose: "file and environment → one validated value",
    imports: {
      platform: "all",
      microsoft: "all",
      store: "all",
      sources: "registry",
      owners: "registry",
      notifiers: "registry",
      sinks: "registry",
    },
  },
  { folder: "app", purpose: "composition root and lifecycle", imports: everythingBelowTheApp() },
  { folder: "cli", purpose: "the command: a thin host", imports: { platform: "all", app: "all" } },
  { folder: "functions", purpose: "Azure Functions: a thin host", imports: { platform: "all", app: "all" } },
];

function everythingBelowTheApp(): { readonly [folder: string]: Part } {
  const folders = [
    ...["platform", "runtime", "event", "notice", "redaction", "catalogue", "indicator", "microsoft", "store"],
    ...["sources", "owners", "notifiers", "sinks", "collect", "dispatch", "delivery", "config"],
  ];
  return Object.fromEntries(folders.map((folder) => [folder, "all"]));
}
