/**
 * What is known of documents, and why somebody was refused: for every refusal of tenants that no unit test holds exactly what the sources that were
 * read say together, the same in `explain`, in mails and in indicators, in whatever order the sources come. By the real command over real
 * TLS; the oracles are the tenant's truth. Every refusal is explained in the test's own process, by the function the command calls; that the command
 * prints the same is seen of one refusal of each kind.
 */
import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { DocumentView, KnownValue } from "../../src/app/document-view.ts";
import { type EventExplanation, explain } from "../../src/app/explain.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { askWorkspace } from "../support/ask-workspace.ts";
import { type CloudInstallation, tableSource } from "../support/cloud-installation.ts";
import { type NoticeRow, noticeRows } from "../support/notice-rows.ts";
import type { Attempt } from "../support/tenant/attempts.ts";
import { type ExpectedCause, expectedCause, type ReadDocumentLog } from "../support/tenant/cause-oracle.ts";
import { type DocumentLogShape, writeDocumentLog } from "../support/tenant/document-log.ts";
import { type ExpectedRefusal, expectedRefusals } from "../support/tenant/expectations.ts";
import {
  type Knowledge,
  knowledgeOf,
  type Reading,
  type SourceName,
  withoutRefusals,
} from "../support/tenant/knowledge-oracle.ts";
import { type ExpectedRow, expectedRows } from "../support/tenant/notice-oracle.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { tenantTables } from "../support/tenant/tables.ts";
import { createTenant, type Tenant } from "../support/tenant/tenant.ts";
import { startTimedCloud, type TimedCloud } from "../support/timed-cloud.ts";

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** An installation that reads this tenant so, beside the cloud it reaches. Files come with `writeFiles`. */
async function install(tenant: Tenant, { sources }: Reading): Promise<Place> {
  const cloud = await startTimedCloud();
  undo.push(() => cloud.close());
  const { emulator } = cloud;
  emulator.state.tables.push(
    ...tenantTables(tenant).map((table) => (sources.includes("labels") ? withoutRefusals(table) : table)),
  );
  const configured: { readonly [name in SourceName]: unknown } = {
    "usage-logs": { type: "rms-log", path: "logs/*" },
    workspace: tableSource(emulator, "aip"),
    labels: tableSource(emulator, "aip"),
    tracking: tableSource(emulator, "mparr-tracking"),
    documents: { type: "document-log", path: "documents/*.json" },
  };
  const { workspaceId } = emulator.state;
  const config = {
    sources: Object.fromEntries(sources.map((name) => [name, configured[name]])),
    notifiers: { owners: { type: "file", path: "outbox/" } },
    notices: { maxRows: 500 },
  };
  return { cloud, ...cloud.install({ sentinel: { type: "sentinel-stix", workspaceId } }, config) };
}

interface Place extends CloudInstallation {
  readonly cloud: TimedCloud;
}

function writeFiles(tenant: Tenant, place: Place, reading: Reading): void {
  if (reading.sources.includes("usage-logs")) writeRmsLogs(tenant, place.logs, reading.logs);
  if (reading.sources.includes("documents")) exportDocuments(tenant, place, reading.export);
}

function exportDocuments(tenant: Tenant, place: Place, shape?: DocumentLogShape): void {
  writeDocumentLog(tenant, join(place.dir, "documents"), shape);
}

/** Every refusal there is, explained, by fingerprint. */
async function explained(place: Place, full = false): Promise<ReadonlyMap<string, EventExplanation>> {
  const store = await openSqliteStore(join(place.dir, "lockbell.db"));
  try {
    const clock = { now: place.cloud.now, sleep: async () => undefined };
    const events = new Map<string, EventExplanation>();
    for (const { id } of place.lines()) {
      const answer = await explain({ store, clock }, String(id), { who: "test", full });
      if (answer.found) for (const event of answer.events) events.set(event.id, event);
    }
    return events;
  } finally {
    await store.close();
  }
}

