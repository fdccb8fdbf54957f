/** What each sink would be sent of the previewed refusals, as files a person can read. Nothing is sent: the sinks' definitions only render. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DocumentRecord } from "../catalogue/document.ts";
import type { NamedComponentConfig } from "../config/config.ts";
import { SINK_REGISTRY } from "../sinks/registry.ts";
import type { StoredEvent } from "../store/collect-store.ts";
import { loadComponent } from "./load-component.ts";

/** The file of the refusals in full, one a line: the first `ndjson-file` sink's, or nobody's where no sink is configured. */
const EVENTS_FILE = "denied.ndjson";

/** What one sink would be sent. */
export interface PreviewedSink {
  /** The file's name in the preview's folder; null if the sink would be sent nothing. */
  readonly file: string | null;
  /** How many refusals the file holds. */
  readonly events: number;
  /** By name why others would not be sent to it. */
  readonly skipped: { readonly [reason: string]: number };
}

/** What is previewed: refusals in the order they were stored, and what is known of their documents. */
export interface PreviewedEvents {
  readonly events: readonly StoredEvent[];
  readonly documents: ReadonlyMap<string, DocumentRecord>;
  /** Whether they are made up, so that what is rendered is marked as a test. */
  readonly areMadeUp: boolean;
}

/** What the sinks' previews are. */
export interface SinkPreviews {
  /** By the sink's configured name. */
  readonly sinks: { readonly [sink: string]: PreviewedSink };
  /** The refusals in full, if they were written. */
  readonly events: { readonly file: string; readonly count: number } | null;
}

/** The folder, which is there, and the files the preview has written to it before. */
export interface PreviewFolder {
  readonly path: string;
  readonly files: readonly string[];
}

/** Writes a file for each sink; of no refusals it writes none. */
export async function previewSinks(
  configured: readonly NamedComponentConfig[],
  previewed: PreviewedEvents,
  folder: PreviewFolder,
): Promise<SinkPreviews> {
  if (previewed.events.length === 0) return { sinks: {}, events: null };
  const taken = new Set(folder.files.map((file) => file.toLowerCase()));
  const sinks = new Map<string, PreviewedSink>();
  for (const part of configured) sinks.set(part.name, await previewSink(part, previewed, folder.path, taken));
  const unconfigured = configured.length === 0 ? await previewSink(NOBODYS, previewed, folder.path, taken) : undefined;
  const full = unconfigured ?? [...sinks.values()].find(({ file }) => file === EVENTS_FILE);
  return {
    // A sink may be called `__proto__`: entries make it a key like any other.
    sinks: Object.fromEntries(sinks),
    events: full === undefined ? null : { file: EVENTS_FILE, count: full.events },
  };
}

/** Stands for the sink that is not configured. Its file is written here, wherever its path would lead. */
const NOBODYS: NamedComponentConfig = {
  name: "denied",
  type: "ndjson-file",
  settings: { type: "ndjson-file", path: EVENTS_FILE },
};

async function previewSink(
  part: NamedComponentConfig,
  { events, documents, areMadeUp }: PreviewedEvents,
  folder: string,
  taken: Set<string>,
): Promise<PreviewedSink> {
  const definition = await loadComponent(SINK_REGISTRY, part);
  const skipped = new Map<string, number>();
  const sent = events.filter(({ event }) => {
    const reason = definition.skips(part.settings, event);
    if (reason !== null) skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
    return reason === null;
  });
  const counts = { events: sent.length, skipped: Object.fromEntries(skipped) };
  if (sent.length === 0) return { file: null, ...counts };
  const batch = { deliveryId: "preview", events: sent, documents, isRepeat: false };
  const { extension, content } = definition.preview(part.settings, areMadeUp ? { ...batch, isTest: true } : batch);
  const file = fileNameOf(part, extension, taken);
  await writeFile(join(folder, file), content, { mode: 0o600 });
  return { file, ...counts };
}

/** Names that Windows keeps for devices, whatever extension follows. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A name no other file of the preview has. Sinks are called what their administrator likes: whatever could lead out of the folder, or is no
 * file's name somewhere, becomes an underscore.
 */
function fileNameOf(part: NamedComponentConfig, extension: string, taken: Set<string>): string {
  if (part.type === "ndjson-file" && !taken.has(EVENTS_FILE)) {
    taken.add(EVENTS_FILE);
    return EVENTS_FILE;
  }
  const plain = part.name.replaceAll(/[^\w-]/g, "_").slice(0, 80);
  const stem = plain === "" || DEVICE.test(plain) ? `sink_${plain}` : plain;
  const ending = extension.replaceAll(/\W/g, "_");
  for (let n = 1; ; n += 1) {
    const name = `${stem}${n === 1 ? "" : `-${n}`}.${ending}`;
    // Some file systems take upper and lower case for the same.
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    return name;
  }
}
