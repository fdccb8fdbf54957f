import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCell, encodeCell } from "./cells.ts";
import { formatDatetime, parseDatetime, ticksOfMilliseconds } from "./datetime.ts";
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
} from "./decimal.ts";
import { parseGuid } from "./guid.ts";
import { keyOfAll } from "./keys.ts";
import { compareTexts } from "./text.ts";
import { formatTimespan, parseTimespan } from "./timespan.ts";
import { normaliseLong } from "./values.ts";

const SETTINGS = { seed: 20_261_120, numRuns: 500 };

const DATETIMES: Readonly<Record<string, string | null>> = {
  "2026-11-18T00:02:52Z": "2026-11-18T00:02:52.0000000Z",
  "2026-11-18T00:02:52.5Z": "2026-11-18T00:02:52.5000000Z",
  "2026-11-18T00:02:52.123456789Z": "2026-11-18T00:02:52.1234567Z",
  "2026-11-18 00:02": "2026-11-18T00:02:00.0000000Z",
  "2026-11-18": "2026-11-18T00:00:00.0000000Z",
  "2026-11": "2026-11-01T00:00:00.0000000Z",
  "2026-11-18T00:02:52+02:00": "2026-11-17T22:02:52.0000000Z",
  "2026-11-18T00:02:52-0130": "2026-11-18T01:32:52.0000000Z",
  "0001-01-01": "0001-01-01T00:00:00.0000000Z",
  "9999-12-31T23:59:59.9999999Z": "9999-12-31T23:59:59.9999999Z",
  "02/17/2016 08:40:01": "2016-02-17T08:40:01.0000000Z",
  "2024-02-29": "2024-02-29T00:00:00.0000000Z",
  "2026-02-29": null,
  "2026-13-01": null,
  "2026-11-18T24:00:00Z": null,
  "0000-01-01": null,
  yesterday: null,
  "": null,
};

const TIMESPANS: Readonly<Record<string, string | null>> = {
  "1.02:03:04": "1.02:03:04",
  "00:00:01.5": "00:00:01.5000000",
  "-00:10": "-00:10:00",
  "2": "2.00:00:00",
  "1.5h": "01:30:00",
  "15 seconds": "00:00:15",
  "1tick": "00:00:00.0000001",
  "10microseconds": "00:00:00.0000100",
  "25:00": null,
  "1 fortnight": null,
};

/** Cells as they are stored, and as the query API writes them. */
const CELLS: readonly (readonly [Parameters<typeof decodeCell>[1], Parameters<typeof decodeCell>[0], unknown])[] = [
  ["string", "a", "a"],
  ["string", null, ""],
  ["string", 5, "5"],
  ["datetime", "2026-11-18T00:02:52.0000000Z", "2026-11-18T00:02:52Z"],
  ["datetime", "2026-11-18T00:02:52.12Z", "2026-11-18T00:02:52.1200000Z"],
  ["datetime", "no time", null],
  ["datetime", 5, null],
  ["timespan", "0.01:00:00", "01:00:00"],
  ["guid", "74BE27DE1E4E49D9B579FE0B331D3642", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
  ["guid", "{74be27de-1e4e-49d9-b579-fe0b331d3642}", "74be27de-1e4e-49d9-b579-fe0b331d3642"],
  ["guid", "none", null],
  ["decimal", "1.50", "1.5"],
  ["dynamic", '{"a": [1, 2]}', '{"a":[1,2]}'],
  ["dynamic", "no json", '"no json"'],
  ["dynamic", 5, "5"],
  ["bool", true, true],
  ["bool", "true", null],
  ["long", 9007199254740992, 9007199254740992],
  ["long", 1.5, null],
  ["real", "NaN", "NaN"],
  ["real", "-Infinity", "-Infinity"],
  ["real", 1.5, 1.5],
  ["real", null, null],
];

describe("a datetime", () => {
  it.each(Object.entries(DATETIMES))("is read from '%s'", (text, expected) => {
    const ticks = parseDatetime(text);
    expect(ticks === null ? null : formatDatetime(ticks)).toBe(expected);
  });

  it("is the same after it is written and read", () => {
    const ticks = fc.bigInt({ min: 0n, max: 3_155_378_975_999_999_999n });
    fc.assert(
      fc.property(ticks, (value) => parseDatetime(formatDatetime(value)) === value),
      SETTINGS,
    );
  });

  it("agrees with the platform to the millisecond", () => {
    const milliseconds = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(milliseconds, (value) =>
        formatDatetime(ticksOfMilliseconds(value)).startsWith(new Date(value).toISOString().slice(0, 23)),
      ),
      SETTINGS,
    );
  });
});