/** Finds the attempt of a line: by the ids the service gave it, else by who tried what when. */
function attemptFinder(tenant: Tenant): (event: EventExplanation) => Attempt {
  const refusals = [...expectedRefusals(tenant)];
  const byId = new Map(refusals.flatMap(({ attempt }) => idsOf(attempt).map((id) => [id, attempt] as const)));
  // Of several in one second that have no ids, any: they differ in nothing that such a record says.
  const byKey = new Map(refusals.map((refusal) => [keyOf(refusal), refusal.attempt]));
  return ({ occurredAt, event }) => {
    const { rowId = "", correlationId = "", contentId = "", actor = "" } = event ?? {};
    const attempt = byId.get(rowId) ?? byId.get(correlationId) ?? byKey.get(keyOf({ contentId, actor, occurredAt }));
    if (attempt === undefined) throw new Error("Nobody made this refusal.");
    return attempt;
  };
}

function idsOf({ rowId, correlationId }: Attempt): readonly string[] {
  return [rowId, correlationId].filter((id) => id !== "");
}

function keyOf({ contentId, actor, occurredAt }: Pick<ExpectedRefusal, "contentId" | "actor" | "occurredAt">): string {
  return JSON.stringify([contentId, actor.toLowerCase(), occurredAt]);
}

const RULES: { readonly [field in "name" | "owner" | "label"]: string } = {
  name: "A name that can be read wins over one whose letters were lost, that over a bare GUID; among equals the newest record.",
  owner: "One address wins over any other text; among equals the newest record.",
  label: "The newest record that names a label.",
};

/** Holds what is known of a document against the truth, each value with who said so and by which rule it won. */
function expectKnown(view: DocumentView | null, { document }: Attempt, knowledge: Knowledge): void {
  const { contentId, owner, trueName } = document;
  const known = knowledge.documents.get(contentId);
  const values = { name: known?.name, label: known?.label, owner: owner.recorded };
  for (const field of ["name", "label", "owner"] as const) {
    const tellers = knowledge.tellers(contentId, field);
    const about = `${field} of ${trueName} ${contentId}`;
    const found = view?.[field];
    if (tellers.length === 0) {
      // A name of which only question marks are left may stand there: it is what the record says.
      expect([about, field === "name" ? found?.value.replaceAll(/[?.]|\w+$/g, "") : found?.value]).toEqual([
        about,
        field === "name" && found !== undefined ? "" : undefined,
      ]);
      continue;
    }
    expect([about, found]).toEqual([about, { ...found, value: values[field], rule: RULES[field] }]);
    // The export is newer than all that happened.
    expect([about, tellers.includes("documents") ? ["documents"] : tellers]).toEqual([
      about,
      expect.arrayContaining([found?.origin]),
    ]);
  }
  expectRecord(view, document, knowledge.log);
}

/** What only the document's own record says. */
function expectRecord(
  view: DocumentView | null,
  { isRegistered, revokedAt, expiresAt, recipients, trueName, owner }: Attempt["document"],
  log: ReadDocumentLog | undefined,
): void {
  const isRead = log !== undefined && isRegistered;
  const time = (at: number | null): string | undefined =>
    at === null ? undefined : new Date(at).toISOString().replace(".000", "");
  const value = (one: KnownValue | undefined): unknown => [one?.value, one?.origin];
  const says = (one: string | undefined): unknown =>
    isRead && one !== undefined ? [one, "documents"] : [undefined, undefined];
  expect([trueName, value(view?.revokedAt), value(view?.expiresAt)]).toEqual([
    trueName,
    says(time(revokedAt) ?? "never"),
    says(time(expiresAt) ?? "never"),
  ]);
  // It is the owner who protected it.
  expect([trueName, value(view?.issuer)]).toEqual([trueName, says(owner.recorded === "" ? undefined : owner.recorded)]);
  const isListed = isRead && !log.isCut && recipients !== null;
  expect([trueName, view?.recipients?.count]).toEqual([trueName, isListed ? recipients.length : undefined]);
}

/** Whom a document was protected for stands nowhere in a text, save who was refused and who owns it. */
function expectNoRecipients(text: string, { document, reader }: Attempt): void {
  const said = text.toLowerCase();
  const own = [reader, document.owner.recorded].join().toLowerCase();
  const shown = (document.recipients ?? []).filter((address) => !own.includes(address) && said.includes(address));
  expect([document.trueName, shown]).toEqual([document.trueName, []]);
}

