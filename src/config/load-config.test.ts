import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { CLOUDS } from "../microsoft/clouds.ts";
import { LockbellError } from "../platform/errors.ts";
import type { ComponentKinds } from "./component-kinds.ts";
import type { Config } from "./config.ts";
import { loadConfig } from "./load-config.ts";

/** Parts of the shape real ones have, so that these tests say nothing about any of them. */
const KINDS: ComponentKinds = {
  stores: [
    { type: "sqlite", config: z.strictObject({ type: z.literal("sqlite"), path: z.string().default("lockbell.db") }) },
    { type: "memory", config: z.strictObject({}) },
  ],
  sources: [
    {
      type: "rms-log",
      config: z.strictObject({ path: z.string().min(1), encoding: z.enum(["utf-8", "utf-16"]).default("utf-8") }),
    },
  ],
  owners: [
    { type: "directory-file", config: z.strictObject({ path: z.string() }) },
    { type: "security", config: z.strictObject({ address: z.string() }) },
  ],
  notifiers: [
    {
      type: "file",
      config: z.strictObject({
        path: z.string(),
        apiKey: z.enum(["none"]).optional(),
        password: z.string().max(8).optional(),
      }),
      ownPath: "path",
    },
  ],
  sinks: [
    {
      type: "ndjson-file",
      config: z.strictObject({ path: z.string(), batch: z.int().min(1).max(10).default(5) }),
      ownPath: "path",
    },
  ],
};

const SOURCES = "sources:\n  logs: { type: rms-log, path: x.log }\n";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockbell-config-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function load(yaml: string | Uint8Array, env: { readonly [name: string]: string } = {}): Promise<Config> {
  const file = join(folder, "lockbell.yaml");
  await writeFile(file, yaml);
  return (await loadConfig(file, env, KINDS)).config;
}

/** The error's code and its lines, with the temporary folder left out. */
async function complaint(
  yaml: string | Uint8Array,
  env: { readonly [name: string]: string } = {},
): Promise<readonly string[]> {
  const error: unknown = await load(yaml, env).then(
    () => new Error("The configuration was accepted."),
    (reason: unknown) => reason,
  );
  if (!(error instanceof LockbellError)) throw error;
  return [error.code, ...error.detail.replaceAll(join(folder, "lockbell.yaml"), "lockbell.yaml").split("\n")];
}

describe("a configuration of nothing but sources", () => {
  it("gets every default", async () => {
    expect(await load(SOURCES)).toEqual({
      tenantId: "",
      domains: [],
      microsoft: { endpoints: CLOUDS.public, credentials: { type: "default" } },
      http: { ca: null, proxy: null },
      store: { type: "sqlite", settings: { type: "sqlite", path: "lockbell.db" } },
      sources: [
        {
          name: "logs",
          type: "rms-log",
          everyMs: 900_000,
          settings: { type: "rms-log", path: "x.log", encoding: "utf-8" },
        },
      ],
      owners: [],
      notifiers: [],
      ownersNotifier: null,
      sinks: [],
      doNotTrack: { addresses: [], domains: [] },
      notices: {
        groupWaitMs: 600_000,
        groupIntervalMs: 14_400_000,
        repeatIntervalMs: 86_400_000,
        maxPerOwnerPerDay: 5,
        backlogAgeMs: 604_800_000,
        language: "en",
        timeZone: "UTC",
        subjectNamesDocument: true,
        maxRows: 50,
        brand: { name: "Document protection", contact: null },
      },
      delivery: { maxAttempts: 20 },
    });
  });

  it("means relative paths from its own folder", async () => {
    await writeFile(join(folder, "lockbell.yaml"), SOURCES);

    expect((await loadConfig(join(folder, "lockbell.yaml"), {}, KINDS)).baseDir).toBe(folder);
  });

  it("may begin with a byte order mark and end its lines with CRLF", async () => {
    expect((await load(`\uFEFF${SOURCES.replaceAll("\n", "\r\n")}`)).sources).toHaveLength(1);
  });
});

