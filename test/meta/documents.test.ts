import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { GENERATED_DOCUMENTS } from "../../tools/generated-documents.ts";
import { renderLayerTable } from "../../tools/layer-table.ts";
import { LAYERS } from "../../tools/layers.ts";
import { ROOT } from "../../tools/run-node.ts";

const PAGES = globSync(["*.md", "docs/**/*.md", "src/**/*.md", "config/**/*.md", "samples/**/*.md"], { cwd: ROOT });
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** The targets of a page's links and pictures that lead to files, without their anchors; code is no link. */
function localLinks(text: string): readonly string[] {
  const prose = text.replaceAll(/```.*?```|`[^`\n]*`/gs, "");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.split("#", 1)[0] ?? "")
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target));
}

describe("the documents", () => {
  it.each(PAGES)("%s: every link to a file leads to one", (page) => {
    const lost = localLinks(read(page)).filter((target) => !existsSync(join(ROOT, dirname(page), decodeURI(target))));

    expect(lost).toEqual([]);
  });

  it("finds links where there are some", () => {
    expect(localLinks("See [a](b.md#c) and ![d](e/f.png), not `[g](h)` or [i](https://example.com).")).toEqual([
      "b.md",
      "e/f.png",
    ]);
  });

  it.each(GENERATED_DOCUMENTS)("$file says what the code says", async ({ file, render }) => {
    const current = read(file);

    expect(await render(current)).toBe(current);
  });
});

describe("README", () => {
  it("names the two commands, and both exist", () => {
    const { scripts } = JSON.parse(read("package.json"));

    for (const [command, script] of [
      ["npm start", "start"],
      ["npm test", "test"],
    ] as const) {
      expect(read("README.md")).toContain(`\n${command}\n`);
      expect(scripts).toHaveProperty(script);
    }
  });

  it("shows the test command that CI runs", () => {
    expect(read(".ci/run")).toMatch(/^npm run check\b.*\nnpm test\b/m);
  });
});

describe("ARCHITECTURE", () => {
  it("has the table of the layer check", () => {
    expect(read("ARCHITECTURE.md")).toContain(renderLayerTable());
  });

  it("says of every folder in the table that is not there yet that it is to come, and of no other", () => {
    const absent = LAYERS.map(({ folder }) => folder).filter((folder) => !existsSync(join(ROOT, "src", folder)));
    const sentence =
      /^(.*) (?:have their|has its) place in the table and comes? with/m.exec(read("ARCHITECTURE.md"))?.[1] ?? "";

    expect([...sentence.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(absent);
  });
});

describe("the decision records", () => {
  const records = globSync("docs/adr/*.md", { cwd: ROOT })
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted();

  it("are numbered without a gap", () => {
    expect(records.map((file) => file.slice("docs/adr/".length, "docs/adr/".length + 4))).toEqual(
      records.map((_, index) => String(index + 1).padStart(4, "0")),
    );
  });

  it.each(records)("%s has its number, and background, decision and consequences", (file) => {
    const text = read(file);

    expect(text).toMatch(new RegExp(`^# ${Number(file.slice("docs/adr/".length, "docs/adr/".length + 4))}\\. \\S`));
    expect([...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
      "Background",
      "Decision",
      "Consequences",
    ]);
  });
});
