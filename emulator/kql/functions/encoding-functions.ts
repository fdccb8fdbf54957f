import { createHash } from "node:crypto";
import { toText } from "../values/text.ts";
import type { Json } from "../values/values.ts";
import { type FunctionDefinition, type FunctionTable, ofAny, strict } from "./define.ts";

function hash(algorithm: string): FunctionDefinition {
  return ofAny((value, type) => createHash(algorithm).update(toText(value, type)).digest("hex"));
}

const encodeBase64: FunctionDefinition = strict(["string"], (text) => Buffer.from(text).toString("base64"));
const decodeBase64: FunctionDefinition = strict(["string"], decode);
const parseUrl: FunctionDefinition = strict(["string"], urlParts);

/** The functions of hashes, base64, URLs and paths. */
export const ENCODING_FUNCTIONS: FunctionTable = {
  hash_md5: hash("md5"),
  hash_sha1: hash("sha1"),
  hash_sha256: hash("sha256"),
  base64_encode_tostring: encodeBase64,
  base64_encodestring: encodeBase64,
  base64_decode_tostring: decodeBase64,
  base64_decodestring: decodeBase64,
  url_encode: strict(["string"], (text) => encodeURIComponent(text).replace(/%20/g, "+")),
  url_encode_component: strict(["string"], (text) => encodeURIComponent(text)),
  url_decode: strict(["string"], (text) => decodeUrl(text)),
  parse_url: parseUrl,
  parseurl: parseUrl,
  parse_path: strict(["string"], pathParts),
};

/** The text of base64, or nothing where it is none, or no UTF-8. */
function decode(text: string): string {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) {
    return "";
  }
  const bytes = Buffer.from(text, "base64");
  const decoded = bytes.toString();
  return Buffer.from(decoded).equals(bytes) ? decoded : "";
}

function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function urlParts(text: string): Json {
  const found =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^:/?#]*)(?::(\d+))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/is.exec(
      text,
    );
  const query = new URLSearchParams(found?.[7] ?? "");
  return {
    Scheme: found?.[1] ?? "",
    Host: found?.[4] ?? "",
    Port: found?.[5] ?? "",
    Path: found?.[6] ?? "",
    Username: found?.[2] ?? "",
    Password: found?.[3] ?? "",
    "Query Parameters": Object.fromEntries(query),
    Fragment: found?.[8] ?? "",
  };
}

function pathParts(text: string): Json {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  const path = text.slice(scheme?.[0].length ?? 0);
  const root = /^[a-z]:/i.exec(path)?.[0] ?? "";
  const stream = path.indexOf(":", root.length);
  const plain = stream === -1 ? path : path.slice(0, stream);
  const cut = Math.max(plain.lastIndexOf("/"), plain.lastIndexOf("\\"));
  const directory = cut === -1 ? "" : plain.slice(0, cut);
  const name = plain.slice(cut + 1);
  const dot = name.lastIndexOf(".");
  return {
    Scheme: scheme?.[1] ?? "",
    RootPath: root,
    DirectoryPath: directory,
    DirectoryName: directory.split(/[/\\]/).at(-1) ?? "",
    Filename: name,
    Extension: dot === -1 ? "" : name.slice(dot + 1),
    AlternateDataStreamName: stream === -1 ? "" : path.slice(stream + 1),
  };
}
