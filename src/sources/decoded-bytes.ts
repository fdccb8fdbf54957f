import type { FileHandle } from "node:fs/promises";
import { gunzip } from "./gunzip.ts";

const NO_BYTES = Buffer.alloc(0);
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16LE_BOM = Buffer.from([0xff, 0xfe]);
const UTF16BE_BOM = Buffer.from([0xfe, 0xff]);

/**
 * The first `size` bytes of a file as UTF-8 without byte order mark, unpacked if it is gzip, transcoded if it is UTF-16 (with or without mark). The same
 * file gives the same bytes, and a file that grew gives the same bytes and more: offsets and digests are counted in them.
 * A piece is valid until the next one is asked for.
 */
export async function* decodedBytes(file: FileHandle, size: number, chunkBytes: number): AsyncGenerator<Buffer> {
  const open = (): AsyncGenerator<Buffer> => rawBytes(file, size, chunkBytes);
  const { head } = await peek(open(), 2);
  yield* asUtf8((await isGzip(head)) ? gunzip(open) : open());
}

async function* rawBytes(file: FileHandle, size: number, chunkBytes: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(1, Math.min(chunkBytes, size)));
  for (let position = 0; position < size; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, size - position), position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function isGzip(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function* asUtf8(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { head, all } = await peek(bytes, 3);
  if (startsWith(head, UTF16LE_BOM) || isNul(head, 1)) yield* transcoded(all, "utf-16le");
  else if (startsWith(head, UTF16BE_BOM) || isNul(head, 0)) yield* transcoded(all, "utf-16be");
  else if (startsWith(head, UTF8_BOM)) yield* withoutFirst(all, UTF8_BOM.length);
  else yield* all;
}

/** What is read here begins with a letter of ASCII or a sign: a zero beside it is its other half, whether or not a mark says so. */
function isNul(head: Buffer, at: 0 | 1): boolean {
  return head[at] === 0 && head.length > 1 && head[1 - at] !== 0;
}

function startsWith(head: Buffer, mark: Buffer): boolean {
  return head.subarray(0, mark.length).equals(mark);
}

/** Half a character at the end is left out, not replaced: the file may grow and bring the other half. */
async function* transcoded(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of bytes) yield Buffer.from(decoder.decode(piece, { stream: true }), "utf8");
}

async function* withoutFirst(bytes: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const piece of bytes) {
    yield piece.subarray(Math.min(left, piece.length));
    left = Math.max(0, left - piece.length);
  }
}

/** The first bytes without losing them. */
async function peek(
  bytes: AsyncIterable<Buffer>,
  length: number,
): Promise<{ readonly head: Buffer; readonly all: AsyncGenerator<Buffer> }> {
  const pieces = bytes[Symbol.asyncIterator]();
  let head: Buffer = NO_BYTES;
  let step = await pieces.next();
  while (step.done !== true) {
    head = Buffer.concat([head, step.value]);
    if (head.length >= length) break;
    step = await pieces.next();
  }
  return { head, all: joined(head, pieces) };
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (head.length > 0) yield head;
    for (let step = await rest.next(); step.done !== true; step = await rest.next()) yield step.value;
  } finally {
    await rest.return?.();
  }
}
