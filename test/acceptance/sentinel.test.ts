/**
 * Security is told fully: every refusal of tenants that no unit test holds stands in the Sentinel workspace once, whole and by name, as an
 * analyst finds it with KQL. By the real command over real TLS; the oracles are the tenant's truth and the lines of the `ndjson-file` sink.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunSummary } from "../../src/app/run-summary.ts";
import { askWorkspace, type Row } from "../support/ask-workspace.ts";
import { type CloudInstallation, tableSource } from "../support/cloud-installation.ts";
import { HEADER, logLine } from "../support/log-folder.ts";
import { expectedCause, knownDocuments, type ReadSources } from "../support/tenant/cause-oracle.ts";
import { writeDocumentLog } from "../support/tenant/document-log.ts";
import { expectedRefusals, expectedTableRefusals } from "../support/tenant/expectations.ts";
import { type RmsLogShape, writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { tenantTables } from "../support/tenant/tables.ts";
import { createTenant, type Tenant } from "../support/tenant/tenant.ts";
import { startTimedCloud, type TimedCloud } from "../support/timed-cloud.ts";

const HOUR = 3_600_000;
/** Addresses of the tenants' readers that are to make no indicator of an address. */
const ADDRESSES = { corporate: ["198.51.100.0/24"], shared: ["203.0.113.7"], allowed: ["2001:db8::/33"] };
const USAGE_LOGS = { "usage-logs": { type: "rms-log", path: "logs/*" } };
const DOCUMENT_LOG = { documents: { type: "document-log", path: "document-log/*.json" } };

let cloud: TimedCloud;

beforeEach(async () => {
  cloud = await startTimedCloud();
});
afterEach(() => cloud.close());

/** An installation with a sink for Sentinel, and with these sources. */
function install(sources: Readonly<Record<string, unknown>> = USAGE_LOGS): CloudInstallation {
  const { workspaceId } = cloud.emulator.state;
  return cloud.install({ sentinel: { type: "sentinel-stix", workspaceId, addresses: ADDRESSES } }, { sources });
}

/** One refusal as an analyst has it before him. */
interface Found {
  readonly id: string;
  readonly key: string;
  readonly value: string;
  readonly pattern: string;
  readonly modified: string;
  readonly labels: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly row: Row;
}

/** The newest version of each refusal in the workspace, asked for as the page for analysts says. */
async function found(): Promise<readonly Found[]> {
  const rows = await askWorkspace(
    cloud.emulator,
    `ThreatIntelIndicators
    | where base64_decode_tostring(tostring(split(Id, "---")[0])) == "Lockbell"
    | summarize arg_max(TimeGenerated, *) by Id
    | where IsDeleted == false
    | extend Refusal = Data.extensions["extension-definition--5d8feb71-5531-4d8a-a53a-191533e144ed"]
    | project Id, ObservableKey, ObservableValue, Pattern, Modified, Confidence, ValidFrom, ValidUntil, AdditionalFields,
        Tags, Labels = Data.labels, Properties = Refusal.properties, Shortened = Refusal.shortened`,
  );
  return rows.map((row) => ({
    id: String(row["Id"]),
    key: String(row["ObservableKey"]),
    value: String(row["ObservableValue"]),
    pattern: String(row["Pattern"]),
    modified: String(row["Modified"]),
    labels: row["Labels"] as readonly string[],
    properties: row["Properties"] as Readonly<Record<string, string>>,
    row,
  }));
}

async function rowCount(): Promise<number> {
  const [row] = await askWorkspace(cloud.emulator, "ThreatIntelIndicators | count");
  return Number(row?.["Count"] ?? 0);
}

const byId = (all: readonly Found[]) => new Map(all.map((one) => [one.id, one]));
const uploads = () => cloud.requests("sentinel.upload").length;

/** A run that leaves nothing to do. */
async function runWell(place: CloudInstallation): Promise<RunSummary> {
  const { code, stdout, stderr } = await place.run("run", "--once", "--json");
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("rror")]);
  return JSON.parse(stdout) as RunSummary;
}

