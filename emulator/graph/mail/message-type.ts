import type { SelectableType } from "../odata/select.ts";

/** What a property of a message is, for filters. */
export type MessagePropertyKind = "text" | "texts" | "flag" | "time" | "other";

/** The properties of a message. Source: Graph's v1.0 metadata (CSDL), `microsoft.graph.message` and its bases. */
const PROPERTIES: readonly (readonly [MessagePropertyKind, string])[] = [
  [
    "text",
    "id bodyPreview changeKey conversationId importance inferenceClassification internetMessageId parentFolderId",
  ],
  ["text", "subject webLink"],
  ["texts", "categories"],
  ["flag", "hasAttachments isDeliveryReceiptRequested isDraft isRead isReadReceiptRequested"],
  ["time", "createdDateTime lastModifiedDateTime receivedDateTime sentDateTime"],
  [
    "other",
    "bccRecipients body ccRecipients conversationIndex flag from internetMessageHeaders replyTo sender toRecipients",
  ],
  ["other", "uniqueBody"],
];

/** The entity type of messages. */
export const MESSAGE_TYPE: SelectableType & { readonly properties: ReadonlyMap<string, MessagePropertyKind> } = {
  name: "microsoft.graph.message",
  unknownCode: "RequestBroker--ParseUri",
  properties: new Map(PROPERTIES.flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind] as const))),
};

/** What a message is without `$select`: all but these. */
const ON_REQUEST: readonly string[] = ["internetMessageHeaders", "uniqueBody", "id"];

/** The properties of a message that come unasked, besides its id. */
export const MESSAGE_DEFAULTS: readonly string[] = [...MESSAGE_TYPE.properties.keys()].filter(
  (name) => !ON_REQUEST.includes(name),
);
