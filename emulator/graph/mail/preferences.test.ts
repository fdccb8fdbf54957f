import type { FastifyRequest } from "fastify";
import { expect, test } from "vitest";
import { readPreferences } from "./preferences.ts";

const read = (prefer: string | string[] | undefined) => {
  const { immutableIds, textBody, headers } = readPreferences({ headers: { prefer } } as unknown as FastifyRequest);
  return [immutableIds, textBody, headers["preference-applied"]];
};

test.each([
  [undefined, [false, false, undefined]],
  ["", [false, false, undefined]],
  ['IdType="ImmutableId"', [true, false, 'IdType="ImmutableId"']],
  ["idtype=immutableid", [true, false, 'IdType="ImmutableId"']],
  ['return=minimal, IdType = "ImmutableId"', [true, false, 'IdType="ImmutableId"']],
  [
    'outlook.body-content-type="text"; IdType="ImmutableId"',
    [true, true, 'IdType="ImmutableId", outlook.body-content-type="text"'],
  ],
  ['IdType="RestId"', [false, false, undefined]],
  ['MyIdType="ImmutableId"', [false, false, undefined]],
  ['IdType="ImmutableIds"', [false, false, undefined]],
  ['outlook.body-content-type="html"', [false, false, undefined]],
])("Prefer: %s", (prefer, expected) => {
  expect(read(prefer)).toEqual(expected);
});

test("two Prefer headers are one list", () => {
  expect(read(['IdType="ImmutableId"', 'outlook.body-content-type="text"'])).toEqual([
    true,
    true,
    'IdType="ImmutableId", outlook.body-content-type="text"',
  ]);
});
