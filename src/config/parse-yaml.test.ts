import { describe, expect, it } from "vitest";
import { loadConfig } from "./load-config.ts";
import { KINDS, SOURCES, useConfigFolder } from "./testdata/config-folder.ts";

const { at, complaint } = useConfigFolder();

describe("what is no YAML, or no good one, is named with its line", () => {
  it.each<readonly [string, string, readonly string[]]>([
    ["an empty file", "", ["lockbell.yaml:1:1: the file is empty; needed is at least: sources"]],
    ["nothing but comments", "# nothing\n", ["lockbell.yaml:1:1: the file is empty; needed is at least: sources"]],
    [
      "a list",
      "- a\n",
      ["lockbell.yaml:1:1: the file is not a mapping of keys to values; needed is at least: sources"],
    ],
    ["a tab", "sources:\n\tlogs: {}\n", ["lockbell.yaml:2:1: a tab is used for indentation; use spaces"]],
    [
      "a key twice",
      `${SOURCES}sources: {}\n`,
      ["lockbell.yaml:3:1: sources: this key stands here a second time; each may be given once"],
    ],
    [
      "an open bracket",
      "domains: [a.com\nsources: {}\n",
      ["lockbell.yaml:2:1: a bracket or brace is not closed, or the lines inside it are not indented enough"],
    ],
    [
      "a Windows path in double quotes",
      'sources:\n  logs: { type: rms-log, path: "C:\\logs\\*.log" }\n',
      [
        "lockbell.yaml:2:35: unknown escape in \"…\"; write \\\\ for a backslash, or use '…', where a backslash is plain text",
      ],
    ],
    [
      "two documents",
      `${SOURCES}---\na: 1\n`,
      ["lockbell.yaml:3:1: a second document begins here (---); the configuration is one document"],
    ],
    [
      "a tag",
      `${SOURCES}store: !env X\n`,
      [
        "lockbell.yaml:3:8: tags (!name) are not used in the configuration; for a secret write ${env:NAME} or ${file:PATH}",
      ],
    ],
    [
      "a known tag",
      `${SOURCES}store: !!str X\n`,
      [
        "lockbell.yaml:3:14: tags (!name) are not used in the configuration; for a secret write ${env:NAME} or ${file:PATH}",
      ],
    ],
    [
      "an alias of nothing",
      `${SOURCES}store: *here\n`,
      ["lockbell.yaml:3:8: this alias (*name) has no anchor (&name) before it"],
    ],
    [
      "an alias inside itself",
      `${SOURCES}store: &a { path: *a }\n`,
      ["lockbell.yaml:3:19: this alias (*name) stands inside what it stands for"],
    ],
    [
      "a key that is no data",
      `${SOURCES}__proto__: { polluted: true }\n`,
      ["lockbell.yaml:3:1: this key is not known in this version"],
    ],
    ["a bottomless nesting", "[".repeat(100_000), [expect.stringMatching(/^lockbell\.yaml:1:\d+: nested too deeply$/)]],
    [
      "a bomb of aliases",
      `a0: &a0 [x, x]\n${[...Array(8).keys()].map((n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(", ")}]\n`).join("")}`,
      ["lockbell.yaml:1:1: aliases (*name) multiply each other beyond reason"],
    ],
  ])("%s", async (_case, yaml, lines) => {
    expect(await complaint(yaml)).toEqual(["CONFIG_SYNTAX", ...lines]);
  });

  it("what is not UTF-8, as some editors on Windows save it", async () => {
    expect(await complaint(Buffer.from(`\uFEFF${SOURCES}`, "utf16le"))).toEqual([
      "CONFIG_SYNTAX",
      "lockbell.yaml:1:1: the file is not UTF-8 text; save it as UTF-8",
    ]);
  });

  it("a log file named by mistake is not parsed", async () => {
    expect(await complaint("#".repeat(2_000_000))).toEqual([
      "CONFIG_SYNTAX",
      "lockbell.yaml:1:1: the file is larger than 1 MiB; this is no configuration",
    ]);
  });

  it("a file that is not there, and a folder", async () => {
    await expect(loadConfig(at("other.yaml"), {}, KINDS)).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      detail: expect.stringMatching(/other\.yaml: there is no such file$/),
    });
    await expect(loadConfig(at(), {}, KINDS)).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      detail: expect.stringMatching(/a folder/),
    });
  });
});
