import { describe, expect, it } from "vitest";
import { judgeFiles, judgeLockfile, type MeasuredFile } from "../../tools/check-files.ts";

const many = (count: number, lines: number): readonly MeasuredFile[] =>
  Array.from({ length: count }, (_, index) => ({ file: `src/event/part-${index}.ts`, lines }));

describe("the budgets of files", () => {
  it.each([
    ["a source file at the limit", { file: "src/event/a.ts", lines: 400 }, []],
    ["a source file above it", { file: "src/event/a.ts", lines: 401 }, ["src/event/a.ts: 401 lines, 400 are allowed"]],
    ["a test at the limit", { file: "src/event/a.test.ts", lines: 600 }, []],
    ["a test above it", { file: "test/a.ts", lines: 601 }, ["test/a.ts: 601 lines, 600 are allowed"]],
    ["a conformance suite is a test", { file: "src/store/conformance/a.ts", lines: 500 }, []],
    ["a tool above it", { file: "tools/a.ts", lines: 500 }, ["tools/a.ts: 500 lines, 400 are allowed"]],
  ] as const)("%s", (_what, file, problems) => {
    expect(judgeFiles([...many(40, 50), file])).toEqual(problems);
  });

  it.each(["src/event/utils.ts", "src/helpers/a.ts", "tools/common.mjs", "src/event/types.ts"])(
    "%s says nothing",
    (file) => {
      expect(judgeFiles([{ file, lines: 1 }])).toEqual([`${file}: a name that says nothing`]);
    },
  );

  it("keep most files short", () => {
    expect(judgeFiles([...many(19, 50), ...many(20, 101)])).toEqual([
      "src/: the median file has 101 lines, 100 are allowed",
    ]);
    expect(judgeFiles([...many(37, 50), ...many(3, 301)])).toEqual([
      "src/: one file in twenty has 301 lines or more, 300 are allowed",
    ]);
  });
});

describe("the lockfile", () => {
  it("names no address to fetch from", () => {
    expect(judgeLockfile(`{ "version": "1.0.0", "integrity": "sha512-a" }`)).toEqual([]);
    expect(judgeLockfile(`{ "resolved": "https://registry.example/a.tgz" }`)).toHaveLength(1);
  });
});
