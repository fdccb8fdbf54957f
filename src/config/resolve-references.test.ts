import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { SOURCES, useConfigFolder } from "./testdata/config-folder.ts";

const { at, load, complaint } = useConfigFolder();

describe("secrets come by reference and stand in no error", () => {
  it("takes them from the environment and from files beside the configuration, in any text", async () => {
    await writeFile(at("name.txt"), "Contoso Security\r\n");
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