/** The cause as `explain` gives it, with its date and who says so. */
function causeText(cause: EventExplanation["cause"]): string {
  if (cause === null || cause.kind === "unsaid") return "unsaid";
  const { evidence } = cause;
  const at = "at" in cause ? ` ${cause.at}` : "";
  return `${cause.kind}${at} by ${evidence.by === "result" ? "result" : evidence.origin}`;
}

/** The same of what the records prove. Nobody claims of an owner that he should be listed. */
function expectedText(cause: ExpectedCause | null): string {
  if (cause === null || cause.kind === "unsaid") return "unsaid";
  if (!("at" in cause)) return `${cause.kind} by documents`;
  return `${cause.kind} ${cause.at} by ${cause.by === "result" ? "result" : "documents"}`;
}

/** Letters and figures only: what is left of a stranger's text when links in it are broken and its controls are gone. */
function bare(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "")
    .toLowerCase();
}

/** What of a row is compared, as told and as expected. A long name loses its middle. */
function shownRow(to: string, { document, label, who, attempts, result }: NoticeRow): string {
  const [, name] = /\u2068(.*)\u2069/.exec(document) ?? [];
  const [, shortId = ""] = /\(id ending in (\w+)\)$/.exec(document) ?? [];
  const [, reader = ""] = /\u2068([^\u2069]*)\u2069/.exec(who) ?? [];
  return JSON.stringify([
    to,
    name === undefined ? shortId : bare(name).slice(0, 40),
    bare(label),
    bare(reader),
    attempts,
    result,
  ]);
}

function expectedShown(row: ExpectedRow): readonly string[] {
  const { to, name, shortId, label, reader, attempts, sentences } = row;
  const document = name === null ? shortId : bare(name).slice(0, 40);
  return [...sentences].map((sentence) =>
    JSON.stringify([to, document, bare(label), bare(reader), attempts, sentence]),
  );
}

/** Holds every row of every mail against the truth: nobody hears of anything else. */
async function expectTold(place: Place, tenant: Tenant, reading: Reading, knowledge: Knowledge): Promise<void> {
  const told = (await place.mails()).flatMap(({ to, parsed }) =>
    noticeRows(parsed.text ?? "").map((row) => shownRow(to, row)),
  );
  const rows = expectedRows(tenant, tellable(tenant, reading), {
    ...{ causeOf: knowledge.causeOf, known: knowledge.documents },
    hasResults: reading.sources.includes("usage-logs"),
    isOwned: ({ contentId }) =>
      reading.logs?.columns !== "version-1.0" || knowledge.tellers(contentId, "owner").length > 0,
  });
  // Where the newest second leaves open which sentence it is, the one that was told is right.
  const expected = rows.map(expectedShown).map((some) => some.find((one) => told.includes(one)) ?? some[0]);
  expect(told.toSorted()).toEqual(expected.toSorted());
  expect(rows.length).toBeGreaterThan(20);
}

/** The refusals that such a reading finds: tables have none without a content id, and of one without ids one a second. */
function tellable(tenant: Tenant, { sources }: Reading): readonly ExpectedRefusal[] {
  const all = [...expectedRefusals(tenant)];
  if (sources.includes("usage-logs")) return all;
  const inTables = all.filter(({ contentId }) => contentId !== "");
  return sources.includes("tracking") ? [...new Map(inTables.map((one) => [keyOf(one), one])).values()] : inTables;
}

/** What the workspace says of each refusal, in the newest version, by fingerprint. */
async function indicators({ cloud }: Place): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const rows = await askWorkspace(
    cloud.emulator,
    `ThreatIntelIndicators
    | summarize arg_max(TimeGenerated, *) by Id
    | project Properties = Data.extensions["extension-definition--5d8feb71-5531-4d8a-a53a-191533e144ed"].properties`,
  );
  return new Map(
    rows.map(({ Properties }) => {
      const properties = Properties as Readonly<Record<string, string>>;
      return [properties["id"] ?? "", properties];
    }),
  );
}

function indicatedCause({ cause, causeAt, causeSaidBy }: Readonly<Record<string, string>>): string {
  if (cause === "unsaid") return "unsaid";
  const at = cause === "not-a-recipient" ? "" : ` ${causeAt ?? null}`;
  return `${cause}${at} by ${causeSaidBy?.replace(/^catalogue:/, "")}`;
}

