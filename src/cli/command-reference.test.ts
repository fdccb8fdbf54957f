import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderCommandReference } from "./command-reference.ts";

const COMMANDS = [
  "init",
  "run",
  "collect",
  "dispatch",
  "deliver",
  "check",
  "preview",
  "send-test",
  "explain",
  "verify",
  "deliveries",
  "silence",
  "simulate",
  "purge",
];

describe("the reference of the commands", () => {
  const page = renderCommandReference();

  it("has not drifted; `npm run docs` writes it", () => {
    expect(readFileSync(new URL("../../docs/reference/commands.md", import.meta.url), "utf8")).toBe(page);
  });

  it.each(COMMANDS)("%s has help with examples", (command) => {
    const sections = page.split("\n## ").filter((section) => section.startsWith(`\`lockbell ${command}`));

    expect(sections.length).toBeGreaterThan(0);
    for (const section of sections) expect(section).toMatch(/Examples:\n {2}lockbell /);
  });

  it("every example is a command line that is understood", () => {
    const examples = [...page.matchAll(/^ {2}lockbell ([a-z-]+)/gm)].map(([, command]) => command);

    expect(new Set(examples)).toEqual(new Set(COMMANDS));
  });
});
