import { GraphError } from "../graph-error.ts";
import type { JsonReader } from "../json-reader.ts";
import type { ComposedAttachment } from "./compose-mime.ts";
import { extendedPropertyKey } from "./extended-property.ts";
import type { ExtendedProperty, Importance, Recipient } from "./message-content.ts";
import { MESSAGE_TYPE } from "./message-type.ts";

/** A message as JSON said it. */
export interface JsonMessage {
  readonly subject: string;
  readonly body: { readonly type: "html" | "text"; readonly content: string };
  readonly from: Recipient | null;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly replyTo: readonly Recipient[];
  readonly importance: Importance;
  readonly categories: readonly string[];
  readonly internetMessageId: string | null;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly ComposedAttachment[];
  readonly extendedProperties: readonly ExtendedProperty[];
}

const MOST_HEADERS = 5;

const MESSAGE_PROPERTIES: readonly string[] = [
  ...MESSAGE_TYPE.properties.keys(),
  "attachments",
  "extensions",
  "multiValueExtendedProperties",
  "singleValueExtendedProperties",
];

/** Reads a message resource of a request. What clients cannot set (times, `isDraft` and the like) is taken and ignored. */
export function readJsonMessage(value: unknown, reader: JsonReader): JsonMessage {
  const message = reader.object(value, MESSAGE_TYPE.name, MESSAGE_PROPERTIES);
  const body =
    message["body"] === undefined || message["body"] === null
      ? {}
      : reader.object(message["body"], "microsoft.graph.itemBody", ["contentType", "content"]);
  for (const flag of ["isRead", "isDraft", "isDeliveryReceiptRequested", "isReadReceiptRequested", "hasAttachments"]) {
    reader.flag(message[flag]);
  }
  const recipients = (name: string): readonly Recipient[] =>
    reader.list(message[name]).map((entry) => readRecipient(entry, reader));
  return {
    subject: reader.text(message["subject"]) ?? "",
    body: {
      type: reader.word(body["contentType"], ["text", "html"]) ?? "text",
      content: reader.text(body["content"]) ?? "",
    },
    from: message["from"] === undefined || message["from"] === null ? null : readRecipient(message["from"], reader),
    to: recipients("toRecipients"),
    cc: recipients("ccRecipients"),
    bcc: recipients("bccRecipients"),
    replyTo: recipients("replyTo"),
    importance: reader.word(message["importance"], ["low", "normal", "high"]) ?? "normal",
    categories: reader.list(message["categories"]).map((category) => reader.text(category) ?? ""),
    internetMessageId: reader.text(message["internetMessageId"]),
    headers:
      message["internetMessageHeaders"] === undefined ? [] : readHeaders(message["internetMessageHeaders"], reader),
    attachments: reader.list(message["attachments"]).map((entry) => readAttachment(entry, reader)),
    extendedProperties: reader
      .list(message["singleValueExtendedProperties"])
      .map((entry) => readProperty(entry, reader)),
  };
}

function readRecipient(value: unknown, reader: JsonReader): Recipient {
  const recipient = reader.object(value, "microsoft.graph.recipient", ["emailAddress"]);
  const given = recipient["emailAddress"] ?? {};
  const { address, name } = reader.object(given, "microsoft.graph.emailAddress", ["address", "name"]);
  const written = reader.text(address)?.trim() ?? "";
  return { address: written, name: reader.text(name) ?? written };
}

/** Source of both limits: Graph's page on the message resource, and the service's own errors. */
function readHeaders(value: unknown, reader: JsonReader): JsonMessage["headers"] {
  const headers = reader.list(value).map((entry) => {
    const header = reader.object(entry, "microsoft.graph.internetMessageHeader", ["name", "value"]);
    return { name: reader.text(header["name"]) ?? "", value: reader.text(header["value"]) ?? "" };
  });
  for (const { name } of headers) {
    if (!/^x-/i.test(name)) {
      throw new GraphError(
        400,
        "InvalidInternetMessageHeader",
        `The internet message header name '${name}' should start with 'x-' or 'X-'.`,
      );
    }
  }
  if (headers.length === 0 || headers.length > MOST_HEADERS) {
    throw new GraphError(
      400,
      "InvalidInternetMessageHeaderCollection",
      headers.length === 0
        ? "The internet message header collection cannot be empty."
        : `Maximum number of headers in one message should be less than or equal to ${MOST_HEADERS}.`,
    );
  }
  return headers;
}

/** Files of more than 3 MB never come here: as base64 they are more than the 4 MB of a request. */
function readAttachment(value: unknown, reader: JsonReader): ComposedAttachment {
  const attachment = reader.object(value, "microsoft.graph.fileAttachment", [
    "id",
    "contentBytes",
    "contentId",
    "contentLocation",
    "contentType",
    "isInline",
    "lastModifiedDateTime",
    "name",
    "size",
  ]);
  const type = attachment["@odata.type"];
  if (type !== "#microsoft.graph.fileAttachment") {
    throw type === undefined
      ? new GraphError(400, "ErrorInvalidRequest", "The type of an attachment must be named by '@odata.type'.")
      : new GraphError(
          501,
          "NotImplemented",
          "Only attachments of the type '#microsoft.graph.fileAttachment' are emulated.",
        );
  }
  const name = reader.text(attachment["name"]);
  if (name === null || name === "") {
    throw new GraphError(400, "ErrorPropertyValidationFailure", "At least one property failed validation.: Name");
  }
  const bytes = reader.text(attachment["contentBytes"]) ?? "";
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(bytes)) {
    throw new GraphError(400, "RequestBodyRead", "Cannot convert the literal to the expected type 'Edm.Binary'.");
  }
  const content = Buffer.from(bytes, "base64");
  return {
    name,
    content,
    contentType: reader.text(attachment["contentType"]) ?? "application/octet-stream",
    contentId: reader.text(attachment["contentId"]),
    isInline: reader.flag(attachment["isInline"]) ?? false,
  };
}

function readProperty(value: unknown, reader: JsonReader): ExtendedProperty {
  const property = reader.object(value, "microsoft.graph.singleValueLegacyExtendedProperty", ["id", "value"]);
  const id = reader.text(property["id"]) ?? "";
  if (extendedPropertyKey(id) === null) {
    throw new GraphError(400, "ErrorInvalidArgument", `The property id '${id}' is invalid.`);
  }
  return { id, value: reader.text(property["value"]) ?? "" };
}