const READINGS: readonly (readonly [string, number, Reading])[] = [
  ["usage logs and the document log", 81, { sources: ["usage-logs", "documents"] }],
  [
    "a document log of Windows PowerShell, the AIP table's labels, and usage logs",
    82,
    {
      sources: ["documents", "labels", "usage-logs"],
      logs: { lineBreak: "crlf", encoding: "utf-16le", columns: "shuffled", rows: "shuffled", quoting: "typographic" },
      export: { powershell: "5.1" },
    },
  ],
  [
    "the AIP table and a document log of single files",
    83,
    { sources: ["workspace", "documents"], export: { powershell: "5.1", encoding: "utf-8-bom", single: true } },
  ],
  [
    "usage logs, the AIP table's labels, and a document log with its lists cut off",
    81,
    { sources: ["usage-logs", "labels", "documents"], export: { depth: "cut" } },
  ],
  ["usage logs alone", 82, { sources: ["usage-logs"] }],
  [
    "refusals that know their content id alone, and whoever knows more",
    84,
    { sources: ["tracking", "labels", "documents"] },
  ],
  [
    "usage logs without owners and names, and whoever knows more",
    83,
    { sources: ["usage-logs", "labels", "documents"], logs: { columns: "version-1.0" } },
  ],
];

const TENANTS = new Map([81, 82, 83, 84].map((seed) => [seed, tenantOf(seed)]));

function tenantOf(seed: number): Tenant {
  return createTenant({ seed, refusals: 160, owners: 24, successes: 80, others: 20 });
}

describe("every refusal", () => {
  it.each(READINGS)("is explained, told and indicated as the records say: %s", async (_what, seed, reading) => {
    const tenant = TENANTS.get(seed)!;
    const place = await install(tenant, reading);
    writeFiles(tenant, place, reading);

    expect(await place.run("run", "--once")).toMatchObject({ code: 0 });

    const knowledge = knowledgeOf(tenant, reading);
    const attemptOf = attemptFinder(tenant);
    const events = await explained(place);
    const told = await indicators(place);
    expect(events.size).toBe(tellable(tenant, reading).length);
    expect(told.size).toBe(events.size);
    for (const event of events.values()) {
      const attempt = attemptOf(event);
      if (attempt.contentId === "") expect(event.document).toBeNull();
      else expectKnown(event.document, attempt, knowledge);
      expectNoRecipients(JSON.stringify(event), attempt);
      const cause = expectedText(knowledge.causeOf(attempt));
      expect([event.id, causeText(event.cause)]).toEqual([event.id, cause]);
      const properties = told.get(event.id) ?? {};
      expect([event.id, indicatedCause(properties)]).toEqual([event.id, cause]);
      const known = attempt.contentId === "" ? undefined : knowledge.documents.get(attempt.contentId);
      if (known?.name !== undefined)
        expect([properties["knownName"], properties["documentName"]]).toContain(known.name);
      expect(properties["knownLabel"] ?? properties["label"]).toBe(known?.label);
    }
    await expectTold(place, tenant, reading, knowledge);
  });
});

describe("the command", () => {
  it("prints the same of a refusal of each kind, and whom a document was protected for only if it is asked to", async () => {
    const tenant = TENANTS.get(81)!;
    const reading: Reading = { sources: ["usage-logs", "documents"] };
    const place = await install(tenant, reading);
    writeFiles(tenant, place, reading);
    await place.run("run", "--once");
    const attemptOf = attemptFinder(tenant);
    const events = await explained(place);
    const kinds = new Map([...events.values()].map((event) => [event.cause?.kind, event]));
    expect([...kinds.keys()].sort()).toEqual(["expired", "not-a-recipient", "revoked", "unsaid"]);

    const expectPrinted = async (event: EventExplanation): Promise<void> =>
      expect(await place.json("explain", event.id)).toEqual({ found: true, events: [event], delivery: null });
    await Promise.all([...kinds.values()].map(expectPrinted));

    const stranger = kinds.get("not-a-recipient")!;
    const attempt = attemptOf(stranger);
    const { stdout } = await place.run("explain", stranger.id);
    expectNoRecipients(stdout, attempt);
    const { events: full } = await place.json<{ events: readonly EventExplanation[] }>(
      "explain",
      stranger.id,
      "--full",
    );
    expect(full[0]?.document?.recipients?.value).toEqual(attempt.document.recipients?.toSorted());
  });
});

