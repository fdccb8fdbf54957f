import { describe, expect, it } from "vitest";
import type { QuestionName } from "./answers.ts";
import { QUESTIONS } from "./questions.ts";
import { readAnswer } from "./read-answer.ts";
import { readReference } from "./reference.ts";
import { wrap } from "./wrap.ts";

const read = (name: QuestionName, text: string) =>
  readAnswer(QUESTIONS.find((question) => question.name === name)!, text, {});

describe("an answer", () => {
  it.each<[QuestionName, string, readonly string[]]>([
    ["source", "1", ["rms-log"]],
    ["source", "2, rms-log,2", ["log-analytics", "rms-log"]],
    ["source", " RMS-LOG ", ["rms-log"]],
    ["smtp-tls", "none", ["none"]],
    ["sink", "none", []],
    ["sink", "", []],
    ["domain", "contoso.com, fabrikam.com  adatum.com", ["contoso.com", "fabrikam.com", "adatum.com"]],
    ["domain", "None", []],
    ["security", "", []],
    ["path", "none", ["none"]],
    ["brand", " A, B ", [" A, B "]],
    ["smtp-password", "env:MAIL", ["env:MAIL"]],
    ["smtp-password", "${file:C:\\keys\\mail.txt}", ["file:C:\\keys\\mail.txt"]],
    ["certificate-password", "none", []],
  ])("to %s, %j, is %j", (name, text, values) => {
    expect(read(name, text)).toEqual({ values });
  });

  it.each<[QuestionName, string, RegExp]>([
    ["source", "3", /^this is none of the choices\. Allowed: rms-log, log-analytics\.$/],
    ["source", "0", /none of the choices/],
    ["source", "1 3", /none of the choices/],
    ["source", " , ", /^nothing was chosen\./],
    ["notifier", "1,2", /none of the choices/],
    ["notifier", "graph-mial", /Did you mean graph-mail\?/],
    ["sink", "all", /Allowed: ndjson-file, sentinel-stix, none\./],
    ["smtp-password", "none", /a secret does not stand in the configuration/],
    ["client-secret", "abc~8Q", /a secret does not stand in the configuration/],
  ])("to %s, %j, is refused", (name, text, words) => {
    expect(read(name, text)).toEqual({ wrong: expect.stringMatching(words) });
  });
});

describe("where a secret is", () => {
  it.each(["", "env:", "file:", "env:A B", "env:A}", "file:a}b", "file:a\nb", "${env:A", "ENV:A", "hunter2"])(
    "is not %j, which the configuration's reader would not follow",
    (text) => {
      expect(readReference(text)).toBeNull();
    },
  );
});

describe("wrapped text", () => {
  it("has no line that is too long, but for a word that is", () => {
    expect(wrap("a bb  ccc\ndddddddd e", 4)).toEqual(["a bb", "ccc", "dddddddd", "e"]);
    expect(wrap(" ", 4)).toEqual([]);
  });
});
