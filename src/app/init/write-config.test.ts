import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeConfig } from "./write-config.ts";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockbell-init-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("writing the configuration", () => {
  it("makes the folder, and leaves nothing beside the file", async () => {
    const file = join(dir, "new", "folder", "lockbell.yaml");

    await writeConfig(file, "a: é\n", false);

    expect(readFileSync(file, "utf8")).toBe("a: é\n");
    expect(readdirSync(join(dir, "new", "folder"))).toEqual(["lockbell.yaml"]);
  });

  it("leaves a file alone that came into being meanwhile", async () => {
    const file = join(dir, "lockbell.yaml");
    writeFileSync(file, "mine");

    await expect(writeConfig(file, "yours", false)).rejects.toMatchObject({ code: "CONFIG_EXISTS", detail: file });

    expect(readFileSync(file, "utf8")).toBe("mine");
    expect(readdirSync(dir)).toEqual(["lockbell.yaml"]);
  });

  it("of several at once lets one win, whole", async () => {
    const file = join(dir, "lockbell.yaml");
    const texts = ["one", "two", "three"].map((word) => `${word}\n`.repeat(10_000));

    const outcomes = await Promise.allSettled(texts.map((text) => writeConfig(file, text, false)));

    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(texts).toContain(readFileSync(file, "utf8"));
    expect(readdirSync(dir)).toEqual(["lockbell.yaml"]);
  });

  it("replaces a file with force, and not a folder", async () => {
    const file = join(dir, "lockbell.yaml");
    writeFileSync(file, "mine");

    await writeConfig(file, "yours", true);

    expect(readFileSync(file, "utf8")).toBe("yours");
    await expect(writeConfig(dir, "yours", true)).rejects.toMatchObject({ code: "FILE_NOT_WRITTEN", exit: 1 });
  });
});