describe("a full configuration", () => {
  const FULL = `
tenantId: 00000000-AAAA-0000-0000-00000000000A
domains: [Contoso.com, contoso.co.uk]
store: { type: memory }
sources:
  logs: { type: rms-log, path: x.log, every: 1h }
  2-more: { type: rms-log, path: y.log }
owners:
  - { type: directory-file, path: users.json }
  - { type: security, address: security@contoso.com }
notifiers:
  owners: { type: file, path: outbox/ }
  others: { type: file, path: elsewhere/ }
sinks:
  all: { type: ndjson-file, path: denied.ndjson }
doNotTrack: { addresses: [Hr@Contoso.com], domains: [Fabrikam.com] }
notices:
  groupWait: 0s
  timeZone: Europe/Berlin
  brand: { name: Contoso Security, contact: security@contoso.com }
`;

  it("is read in the order of the file, addresses, domains and ids in lower case", async () => {
    const config = await load(FULL);

    expect(config.sources.map(({ name, everyMs }) => [name, everyMs])).toEqual([
      ["logs", 3_600_000],
      ["2-more", 900_000],
    ]);
    expect(config.owners.map(({ type }) => type)).toEqual(["directory-file", "security"]);
    expect(config.tenantId).toBe("00000000-aaaa-0000-0000-00000000000a");
    expect(config.domains).toEqual(["contoso.com", "contoso.co.uk"]);
    expect(config.doNotTrack).toEqual({ addresses: ["hr@contoso.com"], domains: ["fabrikam.com"] });
    expect(config.notices).toMatchObject({
      groupWaitMs: 0,
      timeZone: "Europe/Berlin",
      brand: { contact: "security@contoso.com" },
    });
  });

  it("tells owners through the notifier named owners, and keeps the type out of nobody's settings", async () => {
    const config = await load(FULL);

    expect(config.ownersNotifier).toBe("owners");
    expect(config.sinks).toEqual([
      { name: "all", type: "ndjson-file", settings: { type: "ndjson-file", path: "denied.ndjson", batch: 5 } },
    ]);
  });

  it("tells owners through the only notifier, whatever its name", async () => {
    expect((await load(`${SOURCES}notifiers: { mail: { type: file, path: out } }`)).ownersNotifier).toBe("mail");
  });

  it("may use anchors and aliases", async () => {
    const config = await load("sources:\n  a: &log { type: rms-log, path: x.log }\n  b: *log\n");

    expect(config.sources.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("what is not allowed is named with line, column, key, what was found and what is allowed", () => {
  it.each<readonly [string, string, readonly string[]]>([
    [
      "an unknown key with a near neighbour",
      "source:\n  logs: { type: rms-log, path: x.log }\n",
      [
        "lockbell.yaml:1:1: sources: this key is missing. Needed: a mapping of keys to values.",
        'lockbell.yaml:1:1: source: this key is not known in this version. Did you mean "sources"? Allowed here: cloud, endpoints, tenantId, domains, credentials, http, store, sources, owners, notifiers, sinks, doNotTrack, notices, delivery.',
      ],
    ],
    [
      "a key of a later version",
      `operators: [secops@contoso.com]\n${SOURCES}`,
      [
        "lockbell.yaml:1:1: operators: this key is not known in this version. Allowed here: cloud, endpoints, tenantId, domains, credentials, http, store, sources, owners, notifiers, sinks, doNotTrack, notices, delivery.",
      ],
    ],
    [
      "an unknown key of a part",
      "sources:\n  logs:\n    type: rms-log\n    pth: x.log\n",
      [
        "lockbell.yaml:3:5: sources.logs.path: this key is missing. Needed: text.",
        'lockbell.yaml:4:5: sources.logs.pth: this key is not known in this version. Did you mean "path"? Allowed here: path, encoding, type, every.',
      ],
    ],
    [
      "an unknown type",
      "sources:\n  logs: { type: rmslog, path: x.log }\n",
      ['lockbell.yaml:2:17: sources.logs.type: found "rmslog". Did you mean "rms-log"? Allowed: rms-log.'],
    ],
    [
      "a missing type",
      "sources:\n  logs: { path: x.log }\n",
      ["lockbell.yaml:2:9: sources.logs.type: this key is missing. Needed: rms-log."],
    ],
    [
      "no source at all",
      "sources: {}\n",
      ["lockbell.yaml:1:10: sources: found an empty mapping. Allowed: at least one source."],
    ],
    [
      "a source without keys",
      "sources:\n  logs:\n",
      ["lockbell.yaml:2:8: sources.logs: found no value. Allowed: a mapping of keys to values."],
    ],
    [
      "a name with other characters",
      "sources:\n  Usage Logs: { type: rms-log, path: x.log }\n",
      [
        'lockbell.yaml:2:3: sources."Usage Logs": this name is not allowed; allowed: small letters, digits and hyphens, the first no hyphen',
      ],
    ],
    [
      "a wrong value of a part's choice",
      "sources:\n  logs: { type: rms-log, path: x.log, encoding: utf8 }\n",
      ['lockbell.yaml:2:49: sources.logs.encoding: found "utf8". Did you mean "utf-8"? Allowed: utf-8, utf-16.'],
    ],
    [
      "a duration in words",
      `${SOURCES}notices:\n  groupWait: ten minutes\n`,
      ['lockbell.yaml:4:14: notices.groupWait: found "ten minutes". Allowed: a duration like 0s, 10m, 4h or 7d.'],
    ],
    [
      "a duration without unit",
      `${SOURCES}notices: { groupInterval: 15 }\n`,
      ["lockbell.yaml:3:27: notices.groupInterval: found 15. Allowed: a duration like 0s, 10m, 4h or 7d."],
    ],
    [
      "a duration out of bounds",
      "sources:\n  logs: { type: rms-log, path: x.log, every: 1s }\n",
      ['lockbell.yaml:2:46: sources.logs.every: found "1s". Allowed: a duration from 10s to 7d.'],
    ],
    [
      "numbers out of bounds",
      `${SOURCES}notices: { maxRows: 0, maxPerOwnerPerDay: 2.5 }\nsinks: { all: { type: ndjson-file, path: a, batch: "3" } }\n`,
      [
        "lockbell.yaml:3:21: notices.maxRows: found 0. Allowed: a whole number from 1 to 500.",
        "lockbell.yaml:3:43: notices.maxPerOwnerPerDay: found 2.5. Allowed: a whole number from 1 to 1000.",
        'lockbell.yaml:4:52: sinks.all.batch: found "3". Allowed: a whole number from 1 to 10.',
      ],
    ],
    [
      "a word for a truth value",
      `${SOURCES}notices: { subjectNamesDocument: yes }\n`,
      ['lockbell.yaml:3:34: notices.subjectNamesDocument: found "yes". Allowed: true or false.'],
    ],
    [
      "a mistyped time zone",
      `${SOURCES}notices: { timeZone: Europe/Berlln }\n`,
      [
        'lockbell.yaml:3:22: notices.timeZone: found "Europe/Berlln". Did you mean "Europe/Berlin"? Allowed: an IANA time zone like UTC or Europe/Berlin.',
      ],
    ],
    [
      "an offset for a time zone",
      `${SOURCES}notices: { timeZone: "+02:00" }\n`,
      ['lockbell.yaml:3:22: notices.timeZone: found "+02:00". Allowed: an IANA time zone like UTC or Europe/Berlin.'],
    ],
    [
      "another language",
      `${SOURCES}notices: { language: de }\n`,
      ['lockbell.yaml:3:22: notices.language: found "de". Allowed: en.'],
    ],
    [
      "a mapping instead of a list, and the reverse",
      `${SOURCES}owners: { type: security }\nsinks: [{ type: ndjson-file }]\n`,
      [
        "lockbell.yaml:3:9: owners: found a mapping of keys to values. Allowed: a list.",
        "lockbell.yaml:4:8: sinks: found a list. Allowed: a mapping of keys to values.",
      ],
    ],
    [
      "a step of the ladder",
      `${SOURCES}owners:\n  - { type: security, address: a@contoso.com }\n  - { type: securty }\n`,
      [
        'lockbell.yaml:5:13: owners[1].type: found "securty". Did you mean "security"? Allowed: directory-file, security.',
      ],
    ],
    [
      "addresses and domains",
      `${SOURCES}domains: [contoso]\ndoNotTrack: { addresses: ["Sam <sam@contoso.com>"] }\ntenantId: "{0}"\n`,
      [
        'lockbell.yaml:3:11: domains[0]: found "contoso". Allowed: a domain like contoso.com.',
        'lockbell.yaml:4:27: doNotTrack.addresses[0]: found "Sam <sam@contoso.com>". Allowed: one address like security@contoso.com.',
        'lockbell.yaml:5:11: tenantId: found "{0}". Allowed: a GUID without braces, or empty.',
      ],
    ],
    [
      "two notifiers, and none for owners",
      `${SOURCES}notifiers:\n  a: { type: file, path: a }\n  b: { type: file, path: b }\n`,
      [
        'lockbell.yaml:3:1: notifiers: there are 2 (a, b), and none is named "owners". Owners are told through the one named "owners", or the only one.',
      ],
    ],
  ])("%s", async (_case, yaml, lines) => {
    expect(await complaint(yaml)).toEqual(["CONFIG_INVALID", ...lines]);
  });

  it("lists at most twenty and says how many more there are", async () => {
    const lines = await complaint(SOURCES + [...Array(25).keys()].map((n) => `key${n}: 1\n`).join(""));

    expect(lines).toHaveLength(22);
    expect(lines.at(-1)).toBe("lockbell.yaml: and 5 more");
  });

  it("shows hostile keys and values without letting them act, and cut", async () => {
    const lines = await complaint(`${SOURCES}"a\\e[2J\\u202e": 1\nstore: { type: "\\u009b31m${"x".repeat(500)}" }\n`);

    expect(lines.join("\n")).not.toMatch(/[^\n\x20-\x7e…]/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(300);
  });
});

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
    await expect(loadConfig(join(folder, "other.yaml"), {}, KINDS)).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      detail: expect.stringMatching(/other\.yaml: there is no such file$/),
    });
    await expect(loadConfig(folder, {}, KINDS)).rejects.toMatchObject({
      code: "CONFIG_NOT_FOUND",
      detail: expect.stringMatching(/a folder/),
    });
  });
});

