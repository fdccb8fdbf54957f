import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf, tableOf } from "../testdata/workspace.ts";

/* Functions of many rows at once, held against the platform's own Date and text methods. */

const SETTINGS = { seed: 20_261_120, numRuns: 20 };
const DAY_MS = 86_400_000;

function iso(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace(".000Z", "Z")
    .replace(/(\.\d{3})Z/, "$10000Z");
}

describe("the functions of datetimes", () => {
  const moments = fc.array(fc.integer({ min: -50_000_000_000_000, max: 200_000_000_000_000 }), {
    minLength: 100,
    maxLength: 100,
  });

  it("know the calendar", () => {
    fc.assert(
      fc.property(moments, (all) => {
        const table = tableOf(
          "T_CL",
          [{ name: "At", type: "datetime" }],
          all.map((one) => [new Date(one).toISOString()]),
        );
        const query = `T_CL | project startofday(At), startofweek(At), startofmonth(At), startofyear(At), endofmonth(At),
          dayofmonth(At), dayofyear(At), monthofyear(At), getyear(At), hourofday(At), toint(dayofweek(At) / 1d)`;
        const expected = all.map((one) => {
          const date = new Date(one);
          const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
          const at = (...parts: readonly [number, number, number]) => new Date(0).setUTCFullYear(...parts);
          return [
            iso(at(year, month, day)),
            iso(at(year, month, day) - date.getUTCDay() * DAY_MS),
            iso(at(year, month, 1)),
            iso(at(year, 0, 1)),
            `${iso(at(year, month + 1, 1) - 1000).slice(0, 19)}.9999999Z`,
            day,
            (at(year, month, day) - at(year, 0, 1)) / DAY_MS + 1,
            month + 1,
            year,
            date.getUTCHours(),
            date.getUTCDay(),
          ];
        });
        expect(rowsOf(query, [table])).toEqual(expected);
      }),
      SETTINGS,
    );
  });

  it("count days and hours between two moments by the bounds between them", () => {
    fc.assert(
      fc.property(moments, moments, (first, second) => {
        const columns = [
          { name: "A", type: "datetime" },
          { name: "B", type: "datetime" },
        ] as const;
        const pairs = first.map((a, index) => [a, second[index]!] as const);
        const table = tableOf(
          "T_CL",
          columns,
          pairs.map((pair) => pair.map((one) => new Date(one).toISOString())),
        );
        const query =
          "T_CL | project datetime_diff('day', A, B), datetime_diff('hour', A, B), (A - B) / 1d, A < B, bin(A, 1d) == startofday(A)";
        const expected = pairs.map(([a, b]) => [
          Math.floor(a / DAY_MS) - Math.floor(b / DAY_MS),
          Math.floor(a / 3_600_000) - Math.floor(b / 3_600_000),
          expect.closeTo((a - b) / DAY_MS, 6),
          a < b,
          true,
        ]);
        expect(rowsOf(query, [table])).toEqual(expected);
      }),
      SETTINGS,
    );
  });
});

describe("the functions of texts", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "B", "1", " ", "-", "ß", "é", "😀", "\\", "'"), maxLength: 12 });
  const row = fc.tuple(
    text,
    fc.oneof(text, fc.constantFrom("a", "B", "1a")),
    fc.integer({ min: 0, max: 8 }),
    fc.integer({ min: 0, max: 8 }),
  );

  it("count code points, and leave no character in two", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 50, maxLength: 50 }), (rows) => {
        const columns = [
          { name: "Text", type: "string" },
          { name: "Sought", type: "string" },
          { name: "From", type: "long" },
          { name: "Count", type: "long" },
        ] as const;
        const table = { name: "T_CL", columns, rows: rows.map((cells) => ({ cells, ingestedAt: 0 })) };
        const query = `T_CL | project strlen(Text), substring(Text, From, Count), reverse(Text), indexof(Text, Sought), toupper(Text),
          strcat(Text, Sought), Text contains_cs Sought, Text startswith_cs Sought, replace_string(Text, Sought, '#'),
          base64_decode_tostring(base64_encode_tostring(Text)), url_decode(url_encode(Text)), tostring(parse_json(tostring(pack_array(Text)))[0])`;
        const expected = rows.map(([whole, sought, from, count]) => {
          const points = [...whole];
          const place = whole.indexOf(sought);
          return [
            points.length,
            points.slice(from, from + count).join(""),
            points.toReversed().join(""),
            place === -1 ? -1 : [...whole.slice(0, place)].length,
            whole.toUpperCase(),
            whole + sought,
            whole.includes(sought),
            whole.startsWith(sought),
            sought === "" ? whole : whole.split(sought).join("#"),
            whole,
            whole,
            whole,
          ];
        });
        expect(rowsOf(query, [table])).toEqual(expected);
      }),
      SETTINGS,
    );
  });
});

describe("a text that is quoted for a pattern", () => {
  it("matches itself alone", () => {
    const literal = fc.string({
      unit: fc.constantFrom("a", ".", "*", "[", "]", "(", "{", "}", "|", "^", "$", "-", "é"),
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(literal, (text) => {
        const query = (subject: string) => `print @'${subject}' matches regex @'^\\Q${text}\\E$'`;
        expect(rowsOf(query(text))).toEqual([[true]]);
        expect(rowsOf(query(`${text}x`))).toEqual([[false]]);
      }),
      { ...SETTINGS, numRuns: 100 },
    );
  });
});