/** A label's value as it was before it was written; what was cut ends in `…`. */
function expectSaidBy(label: string, name: string, value: string): void {
  const text = label.slice(name.length + 1);
  expect(label.startsWith(`${name}=`)).toBe(true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there.
  expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069,]/);
  if (text.endsWith("…")) expect(value.startsWith(decodeURIComponent(text.slice(0, -1)))).toBe(true);
  else expect(decodeURIComponent(text)).toBe(value);
}

/** Each field of each line of security's file stands in the workspace: in the extension by name, and among the labels. */
function expectAllFields(lines: readonly Readonly<Record<string, unknown>>[], all: readonly Found[]): void {
  const events = new Map(all.map((one) => [one.properties["id"], one]));
  expect(events.size).toBe(all.length);
  expect([...events.keys()].sort()).toEqual(lines.map(({ id }) => id).sort());
  for (const line of lines) {
    const { properties = {}, labels = [], row } = events.get(String(line["id"])) ?? {};
    for (const [name, value] of Object.entries(line)) expect([name, properties[name]]).toEqual([name, String(value)]);
    expect(labels).toHaveLength(Object.keys(properties).length);
    for (const [i, [name, value]] of Object.entries(properties).entries()) expectSaidBy(labels[i] ?? "", name, value);
    expect(JSON.parse(String(row?.["Tags"]))).toEqual(labels);
    expect(row?.["Shortened"] ?? null).toBeNull();
  }
}

/** What nobody sees stands in a pattern as a sign that no name has. */
const shown = (text: string): string =>
  text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu, "\ufffd");

/** Whether a tenant's address may make an indicator, by the lists above and by what the tenants' generator makes. */
function isUsable(address: string): boolean {
  if (["", "unknown", "203.0.113.7"].includes(address) || /^(?:10|192\.168|198\.51\.100)\./.test(address)) return false;
  const [, third] = /^2001:db8:([0-9a-f]*):/.exec(address) ?? [];
  return third === undefined || Number.parseInt(third, 16) >= 0x8000;
}

/** What the indicator compares: the address, else the account, else the document's name, else the refusal itself. */
function expectObservable({ key, value, pattern, properties }: Found, address: string): string {
  const { actor = "", documentName, knownName, id = "" } = properties;
  const name = documentName ?? knownName;
  const [expectedKey, expectedValue] = isUsable(address)
    ? [address.includes(":") ? "ipv6-addr:value" : "ipv4-addr:value", address]
    : actor.trim() !== ""
      ? ["user-account:account_login", shown(actor)]
      : name !== undefined && !["", "-"].includes(name)
        ? ["file:name", shown(name)]
        : ["x-lockbell-refusal:fingerprint", id];
  expect([key, value]).toEqual([expectedKey, expectedValue]);
  const literal = /^\[[a-z0-9:_-]+ = '((?:[^'\\]|\\['\\])*)'\]$/u.exec(pattern)?.[1];
  expect(literal?.replace(/\\(.)/g, "$1")).toBe(expectedValue);
  return expectedKey;
}

interface Case {
  readonly tenant: Tenant;
  readonly shape?: RmsLogShape;
  readonly sources: ReadSources;
}

const USAGE_LOG_CASES: readonly (readonly [string, Case])[] = [
  [
    "usage logs alone",
    { tenant: createTenant({ seed: 81, refusals: 240, owners: 25, successes: 30 }), sources: { usageLogs: true } },
  ],
  [
    "usage logs of another shape, and the document log",
    {
      tenant: createTenant({ seed: 82, refusals: 210, owners: 40, successes: 30 }),
      shape: { encoding: "utf-16le", columns: "shuffled", lineBreak: "crlf" },
      sources: { usageLogs: true, documentLog: true },
    },
  ],
];

