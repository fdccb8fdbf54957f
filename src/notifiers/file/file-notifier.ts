/**
 * Publishes each message as one file. Other programs may pick a file up the moment it has its final name, so the absence of that file
 * proves nothing; what was noted before it got its name does. The order is:
 *
 *   1. write `.<id>.tmp`, durably           cut here: a temporary file or nothing, no note     → not delivered
 *   2. note "written" in the store          cut here: a temporary file and the note            → not delivered
 *   3. rename to `<id>.eml`                 cut here: the final file,                          → delivered
 *                                           or no file and the note: somebody picked it up     → delivered
 *   4. sync the folder
 *
 * Step 3 removes the temporary name in the same instant as it makes the final one, so no cut leaves both missing unless the file
 * was published. A power cut that undoes step 3 brings the temporary file back, which is read rightly too.
 *
 * The note names this notifier and the folder. A note of another notifier, or of another folder (the configured path was changed, the
 * folder was made anew), says nothing of what is missing here: then nobody can say.
 */
import { fileFailure } from "../../runtime/file-failure.ts";
import type { DeliveryMemory, Notifier, OutgoingMessage, Reconciliation, SendResult } from "../notifier.ts";
import { type MessagePlace, messageFile, type OutboxFolder } from "./outbox-folder.ts";

/** The note of step 2, for a folder. */
const written = (folder: string): string => `file: written to ${folder}`;
/** Takes any note back: another try begins, and nothing of it is published yet, in whichever folder. */
const STARTED = "file: started";

const STOPPED: SendResult = { status: "retry", reason: "stopped" };

const DELIVERED: Reconciliation = { status: "delivered" };
const NOT_DELIVERED: Reconciliation = { status: "not-delivered" };
const UNKNOWN: Reconciliation = { status: "unknown" };

/** A file's name on every platform: no folder, no leading dot, none of the names Windows keeps for devices. */
const SAFE_ID = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9][a-z0-9_-]{0,99}$/i;

/** A notifier that publishes into this folder. */
export function createFileNotifier(folder: OutboxFolder): Notifier {
  return {
    send: (message, memory, signal) => send(folder, message, memory, signal),
    reconcile: (message, memory) => reconcile(folder, message, memory),
    close: async () => undefined,
  };
}

async function send(
  folder: OutboxFolder,
  message: OutgoingMessage,
  memory: DeliveryMemory,
  signal: AbortSignal,
): Promise<SendResult> {
  const id = message.deliveryId;
  if (!SAFE_ID.test(id)) return { status: "rejected", reason: "unsafe-delivery-id" };
  if (signal.aborted) return STOPPED;
  // An earlier try got as far as the note and failed. While the note stands, a missing file would be taken for one picked up.
  if (memory.value !== null && memory.value !== STARTED) await memory.remember(STARTED);
  let note: string;
  try {
    await folder.writeTemporary(id, message.mime);
    note = written(await folder.identity());
  } catch (error) {
    await discard(folder, id);
    return { status: "retry", ...fileFailure(error) };
  }
  if (signal.aborted) {
    await discard(folder, id);
    return STOPPED;
  }
  // An error of the store goes on to the caller: without the note nothing may be published.
  await memory.remember(note);
  try {
    await folder.publish(id);
  } catch (error) {
    // Over a network a rename may succeed and report an error. If it did not, the temporary file is still there and says so.
    const place = await whereabouts(folder, id);
    if (place === "temporary") return { status: "retry", ...fileFailure(error) };
    if (place !== "published") return { status: "unknown", ...fileFailure(error) };
  }
  try {
    await folder.sync();
  } catch (error) {
    return { status: "unknown", ...fileFailure(error) };
  }
  return { status: "delivered", providerReference: messageFile(id) };
}

async function reconcile(
  folder: OutboxFolder,
  message: OutgoingMessage,
  memory: DeliveryMemory,
): Promise<Reconciliation> {
  const place = await whereabouts(folder, message.deliveryId);
  if (place === "published") return DELIVERED;
  if (memory.value === null || memory.value === STARTED) return NOT_DELIVERED;
  const here = await folder.identity().catch(() => null);
  if (here === null || memory.value !== written(here)) return UNKNOWN;
  if (place === "temporary") return NOT_DELIVERED;
  // Neither file, but the note: picked up. If the whole folder cannot be seen, nobody can say.
  return place === "absent" ? DELIVERED : UNKNOWN;
}

async function whereabouts(folder: OutboxFolder, id: string): Promise<MessagePlace | "unseen"> {
  try {
    return await folder.find(id);
  } catch {
    return "unseen";
  }
}

/** What cannot be removed is overwritten by the next try. */
async function discard(folder: OutboxFolder, id: string): Promise<void> {
  await folder.discardTemporary(id).catch(() => undefined);
}