describe("secrets come by reference and stand in no error", () => {
  it("takes them from the environment and from files beside the configuration, in any text", async () => {
    await writeFile(join(folder, "name.txt"), "Contoso Security\r\n");
    const yaml = `${SOURCES}notices: { brand: { name: "\${file:name.txt} \${env:TEAM}" } }\nsinks: { all: { type: ndjson-file, path: "$\${env:X}/a" } }\n`;

    const config = await load(yaml, { TEAM: "${env:OTHER}" });

    expect(config.notices.brand.name).toBe("Contoso Security ${env:OTHER}");
    expect(config.sinks[0]?.settings).toMatchObject({ path: "${env:X}/a" });
  });

  it("says which lead nowhere, all at once", async () => {
    const yaml = `${SOURCES}domains: ["\${env:NONE}", "\${file:none.txt}", "\${file:.}", "\${NONE}", "\${env:NONE"]\n`;

    expect(await complaint(yaml)).toEqual([
      "CONFIG_REFERENCE",
      "lockbell.yaml:3:11: ${env:NONE}: the environment variable is not set",
      "lockbell.yaml:3:26: ${file:none.txt}: there is no such file",
      "lockbell.yaml:3:46: ${file:.}: this is no file",
      "lockbell.yaml:3:59: this reference is not understood; allowed: ${env:NAME}, ${file:PATH}, and $${ for a plain ${",
      "lockbell.yaml:3:70: this reference is not understood; allowed: ${env:NAME}, ${file:PATH}, and $${ for a plain ${",
    ]);
  });

  it("shows no value that came by reference, whatever is wrong with it", async () => {
    const yaml = `${SOURCES}tenantId: "\${env:SECRET}"\nnotices: { language: "\${env:SECRET}", timeZone: "\${env:SECRET}" }\n`;

    expect(await complaint(yaml, { SECRET: "hunter2-canary" })).toEqual([
      "CONFIG_INVALID",
      "lockbell.yaml:3:11: tenantId: found text from a reference. Allowed: a GUID without braces, or empty.",
      "lockbell.yaml:4:22: notices.language: found text from a reference. Allowed: en.",
      "lockbell.yaml:4:49: notices.timeZone: found text from a reference. Allowed: an IANA time zone like UTC or Europe/Berlin.",
    ]);
  });

  it("shows no value of a key that sounds like a secret, also when it was written down", async () => {
    const yaml = `${SOURCES}notifiers: { a: { type: file, path: x, apiKey: hunter2-canary, password: hunter2-canary } }\n`;

    expect(await complaint(yaml)).toEqual([
      "CONFIG_INVALID",
      "lockbell.yaml:3:48: notifiers.a.apiKey: found text (not shown). Allowed: none.",
      "lockbell.yaml:3:74: notifiers.a.password: found text (not shown). Allowed: text of at most 8 characters.",
    ]);
  });

  it.each([
    "client: hunter2-canary: x\n",
    "client: @hunter2-canary\n",
    'client: "hunter2-canary\n',
    "client: *hunter2-canary\n",
    "!hunter2-canary x: 1\n",
  ])("quotes nothing of a line that is no YAML: %j", async (yaml) => {
    expect((await complaint(SOURCES + yaml)).join("\n")).not.toContain("canary");
  });
});