describe("every refusal of a tenant", () => {
  it.each(USAGE_LOG_CASES)("stands in the workspace, by %s", async (_what, { tenant, shape, sources }) => {
    const place = install(sources.documentLog === true ? { ...USAGE_LOGS, ...DOCUMENT_LOG } : USAGE_LOGS);
    writeRmsLogs(tenant, place.logs, { ...shape, rows: "exact" });
    if (sources.documentLog === true) writeDocumentLog(tenant, join(place.dir, "document-log"));
    const expected = [...expectedRefusals(tenant)];

    const { sinks } = await runWell(place);

    expect(sinks["sentinel"]).toMatchObject({
      known: expected.length,
      delivered: expected.length,
      pending: 0,
      dead: 0,
    });
    const all = await found();
    expectAllFields(place.lines(), all);
    const left = new Map(all.map((one) => [keyOf(one.properties), one]));
    const known = knownDocuments(tenant, sources);
    const compared = new Map<string, number>();
    for (const { attempt, occurredAt, contentId } of expected) {
      const { rowId, correlationId, reader: actor, document, client, request, result, address, issuer } = attempt;
      const one = left.get(keyOf({ rowId, correlationId, contentId, actor, occurredAt }));
      if (one === undefined) throw new Error(`Nobody told of the refusal ${rowId} at ${occurredAt}.`);
      left.delete(keyOf(one.properties));
      const { properties } = one;
      const told = {
        actor,
        occurredAt,
        client,
        request,
        result,
        issuer,
        contentId,
        ipAddress: address,
        rowId,
        correlationId,
      };
      for (const [name, value] of Object.entries(told)) expect([name, properties[name] ?? ""]).toEqual([name, value]);
      expect(properties["owner"] ?? "").toBe(document.owner.recorded);
      const observed = expectObservable(one, address);
      compared.set(observed, (compared.get(observed) ?? 0) + 1);
      const cause = expectedCause(attempt, sources.documentLog === true ? { isCut: false } : undefined);
      if (cause !== null) expect([rowId, properties["cause"]]).toEqual([rowId, cause.kind]);
      if (cause !== null && "at" in cause) expect(properties["causeAt"]).toBe(cause.at ?? undefined);
      const { name } = known.get(contentId) ?? {};
      if (name !== undefined) expect([properties["documentName"], properties["knownName"]]).toContain(name);
    }
    expect(left.size).toBe(0);
    expect([...compared.keys()].sort()).toEqual([
      ...["file:name", "ipv4-addr:value", "ipv6-addr:value", "user-account:account_login"],
    ]);
    for (const { row } of all)
      expect(row).toMatchObject({ Confidence: 10, AdditionalFields: { TLPLevel: "amber" }, ...validity(row) });
  });

  it("stands in the workspace, by the workspace's own tables, with what the catalogue learns there", async () => {
    const tenant = createTenant({ seed: 83, from: "2026-11-02", refusals: 180, owners: 20, successes: 60, others: 10 });
    cloud.emulator.state.tables.push(...tenantTables(tenant));
    const settings = { since: "2026-11-01", catalogueSince: "365d" };
    const place = install({ workspace: tableSource(cloud.emulator, "aip", settings) });
    const keys = new Set(
      expectedTableRefusals(tenant).map(({ contentId, actor, second }) => `${contentId} ${actor} ${second}`),
    );

    await runWell(place);

    const all = await found();
    expectAllFields(place.lines(), all);
    expect(
      new Set(
        all.map(
          ({ properties: { contentId, actor = "", occurredAt } }) =>
            `${contentId} ${actor.toLowerCase()} ${occurredAt}`,
        ),
      ),
    ).toEqual(keys);
    const known = knownDocuments(tenant, { aipTable: true });
    for (const one of all) {
      expectObservable(one, one.properties["ipAddress"] ?? "");
      const { label } = known.get(one.properties["contentId"] ?? "") ?? {};
      if (label !== undefined) expect([one.properties["label"], one.properties["knownLabel"]]).toContain(label);
    }
    for (const name of ["application", "knownLabel"])
      expect([name, all.some(({ properties }) => properties[name] !== undefined)]).toEqual([name, true]);
  });
});

const keyOf = ({ rowId, correlationId, contentId, actor, occurredAt }: Readonly<Record<string, string>>): string =>
  rowId || correlationId || `${contentId} ${actor} ${occurredAt}`;

