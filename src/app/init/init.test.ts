import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load-config.ts";
import { LockbellError } from "../../platform/errors.ts";
import { init } from "./init.ts";
import type { Answering, GivenAnswers } from "./settle-answers.ts";

const GUID = "3f0a9c1b-2d4e-4f60-8a7b-9c0d1e2f3a4b";
const TENANT = "8d1f5c3a-6b7e-4a90-b2c4-d5e6f7a8b9c0";

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lockbell-init-"));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

const at = (name = "lockbell.yaml"): string => join(dir, name);

function order(given: GivenAnswers, answering: Answering = "defaults", force = false) {
  return init({ file: at(), force, given, answering, env: {} });
}

/** The lines of the error a wrong order ends with. */
async function complaint(given: GivenAnswers, answering: Answering = "defaults"): Promise<readonly string[]> {
  const error: unknown = await order(given, answering).catch((reason: unknown) => reason);
  if (!(error instanceof LockbellError)) throw new Error("It was accepted.", { cause: error });
  expect(readdirSync(dir)).toEqual([]);
  return [error.code, ...error.detail.split("\n")];
}

const SETUPS: { readonly [name: string]: GivenAnswers } = {
  "log-files": { domain: ["contoso.com"] },
  "log-files-by-smtp": {
    path: ["C:\\Logs (old)\\rmslog-*.log", "*.log.gz"],
    domain: ["contoso.com,fabrikam.com", "contoso.onmicrosoft.com"],
    owners: ["directory-file"],
    security: ["security@contoso.com"],
    notifier: ["smtp"],
    "smtp-host": ["smtp.contoso.com"],
    "smtp-port": ["465"],
    "smtp-user": ["lockbell@contoso.com"],
    from: ["document-protection@contoso.com"],
    sink: ["none"],
    brand: ["Contoso: #1 in 'protection'"],
  },
  workspace: {
    source: ["log-analytics"],
    "workspace-id": [GUID],
    documents: ["documents/*.json"],
    security: ["security@contoso.com"],
    notifier: ["graph-mail"],
    from: ["document-protection@contoso.com"],
    sink: ["sentinel-stix,ndjson-file"],
    "tenant-id": [TENANT],
    credentials: ["client-secret"],
    "client-id": [GUID],
  },
  "workspace-by-query": {
    source: ["log-analytics"],
    "workspace-id": [GUID],
    table: ["custom"],
    "query-table": ["Refusals_CL"],
    query: ["where Result == 'AccessDenied'\n| project OccurredAt = Time, Actor = User, ContentId"],
    "tenant-id": [TENANT],
    cloud: ["usgov"],
    credentials: ["client-certificate"],
    "client-id": [GUID],
    "certificate-password": ["env:PEM_PASSWORD"],
  },
};

describe("what init writes", () => {
  it.each(Object.keys(SETUPS))("%s: is explained, and is a configuration", async (name) => {
    const { config, file } = await order(SETUPS[name]!);

    const text = readFileSync(file, "utf8");
    await expect(text).toMatchFileSnapshot(`testdata/${name}.yaml`);
    const env = { LOCKBELL_SMTP_PASSWORD: "a", PEM_PASSWORD: "b" };
    const loaded = await loadConfig(file, env);
    expect(loaded.config.sources.map((source) => source.name)).toEqual(
      Object.keys((config as { readonly sources: object }).sources),
    );
    // Nothing but values may need more room than a terminal has.
    expect(text.split("\n").filter((line) => line.length > 80 && /^\s*#/.test(line))).toEqual([]);
  });

  it("says what it wrote, what is not there yet, and what to type next", async () => {
    expect(await order(SETUPS["workspace"]!)).toMatchObject({
      file: at(),
      replaced: false,
      config: { tenantId: TENANT, credentials: { clientSecretFile: "lockbell-secret.txt" } },
      missing: [
        "No file matches documents/*.json yet. Put files there, or mend the path.",
        "Write the secret to lockbell-secret.txt.",
      ],
      next: ["check", "send-test owners --to YOUR-ADDRESS", "collect", "dispatch", "preview", "run --once"],
    });
  });

  it("misses nothing that is there", async () => {
    writeFileSync(at("a.log"), "");
    writeFileSync(at("users.json"), "[]");
    const given = { path: ["*.log"], owners: ["directory-file"] };

    expect(await order(given)).toMatchObject({
      missing: [],
      next: ["check", "collect", "dispatch", "preview", "run --once"],
    });
  });
});

describe("what init refuses", () => {
  it.each<[string, GivenAnswers, readonly RegExp[]]>([
    ["a value the schema refuses", { domain: ["contoso"] }, [/^--domain: found "contoso"\. Allowed: a domain like/]],
    ["every wrong value at once", { domain: ["x"], security: ["y"] }, [/^--domain: /, /^--security: found "y"/]],
    ["a choice there is not", { source: ["rms-lgo"] }, [/^--source: .* Did you mean rms-log\?/]],
    ["a flag of something else", { "smtp-host": ["h"] }, [/^--smtp-host only makes sense with --notifier smtp\.$/]],
    ["a flag said twice", { store: ["a.db", "b.db"] }, [/^--store: this can only be said once\.$/]],
    ["an empty path", { path: [""] }, [/^--path: found ""\. Allowed: a path or glob/]],
    [
      "what has no default",
      { notifier: ["graph-mail"] },
      [/^There is no default for:$/, /^--from <address>: /, /^--tenant-id <guid>: /],
    ],
    [
      "two answers that do not go together",
      { notifier: ["smtp"], "smtp-host": ["h"], "smtp-tls": ["none"], "smtp-user": ["u"], from: ["a@contoso.com"] },
      [/^--smtp-user only makes sense with --smtp-tls required or --smtp-tls implicit\.$/],
    ],
    ["two things in one place", { "sink-path": ["lockbell.db"] }, [/^--sink-path: this leads to the same place as/]],
    [
      "a secret with a file's words",
      {
        notifier: ["smtp"],
        "smtp-host": ["h"],
        "smtp-user": ["u"],
        from: ["a@contoso.com"],
        "smtp-password": ["hunter2"],
      },
      [/^--smtp-password: a secret does not stand in the configuration/],
    ],
  ])("%s", async (_, given, lines) => {
    const [code, ...said] = await complaint(given);

    expect(code).toBe("USAGE");
    expect(said).toEqual(lines.map((line) => expect.stringMatching(line)));
    expect(said.join()).not.toContain("hunter2");
  });

  it("to guess when there is nobody to ask and nobody wanted the defaults", async () => {
    const [code, first, ...flags] = await complaint({ domain: ["contoso.com"] }, "nobody");

    expect([code, first]).toEqual(["USAGE", expect.stringContaining("Give --yes")]);
    expect(flags).toContain("--notifier <kind>: how owners are told");
    expect(flags.some((line) => line.startsWith("--domain"))).toBe(false);
  });

  it("to touch a file that is there, before the first question", async () => {
    writeFileSync(at(), "mine");
    const nobody = { tell: () => expect.unreachable(), ask: () => expect.unreachable() };

    await expect(order({}, nobody)).rejects.toMatchObject({ code: "CONFIG_EXISTS" });
    expect(readFileSync(at(), "utf8")).toBe("mine");
    expect(await order({}, "defaults", true)).toMatchObject({ replaced: true });
    expect(readFileSync(at(), "utf8")).toMatch(/^# Lockbell's configuration/);
    expect(readdirSync(dir)).toEqual(["lockbell.yaml"]);
  });
});
