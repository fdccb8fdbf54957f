import type { Mailbox } from "../../state.ts";
import { GraphError } from "../graph-error.ts";
import { folderId, looksLikeId } from "./message-ids.ts";

/** The folders every mailbox has, by their well-known names. Source: Graph's page on the resource type `mailFolder`. */
export const FOLDERS: ReadonlyMap<string, string> = new Map([
  ["inbox", "Inbox"],
  ["drafts", "Drafts"],
  ["sentitems", "Sent Items"],
  ["deleteditems", "Deleted Items"],
  ["outbox", "Outbox"],
  ["junkemail", "Junk Email"],
  ["archive", "Archive"],
]);

/** The well-known name of the folder a path names, by that name or by its id. Throws 404, or 400 for what is neither. */
export function folderOf(mailbox: Mailbox, key: string): string {
  const name = key.toLowerCase();
  if (FOLDERS.has(name)) return name;
  for (const known of FOLDERS.keys()) if (folderId(mailbox.address, known) === key) return known;
  if (!looksLikeId(key)) throw new GraphError(400, "ErrorInvalidIdMalformed", "Id is malformed.");
  throw new GraphError(404, "ErrorItemNotFound", "The specified object was not found in the store.");
}
