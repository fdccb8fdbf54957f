import type { Mailbox } from "../../state.ts";
import { contextLink } from "../links.ts";
import { readQueryOptions, refuseOptions } from "../odata/query-options.ts";
import { readSelect, type SelectableType } from "../odata/select.ts";
import { FOLDERS, folderOf } from "./folders.ts";
import { MAIL_READERS, type MailContext, mailRoute } from "./mail-route.ts";
import type { MailStore } from "./mail-store.ts";
import { folderId } from "./message-ids.ts";

/** The entity type of folders. Source: Graph's v1.0 metadata (CSDL), `microsoft.graph.mailFolder`. */
const FOLDER_TYPE: SelectableType = {
  name: "microsoft.graph.mailFolder",
  // Unlike messages (seen in answers of the service).
  unknownCode: "BadRequest",
  properties: new Map(
    [
      "id",
      "displayName",
      "parentFolderId",
      "childFolderCount",
      "unreadItemCount",
      "totalItemCount",
      "sizeInBytes",
      "isHidden",
    ].map((name) => [name, name]),
  ),
};

/** A mailbox's folders: one, or all of them. */
export function registerFolderRoutes(context: MailContext): void {
  const { store } = context;
  mailRoute(context, {
    method: "GET",
    path: "/mailFolders/:folder",
    operation: "folder.get",
    roles: MAIL_READERS,
    handle: ({ call, owner }) => {
      const selected = readSelect(readQueryOptions(call.search).get("select"), FOLDER_TYPE);
      const name = folderOf(owner.mailbox, call.params["folder"] ?? "");
      const link = contextLink(
        call.request,
        `users('${encodeURIComponent(call.params["user"] ?? "")}')/mailFolders/$entity`,
      );
      return { status: 200, body: { "@odata.context": link, ...writeFolder(store, owner.mailbox, name, selected) } };
    },
  });
  mailRoute(context, {
    method: "GET",
    path: "/mailFolders",
    operation: "folder.list",
    roles: MAIL_READERS,
    handle: ({ call, owner }) => {
      const options = readQueryOptions(call.search);
      refuseOptions(options, ["filter", "orderby", "search", "expand", "skip", "top"]);
      const selected = readSelect(options.get("select"), FOLDER_TYPE);
      const link = contextLink(call.request, `users('${encodeURIComponent(call.params["user"] ?? "")}')/mailFolders`);
      const value = [...FOLDERS.keys()].map((name) => writeFolder(store, owner.mailbox, name, selected));
      return { status: 200, body: { "@odata.context": link, value } };
    },
  });
}

function writeFolder(
  store: MailStore,
  mailbox: Mailbox,
  name: string,
  selected: readonly string[] | null,
): Record<string, unknown> {
  const messages = store.visible(mailbox).filter(({ folder }) => folder === name);
  const all: Record<string, unknown> = {
    id: folderId(mailbox.address, name),
    displayName: FOLDERS.get(name),
    parentFolderId: folderId(mailbox.address, "msgfolderroot"),
    childFolderCount: 0,
    unreadItemCount: name === "inbox" ? messages.length : 0,
    totalItemCount: messages.length,
    sizeInBytes: messages.reduce((sum, { mime }) => sum + mime.length, 0),
    isHidden: false,
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key === "id" || (selected?.includes(key) ?? true)));
}
