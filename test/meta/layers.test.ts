import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { checkLayers } from "../../tools/check-layers.ts";
import { LAYERS } from "../../tools/layers.ts";
import { ROOT } from "../../tools/run-node.ts";

/** A small tree that keeps every rule; each case adds one thing to it. */
const SOUND: Readonly<Record<string, string>> = {
  "src/platform/text.ts": `import { createHash } from "node:crypto";\nexport const hash = createHash;`,
  "src/event/denied-event.ts": `import "../platform/text.ts";\nexport interface DeniedEvent { readonly actor: string }`,
  "src/notice/notice.ts": "export interface Notice { readonly reference: string }",
  "src/notice/render.ts": `import { Liquid } from "liquidjs";\nimport type { Notice } from "./notice.ts";\nexport type R = [Liquid, Notice];`,
  "src/runtime/logger.ts": `export const now = (): number => Date.now();\nexport { pino } from "pino";`,
  "src/sources/source.ts": `import type { DeniedEvent } from "../event/denied-event.ts";\nexport type Page = DeniedEvent;`,
  "src/sources/registry.ts": `export const SOURCES = [() => import("./rms-log/index.ts"), () => import("./other/index.ts")];`,
  "src/sources/rms-log/index.ts": `import type { Page } from "../source.ts";\nexport const pages: Page[] = [];`,
  "src/sources/other/index.ts": "export const other = 1;",
  "src/collect/collect.ts": `import type { Page } from "../sources/source.ts";\nexport type P = Page;`,
  "src/sources/rms-log/index.test.ts": `import { it } from "vitest";\nimport "../other/index.ts";\nit("x", () => {});`,
};

