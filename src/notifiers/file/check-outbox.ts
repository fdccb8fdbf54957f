import type { CheckFinding } from "../../platform/check-finding.ts";
import { fileFailure } from "../../runtime/file-failure.ts";
import type { OutboxFolder } from "./outbox-folder.ts";

const SUBJECT = "outbox folder";

/** No delivery has this id, and whoever picks messages up leaves a temporary file alone. */
const PROBE = "lockbell-check";

/** Makes the folder if it is missing, writes a temporary file there and removes it again. No message appears. */
export async function* checkOutbox(folder: OutboxFolder): AsyncGenerator<CheckFinding> {
  try {
    await folder.writeTemporary(PROBE, new Uint8Array());
    await folder.discardTemporary(PROBE);
  } catch (error) {
    yield {
      subject: SUBJECT,
      status: "failed",
      detail: fileFailure(error).detail,
      advice: "Make the folder that `path` names one that the account Lockbell runs under may write to.",
    };
    return;
  }
  yield { subject: SUBJECT, status: "ok", detail: "Messages can be written." };
}
