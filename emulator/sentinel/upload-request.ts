/** Reads an upload: what is asked of the request as a whole, before any object is looked at. */
import type { ApiError, Call } from "../route-tools.ts";
import { isRecord } from "./property-check.ts";
import { uploadError } from "./upload-errors.ts";

/** An upload that can be looked at object by object. */
export interface UploadRequest {
  readonly sourceSystem: string;
  readonly objects: readonly unknown[];
}

/** The only version there is. */
const VERSION = "2024-02-01-preview";
const MOST_OBJECTS = 100;
const LONGEST_SOURCE = 256;

/** The upload, or the error it is answered with. */
export function readUpload(call: Call): UploadRequest | ApiError {
  return versionError(call) ?? typeError(call) ?? readBody(call.body);
}

function versionError({ search }: Call): ApiError | null {
  const version = search.get("api-version") ?? "";
  if (version === "") {
    return uploadError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  return version === VERSION
    ? null
    : uploadError(
        400,
        "InvalidApiVersionParameter",
        `The api-version '${version.slice(0, 100)}' is invalid. The supported versions are '${VERSION}'.`,
      );
}

function typeError({ request }: Call): ApiError | null {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return type === "application/json"
    ? null
    : uploadError(415, "UnsupportedMediaType", "The content type must be 'application/json'.");
}

function readBody(body: Buffer): UploadRequest | ApiError {
  const given = parseJson(body);
  if (!isRecord(given)) {
    return badRequest("The request body must be a JSON object.");
  }
  const { sourcesystem: source, stixobjects: objects } = given;
  if (typeof source !== "string" || source.trim() === "") {
    return badRequest("The property 'sourcesystem' is required and must be a string.");
  }
  if (source.length > LONGEST_SOURCE) {
    return badRequest(`The property 'sourcesystem' must not be longer than ${LONGEST_SOURCE} characters.`);
  }
  if (source.trim().toLowerCase() === "microsoft sentinel") {
    return badRequest("The value 'Microsoft Sentinel' of the property 'sourcesystem' is restricted.");
  }
  if (!Array.isArray(objects) || objects.length === 0) {
    return badRequest("The property 'stixobjects' is required and must be a non-empty array.");
  }
  if (objects.length > MOST_OBJECTS) {
    return badRequest(`The number of objects (${objects.length}) exceeds the maximum of ${MOST_OBJECTS}.`);
  }
  return { sourceSystem: source, objects };
}

function badRequest(message: string): ApiError {
  return uploadError(400, "BadRequest", message);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) as unknown;
  } catch {
    return undefined;
  }
}
