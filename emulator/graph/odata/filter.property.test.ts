import fc from "fast-check";
import { expect, test } from "vitest";
import { type ItemReader, passesFilter, type Value } from "./filter-evaluation.ts";
import { FilterSyntaxError } from "./filter-expression.ts";
import { parseFilter } from "./filter-parser.ts";

/** An item, and a filter twice: as text, and as a plain function. */
interface Item {
  readonly name: string | null;
  readonly size: number;
  readonly on: boolean;
  readonly tags: readonly string[];
}

interface Filter {
  readonly text: string;
  passes(item: Item): boolean;
}

const READER: ItemReader<Item> = {
  value: (item, [name = ""]) => item[name as "name"] as Value,
  elements: (item) => item.tags,
  elementMatches: (element, _parts, test) => test(element as string),
};

const word = fc.stringMatching(/^[aB'é %]{0,4}$/);
const item: fc.Arbitrary<Item> = fc.record({
  name: fc.option(word, { nil: null }),
  size: fc.integer({ min: -3, max: 3 }),
  on: fc.boolean(),
  tags: fc.array(word, { maxLength: 3 }),
});
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  word.map((w) => ({ text: `name eq ${quoted(w)}`, passes: ({ name }: Item) => name !== null && same(name, w) })),
  word.map((w) => ({ text: `name ne ${quoted(w)}`, passes: ({ name }: Item) => name === null || !same(name, w) })),
  fc.constant({ text: "name eq null", passes: ({ name }: Item) => name === null }),
  fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => ({
    text: `name in (${words.map(quoted).join(", ")})`,
    passes: ({ name }: Item) => name !== null && words.some((w) => same(name, w)),
  })),
  fc.tuple(fc.constantFrom("startswith", "endswith", "contains"), word).map(([call, w]) => ({
    text: `${call}(name,${quoted(w)})`,
    passes: ({ name }: Item) => {
      const [whole, part] = [name?.toLowerCase(), w.toLowerCase()];
      if (whole === undefined) return false;
      if (call === "startswith") return whole.startsWith(part);
      return call === "endswith" ? whole.endsWith(part) : whole.includes(part);
    },
  })),
  fc.tuple(fc.constantFrom("gt", "ge", "lt", "le", "eq", "ne"), fc.integer({ min: -3, max: 3 })).map(([op, n]) => ({
    text: `size  ${op} ${n}`,
    passes: ({ size }: Item) =>
      ({ gt: size > n, ge: size >= n, lt: size < n, le: size <= n, eq: size === n, ne: size !== n })[op as "gt"],
  })),
  fc.boolean().map((b) => ({ text: `on eq ${b}`, passes: ({ on }: Item) => on === b })),
  fc.tuple(fc.constantFrom("any", "all"), word).map(([quantifier, w]) => ({
    text: `tags/${quantifier}(t: t eq ${quoted(w)})`,
    passes: ({ tags }: Item) => (quantifier === "any" ? tags.some((t) => same(t, w)) : tags.every((t) => same(t, w))),
  })),
  fc.constant({ text: "tags/any()", passes: ({ tags }: Item) => tags.length > 0 }),
);

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    tie("filter").map((f) => ({ text: `not (${f.text})`, passes: (i: Item) => !f.passes(i) })),
    fc.tuple(tie("filter"), tie("filter")).map(([a, b]) => ({
      text: `(${a.text}) and (${b.text})`,
      passes: (i: Item) => a.passes(i) && b.passes(i),
    })),
    fc.tuple(tie("filter"), tie("filter")).map(([a, b]) => ({
      text: `(${a.text}) or (${b.text})`,
      passes: (i: Item) => a.passes(i) || b.passes(i),
    })),
  ),
}));

test("any filter finds what a plain function finds", () => {
  fc.assert(
    fc.property(filter, fc.array(item, { maxLength: 8 }), (f, items) => {
      const expression = parseFilter(f.text, "item");
      expect(items.filter((i) => passesFilter(expression, i, READER))).toEqual(items.filter((i) => f.passes(i)));
    }),
    { seed: 11, numRuns: 1_000 },
  );
});

test("without brackets, and binds closer than or", () => {
  const expression = parseFilter("on eq true or on eq false and size eq 1", "item");
  expect(passesFilter(expression, { name: null, size: 0, on: true, tags: [] }, READER)).toBe(true);
});

test("any other text is refused with a sentence, never with something else", () => {
  const pieces = fc.constantFrom(
    "name",
    " ",
    "eq",
    "'",
    "(",
    ")",
    "/",
    "any",
    ":",
    ",",
    "not",
    "and",
    "5",
    "null",
    "é",
    "%",
    "-",
    "2026-13-45",
    "in",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      try {
        parseFilter(parts.join(""), "item");
      } catch (error) {
        expect(error).toBeInstanceOf(FilterSyntaxError);
      }
    }),
    { seed: 12, numRuns: 2_000 },
  );
});

test.each([
  ["brackets", "(".repeat(100_000)],
  ["not", "not ".repeat(100_000)],
  ["quotes", "'".repeat(100_001)],
  ["a name", "a".repeat(100_000)],
  ["conditions", Array.from({ length: 20_000 }, () => "on eq true").join(" and ")],
])("a hundred thousand characters of %s are read or refused, without a fall", (_what, text) => {
  let outcome = "read";
  try {
    parseFilter(text, "item");
  } catch (error) {
    expect(error).toBeInstanceOf(FilterSyntaxError);
    outcome = "refused";
  }
  expect(["read", "refused"]).toContain(outcome);
});