/** An indicator holds from the refusal for two days. */
function validity({ ValidFrom: from }: Row): Row {
  const until = new Date(Date.parse(String(from)) + 48 * HOUR).toISOString().replace(".000", "");
  return { ValidUntil: until };
}

describe("whoever writes into a record", () => {
  const HOSTILE = [
    "o'neill@fabrikam.com",
    "FABRIKAM\\ben",
    "' OR '1'='1",
    "x'] OR [ipv4-addr:value = '192.0.2.1",
    "\\",
    "'",
    "\\'",
    "\u202emoc.mairbaf@neb",
    '"; drop table ThreatIntelIndicators //',
    "a=b,c=d%41+\u00e9",
    "<script>alert(1)</script>@phish.example",
  ];

  it("writes text that stays text: in patterns, labels and the answers to queries", async () => {
    const place = install();
    const rows = HOSTILE.map((actor, n) =>
      logLine({
        time: `00:00:${String(n).padStart(2, "0")}`,
        "row-id": `00000000-0000-4000-8000-0000000000${String(n).padStart(2, "0")}`,
        "user-id": `'${actor}'`,
        "file-name": `${actor}.docx`,
        "c-ip": n % 2 === 0 ? "10.1.2.3" : "203.0.113.7",
      }),
    );
    writeFileSync(join(place.logs, "rmslog.log"), `${HEADER}${rows.join("\n")}\n`);

    await runWell(place);

    const all = await found();
    expect(all).toHaveLength(HOSTILE.length);
    expectAllFields(place.lines(), all);
    for (const one of all) expect(expectObservable(one, "")).toBe("user-account:account_login");
    expect(all.map(({ properties }) => properties["actor"]).sort()).toEqual([...HOSTILE].sort());
  });
});

describe("nothing is uploaded twice", () => {
  const TENANT = createTenant({ seed: 84, refusals: 150, owners: 30, successes: 20 });

  async function loseStore({ dir }: CloudInstallation): Promise<void> {
    for (const file of ["lockbell.db", "lockbell.db-wal", "lockbell.db-shm", "denied.ndjson"])
      rmSync(join(dir, file), { force: true });
  }

  it("by later runs, and by one that has lost its store only what changes nothing", async () => {
    const place = install({ ...USAGE_LOGS, ...DOCUMENT_LOG });
    writeRmsLogs(TENANT, place.logs);
    await place.run("run", "--once");
    const [first, requests] = [await found(), uploads()];
    expect(first.length).toBeGreaterThan(100);

    for (const _again of [1, 2]) {
      cloud.pass(HOUR);
      await place.run("run", "--once");
    }
    expect(uploads()).toBe(requests);

    await loseStore(place);
    cloud.pass(HOUR);
    await place.run("run", "--once");
    expect(uploads()).toBeGreaterThan(requests);
    expect(await found()).toEqual(first);
    expect(await rowCount()).toBe(first.length);
  });

  it("but what is known better is a newer version of the same object", async () => {
    const place = install({ ...USAGE_LOGS, ...DOCUMENT_LOG });
    writeRmsLogs(TENANT, place.logs);
    await place.run("run", "--once");
    const first = byId(await found());

    await loseStore(place);
    writeDocumentLog(TENANT, join(place.dir, "document-log"));
    cloud.pass(HOUR);
    await runWell(place);

    const second = byId(await found());
    expect([...second.keys()].sort()).toEqual([...first.keys()].sort());
    const registered = new Set(
      TENANT.documents.filter(({ isRegistered }) => isRegistered).map(({ contentId }) => contentId),
    );
    let newer = 0;
    for (const [id, { modified, properties }] of second) {
      const before = first.get(id);
      const isNewer = modified > (before?.modified ?? "");
      expect([id, isNewer]).toEqual([id, registered.has(properties["contentId"] ?? "")]);
      if (!isNewer) expect(properties).toEqual(before?.properties);
      newer += isNewer ? 1 : 0;
    }
    expect(newer).toBeGreaterThan(20);
    expect(await rowCount()).toBe(first.size + newer);
  });
});
