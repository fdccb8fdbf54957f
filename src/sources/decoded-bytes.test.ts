import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodedBytes } from "./decoded-bytes.ts";

const TEXT = "#Fields: date\n2026\tعقد 年 👩‍💻 é\r\n";
const UTF8 = Buffer.from(TEXT);
const UTF16 = Buffer.from(`\ufeff${TEXT}`, "utf16le");

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "lockbell-bytes-"));
});
afterAll(() => rm(dir, { recursive: true }));

describe("decodedBytes", () => {
  const encodings: readonly (readonly [string, Buffer])[] = [
    ["UTF-8", UTF8],
    ["UTF-8 with byte order mark", Buffer.from(`\ufeff${TEXT}`)],
    ["UTF-16, little end first", UTF16],
    ["UTF-16, big end first", Buffer.from(UTF16).swap16()],
    ["UTF-16 without mark, little end first", UTF16.subarray(2)],
    ["UTF-16 without mark, big end first", Buffer.from(UTF16).swap16().subarray(2)],
  ];
  const files = encodings.flatMap(([name, bytes]) => [
    [name, bytes] as const,
    [`${name}, compressed`, gzipSync(bytes)] as const,
  ]);

  it.each(files)("gives the same bytes of %s, however few are read at once", async (_, bytes) => {
    for (const chunk of [1, 2, 3, 7, 262_144]) expect((await decode(bytes, chunk)).toString()).toBe(TEXT);
  });

  it.each(encodings)(
    "gives a beginning for a beginning of %s, so that offsets stay true when the file grows",
    async (_, bytes) => {
      for (let length = 0; length <= bytes.length; length += 1) {
        const decoded = await decode(bytes.subarray(0, length), 5);
        expect(UTF8.subarray(0, decoded.length).equals(decoded) || length < 3).toBe(true);
      }
    },
  );

  it("reads no further than it is told, though the file has grown meanwhile", async () => {
    expect((await decode(Buffer.from("first\nsecond\n"), 4, 6)).toString()).toBe("first\n");
  });

  it("ends where a file ends that has shrunk meanwhile", async () => {
    expect((await decode(Buffer.from("first\n"), 4, 100)).toString()).toBe("first\n");
  });

  it.each(["", "\n", "\x1f", "\x1f\x8c"])("takes %j for what it is", async (text) => {
    expect((await decode(Buffer.from(text, "latin1"), 8)).equals(Buffer.from(text, "latin1"))).toBe(true);
  });
});

async function decode(bytes: Buffer, chunkBytes: number, size = bytes.length): Promise<Buffer> {
  const path = join(dir, "file");
  await writeFile(path, bytes);
  const handle = await open(path);
  const pieces: Buffer[] = [];
  try {
    for await (const piece of decodedBytes(handle, size, chunkBytes)) pieces.push(Buffer.from(piece));
  } finally {
    await handle.close();
  }
  return Buffer.concat(pieces);
}
