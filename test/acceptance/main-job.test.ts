/**
 * The main job on tenants that no unit test holds, by the command and its files: one mail an owner and to the right owner only, every refusal
 * once in the security team's file, books that balance, nothing forbidden in any mail. The oracle is the tenant's own truth.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { RunSummary } from "../../src/app/run-summary.ts";
import { createInstallation, type Installation, type OutboxMail } from "../support/installation.ts";
import { canariesOf } from "../support/tenant/canaries.ts";
import { expectedOwners, expectedRefusals } from "../support/tenant/expectations.ts";
import { growFiles } from "../support/tenant/growing-files.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { createTenant, directoryUsers, type Tenant } from "../support/tenant/tenant.ts";

const installations: Installation[] = [];
afterEach(() => {
  for (const installation of installations.splice(0)) installation.remove();
});

function install(config: Record<string, unknown> = {}): Installation {
  const installation = createInstallation({ config });
  installations.push(installation);
  return installation;
}

/** What is to stand in the file: as often as it is to stand there. */
function expectedKeys(tenant: Tenant): readonly string[] {
  return [...expectedRefusals(tenant)]
    .map(({ occurredAt, contentId, actor, n }) => `${occurredAt} ${contentId} ${actor.toLowerCase()} ${n}`)
    .sort();
}

/** The same of what does; attempts of one second are counted. */
function keysOf(lines: readonly Record<string, unknown>[]): readonly string[] {
  const counts = new Map<string, number>();
  const keys = lines.map((line) => {
    const key = `${line["occurredAt"]} ${line["contentId"] ?? ""} ${String(line["actor"]).toLowerCase()}`;
    const n = (counts.get(key) ?? 0) + 1;
    counts.set(key, n);
    return `${key} ${n}`;
  });
  return keys.sort();
}

/** Every word of a mail that anybody could read, decoded. */
function readable(mail: OutboxMail): string {
  const headers = mail.parsed.headerLines.map(({ line }) => line).join("\n");
  return [headers, mail.parsed.subject, mail.parsed.text, mail.parsed.html || "", mail.source].join("\n").toLowerCase();
}

function ownersOf(summary: RunSummary): Record<string, number> {
  const { held, ...owners } = summary.owners;
  return { ...owners, held: Object.values(held).reduce((sum, count) => sum + count, 0) };
}

describe.each([11, 12, 13])("a tenant (seed %i), read from its usage logs", (seed) => {
  const tenant = createTenant({ seed, refusals: 400, canaries: true });

  it("tells each recorded owner once, what is his and no more, and the security team everything once", async () => {
    const place = install({ domains: [] });
    writeRmsLogs(tenant, place.logs);

    const summary = await place.json<RunSummary>("run", "--once");

    const { owners } = expectedOwners(tenant, "recorded");
    const told = [...owners.values()].filter(({ refusals, ownAttempts }) => refusals > ownAttempts);
    const mails = await place.mails();
    expect(mails.map(({ to }) => to).sort()).toEqual(told.map(({ address }) => address.toLowerCase()).sort());
    expect(keysOf(place.lines())).toEqual(expectedKeys(tenant));
    expect(new Set(place.lines().map(({ id }) => id)).size).toBe(place.lines().length);
    expect(summary.owners.known).toBe(expectedKeys(tenant).length);
    expect(summary.owners.told + summary.owners.covered).toBe(
      told.reduce((sum, { refusals, ownAttempts }) => sum + refusals - ownAttempts, 0),
    );
    expect(summary.sinks["all"]).toMatchObject({
      known: summary.owners.known,
      delivered: summary.owners.known,
      pending: 0,
    });
    expect(summary.notices).toEqual({ delivered: mails.length, retrying: 0, dead: 0, unknown: 0 });
  });

  it("lets nothing forbidden into any mail", async () => {
    const place = install({ domains: [] });
    writeRmsLogs(tenant, place.logs);
    await place.run("run", "--once");

    const forbidden = new Set(
      [...tenant.attempts()].filter(({ isRefusal }) => isRefusal).flatMap((attempt) => canariesOf(attempt)),
    );
    const mails = await place.mails();
    expect(mails.length).toBeGreaterThan(5);
    for (const mail of mails) {
      const text = readable(mail);
      for (const value of forbidden)
        if (text.includes(value)) expect(`${mail.file} holds ${value}`).toBe("nothing forbidden");
      expect(text).not.toMatch(/canary/);
    }
  });

  it("finds owners by the directory: aliases are one person, leavers and others go to security", async () => {
    const place = install({
      domains: ["contoso.com", "contoso.onmicrosoft.com"],
      owners: [
        { type: "directory-file", path: "users.json" },
        { type: "security", address: "security@contoso.com" },
      ],
    });
    writeFileSync(join(place.dir, "users.json"), JSON.stringify(directoryUsers(tenant)));
    writeRmsLogs(tenant, place.logs);

    const summary = await place.json<RunSummary>("run", "--once");

    const { owners } = expectedOwners(tenant, "directory");
    const members = new Set(
      [...tenant.owners]
        .filter(({ kind }) => kind === "member" || kind === "alias")
        .map(({ person }) => person?.address),
    );
    const told = [...owners.values()].filter(
      ({ address, refusals, ownAttempts }) => members.has(address) && refusals > ownAttempts,
    );
    const mails = await place.mails();
    const recipients = mails.map(({ to }) => to);
    expect(recipients.filter((to) => to !== "security@contoso.com").sort()).toEqual(
      told.map(({ address }) => address).sort(),
    );
    expect(recipients.filter((to) => to === "security@contoso.com")).toHaveLength(1);
    expect(ownersOf(summary)).toMatchObject({ known: expectedKeys(tenant).length, pending: 0, dead: 0, unknown: 0 });
    expect(Object.keys(summary.owners.held)).toEqual(["own-attempt"]);
  });
});

