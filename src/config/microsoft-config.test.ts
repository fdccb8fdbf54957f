import { writeFile } from "node:fs/promises";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ComponentKinds } from "./component-kinds.ts";
import { useConfigFolder } from "./testdata/config-folder.ts";

const KINDS: ComponentKinds = {
  stores: [{ type: "memory", config: z.strictObject({}) }],
  sources: [
    { type: "file", config: z.strictObject({}) },
    { type: "workspace", config: z.strictObject({}), reaches: ["log-analytics"] },
  ],
  owners: [
    { type: "record", config: z.strictObject({}) },
    { type: "directory", config: z.strictObject({}), reaches: ["graph"] },
  ],
  notifiers: [
    { type: "mailbox", config: z.strictObject({}), reaches: ["graph"] },
    { type: "server", config: z.strictObject({ password: z.string().meta({ secret: true }).optional() }) },
  ],
  sinks: [
    { type: "lines", config: z.strictObject({}) },
    { type: "upload", config: z.strictObject({}), reaches: ["sentinel"] },
    { type: "indicators", config: z.strictObject({}), reaches: ["graph-beta"] },
  ],
};

const FILE = "store: { type: memory }\nsources:\n  a: { type: file }\n";
const WORKSPACE = "store: { type: memory }\nsources:\n  a: { type: workspace }\n";
const TENANT = "tenantId: 00000000-0000-0000-0000-000000000000\n";
const CLIENT = "clientId: 5f2dafb2-f33b-469d-a392-51e6c8ec8b2c";

const { at, load, ...folder } = useConfigFolder(KINDS);

/** The lines of the error. */
async function complaint(...given: Parameters<typeof folder.complaint>): Promise<string> {
  const [, ...lines] = await folder.complaint(...given);
  return lines.join("\n");
}

describe("a part that reaches Microsoft", () => {
  it.each([
    ["a source", WORKSPACE, "sources.a reaches Microsoft"],
    ["a notifier", `${FILE}notifiers:\n  mail: { type: mailbox }\n`, "notifiers.mail reaches Microsoft"],
    ["a step of the ladder", `${FILE}owners:\n  - { type: directory }\n`, "owners[0] reaches Microsoft"],
    ["a sink", `${FILE}sinks:\n  siem: { type: upload }\n`, "sinks.siem reaches Microsoft"],
  ])("needs a tenant: %s", async (_part, yaml, text) => {
    expect(await complaint(yaml)).toContain(`tenantId: this key is missing. ${text}. Needed: the tenant's id, a GUID.`);
    expect((await load(TENANT + yaml)).tenantId).toBe("00000000-0000-0000-0000-000000000000");
  });

  it("needs the hosts it reaches in a cloud of one's own, and no others", async () => {
    expect(await complaint(`cloud: custom\n${TENANT}${WORKSPACE}`)).toBe(
      [
        'lockbell.yaml:1:1: endpoints.login: this key is missing. The cloud is "custom" and sources.a reaches it. Needed: a web address.',
        'lockbell.yaml:1:1: endpoints.logAnalytics: this key is missing. The cloud is "custom" and sources.a reaches it. Needed: a web address.',
      ].join("\n"),
    );
    const hosts = "endpoints: { login: https://localhost:8443/, logAnalytics: https://localhost:8444 }\n";
    const { microsoft } = await load(`cloud: custom\n${hosts}${TENANT}${WORKSPACE}`);
    expect(microsoft.endpoints.login).toBe("https://localhost:8443");
    expect(microsoft.endpoints.apis["log-analytics"].url).toBe("https://localhost:8444");
  });

  it.each([
    ["sentinel", "upload"],
    ["graph", "indicators"],
  ])("needs the host `%s` for a sink of type %s", async (key, type) => {
    const yaml = (hosts: string): string =>
      `cloud: custom\nendpoints: { ${hosts} }\n${TENANT}${FILE}sinks:\n  siem: { type: ${type} }\n`;
    expect(await complaint(yaml("login: https://localhost:8443"))).toBe(
      `lockbell.yaml:2:12: endpoints.${key}: this key is missing. The cloud is "custom" and sinks.siem reaches it. Needed: a web address.`,
    );
    await load(yaml(`login: https://localhost:8443, ${key}: https://localhost:8444`));
  });

  it("is not there, and nothing of Microsoft's is needed", async () => {
    expect((await load(`cloud: custom\n${FILE}`)).tenantId).toBe("");
  });

  it.each([
    "http://localhost:8443",
    "https://localhost/v1.0",
    "localhost",
    "https://user@localhost",
    "https://:canary@localhost",
  ])("is not sent to %s", async (url) => {
    expect(await complaint(`endpoints: { graph: "${url}" }\n${FILE}`)).toContain(
      "Allowed: a web address like https://graph.microsoft.com, without a path.",
    );
  });
});

