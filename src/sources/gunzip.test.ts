import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { DamagedGzipError, gunzip } from "./gunzip.ts";

const TEXT = Buffer.from(
  Array.from({ length: 5_000 }, (_, i) => `${i} ${createHash("md5").update(`${i}`).digest("hex")}\n`).join(""),
);
const PACKED = gzipSync(TEXT);

describe("gunzip", () => {
  it.each([
    ["one member", PACKED],
    [
      "several members, as appending makes them",
      Buffer.concat([gzipSync(TEXT.subarray(0, 9)), gzipSync(TEXT.subarray(9))]),
    ],
    ["padding of zeros", Buffer.concat([PACKED, Buffer.alloc(200_000)])],
  ])("unpacks %s", async (_, packed) => {
    const { bytes, damaged } = await unpack(packed);
    expect(bytes.equals(TEXT)).toBe(true);
    expect(damaged).toBe(false);
  });

  it.each([
    ["its checksum", Buffer.concat([PACKED.subarray(0, -8), Buffer.alloc(8)])],
    ["nothing but the last byte", PACKED.subarray(0, -1)],
    ["rubbish behind it", Buffer.concat([PACKED, Buffer.alloc(200_000, "rubbish")])],
  ])("gives everything and says so when it is damaged in %s", async (_, packed) => {
    const { bytes, damaged } = await unpack(packed);
    expect(bytes.equals(TEXT)).toBe(true);
    expect(damaged).toBe(true);
  });

  it.each([10, 1_000, 16_384, 65_536])(
    "gives the same of a damaged stream, pieces of %d bytes or not",
    async (size) => {
      const packed = Buffer.from(PACKED);
      packed.fill(0xff, Math.floor(packed.length / 2), Math.floor(packed.length / 2) + 300);
      const { bytes, damaged } = await unpack(packed, size);
      const whole = await unpack(packed, packed.length);
      expect(damaged).toBe(true);
      expect(bytes.equals(whole.bytes)).toBe(true);
      expect(bytes.subarray(0, TEXT.length / 3).equals(TEXT.subarray(0, TEXT.length / 3))).toBe(true);
    },
  );

  it.each([0, 1, 5, 300, 1_000, 40_000])("gives what the first %d bytes hold", async (length) => {
    const { bytes, damaged } = await unpack(PACKED.subarray(0, length));
    expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
    expect(damaged).toBe(true);
  });

  it("unpacks a bomb piece by piece", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576));
    let total = 0;
    for await (const piece of gunzip(() => inPieces(bomb, 262_144))) {
      expect(piece.length).toBeLessThanOrEqual(1_048_576);
      total += piece.length;
    }
    expect(total).toBe(64 * 1_048_576);
  });

  it("passes on an error of the file it reads, and closes it when nobody reads on", async () => {
    let closed = 0;
    async function* failing(): AsyncGenerator<Buffer> {
      try {
        yield PACKED.subarray(0, 100_000);
        throw Object.assign(new Error("read"), { code: "EIO" });
      } finally {
        closed += 1;
      }
    }
    await expect(collect(gunzip(failing))).rejects.toMatchObject({ code: "EIO" });
    for await (const _ of gunzip(failing)) break;
    expect(closed).toBe(2);
  });
});

async function unpack(packed: Buffer, size = 262_144): Promise<{ bytes: Buffer; damaged: boolean }> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of gunzip(() => inPieces(packed, size))) pieces.push(Buffer.from(piece));
  } catch (error) {
    expect(error).toBeInstanceOf(DamagedGzipError);
    return { bytes: Buffer.concat(pieces), damaged: true };
  }
  return { bytes: Buffer.concat(pieces), damaged: false };
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