describe("a timespan", () => {
  it.each(Object.entries(TIMESPANS))("is read from '%s'", (text, expected) => {
    const ticks = parseTimespan(text);
    expect(ticks === null ? null : formatTimespan(ticks)).toBe(expected);
  });

  it("is the same after it is written and read", () => {
    const ticks = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
    fc.assert(
      fc.property(ticks, (value) => parseTimespan(formatTimespan(value)) === value),
      SETTINGS,
    );
  });
});

describe("a cell is written in the query API's form", () => {
  it.each(CELLS)("%s %j", (type, cell, expected) => {
    expect(encodeCell(decodeCell(cell, type), type)).toEqual(expected);
  });
});

describe("a decimal", () => {
  const parts = fc.tuple(fc.integer({ min: -10_000, max: 10_000 }), fc.integer({ min: 0, max: 3 }));
  const decimals = parts.map(([units, scale]) => parseDecimal(`${units}e-${scale}`) as Decimal);

  it("is exact where a real is not", () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const [left, right] = [a, b].map((one) => Number(formatDecimal(one))) as [number, number];
        expect(Number(formatDecimal(addDecimals(a, b)))).toBeCloseTo(left + right, 6);
        expect(Number(formatDecimal(multiplyDecimals(a, b)))).toBeCloseTo(left * right, 6);
        expect(Math.sign(compareDecimals(a, b))).toBe(Math.sign(left - right));
      }),
      SETTINGS,
    );
  });

  it.each([
    ["1.500", "1.5"],
    ["-0.05", "-0.05"],
    ["1e3", "1000"],
    ["1.5e-3", "0.0015"],
    [".5", "0.5"],
  ])("%s is written %s", (text, expected) => {
    expect(formatDecimal(parseDecimal(text) as Decimal)).toBe(expected);
  });

  it.each(["", ".", "1,5", "one", "1e9999"])("'%s' is none", (text) => {
    expect(parseDecimal(text)).toBeNull();
  });
});

describe("texts are ordered by code points", () => {
  it("as their UTF-8 bytes are", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "B", "é", "\uffee", "😀", "") });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareTexts(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      SETTINGS,
    );
  });
});

describe("the key of several values", () => {
  it("is the same for the same values only", () => {
    const value = fc.oneof(fc.constant(null), fc.constantFrom("", "1", "1:1", "-", "a"), fc.constantFrom("11", ":"));
    const values = fc.tuple(value, value);
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(keyOfAll(a) === keyOfAll(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      SETTINGS,
    );
  });
});

describe("a long", () => {
  it("wraps at 64 bits and is a number while that is exact", () => {
    expect(normaliseLong(5n)).toBe(5);
    expect(normaliseLong(2n ** 63n)).toBe(-(2n ** 63n));
    expect(normaliseLong(2n ** 60n)).toBe(2n ** 60n);
  });
});

describe("a guid", () => {
  it.each(["74be27de-1e4e-49d9-b579", "", "zz", "74be27de-1e4e-49d9-b579-fe0b331d364g"])("is not '%s'", (text) => {
    expect(parseGuid(text)).toBeNull();
  });
});