/** What came of a reading in the end: what is explained, told and indicated. */
async function outcome(place: Place): Promise<unknown> {
  const events = [...(await explained(place)).values()].map(({ id, document, cause }) => [id, document, cause]);
  const told = (await place.mails()).flatMap(({ to, parsed }) => noticeRows(parsed.text ?? "").map((row) => [to, row]));
  const indicated = [...(await indicators(place)).values()];
  return [events, told, indicated].map((all) => all.map((one) => JSON.stringify(one)).sort());
}

describe("the sources, whenever they come,", () => {
  const tenant = createTenant({ seed: 85, refusals: 80, owners: 16, successes: 40, others: 10, days: 2 });
  const reading: Reading = { sources: ["usage-logs", "labels", "documents"] };

  const WAYS: readonly (readonly [string, readonly SourceName[], (place: Place) => Promise<void>])[] = [
    [
      "all at once, the other way round",
      ["documents", "labels", "usage-logs"],
      async (place) => writeFiles(tenant, place, reading),
    ],
    [
      "the document log first, in a run of its own",
      reading.sources,
      async (place) => {
        exportDocuments(tenant, place);
        await place.run("run", "--once");
        writeRmsLogs(tenant, place.logs);
      },
    ],
    [
      "the document log when the notices are written, and nobody has claimed them",
      reading.sources,
      async (place) => {
        writeRmsLogs(tenant, place.logs);
        await place.run("collect");
        await place.run("dispatch");
        exportDocuments(tenant, place);
        await place.run("collect");
        expect(await place.run("deliver")).toMatchObject({ code: 0 });
      },
    ],
    [
      "the usage logs day by day, the document log among them",
      reading.sources,
      async (place) => {
        const all = join(place.dir, "all");
        const { files } = writeRmsLogs(tenant, all);
        expect(files.length).toBeGreaterThan(1);
        for (const [day, file] of files.entries()) {
          if (day === 1) exportDocuments(tenant, place);
          renameSync(join(all, file), join(place.logs, file));
          await place.run("collect");
        }
      },
    ],
  ];

  it("come to the same in the end", async () => {
    const usual = await install(tenant, reading);
    writeFiles(tenant, usual, reading);
    await usual.run("run", "--once");
    const expected = await outcome(usual);

    const outcomes = await Promise.all(
      WAYS.map(async ([way, sources, arrive]) => {
        const place = await install(tenant, { sources });
        await arrive(place);
        expect(await place.run("run", "--once")).toMatchObject({ code: 0 });
        return [way, await outcome(place)];
      }),
    );
    expect(outcomes).toEqual(WAYS.map(([way]) => [way, expected]));
  });
});

