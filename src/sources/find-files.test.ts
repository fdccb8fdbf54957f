import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LogFolder } from "../../test/support/log-folder.ts";
import { findFiles } from "./find-files.ts";

let folder: LogFolder;
beforeEach(() => {
  folder = new LogFolder();
});
afterEach(() => folder.remove());

describe("findFiles", () => {
  beforeEach(() => {
    for (const name of ["logs/b.log", "logs/a.log", "logs/old/z.log", "logs/notes.txt", "other/a.log"])
      folder.write(name, "");
  });

  it.each([
    ["one file", ["logs/a.log"], ["logs/a.log"]],
    ["a glob, in the order of names", ["logs/*.log"], ["logs/a.log", "logs/b.log"]],
    ["backslashes between folders", ["logs\\*.log"], ["logs/a.log", "logs/b.log"]],
    ["dots in the path", ["./other/../logs/?.log"], ["logs/a.log", "logs/b.log"]],
    ["any depth", ["**/*.log"], ["logs/a.log", "logs/b.log", "logs/old/z.log", "other/a.log"]],
    ["alternatives", ["{logs,other}/a.log"], ["logs/a.log", "other/a.log"]],
    ["several patterns, each file once", ["other/*", "logs/a.*", "**/a.log"], ["logs/a.log", "other/a.log"]],
    ["everything in a folder but its folders", ["logs/*"], ["logs/a.log", "logs/b.log", "logs/notes.txt"]],
  ])("finds %s", async (_, patterns, expected) => {
    expect(await parts(patterns)).toEqual(expected);
  });

  it("takes folders and files that exist for what they are called, brackets and all", async () => {
    folder.write("Logs (old) [2026]/{a}.log", "");
    folder.write("Logs (old) [2026]/[b].log", "");
    expect(await parts(["Logs (old) [2026]\\{a}.log"])).toEqual(["Logs (old) [2026]/{a}.log"]);
    expect(await parts(["Logs (old) [2026]/*.log"])).toEqual([
      "Logs (old) [2026]/[b].log",
      "Logs (old) [2026]/{a}.log",
    ]);
  });

  it("finds absolute paths, and names them relative to the configuration", async () => {
    expect(await parts([join(folder.dir, "logs", "a.log"), `${folder.dir}/other/*.log`])).toEqual([
      "logs/a.log",
      "other/a.log",
    ]);
    const { files } = await findFiles(["../logs/a.log"], join(folder.dir, "other"));
    expect(files.map(({ part }) => part)).toEqual(["../logs/a.log"]);
  });

  it("says which pattern matches nothing, and still finds what the others match", async () => {
    const { files, troubles } = await findFiles(["nowhere/*.log", "logs/a.log", "logs/a.log/x"], folder.dir);
    expect(files).toHaveLength(1);
    expect(troubles.map(({ part, reason }) => [part, reason])).toEqual([
      ["nowhere/*.log", "no-files"],
      ["logs/a.log/x", "no-files"],
    ]);
  });

  it("finds a folder where a file was meant, and files behind links, and does not run in circles", async () => {
    mkdirSync(join(folder.dir, "logs/c.log"));
    symlinkSync(join(folder.dir, "other/a.log"), join(folder.dir, "logs/d.log"));
    symlinkSync(folder.dir, join(folder.dir, "logs/round"));
    expect(await parts(["logs/?.log"])).toEqual(["logs/a.log", "logs/b.log", "logs/c.log", "logs/d.log"]);
    expect(await parts(["**/z.log"])).toEqual(["logs/old/z.log"]);
    expect(await parts(["**/?.log"])).toEqual([
      "logs/a.log",
      "logs/b.log",
      "logs/c.log",
      "logs/d.log",
      "logs/old/z.log",
    ]);
  });
});

async function parts(patterns: readonly string[]): Promise<readonly string[]> {
  const { files } = await findFiles(patterns, folder.dir);
  return files.map(({ part }) => part);
}
