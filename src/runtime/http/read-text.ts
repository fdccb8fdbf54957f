import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const unpack = promisify(gunzip);

/** A body as text, or what is wrong with it. */
export type ReadText =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unreadable"; readonly reason: "answer-too-large" | "answer-cut-short" };

/** Decodes a whole body: gzip is undone up to `maxBytes`, another encoding was not asked for and cannot be read. */
export async function readText(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<ReadText> {
  const name = encoding?.trim().toLowerCase() ?? "";
  // An empty body is empty whatever the header says (204, and answers to nothing).
  if (name === "" || name === "identity" || body.length === 0) return decode(body);
  if (name !== "gzip" && name !== "x-gzip") return { kind: "unreadable", reason: "answer-cut-short" };
  try {
    return decode(await unpack(body, { maxOutputLength: maxBytes }));
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    return { kind: "unreadable", reason: isTooLarge ? "answer-too-large" : "answer-cut-short" };
  }
}

function decode(body: Buffer): ReadText {
  return { kind: "text", text: new TextDecoder().decode(body) };
}