describe("a refusal that two sources report", () => {
  const tenant = createTenant({ seed: 87, refusals: 80, owners: 16, successes: 40, others: 10 });

  it("is one, and what its document's record proves does not depend on which of them came first", async () => {
    const found: (readonly unknown[])[] = [];
    for (const sources of [
      ["usage-logs", "workspace", "documents"],
      ["workspace", "usage-logs", "documents"],
    ] as const) {
      const place = await install(tenant, { sources });
      writeFiles(tenant, place, { sources });
      expect(await place.run("run", "--once")).toMatchObject({ code: 0 });
      const attemptOf = attemptFinder(tenant);
      const knowledge = knowledgeOf(tenant, { sources });
      const events = [...(await explained(place)).values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(events).toHaveLength(tellable(tenant, { sources }).length);
      found.push(
        events.map((event) => {
          const attempt = attemptOf(event);
          // The AIP table does not know why, so where its record was the first, the service's own word is not there.
          const first = event.readFrom.source === "workspace" ? { ...attempt, outcome: "refused" as const } : attempt;
          const cause = causeText(event.cause);
          expect([event.id, cause]).toEqual([event.id, expectedText(knowledge.causeOf(first))]);
          return [event.id, event.document, attempt.document.isRegistered ? cause.replace(/ by .*/, "") : null];
        }),
      );
    }
    expect(found[1]).toEqual(found[0]);
  });
});

const LATER = Date.parse("2027-11-18");
const PROTECTED_AGAIN = "2026-11-19T12:00:00Z";

/** What an owner thought better of since the first export. */
type Change = "none" | "given back" | "extended" | "protected again";

function changeOf(index: number): Change {
  return (["none", "given back", "extended", "protected again"] as const)[index % 5] ?? "none";
}

/** The documents as their owners changed them: access given back, prolonged or without an end, a refused reader added, protected anew for the same people. */
function changed(tenant: Tenant): ReadonlyMap<string, Attempt["document"]> {
  const refused = new Map(
    [...tenant.attempts()].filter(({ isRefusal }) => isRefusal).map((one) => [one.contentId, one]),
  );
  return new Map(
    tenant.documents.map((document, i) => {
      const { contentId, revokedAt, expiresAt, recipients } = document;
      const reader = refused.get(contentId)?.reader.toLowerCase() ?? "";
      const isPlain = /^[a-z0-9.]+@[a-z0-9.]+$/.test(reader);
      switch (changeOf(i)) {
        case "given back":
          return [contentId, { ...document, revokedAt: null, expiresAt: i % 2 === 0 ? null : expiresAt && LATER }];
        case "extended":
          return [contentId, { ...document, recipients: recipients && isPlain ? [...recipients, reader] : recipients }];
        case "protected again":
          return [contentId, { ...document, protectedAt: PROTECTED_AGAIN, revokedAt, recipients }];
        default:
          return [contentId, document];
      }
    }),
  );
}

describe("a second export of the document log", () => {
  const tenant = createTenant({ seed: 86, refusals: 220, owners: 24, successes: 20, others: 10 });
  const documents = changed(tenant);
  const changes = new Map(tenant.documents.map(({ contentId }, i) => [contentId, changeOf(i)]));

  it("changes what is said of attempts at documents whose record it changes, as far as it is true of them", async () => {
    const reading: Reading = { sources: ["usage-logs", "documents"], export: { writtenOn: "2026-11-20" } };
    const place = await install(tenant, reading);
    writeFiles(tenant, place, reading);
    await place.run("run", "--once");
    const before = await explained(place);
    const mails = (await place.mails()).map(({ source }) => source);
    exportDocuments({ ...tenant, documents: [...documents.values()] }, place, { writtenOn: "2026-11-21" });
    await place.run("run", "--once");

    const attemptOf = attemptFinder(tenant);
    const seen = new Map<string, number>();
    for (const event of (await explained(place)).values()) {
      const attempt = attemptOf(event);
      const [was, is] = [causeText(before.get(event.id)?.cause ?? null), causeText(event.cause)];
      const document = documents.get(attempt.contentId) ?? attempt.document;
      expect([event.id, was]).toEqual([event.id, expectedText(expectedCause(attempt, { isCut: false }))]);
      expect([event.id, is]).toEqual([event.id, expectedText(causeAfter({ ...attempt, document }))]);
      if (was === is) continue;
      const change = changes.get(attempt.contentId) ?? "none";
      seen.set(change, (seen.get(change) ?? 0) + 1);
      if (change === "given back") expect(was).toMatch(/^(?:revoked|expired) 2026-/);
      else expect([was, is]).toEqual(["not-a-recipient by documents", "unsaid"]);
      if (change === "extended") expect(document.recipients).toContain(attempt.reader.toLowerCase());
      if (change === "protected again") expect(event.occurredAt < PROTECTED_AGAIN).toBe(true);
    }
    expect([...seen.keys()].sort()).toEqual(["extended", "given back", "protected again"]);
    // What was told stays told.
    expect((await place.mails()).map(({ source }) => source)).toEqual(mails);
  });

  /** A list that was made after the attempt says nothing of it. */
  function causeAfter(attempt: Attempt): ExpectedCause | null {
    const cause = expectedCause(attempt, { isCut: false });
    const isListLater = attempt.at < Date.parse(attempt.document.protectedAt);
    return cause?.kind === "not-a-recipient" && isListLater ? { kind: "unsaid" } : cause;
  }
});
