import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../config/load-config.ts";
import { init } from "./init.ts";
import { yamlScalar } from "./yaml-scalar.ts";

/** What YAML, the configuration's references, shells or file systems would take for something else. */
const HOSTILE = fc.constantFrom(
  ..."*.log|C:\\Logs (old)\\|\\\\server\\share|#|: | #|- |? |'|\"|''|[|]|{|}|,|&a|*a|!!str|%|@|`|${|$${|${env:HOME}|}|~|no|null|1e3|0x1f|1:30|2026-11-18|<<|=|\n|\r\n|\t| |\u00a0|\u2028|\u202e|\ufeff|\u0085|\u001b[2J|\0|😀|👩‍👧|é|年度".split(
    "|",
  ),
);

const TEXT = fc
  .array(fc.oneof(HOSTILE, fc.string({ unit: "binary", maxLength: 6 })), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join("").toWellFormed())
  .filter((text) => text !== "");

/** An optional answer of this word means no answer. */
const isNone = (text: string): boolean => ["", "none"].includes(text.trim().toLowerCase());

/** No line break, control or invisible character. */
const NAME = TEXT.map((text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "")).filter(
  (text) => text !== "" && text.length <= 80,
);

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "lockbell-init-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("what was answered is what the configuration's reader reads", async () => {
  const file = join(dir, "lockbell.yaml");
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        path: fc.array(TEXT, { minLength: 1, maxLength: 3 }),
        documents: TEXT.filter((text) => !isNone(text)),
        users: TEXT,
        user: TEXT.filter((text) => !isNone(text)),
        brand: NAME,
        local: fc.constantFrom("o'hara", "a{b}", "#1", "*", "x${env", "null", "&co"),
      }),
      async ({ path, documents, users, user, brand, local }) => {
        const security = `${local}@contoso.com`;
        await init({
          file,
          force: true,
          given: {
            path,
            documents: [documents],
            owners: ["directory-file"],
            users: [users],
            security: [security],
            notifier: ["smtp"],
            "smtp-host": ["localhost"],
            "smtp-user": [user],
            "smtp-password": ["env:SECRET"],
            from: ["lockbell@contoso.com"],
            brand: [brand],
          },
          answering: "defaults",
          env: {},
        });

        const { config } = await loadConfig(file, { SECRET: "hush" });

        expect(config.sources.map(({ settings }) => settings)).toMatchObject([
          { path: path.length === 1 ? path[0] : path },
          { path: documents },
        ]);
        expect(config.owners.map(({ settings }) => settings)).toMatchObject([{ path: users }, { address: security }]);
        expect(config.notifiers[0]?.settings).toMatchObject({ user, password: "hush" });
        expect(config.notices.brand).toEqual({ name: brand, contact: security.toLowerCase() });
      },
    ),
    { seed: 20261118, numRuns: 100 },
  );
});

it("a value is one line of visible characters, and the same to readers of YAML 1.1", () => {
  fc.assert(
    fc.property(TEXT, (text) => {
      const line = yamlScalar(text);

      expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
      for (const version of ["1.1", "1.2"] as const) {
        expect(parse(`key: ${line}\n`, { version })).toEqual({ key: text.replaceAll("${", () => "$${") });
        expect(parse(`key: [${line}, ${line}]\n`, { version }).key).toHaveLength(2);
      }
    }),
    { seed: 20261118, numRuns: 1_000 },
  );
});

it.each([
  ["logs/rmslog-*.log", "logs/rmslog-*.log"],
  ["C:\\Logs (old)\\*.log", "C:\\Logs (old)\\*.log"],
  ["*.log", "'*.log'"],
  ["O'Hara: #1", "'O''Hara: #1'"],
  ["no", "'no'"],
  ["1:30", "'1:30'"],
  [" a", "' a'"],
  ["a\nb", '"a\\nb"'],
  ["Contoso 😀", "'Contoso 😀'"],
  ["a${b}", "'a$${b}'"],
] as const)("%j stands in the file as %s", (text, line) => {
  expect(yamlScalar(text)).toBe(line);
});
