/** Every query of the page for analysts, run by the emulator over what was really uploaded, and checked against the events themselves. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { startEmulator } from "../../emulator/start-emulator.ts";
import type { DocumentRecord } from "../../src/catalogue/document.ts";
import type { DeniedEvent } from "../../src/event/denied-event.ts";
import type { AddressVerdict } from "../../src/indicator/address.ts";
import { stixIndicator } from "../../src/indicator/stix.ts";
import { createHttpClient } from "../../src/runtime/http/create-http-client.ts";
import type { HttpClient } from "../../src/runtime/http/http-client.ts";

const PAGE = readFileSync(new URL("../../docs/how-to/sentinel.md", import.meta.url), "utf8");
/** What the queries begin with that name it, as the first of them does. */
const [DEFINITION = ""] = /^let LockbellRefusals[^;]*;\n/m.exec(PAGE) ?? [];
/** The queries by the heading they stand under, each whole. */
const QUERIES = new Map(
  PAGE.split(/^## /m).flatMap((section) => {
    const [, query] = /```kusto\n([\s\S]*?)```/.exec(section) ?? [];
    if (query === undefined) return [];
    const whole = query.startsWith("LockbellRefusals") ? `${DEFINITION}${query}` : query;
    return [[section.split("\n", 1)[0] ?? "", whole] as const];
  }),
);

const NOW = Date.UTC(2026, 10, 20, 12);
const HOSTILE = `=cmd|' /C calc'!A1, "o'neill" <b>+100%\u202e a=b`;
const PLAN = "74be27de-1e4e-49d9-b579-fe0b331d3642";
const BUDGET = "0d4ec2a8-6a7e-4c5b-9f3e-5a3f5b0c1d22";

function refusal(n: number, parts: Partial<DeniedEvent> = {}): DeniedEvent {
  return {
    id: n.toString(16).padStart(32, "0"),
    occurredAt: new Date(NOW - n * 600_000).toISOString().replace(".000", ""),
    tenantId: "c9889dcc-77d4-468a-a8e9-e52ab1f7b1d0",
    contentId: PLAN,
    documentName: "Alpha plan.docx",
    owner: "adele.vance@contoso.com",
    actor: "ben@fabrikam.com",
    outcome: "refused",
    result: "AccessDenied",
    resultKnown: true,
    request: "AcquireLicense",
    ipAddress: "203.0.113.34",
    source: "usage-logs",
    location: "rmslog-2026-11-20.log:1",
    raw: `"raw"\t${HOSTILE}`,
    ...parts,
  };
}

const EVENTS: readonly DeniedEvent[] = [
  refusal(1, { documentName: HOSTILE, actor: "Ben@Fabrikam.com" }),
  refusal(2, { contentId: BUDGET, documentName: undefined, owner: "alex@contoso.com" } as Partial<DeniedEvent>),
  refusal(3, { actor: "chris@fabrikam.com", ipAddress: "2001:db8::1" }),
  refusal(4, { actor: "chris@fabrikam.com", ipAddress: "10.0.0.1" }),
  refusal(5, { outcome: "revoked", result: "DocumentRevoked" }),
  refusal(6 * 6 + 1, { actor: "", contentId: BUDGET }),
  refusal(6 * 24 * 3, { ipAddress: "203.0.113.99" }),
];
const DOCUMENTS: ReadonlyMap<string, DocumentRecord> = new Map([
  [
    BUDGET,
    { contentId: BUDGET, name: { value: "Budget 2026.xlsx", asOf: "2026-11-18T00:00:00Z", origin: "workspace" } },
  ],
]);
const documentOf = ({ contentId = "" }: DeniedEvent) => DOCUMENTS.get(contentId);
const nameOf = (event: DeniedEvent) => event.documentName ?? documentOf(event)?.name?.value ?? "";

/** What the product makes of an event; addresses kept for documentation count as anybody's here. */
function object(
  event: DeniedEvent,
  given: { readonly document?: DocumentRecord; readonly isTest?: boolean } = known(event),
) {
  return stixIndicator(event, given.document, {
    lifetimeMs: 2 * 86_400_000,
    confidence: 10,
    address: verdictOn(event.ipAddress ?? ""),
    isTest: given.isTest ?? false,
  });
}

function verdictOn(address: string): AddressVerdict {
  if (address.startsWith("10.")) return { usable: false, because: "private" };
  return { usable: true, version: address.includes(":") ? 6 : 4, address };
}

function known(event: DeniedEvent): { readonly document?: DocumentRecord } {
  const document = documentOf(event);
  return document === undefined ? {} : { document };
}