describe("a secret", () => {
  const secret = (text: string) => `credentials: { type: client-secret, ${CLIENT}, clientSecret: "${text}" }\n${FILE}`;

  it("comes by a reference", async () => {
    expect((await load(secret("${env:SECRET}"), { SECRET: "s3cret" })).microsoft.credentials).toMatchObject({
      clientSecret: "s3cret",
    });
  });

  it("does not stand in the file, and the error does not repeat it", async () => {
    const text = await complaint(secret("s3cret"));

    expect(text).toContain(
      "lockbell.yaml:1:99: credentials.clientSecret: a secret does not stand in this file. Needed: a reference,",
    );
    expect(text).not.toContain("s3cret");
  });

  it("does not stand in a part's keys either", async () => {
    const yaml = `${FILE}notifiers:\n  mail: { type: server, password: s3cret }\n`;
    expect(await complaint(yaml)).toContain("notifiers.mail.password: a secret does not stand in this file.");
    await load(yaml.replace("s3cret", '"${env:P}"'), { P: "s3cret" });
  });

  it.each([
    ["neither", ""],
    ["both", ', clientSecret: "${env:SECRET}", clientSecretFile: secret.txt'],
  ])("comes one way: not by %s", async (_which, keys) => {
    const yaml = `credentials: { type: client-secret, ${CLIENT}${keys} }\n${FILE}`;
    expect(await complaint(yaml, { SECRET: "s3cret" })).toContain(
      "found both or neither. Needed: either clientSecret or clientSecretFile.",
    );
  });
});

describe("a user and password in a web address", () => {
  const CANARY = "hunter2-canary";

  it("come by a reference", async () => {
    const whole = `http: { proxy: "\${env:PROXY}" }\n${FILE}`;
    const PROXY = `http://user:${CANARY}@proxy.contoso.com:3128`;
    expect((await load(whole, { PROXY })).http.proxy).toBe(PROXY);
    const part = `http: { proxy: "http://user:\${env:PASSWORD}@proxy.contoso.com:3128" }\n${FILE}`;
    expect((await load(part, { PASSWORD: CANARY })).http.proxy).toBe(PROXY);
  });

  it.each([`http://user:${CANARY}@proxy.contoso.com:3128`, `http://${CANARY}@proxy.contoso.com`])(
    "do not stand in the file: %s",
    async (proxy) => {
      const text = await complaint(`http: { proxy: "${proxy}" }\n${FILE}`);
      expect(text).toContain("lockbell.yaml:1:16: http.proxy: a user or password does not stand in this file. Needed:");
      expect(text).not.toContain(CANARY);
    },
  );

  it.each([
    `http: { proxy: "ftp://user:${CANARY}@proxy:3128" }`,
    `http: { proxy: "user:${CANARY}@proxy:3128" }`,
    `http: { proxy: "http:/user:${CANARY}@proxy:3128" }`,
    `http: { proxy: "http://user:p@ss/${CANARY}@proxy:3128" }`,
    `http: { proxy: "//${CANARY}@proxy:3128" }`,
    `http: { proxy: "http://user:${CANARY}@proxy:3128/path" }`,
    `http: { "http://user:${CANARY}@proxy:3128": }`,
    `http: { proxy: { "http://user:${CANARY}@proxy:3128": x } }`,
    `endpoints: { graph: "https://user:${CANARY}@graph.contoso.com" }`,
    `endpoints: { login: "https://:${CANARY}@login.contoso.com" }`,
    `endpoints: { graphAudience: "https://user:${CANARY}@graph.contoso.com" }`,
  ])("stand in no error: %s", async (line) => {
    expect(await complaint(`${line}\n${FILE}`)).not.toContain(CANARY);
  });

  it("are told apart from an address, which an error does show", async () => {
    expect(await complaint(`http: { proxy: "anna.sato@contoso.com" }\n${FILE}`)).toContain("anna.sato@contoso.com");
  });
});

describe("certificate authorities", () => {
  it("are read from their file, however much stands around them", async () => {
    const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
    const pem = (await x509.X509CertificateGenerator.createSelfSigned({ name: "CN=Contoso CA", keys })).toString("pem");
    await writeFile(at("ca.pem"), `Contoso's own\n${pem}\n\n${pem}\n`);

    const { http } = await load(`http: { ca: ca.pem, proxy: http://proxy.contoso.com:3128 }\n${FILE}`);

    expect(http).toEqual({ ca: `${pem.trim()}\n${pem.trim()}`, proxy: "http://proxy.contoso.com:3128" });
  });

  it.each([
    ["is missing", null, "there is no such file"],
    ["holds none", "hello", "it holds no certificate in PEM form"],
    [
      "holds a damaged one",
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
      "a certificate in it is damaged",
    ],
  ])("are needed by name: a file that %s", async (_what, content, text) => {
    if (content !== null) await writeFile(at("ca.pem"), content);
    expect(await complaint(`http: { ca: ca.pem }\n${FILE}`)).toContain(`http.ca: this file cannot be used: ${text}.`);
  });
});
