import { describe, expect, it } from "vitest";
import { SOURCES, useConfigFolder } from "./testdata/config-folder.ts";

const { complaint } = useConfigFolder();

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