const SIGN_INS = {
  columns: [
    ["TimeGenerated", "datetime"],
    ["UserPrincipalName", "string"],
    ["IPAddress", "string"],
    ["ResultType", "string"],
  ].map(([name, type]) => ({ name, type })),
  rows: [
    ["2026-11-20T11:55:00Z", "adele.vance@contoso.com", "203.0.113.34", "0"],
    ["2026-11-20T11:00:00Z", "alex@contoso.com", "2001:db8::1", "50126"],
    ["2026-11-20T11:30:00Z", "nobody@contoso.com", "198.51.100.1", "0"],
    ["2026-11-20T11:30:00Z", "late@contoso.com", "203.0.113.99", "0"],
    ["2026-11-10T11:30:00Z", "early@contoso.com", "203.0.113.34", "0"],
  ],
};

let folder: string;
let emulator: Emulator;
let client: HttpClient;
let now = NOW;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockbell-sentinel-"));
  emulator = await startEmulator({ data: folder, now: () => now });
  client = createHttpClient({ ca: emulator.ca, proxy: null });
  // First without what is known of the documents by now.
  await upload(
    "Lockbell",
    EVENTS.map((event) => object(event, {})),
  );
  now += 60_000;
  await upload("Lockbell", [...EVENTS.map((event) => object(event)), object(refusal(2_000), { isTest: true })]);
  await upload("Fabrikam Threats", [
    object(refusal(3_000, { occurredAt: "2026-11-20T11:00:00Z", ipAddress: "203.0.113.77" })),
  ]);
  await fetch(`${emulator.pageUrl}/emulator/tables/SigninLogs`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(SIGN_INS),
  });
});

afterAll(async () => {
  await client.close();
  await emulator.close();
  await rm(folder, { recursive: true, force: true });
});

