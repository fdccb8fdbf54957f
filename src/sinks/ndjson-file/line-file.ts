/** The file itself: what it is, reading whole lines, cutting, and appending whole lines durably. It knows nothing of events. */
import { type FileHandle, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { makeFolder, syncFolder } from "../../runtime/durable-folder.ts";

const READ_BYTES = 256 * 1_024;
const NEWLINE = 0x0a;
const NOTHING: Buffer = Buffer.alloc(0);

/** Which file a path leads to, and how long it is. Device and inode are text because they may exceed what a number holds. */
export interface FileIdentity {
  readonly dev: string;
  readonly ino: string;
  readonly size: number;
  /** False for a pipe or a device. */
  readonly regular: boolean;
}

/** Called with the first bytes of each whole line. */
export type OnLine = (head: Buffer) => void;

/** The file changed under the one writer's hands: another program writes to it. */
export class ForeignWriteError extends Error {}

/** The caller's time is up: by now another process may rightly be the one writer. */
export class StoppedError extends Error {}

/** An open file of lines. Once its signal is aborted it neither appends nor cuts, wherever it was at that moment. */
export class LineFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal;
  /** Where the bytes end that were appended here; null before there are any. */
  #ownEnd: number | null = null;

  private constructor(path: string, handle: FileHandle, signal: AbortSignal) {
    this.#path = path;
    this.#handle = handle;
    this.#signal = signal;
  }

  /** Opens the file, made if it is missing. What is written goes to its end whatever else happens, never over something. */
  static async open(path: string, signal: AbortSignal): Promise<LineFile> {
    await makeFolder(dirname(resolve(path)));
    return new LineFile(path, await open(path, "a+", 0o600), signal);
  }

  async identity(): Promise<FileIdentity> {
    return identityOf(this.#handle);
  }

  /** Whether a line ends right before this position. */
  async isLineStart(position: number): Promise<boolean> {
    return position === 0 || (await this.read(position - 1, position))[0] === NEWLINE;
  }

  /** The bytes from one position to another, fewer at the end of the file. */
  async read(from: number, to: number): Promise<Buffer> {
    return this.#fill(Buffer.allocUnsafe(to - from), from);
  }

  async #fill(buffer: Buffer, from: number): Promise<Buffer> {
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await this.#handle.read(buffer, length, buffer.length - length, from + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return buffer.subarray(0, length);
  }

  /**
   * Reads from one position to another, calls `onLine` with up to `headBytes` of each line that has its newline, and says where the
   * last one ends. Memory does not depend on how long a line or the file is: one buffer serves all reads, so a head is only valid
   * during its call.
   */
  async scanLines(from: number, to: number, headBytes: number, onLine: OnLine): Promise<number> {
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, to - from));
    let end = from;
    let head = NOTHING;
    for (let position = from; position < to; ) {
      const chunk = await this.#fill(buffer.subarray(0, to - position), position);
      if (chunk.length === 0) break;
      let start = 0;
      for (let newline = chunk.indexOf(NEWLINE); newline !== -1; newline = chunk.indexOf(NEWLINE, start)) {
        onLine(begun(head, chunk.subarray(start, newline), headBytes));
        head = NOTHING;
        start = newline + 1;
        end = position + start;
      }
      head = Buffer.from(begun(head, chunk.subarray(start), headBytes));
      position += chunk.length;
    }
    return end;
  }

  /** Appends bytes after `position`, where the file must end. What it could not write whole it leaves for `takeBack`. */
  async append(bytes: Uint8Array, position: number): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      const { size } = await this.identity();
      if (size !== position + written) throw new ForeignWriteError();
      this.#throwIfStopped();
      written += (await this.#handle.write(bytes, written, bytes.length - written)).bytesWritten;
      this.#ownEnd = position + written;
    }
  }

  /** Cuts off what was appended here after `position`, unless another process appended more to it. */
  async takeBack(position: number): Promise<void> {
    if (this.#ownEnd !== null && this.#ownEnd > position) await this.cut(this.#ownEnd, position);
  }

  /**
   * Cuts off everything between `position` and `end`, if the file still ends there: what stands behind belongs to another process. By a
   * handle of its own, because Windows does not cut what is open for appending.
   */
  async cut(end: number, position: number): Promise<void> {
    const writable = await open(this.#path, "r+");
    try {
      const [mine, there] = [await this.identity(), await identityOf(writable)];
      this.#throwIfStopped();
      if (mine.dev === there.dev && mine.ino === there.ino && there.size === end) await writable.truncate(position);
    } finally {
      await writable.close();
    }
  }

  /** Asked right before the file is changed, with nothing awaited in between. */
  #throwIfStopped(): void {
    if (this.#signal.aborted) throw new StoppedError();
  }

  /** Resolves when content and name are on the disk. */
  async sync(): Promise<void> {
    await this.#handle.sync();
    await syncFolder(dirname(resolve(this.#path)));
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function identityOf(handle: FileHandle): Promise<FileIdentity> {
  const stat = await handle.stat({ bigint: true });
  return { dev: String(stat.dev), ino: String(stat.ino), size: Number(stat.size), regular: stat.isFile() };
}

/** The head of a line of which `head` was seen before and `more` comes now. */
function begun(head: Buffer, more: Buffer, headBytes: number): Buffer {
  if (head.length === 0) return more.subarray(0, headBytes);
  if (head.length >= headBytes) return head;
  return Buffer.concat([head, more.subarray(0, headBytes - head.length)]);
}
