import type { Call } from "../../route-tools.ts";
import { GraphError } from "../graph-error.ts";
import { type BodyFailure, JsonReader } from "../json-reader.ts";
import { parsedJson } from "../json-text.ts";
import { composeMime } from "./compose-mime.ts";
import { type JsonMessage, readJsonMessage } from "./json-message.ts";
import type { OwnMailbox } from "./mailbox-lookup.ts";
import type { MessageContent } from "./message-content.ts";
import { decodeMime, readMime } from "./mime-content.ts";

const MOST_BYTES = 4 * 1024 * 1024;

/** A message to be sent, and whether Sent Items gets it. */
export interface SendRequest {
  readonly content: MessageContent;
  readonly keep: boolean;
}

/** What a request needs besides its body to become a message. */
export interface MessageMaker {
  readonly owner: OwnMailbox;
  readonly now: number;
  internetId(): string;
}

/** The body of `sendMail`: JSON with the action's parameters, or base64 of a message. */
export async function readSendRequest(call: Call, maker: MessageMaker): Promise<SendRequest> {
  if (bodyKind(call) === "mime") return { content: await readMime(decodeMime(call.body)), keep: true };
  const reader = new JsonReader(requestBodyRead);
  const body = parseJson(call.body);
  const parameters = readParameters(body);
  if (parameters.message === undefined) {
    throw requestBodyRead(
      "One or more parameters of the operation 'sendMail' are missing from the request payload. The missing parameters are: Message.",
    );
  }
  const message = readJsonMessage(parameters.message, reader);
  return { content: await fromJson(message, maker), keep: readKeep(parameters.keep, reader) };
}

/** The body of `POST messages`: a message as JSON, or base64 of one. */
export async function readDraftRequest(call: Call, maker: MessageMaker): Promise<MessageContent> {
  if (bodyKind(call) === "mime") return await readMime(decodeMime(call.body));
  const reader = new JsonReader(
    () => new GraphError(400, "UnableToDeserializePostBody", "were unable to deserialize "),
  );
  return await fromJson(readJsonMessage(parseJson(call.body), reader), maker);
}

function bodyKind(call: Call): "json" | "mime" {
  if (call.body.length > MOST_BYTES) {
    throw new GraphError(413, "BadRequest", "The maximum request length supported is 4MB.");
  }
  const type = (call.request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
  if (type === "text/plain") return "mime";
  if (call.body.length === 0) throw new GraphError(400, "BadRequest", "Empty Payload. JSON content expected.");
  if (type === "application/json") return "json";
  throw new GraphError(
    415,
    "RequestBodyRead",
    `A supported MIME type could not be found that matches the content type of the response. None of the supported type(s) 'application/json, text/plain' matches the content type '${type}'.`,
  );
}

function parseJson(body: Buffer): unknown {
  const parsed = parsedJson(body);
  if (parsed !== undefined) return parsed;
  throw new GraphError(
    400,
    "BadRequest",
    "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
  );
}

/** The action's parameters, in the metadata's writing or the documentation's: `Message`, `message`. */
function readParameters(body: unknown): { message?: unknown; keep?: unknown } {
  if (body === null || typeof body !== "object" || Array.isArray(body)) {
    throw requestBodyRead(
      "An unexpected node was found when reading from the JSON reader. A 'StartObject' node was expected.",
    );
  }
  const parameters: { message?: unknown; keep?: unknown } = {};
  for (const [name, value] of Object.entries(body)) {
    if (name.toLowerCase() === "message") parameters.message = value;
    else if (name.toLowerCase() === "savetosentitems") parameters.keep = value;
    else if (!name.includes("@")) {
      throw requestBodyRead(
        `The parameter '${name}' in the request payload is not a valid parameter for the operation 'sendMail'.`,
      );
    }
  }
  return parameters;
}

/** Microsoft's own example says `"false"`, as a string. */
function readKeep(value: unknown, reader: JsonReader): boolean {
  if (typeof value === "string" && /^(?:true|false)$/i.test(value)) return value.toLowerCase() === "true";
  return reader.flag(value) ?? true;
}

/** The message is written out and read back, so that one that came as JSON is the same as one that came as MIME. */
async function fromJson(message: JsonMessage, { owner, now, internetId }: MessageMaker): Promise<MessageContent> {
  const from = message.from ?? { name: owner.displayName, address: owner.mailbox.address };
  const internetMessageId = message.internetMessageId ?? internetId();
  const mime = composeMime({
    ...message,
    messageId: internetMessageId,
    from,
    date: now,
    headers: [
      ...(message.importance === "normal" ? [] : [{ name: "Importance", value: message.importance }]),
      ...(message.categories.length === 0 ? [] : [{ name: "Keywords", value: message.categories.join(", ") }]),
      ...message.headers,
    ],
  });
  const { to, cc, bcc, replyTo, subject, categories, importance, extendedProperties, body } = message;
  return {
    ...(await readMime(mime)),
    internetMessageId,
    subject,
    from,
    to,
    cc,
    bcc,
    replyTo,
    importance,
    categories,
    extendedProperties,
    html: body.type === "html" ? body.content : null,
    text: body.type === "text" ? body.content : null,
  };
}

const requestBodyRead: BodyFailure = (message) => new GraphError(400, "RequestBodyRead", message);