async function token(resource: string): Promise<string> {
  const { IDENTITY_ENDPOINT, IDENTITY_HEADER } = emulator.managedIdentityEnv;
  const answer = await fetch(`${IDENTITY_ENDPOINT}?api-version=2019-08-01&resource=${resource}`, {
    headers: { "X-IDENTITY-HEADER": IDENTITY_HEADER },
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function post(resource: string, path: string, body: unknown): Promise<string> {
  const outcome = await client.send({
    method: "POST",
    url: `${emulator.url}/${path}`,
    headers: { authorization: `Bearer ${await token(resource)}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: new AbortController().signal,
    timeoutMs: 30_000,
  });
  expect(outcome).toMatchObject({ kind: "answer", status: 200 });
  return outcome.kind === "answer" ? outcome.text : "";
}

async function upload(sourcesystem: string, stixobjects: readonly unknown[]): Promise<void> {
  const path = `workspaces/${emulator.state.workspaceId}/threat-intelligence-stix-objects:upload?api-version=2024-02-01-preview`;
  // Empty, because each of them is right.
  expect(await post("https://management.azure.com", path, { sourcesystem, stixobjects })).toBe("");
}

type Row = Readonly<Record<string, unknown>>;

/** The rows of the query under a heading, as an analyst's client gets them. */
async function run(heading: string): Promise<readonly Row[]> {
  const query = QUERIES.get(heading);
  if (query === undefined) throw new Error(`There is no query under "${heading}".`);
  const text = await post("https://api.loganalytics.io", `v1/workspaces/${emulator.state.workspaceId}/query`, {
    query,
  });
  const [table] = (JSON.parse(text) as { tables: { columns: { name: string }[]; rows: unknown[][] }[] }).tables;
  return (table?.rows ?? []).map((row) =>
    Object.fromEntries(table?.columns.map(({ name }, index) => [name, row[index]]) ?? []),
  );
}

function groups<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly (readonly [string, Item[]])[] {
  return [...Map.groupBy(items, keyOf)];
}

const distinct = (texts: readonly string[]) => new Set(texts).size;

describe("the queries of the page for analysts", () => {
  it("are these, and each is tried below", () => {
    expect([...QUERIES.keys()]).toEqual([
      "All refusals",
      "One refusal with all its tags",
      "By document",
      "By reader",
      "Why they were refused",
      "Sign-ins from the same address",
      "One person's indicators",
      "Keep them out of threat rules",
    ]);
    expect(PAGE.match(/let LockbellRefusals/g)?.length, "in the first, and in what is said of it").toBe(2);
    expect(PAGE.match(/^```kusto$/gm)).toHaveLength(QUERIES.size);
  });

  it("all refusals: each once, in its newest version, no test and nobody else's", async () => {
    const expected = EVENTS.toSorted((a, b) => b.occurredAt.localeCompare(a.occurredAt)).map((event) => [
      event.occurredAt,
      event.actor,
      nameOf(event),
      event.owner,
      event.ipAddress,
      event.outcome === "revoked" ? "revoked" : "unsaid",
    ]);
    const rows = await run("All refusals");
    expect(
      rows.map(({ RefusedAt, Reader, Document, Owner, Address, Cause }) => [
        RefusedAt,
        Reader,
        Document,
        Owner,
        Address,
        Cause,
      ]),
    ).toEqual(expected);
  });

  it("one refusal with all its tags: each property by name, hostile text as it was", async () => {
    const rows = await run("One refusal with all its tags");
    const tags = Object.fromEntries(rows.map(({ Property, Value }) => [Property, Value]));
    const newest = EVENTS[0] as DeniedEvent;
    for (const [name, value] of Object.entries(newest)) expect([name, tags[name]]).toEqual([name, String(value)]);
    expect(Object.keys(tags)).toHaveLength(rows.length);
  });

  it("by document: attempts, readers, the newest, and every name", async () => {
    const expected = groups(EVENTS, ({ contentId = "" }) => contentId).map(([ContentId, events]) => ({
      ContentId,
      Attempts: events.length,
      Readers: distinct(events.map(({ actor }) => actor.toLowerCase())),
      Newest: events
        .map(({ occurredAt }) => occurredAt)
        .toSorted()
        .at(-1),
      Names: [...new Set(events.map(nameOf))].toSorted(),
    }));
    const rows = await run("By document");
    const sorted = rows.map((row) => ({ ...row, Names: (JSON.parse(String(row["Names"])) as string[]).toSorted() }));
    expect(sorted).toEqual(expected.toSorted((a, b) => b.Attempts - a.Attempts));
  });

  it("by reader: attempts, documents, owners and addresses of an hour", async () => {
    const expected = groups(
      EVENTS,
      ({ actor, occurredAt }) => `${actor.toLowerCase()} ${occurredAt.slice(0, 13)}:00:00Z`,
    ).map(([key, events]) => ({
      key,
      Attempts: events.length,
      Documents: distinct(events.map(({ contentId = "" }) => contentId)),
      Owners: distinct(events.map(({ owner = "" }) => owner.toLowerCase())),
      Addresses: [...new Set(events.map(({ ipAddress = "" }) => ipAddress))].toSorted(),
    }));
    const rows = await run("By reader");
    const found = rows.map(({ Reader, Hour, Addresses, ...counts }) => ({
      key: `${Reader} ${Hour}`,
      ...counts,
      Addresses: (JSON.parse(String(Addresses)) as string[]).toSorted(),
    }));
    const byKey = (a: { key: string }, b: { key: string }) => a.key.localeCompare(b.key);
    expect(found.toSorted(byKey)).toEqual(expected.toSorted(byKey));
    const documents = rows.map((row) => Number(row["Documents"]));
    expect(documents).toEqual(documents.toSorted((a, b) => b - a));
  });

  it("why they were refused: as many as there are", async () => {
    expect(await run("Why they were refused")).toEqual([
      { Cause: "unsaid", CauseSaidBy: "", Attempts: EVENTS.length - 1 },
      { Cause: "revoked", CauseSaidBy: "result", Attempts: 1 },
    ]);
  });

  it("sign-ins from the same address: only of addresses, while the indicator holds", async () => {
    const usable = EVENTS.filter(({ ipAddress }) => ipAddress !== "10.0.0.1");
    const expected = SIGN_INS.rows.flatMap(([at = "", who, address, result]) =>
      usable
        .filter((event) => {
          const refused = Date.parse(event.occurredAt);
          const until = refused + 2 * 86_400_000;
          const signedIn = Date.parse(at);
          return event.ipAddress === address && until > now && signedIn >= refused - 3_600_000 && signedIn <= until;
        })
        .map((event) => [at, who, result, address, event.occurredAt, event.actor].join(" ")),
    );
    const rows = await run("Sign-ins from the same address");
    const found = rows.map((row) =>
      ["SignedInAt", "UserPrincipalName", "ResultType", "IPAddress", "RefusedAt", "Reader"]
        .map((name) => row[name])
        .join(" "),
    );
    expect(found.toSorted()).toEqual(expected.toSorted());
    expect(distinct(rows.map((row) => String(row["UserPrincipalName"])))).toBe(2);
  });

  it("one person's indicators: in whatever property and case he stands, tests among them, nobody else's", async () => {
    const named = [...EVENTS, refusal(2_000)].filter(({ actor }) => actor.toLowerCase() === "ben@fabrikam.com");
    const rows = await run("One person's indicators");
    expect(rows.map(({ Id }) => Id)).toEqual(rows.map(({ Id }) => Id).toSorted());
    // A version that says the same as the one before adds no row.
    const versions = named.map((event) => (documentOf(event) === undefined ? 1 : 2));
    expect(rows.map(({ Rows }) => Rows).toSorted()).toEqual(versions.toSorted());
    const ids = named.map((event) => object(event).id);
    expect(rows.map(({ Id }) => String(Id).split("---")[1]).toSorted()).toEqual(ids.toSorted());
  });

  it("kept out of threat rules: only another source's indicators are left", async () => {
    expect(await run("Keep them out of threat rules")).toEqual([
      {
        ObservableKey: "ipv4-addr:value",
        ObservableValue: "203.0.113.77",
        Confidence: 10,
        SourceSystem: "Fabrikam Threats",
      },
    ]);
  });
});
