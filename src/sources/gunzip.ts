import { once } from "node:events";
import { createGunzip, type Gunzip } from "node:zlib";

/** The compressed stream ends too early or is damaged. Thrown after everything that could be decoded was yielded. */
export class DamagedGzipError extends Error {
  override readonly name = "DamagedGzipError";
}

/** Small pieces in, so that a file of zeros that unpacks to a thousand times its size stays bounded in memory. */
const PIECE_BYTES = 16_384;

/**
 * Unpacks gzip, of one or several members. `open` starts the compressed bytes anew: zlib throws away what it had just decoded
 * when it meets an error, so after one the same bytes are decoded a second time, the last piece byte by byte.
 */
export async function* gunzip(open: () => AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let yielded = 0;
  const progress = { taken: 0 };
  try {
    for await (const piece of inflate(cut(open(), Number.POSITIVE_INFINITY, progress))) {
      yielded += piece.length;
      yield piece;
    }
    return;
  } catch (error) {
    if (!isZlibError(error)) throw error;
    // It only ends too early: nothing was thrown away.
    if (error.code === "Z_BUF_ERROR") throw new DamagedGzipError("gzip stream cut", { cause: error });
  }
  try {
    let skip = yielded;
    for await (const piece of inflate(cut(open(), progress.taken - PIECE_BYTES, { taken: 0 }))) {
      if (piece.length > skip) yield piece.subarray(skip);
      skip = Math.max(0, skip - piece.length);
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
  }
  throw new DamagedGzipError("gzip stream damaged");
}

/** Cuts the bytes into pieces for zlib, into single bytes from `bytewiseFrom` on, and keeps count of what was taken. */
async function* cut(
  bytes: AsyncIterable<Buffer>,
  bytewiseFrom: number,
  progress: { taken: number },
): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    for (let from = 0; from < chunk.length; ) {
      const length = progress.taken >= bytewiseFrom ? 1 : PIECE_BYTES;
      const piece = chunk.subarray(from, from + length);
      from += piece.length;
      progress.taken += piece.length;
      yield piece;
    }
  }
}

async function* inflate(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: 65_536 });
  const state: { failure?: unknown; ended: boolean; wake: () => void } = { ended: false, wake: () => {} };
  stream.on("readable", () => state.wake());
  stream.on("end", () => {
    state.ended = true;
    state.wake();
  });
  stream.on("error", (error) => {
    state.failure ??= error;
    state.wake();
  });
  // What it fails with reaches the loop below as the stream's own error.
  const fed = feed(stream, pieces).catch((error: unknown) => void stream.destroy(error as Error));
  try {
    for (;;) {
      const piece: Buffer | null = stream.read();
      if (piece !== null) yield piece;
      else if (state.failure !== undefined) throw state.failure;
      else if (state.ended) return;
      else
        await new Promise<void>((resolve) => {
          state.wake = resolve;
        });
    }
  } finally {
    stream.destroy();
    await fed;
  }
}

/**
 * Writes piece after piece. The end is told apart from the last piece: zlib, told both at once, would answer a stream that ends
 * too early with an error instead of its last bytes.
 */
async function feed(stream: Gunzip, pieces: AsyncIterable<Buffer>): Promise<void> {
  // Behind trailing rubbish zlib ends without ever taking the piece, hence the race; an error also closes it.
  const closed = once(stream, "close").catch(() => {});
  for await (const piece of pieces) {
    await Promise.race([closed, new Promise<void>((taken) => stream.write(piece, () => taken()))]);
    // Before another piece is taken: where it failed is known by what was taken.
    if (stream.destroyed || stream.readableEnded) return;
  }
  stream.end();
}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && code.startsWith("Z_");
}
