/** What would be sent, written to a folder and to nobody: each mail as .eml, .html and .txt, and its refusals as each sink would get them. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildClaim, type BuildSettings, buildMessage, type RenderSettings } from "../delivery/build-message.ts";
import { decodeMime } from "../delivery/mime.ts";
import type { Clock } from "../runtime/clock.ts";
import type { StoredEvent } from "../store/collect-store.ts";
import type { DeliveryRecord } from "../store/operator-store.ts";
import { noticeRender } from "./notice-render.ts";
import type { App } from "./open.ts";
import { previewSinks, type SinkPreviews } from "./preview-sinks.ts";
import { sampleNotice } from "./sample-notice.ts";

/** The most events of one notice that are written; a preview is to be looked at. */
const MAX_EVENTS = 1_000;

/** One mail of a preview. */
interface PreviewedNotice {
  readonly deliveryId: string;
  readonly reference: string;
  readonly recipient: string;
  /** Null if the message would be stopped. */
  readonly subject: string | null;
  /** Names of the files written, in the preview's folder. */
  readonly files: readonly string[];
  /** Where the leak scan would stop this message, or null. */
  readonly leak: string | null;
}

/** What a preview wrote. */
export interface Preview extends SinkPreviews {
  readonly notices: readonly PreviewedNotice[];
}

/** Where a preview writes, and with what. */
export interface PreviewTarget {
  /** The folder; made if it is missing, for its owner only. */
  readonly folder: string;
  readonly clock: Clock;
}

/** Previews notices that nobody has claimed yet, the oldest first: all up to `limit`, or the one with this id or reference. Null if that is none. */
export async function previewStored(
  app: App,
  target: PreviewTarget,
  choice: { readonly id?: string; readonly limit: number },
): Promise<Preview | null> {
  const records = await chosenNotices(app, choice);
  if (records === null) return null;
  const render = await noticeRender(app.config, 0);
  await mkdir(target.folder, { recursive: true, mode: 0o700 });
  const notices: PreviewedNotice[] = [];
  const events: StoredEvent[] = [];
  for (const { seq, id, reference, recipient, content } of records) {
    const claim = { seq, id, token: 0, reference, recipient };
    notices.push(
      content === null ? await previewOne(claim, render, app, target) : await writeMessage(claim, content, target),
    );
    events.push(...(await app.store.deliveryEvents(seq, 0, MAX_EVENTS)));
  }
  const documents = await app.store.documents(contentIdsOf(events));
  const previews = await previewSinks(
    app.config.sinks,
    { events, documents, areMadeUp: false },
    { path: target.folder, files: filesOf(notices) },
  );
  return { notices, ...previews };
}

/** Previews a made-up notice, marked as a test. Needs no store. */
export async function previewSample(config: App["config"], target: PreviewTarget): Promise<Preview> {
  const { claim, settings, events } = sampleNotice(target.clock);
  const render = await noticeRender(config, 0);
  await mkdir(target.folder, { recursive: true, mode: 0o700 });
  const marked = { ...render, presentation: { ...render.presentation, test: true } };
  const notices = [await previewOne(claim, marked, settings, target)];
  const documents = await settings.store.documents(contentIdsOf(events));
  const previews = await previewSinks(
    config.sinks,
    { events, documents, areMadeUp: true },
    { path: target.folder, files: filesOf(notices) },
  );
  return { notices, ...previews };
}

function contentIdsOf(events: readonly StoredEvent[]): string[] {
  return [...new Set(events.flatMap(({ event: { contentId } }) => contentId ?? []))];
}

function filesOf(notices: readonly PreviewedNotice[]): string[] {
  return notices.flatMap(({ files }) => files);
}

async function chosenNotices(
  { store }: App,
  { id, limit }: { readonly id?: string; readonly limit: number },
): Promise<readonly DeliveryRecord[] | null> {
  if (id === undefined) return await store.listDeliveries({ states: ["open"], kind: "notice", limit });
  const record = await store.findDelivery(id);
  return record === null || record.kind !== "notice" ? null : [record];
}

async function previewOne(
  claim: BuildClaim,
  render: RenderSettings,
  settings: BuildSettings,
  target: PreviewTarget,
): Promise<PreviewedNotice> {
  const built = await buildMessage(claim, render, settings);
  if (built.status === "built") return await writeMessage(claim, built.freeze.content, target);
  return { ...labelled(claim), subject: null, files: [], leak: built.detail };
}

async function writeMessage(claim: BuildClaim, mime: Uint8Array, { folder }: PreviewTarget): Promise<PreviewedNotice> {
  const { subject, html, text } = await decodeMime(mime);
  const name = claim.reference ?? claim.id;
  const contents: readonly (readonly [string, string | Uint8Array])[] = [
    [`${name}.eml`, mime],
    [`${name}.html`, html],
    [`${name}.txt`, text],
  ];
  for (const [file, content] of contents) await writeFile(join(folder, file), content, { mode: 0o600 });
  return { ...labelled(claim), subject, files: contents.map(([file]) => file), leak: null };
}

function labelled({
  id,
  reference,
  recipient,
}: BuildClaim): Pick<PreviewedNotice, "deliveryId" | "reference" | "recipient"> {
  return { deliveryId: id, reference: reference ?? "", recipient: recipient?.address ?? "" };
}