describe("the same logs again", () => {
  const tenant = createTenant({ seed: 21, refusals: 300 });

  it("bring nothing new and no second mail", async () => {
    const place = install();
    writeRmsLogs(tenant, place.logs);
    const first = await place.json<RunSummary>("run", "--once");
    const mails = readdirSync(join(place.dir, "outbox"));
    const lines = readFileSync(join(place.dir, "denied.ndjson"));

    const second = await place.json<RunSummary>("run", "--once");

    expect(second.sources["usage-logs"]).toMatchObject({
      denied: second.sources["usage-logs"]?.duplicate ?? -1,
      new: 0,
      complete: true,
    });
    expect(second.owners).toEqual(first.owners);
    expect(readdirSync(join(place.dir, "outbox"))).toEqual(mails);
    expect(readFileSync(join(place.dir, "denied.ndjson")).equals(lines)).toBe(true);
  });

  it("renamed and touched bring duplicates only", async () => {
    const place = install();
    const { files } = writeRmsLogs(tenant, place.logs);
    const first = await place.json<RunSummary>("run", "--once");
    for (const file of files) renameSync(join(place.logs, file), join(place.logs, `moved-${file}`));

    const second = await place.json<RunSummary>("run", "--once");

    expect(second.sources["usage-logs"]).toMatchObject({ new: 0, read: first.sources["usage-logs"]?.read ?? -1 });
    expect(second.owners).toEqual(first.owners);
  });

  it.each([
    ["cut into ten files a day", { filesPerDay: 10 }],
    ["doubled", { doubled: true }],
    ["renamed", { renamed: true }],
    ["in no order", { rows: "shuffled" }],
    [
      "all at once, zipped, with Windows line breaks and a byte order mark",
      {
        filesPerDay: 10,
        doubled: true,
        renamed: true,
        rows: "shuffled",
        gzip: true,
        lineBreak: "crlf",
        encoding: "utf-8-bom",
      },
    ],
    ["with their columns in another order, and unquoted", { columns: "shuffled", quoting: "none" }],
    ["as UTF-16", { encoding: "utf-16le" }],
  ] as const)("%s give the same final state in one run", async (_how, shape) => {
    const plain = install();
    writeRmsLogs(tenant, plain.logs, { rows: "exact" });
    const expected = await plain.json<RunSummary>("run", "--once");
    const place = install();
    writeRmsLogs(tenant, place.logs, shape);

    const summary = await place.json<RunSummary>("run", "--once");

    expect(summary.owners).toEqual(expected.owners);
    expect(
      place
        .lines()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      plain
        .lines()
        .map(({ id }) => id)
        .sort(),
    );
    expect(await factsOfMails(place)).toEqual(await factsOfMails(plain));
  });

  it("growing over ten runs, cut anywhere, give the same events and lines, and each is told, covered or held by name", async () => {
    const whole = install();
    const { files } = writeRmsLogs(tenant, whole.logs);
    await whole.run("run", "--once");
    const place = install();
    let last: RunSummary | undefined;
    for (const _stage of growFiles(whole.logs, place.logs, 10, 7)) last = await place.json<RunSummary>("run", "--once");

    expect(files.length).toBeGreaterThan(0);
    expect(
      place
        .lines()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      whole
        .lines()
        .map(({ id }) => id)
        .sort(),
    );
    expect(last?.owners).toMatchObject({ known: whole.lines().length, pending: 0, dead: 0, unknown: 0 });
  });

  it("file by file over ten runs give the same events and lines, whatever the order", async () => {
    const whole = install();
    const { files } = writeRmsLogs(tenant, whole.logs, { filesPerDay: 4, doubled: true, rows: "shuffled" });
    await whole.run("run", "--once");
    const place = install();
    mkdirSync(place.logs, { recursive: true });
    const runs = 10;
    let last: RunSummary | undefined;
    for (let run = 0; run < runs; run += 1) {
      for (const file of files.filter((_name, i) => i % runs === (run * 7) % runs))
        writeFileSync(join(place.logs, file), readFileSync(join(whole.logs, file)));
      last = await place.json<RunSummary>("run", "--once");
    }

    expect(
      place
        .lines()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      whole
        .lines()
        .map(({ id }) => id)
        .sort(),
    );
    expect(last?.owners).toMatchObject({ known: whole.lines().length, pending: 0, dead: 0, unknown: 0 });
  });
});

/** What each owner was told, without what differs from run to run: references, times of sending, ids. */
async function factsOfMails(place: Installation): Promise<Record<string, string>> {
  const facts: Record<string, string> = {};
  for (const { to, parsed } of await place.mails()) {
    const text = parsed.text ?? "";
    facts[to] = `${parsed.subject}\n${text.replaceAll(/[0-9A-Z]{4}-[0-9A-Z]{4}/g, "REFERENCE")}`;
  }
  return facts;
}
