import { expect, test } from "vitest";
import { extendedPropertyKey } from "./extended-property.ts";

const GUID = "66f5a359-4659-4830-9070-00047ec6ac6e";

test.each([
  [`String {${GUID}} Name NoticeKey`, `string {${GUID.toUpperCase()}} name NoticeKey`, true],
  [`String {${GUID}} Name NoticeKey`, `String ${GUID} Name NoticeKey`, true],
  [`String {${GUID}} Name NoticeKey`, `String {${GUID}} Name noticekey`, false],
  [`String {${GUID}} Name NoticeKey`, `Integer {${GUID}} Name NoticeKey`, false],
  [`Integer {${GUID}} Id 0x8233`, `Integer {${GUID}} Id 0X8233`, true],
  ["String 0x7D", "String 0x7d", true],
])("%s and %s are the same property: %s", (one, other, same) => {
  expect(extendedPropertyKey(one)).not.toBeNull();
  expect(extendedPropertyKey(one) === extendedPropertyKey(other)).toBe(same);
});

test.each([
  "",
  "NoticeKey",
  "String Name NoticeKey",
  `String {${GUID}}`,
  `String {${GUID}} Name `,
  "String {1} Name A",
])("%j is no property's id", (id) => {
  expect(extendedPropertyKey(id)).toBeNull();
});
