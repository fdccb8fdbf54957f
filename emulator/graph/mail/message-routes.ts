import type { Answer } from "../../route-tools.ts";
import type { MailMessage } from "../../state.ts";
import { GraphError } from "../graph-error.ts";
import { contextLink, nextLink } from "../links.ts";
import { readExpand } from "../odata/expand.ts";
import { type QueryOptions, readQueryOptions, readWantsCount, refuseOptions } from "../odata/query-options.ts";
import { readSelect } from "../odata/select.ts";
import { extendedPropertyKey } from "./extended-property.ts";
import { folderOf } from "./folders.ts";
import { MAIL_READERS, type MailCall, type MailContext, mailRoute } from "./mail-route.ts";
import type { OwnMailbox } from "./mailbox-lookup.ts";
import { type MessageShape, writeMessage } from "./message-answer.ts";
import { messagePage } from "./message-list.ts";
import type { MessageSource } from "./message-properties.ts";
import { readDraftRequest } from "./message-request.ts";
import { MESSAGE_TYPE } from "./message-type.ts";
import { messageMaker } from "./send-routes.ts";

/** Drafts, and reading, finding and deleting messages. */
export function registerMessageRoutes(context: MailContext): void {
  const { store } = context;
  mailRoute(context, {
    method: "POST",
    path: "/messages",
    operation: "mail.create",
    roles: ["Mail.ReadWrite"],
    handle: async ({ call, owner, preferences }) => {
      const content = await readDraftRequest(call, messageMaker(context, owner));
      const message = store.keepDraft(owner, content);
      const shape = { preferences, selected: null, extendedProperties: [] };
      const written = writeMessage(sourceOf(context, owner, message), shape);
      const link = contextLink(
        call.request,
        `users('${encodeURIComponent(call.params["user"] ?? "")}')/messages/$entity`,
      );
      return { status: 201, body: { "@odata.context": link, ...written } };
    },
  });
  mailRoute(context, {
    method: "GET",
    path: "/messages/:message",
    operation: "mail.get",
    roles: MAIL_READERS,
    handle: (mail) => {
      const { call, owner } = mail;
      const shape = readShape(mail, readQueryOptions(call.search));
      const message = store.required(owner.mailbox, call.params["message"] ?? "");
      const written = writeMessage(sourceOf(context, owner, message), shape);
      const link = contextLink(
        call.request,
        `users('${encodeURIComponent(call.params["user"] ?? "")}')/messages/$entity`,
      );
      return { status: 200, body: { "@odata.context": link, ...written } };
    },
  });
  mailRoute(context, {
    method: "DELETE",
    path: "/messages/:message",
    operation: "mail.delete",
    roles: ["Mail.ReadWrite"],
    handle: ({ call, owner }) => {
      store.remove(owner.mailbox, store.required(owner.mailbox, call.params["message"] ?? ""));
      return { status: 204 };
    },
  });
  for (const path of ["/messages", "/mailFolders/:folder/messages"]) {
    mailRoute(context, {
      method: "GET",
      path,
      operation: "mail.list",
      roles: MAIL_READERS,
      handle: (mail) => listMessages(context, mail),
    });
  }
}

function listMessages(context: MailContext, mail: MailCall): Answer {
  const { store } = context;
  const { call, owner } = mail;
  const options = readQueryOptions(call.search);
  refuseOptions(options, ["search", "skiptoken"]);
  const shape = readShape(mail, options);
  const given = call.params["folder"];
  const folder = given === undefined ? null : folderOf(owner.mailbox, given);
  const all = store
    .visible(owner.mailbox)
    .filter((message) => folder === null || message.folder === folder)
    .map((message) => sourceOf(context, owner, message));
  const { items, count, nextSkip } = messagePage(all, options);
  const user = encodeURIComponent(call.params["user"] ?? "");
  const place = folder === null ? "" : `/mailFolders('${encodeURIComponent(given ?? "")}')`;
  return {
    status: 200,
    body: {
      "@odata.context": contextLink(call.request, `users('${user}')${place}/messages`),
      ...(readWantsCount(options) ? { "@odata.count": count } : {}),
      value: items.map((source) => writeMessage(source, shape)),
      ...(nextSkip === null ? {} : { "@odata.nextLink": nextLink(call.request, "$skip", String(nextSkip)) }),
    },
  };
}

function sourceOf({ state, store }: MailContext, { mailbox }: OwnMailbox, message: MailMessage): MessageSource {
  return { state, mailbox, message, details: store.details(message) };
}

function readShape({ preferences }: MailCall, options: QueryOptions): MessageShape {
  return {
    preferences,
    selected: readSelect(options.get("select"), MESSAGE_TYPE),
    extendedProperties: readExpand(options.get("expand")).flatMap(({ name, options: inner }) => {
      if (name.toLowerCase() !== "singlevalueextendedproperties") {
        throw new GraphError(501, "NotImplemented", `Expanding '${name}' of a message is not emulated here.`);
      }
      return wantedProperties(inner.get("filter") ?? "");
    }),
  };
}

/** `id eq 'String {…} Name A' or id eq '…'`: the only filter the service takes here. */
function wantedProperties(filter: string): readonly string[] {
  return filter.split(/\s+or\s+/).map((term) => {
    const id = /^\s*id\s+eq\s+'((?:[^']|'')+)'\s*$/.exec(term)?.[1]?.replaceAll("''", "'");
    const key = id === undefined ? null : extendedPropertyKey(id);
    if (key === null) {
      throw new GraphError(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.");
    }
    return key;
  });
}
