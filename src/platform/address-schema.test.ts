import { expect, it } from "vitest";
import { addressSchema } from "./address-schema.ts";

it.each(["security@contoso.com", "Anna.Sato@Contoso.com"])("%s is an address, kept as it is written", (text) => {
  expect(addressSchema.parse(text)).toBe(text);
});

it.each([
  "",
  "contoso.com",
  "Sam <sam@contoso.com>",
  "a@contoso.com, b@contoso.com",
  "sam@192.0.2.1",
  7,
  null,
  undefined,
])("%j is none, and the words say what is", (value) => {
  const { error } = addressSchema.safeParse(value);
  expect(error?.issues.map(({ message }) => message)).toEqual(["one address like security@contoso.com"]);
});
