import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter } from "./line-splitter.ts";

describe("LineSplitter", () => {
  it("ends lines at LF and at CRLF, and knows where each begins", () => {
    expect(split([Buffer.from("one\r\ntwo\n\nfo\rur")])).toEqual([
      { text: "one", start: 0, end: 5, tooLong: false },
      { text: "two", start: 5, end: 9, tooLong: false },
      { text: "", start: 9, end: 10, tooLong: false },
      { text: "fo\rur", start: 10, end: 15, tooLong: false },
    ]);
  });

  it("keeps the beginning of a line that is too long, and goes on behind it", () => {
    expect(split([Buffer.from("0123456789\nnext\n")], 4)).toEqual([
      { text: "0123", start: 0, end: 11, tooLong: true },
      { text: "next", start: 11, end: 16, tooLong: false },
    ]);
  });

  it("needs no memory for what it does not keep", () => {
    const splitter = new LineSplitter(0, 1_024);
    const before = process.memoryUsage().arrayBuffers;
    const piece = Buffer.alloc(1_048_576, "x");
    for (let i = 0; i < 2_048; i += 1) expect([...splitter.push(piece)]).toEqual([]);
    expect(splitter.rest()).toMatchObject({ start: 0, end: 2_147_483_648, tooLong: true });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8_388_608);
  });

  it("finds the same lines wherever the pieces are cut, in a character or in a line break", () => {
    const texts = fc.array(
      fc.string({ unit: fc.constantFrom("a", "é", "年", "👩", "\r", "\n", "\r\n", "\t"), maxLength: 12 }),
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 20 }), (parts, size, most) => {
        const bytes = Buffer.from(parts.join("\n"));
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        expect(split(pieces, most)).toEqual(split([bytes], most));
      }),
      { seed: 4, numRuns: 500 },
    );
  });

  it("loses no byte: lines follow each other without a gap, and none is longer than it says", () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 20 }), fc.nat(100), (bytes, offset) => {
        const lines = split([Buffer.from(bytes)], 1_000, offset);
        let at = offset;
        for (const line of lines) {
          expect(line.start).toBe(at);
          at = line.end;
        }
        expect(at).toBe(offset + bytes.length);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});

function split(pieces: readonly Buffer[], most = 1_000, offset = 0) {
  const splitter = new LineSplitter(offset, most);
  const lines = pieces.flatMap((piece) => [...splitter.push(piece)]);
  const rest = splitter.rest();
  return rest === null ? lines : [...lines, rest];
}
