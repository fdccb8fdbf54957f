import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { CLOUDS } from "../microsoft/clouds.ts";
import { loadConfig } from "./load-config.ts";
import { KINDS, SOURCES, useConfigFolder } from "./testdata/config-folder.ts";

const { at, load } = useConfigFolder();

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
    await writeFile(at("lockbell.yaml"), SOURCES);

    expect((await loadConfig(at("lockbell.yaml"), {}, KINDS)).baseDir).toBe(at());
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