/** Each kind of violation: what is added, and the words by which the check names it. */
const VIOLATIONS: readonly (readonly [what: string, files: Readonly<Record<string, string>>, report: RegExp])[] = [
  [
    "the emulator knows the product",
    { "emulator/peek.ts": `import type { Page } from "../src/sources/source.ts";\nexport type P = Page;` },
    /emulator\/peek\.ts → .*\[emulator-alone\]/,
  ],
  [
    "a test of the product knows the emulator",
    {
      "emulator/start.ts": "export const start = 1;",
      "src/collect/collect.test.ts": `import { start } from "../../emulator/start.ts";\nexport const s = start;`,
    },
    /src\/collect\/collect\.test\.ts → .*\[no-emulator\]/,
  ],
  [
    "a folder reaches up",
    { "src/platform/up.ts": `import { pages } from "../sources/rms-log/index.ts";\nexport const up = pages;` },
    /src\/platform\/up\.ts → .*\[layer-platform\]/,
  ],
  [
    "a forbidden import of a type only",
    {
      "src/notice/leak.ts": `import type { DeniedEvent } from "../event/denied-event.ts";\nexport type L = DeniedEvent;`,
    },
    /src\/notice\/leak\.ts → .*\[layer-notice\]/,
  ],
  [
    "a type named in place, without an import statement",
    { "src/notice/leak.ts": `export type L = import("../event/denied-event.ts").DeniedEvent;` },
    /src\/notice\/leak\.ts → .*\[layer-notice\]/,
  ],
  [
    "a forbidden re-export",
    { "src/cli/main.ts": `export type { Page } from "../sources/source.ts";` },
    /src\/cli\/main\.ts → .*\[layer-cli\]/,
  ],
  [
    "notifiers reach the event through a folder they may import",
    {
      "src/runtime/bridge.ts": `export type { DeniedEvent } from "../event/denied-event.ts";`,
      "src/notifiers/notifier.ts": `import type { DeniedEvent } from "../runtime/bridge.ts";\nexport type N = DeniedEvent;`,
    },
    /src\/notifiers\/notifier\.ts → src\/runtime\/bridge\.ts → .*\[notifiers-never-reaches-event\]/,
  ],
  [
    "a component knows its sibling",
    { "src/sources/other/peek.ts": `import { pages } from "../rms-log/index.ts";\nexport const peek = pages;` },
    /\[sources-strangers\]/,
  ],
  [
    "a component is reached past the registry",
    { "src/collect/short-cut.ts": `import { pages } from "../sources/rms-log/index.ts";\nexport const cut = pages;` },
    /\[sources-through-registry\]/,
  ],
  [
    "a phase uses the registry instead of the interface",
    { "src/collect/short-cut.ts": `import { SOURCES } from "../sources/registry.ts";\nexport const cut = SOURCES;` },
    /\[layer-collect\]/,
  ],
  [
    "a pure folder uses the file system",
    { "src/event/disk.ts": `import { readFileSync } from "node:fs";\nexport const read = readFileSync;` },
    /\[pure-event\]/,
  ],
  [
    "a pure folder uses a driver, as a type",
    { "src/platform/mailer.ts": `import type { Transporter } from "nodemailer";\nexport type M = Transporter;` },
    /\[pure-platform\]/,
  ],
  [
    "a pure folder reads the clock",
    { "src/notice/age.ts": "export const age = () => Date.now();" },
    /age\.ts:1: reads the clock/,
  ],
  [
    "a pure folder makes a date of now",
    { "src/notice/age.ts": "\nexport const age = () => new Date();" },
    /age\.ts:2: reads the clock/,
  ],
  ["a pure folder waits", { "src/notice/wait.ts": "setTimeout(() => {}, 1);" }, /uses the global `setTimeout`/],
  [
    "a pure folder calls the network",
    { "src/event/call.ts": `export const c = () => fetch("x");` },
    /uses the global `fetch`/,
  ],
  [
    "an import nobody can follow",
    { "src/app/any.ts": "export const any = (name: string) => import(name);" },
    /any\.ts:1: imports a module whose name is computed/,
  ],
  [
    "a circle, of types only",
    {
      "src/store/a.ts": `import type { B } from "./b.ts";\nexport type A = B | 1;`,
      "src/store/b.ts": `import type { A } from "./a.ts";\nexport type B = A | 2;`,
    },
    /\[no-cycles\]/,
  ],
  [
    "the product uses test code",
    {
      "src/app/cheat.ts": `import "../sources/conformance.ts";`,
      "src/sources/conformance.ts": "export const suite = 1;",
    },
    /\[no-tests\]/,
  ],
  [
    "the product uses the emulator",
    { "src/app/cheat.ts": `import "../../emulator/server.ts";`, "emulator/server.ts": "export const server = 1;" },
    /\[src-alone\]/,
  ],
  ["the product uses a development tool", { "src/app/lint.ts": `import "vitest";` }, /\[no-dev-dependencies\]/],
  ["an import that leads nowhere", { "src/app/lost.ts": `import "../platform/gone.ts";` }, /\[resolvable\]/],
  ["a folder nobody listed", { "src/helpers/x.ts": "export const x = 1;" }, /src\/helpers: not in the table/],
  ["a file outside any folder", { "src/index.ts": "export const x = 1;" }, /src\/index\.ts: not in the table/],
  ["a file the check cannot read", { "src/app/page.mtsx": "" }, /src\/app\/page\.mtsx: the check did not see/],
];

const roots: string[] = [];

function plant(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "lockbell-layers-"));
  roots.push(root);
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"), "junction");
  symlinkSync(join(ROOT, "package.json"), join(root, "package.json"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

describe("the layer check", () => {
  it("finds nothing wrong with a tree that keeps the rules, and has seen all of it", async () => {
    const report = await checkLayers(plant(SOUND));

    expect(report.problems).toEqual([]);
    expect(report.modules).toBe(Object.keys(SOUND).length);
    expect(report.imports).toBeGreaterThanOrEqual(12);
  });

  it.each(VIOLATIONS)("catches: %s", async (_what, files, report) => {
    const { problems } = await checkLayers(plant({ ...SOUND, ...files }));

    expect(problems.join("\n")).toMatch(report);
  });

  it("does not take an empty tree for a sound one", async () => {
    const { problems } = await checkLayers(plant({ "src/platform/README.md": "" }));

    expect(problems).toEqual(["src/: the check saw no file at all"]);
  });

  it("lists each folder once and names none that is not listed", () => {
    const order = LAYERS.map(({ folder }) => folder);

    expect(new Set(order).size).toBe(order.length);
    for (const { imports } of LAYERS) expect(order).toEqual(expect.arrayContaining(Object.keys(imports)));
  });
});
