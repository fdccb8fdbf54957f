import { describe, expect, it } from "vitest";
import { describeSource } from "../conformance.ts";
import { answerOf, type FakeRow, type FakeTable, partialAnswer } from "./testdata/fake-workspace.ts";
import { actors, PulledWorkspace, WORKSPACE_ID } from "./testdata/pull-workspace.ts";
import { CONTENT_ID, refusal, trackingTable } from "./testdata/tracking-table.ts";

const SCOPE = `RMSDataDetails_CL@${WORKSPACE_ID}`;
const [ANNA, JANA, OLGA, RAUL] = ["anna@adatum.com", "jana@fabrikam.com", "olga@contoso.com", "raul@wingtiptoys.com"];

const FEW = { pageRecords: 3 };

describeSource("log-analytics, mparr-tracking", async () => {
  const rows = [...Array(10).keys()].map((i) => refusal(`reader${i}@fabrikam.com`, `2026-11-20T1${i}:00:00Z`));
  const bad = refusal(ANNA, "2026-11-20T12:30:00Z", { cells: { Successful_b: null } });
  const place = new PulledWorkspace(trackingTable([...rows, bad]), {}, FEW);
  return { create: () => place.source(), dispose: async () => {} };
});

describeSource("log-analytics, aip", async () => {
  const place = new PulledWorkspace(aipTable(), { table: "aip", since: "2d", catalogueSince: "7d" }, FEW);
  return { create: () => place.source(), dispose: async () => {} };
});

function aipTable(): FakeTable {
  const names = ["Activity_s", "ContentId_g", "UserId_s", "LogId_g", "ObjectId_s", "LabelName_s", "ProtectionOwner_s"];
  const row = (n: number, activity: string, more: FakeRow["cells"]): FakeRow => ({
    arrived: new Date(Date.parse("2026-11-20T08:00:00Z") + n * 3_600_000).toISOString(),
    cells: { Activity_s: activity, ContentId_g: CONTENT_ID, UserId_s: RAUL, LogId_g: `log-${n}`, ...more },
  });
  const label = {
    ObjectId_s: "C:\\Users\\miriam\\Merger.pptx",
    LabelName_s: "Secret",
    ProtectionOwner_s: "miriam@contoso.com",
  };
  return {
    columns: names.map((name) => ({ name, type: "string" })),
    rows: [row(1, "NewLabel", label), ...[2, 3, 4, 5, 6, 7, 8].map((n) => row(n, "AccessDenied", {}))],
    isRefusal: ({ cells }) => cells["Activity_s"] === "AccessDenied",
  };
}

describe("a first run", () => {
  it("begins at since, and remembers when that was", async () => {
    const place = new PulledWorkspace(
      trackingTable([
        refusal(ANNA, "2026-11-20T05:00:00Z"),
        refusal(JANA, "2026-11-20T06:30:00Z", { happened: "2026-11-20T05:59:59Z" }),
        refusal(RAUL, "2026-11-20T06:30:00Z", { happened: "2026-11-20T06:00:00Z" }),
      ]),
      {},
    );
    const first = await place.pull();
    expect(actors(first)).toEqual([RAUL]);
    expect(first.ignored).toEqual({ "before-since": 2 });

    place.clock.advance(3 * 86_400_000);
    place.workspace.table.rows = [
      refusal(OLGA, "2026-11-23T12:00:00Z", { generated: "2026-11-21T13:00:00Z", happened: "2026-11-20T06:00:01Z" }),
      refusal(ANNA, "2026-11-23T12:00:00Z", { generated: "2026-11-21T13:00:00Z", happened: "2026-11-20T05:59:59Z" }),
    ];
    const later = await place.pull(first);
    expect([actors(later), later.ignored]).toEqual([[OLGA], { "before-since": 1 }]);
  });

  it("leaves what arrived just now for the next", async () => {
    const place = new PulledWorkspace(trackingTable([refusal(ANNA, "2026-11-21T05:59:00Z")]), {});
    const first = await place.pull();
    expect(first.denied).toEqual([]);
    expect(first.cursors.get(`refusals/${SCOPE}`)).toBe("2026-11-21T05:58:00.000Z");
    place.clock.advance(60_000);
    expect(actors(await place.pull(first))).toEqual([ANNA]);
  });

  it("asks for longer and longer windows where there is little, and never for one that overlaps another", async () => {
    const place = new PulledWorkspace(trackingTable([]), { since: "2026-01-01" });
    const { pages } = await place.pull();
    const windows = place.workspace.queries.filter(({ kind }) => kind === "refusals");
    expect(windows.length).toBeLessThan(20);
    expect(windows.reduce((sum, { length }) => sum + length, 0)).toBe(
      Date.parse("2026-11-21T05:58:00Z") - Date.parse("2025-12-31T00:00:00Z"),
    );
    expect(pages.every(({ read }) => read === 0)).toBe(true);
  });
});

describe("rows that come late", () => {
  it("are read when they come, however old their TimeGenerated, up to lookback", async () => {
    const place = new PulledWorkspace(trackingTable([]), {});
    const first = await place.pull();
    place.clock.advance(3_600_000);
    place.workspace.table.rows = [
      refusal(ANNA, "2026-11-21T06:30:00Z", { generated: "2026-11-19T06:31:00Z", happened: "2026-11-20T07:00:00Z" }),
      refusal(JANA, "2026-11-21T06:30:00Z", { generated: "2026-11-22T05:00:00Z", happened: "2026-11-20T07:00:00Z" }),
    ];
    expect(actors(await place.pull(first))).toEqual([ANNA, JANA]);
  });

  it("are not passed by when our clock is ahead of the service's", async () => {
    const place = new PulledWorkspace(trackingTable([]), {});
    place.workspace.fault = (query) => {
      if (query.kind !== "schema") return undefined;
      const row = ["TimeGenerated", "datetime", "2026-11-21T05:30:00.0000000Z"];
      const rows = [row, ...place.workspace.table.columns.map(({ name, type }) => [name, type, row[2]])];
      const columns = ["ColumnName", "ColumnType", "Now"].map((name) => ({ name, type: "string" }));
      return answerOf(200, { tables: [{ name: "PrimaryResult", columns, rows }] });
    };
    const { cursors } = await place.pull();
    expect(cursors.get(`refusals/${SCOPE}`)).toBe("2026-11-21T05:28:00.000Z");
  });
});

describe("windows with too much in them", () => {
  const rows = [...Array(48).keys()].map((i) =>
    refusal(`reader${i}@fabrikam.com`, new Date(Date.parse("2026-11-20T06:30:00Z") + i * 1_700_000).toISOString(), {
      happened: "2026-11-20T06:00:00Z",
    }),
  );

  it.each([
    ["PartialError", (answer: { tables: readonly object[] }) => partialAnswer(answer)],
    ["504", () => answerOf(504)],
    ["no end", () => ({ kind: "failed", reason: "timed-out", sent: true }) as const],
    ["more than we hold", () => ({ kind: "failed", reason: "answer-too-large", sent: true }) as const],
  ])("are halved until each is answered whole: %s", async (_, tooMuch) => {
    const place = new PulledWorkspace(trackingTable(rows), {});
    place.workspace.fault = (query, answer) =>
      query.rows > 5 && query.kind === "refusals" ? tooMuch(answer) : undefined;
    const { denied, troubles } = await place.pull();
    expect(troubles).toEqual([]);
    expect(new Set(denied.map(({ event }) => event.actor)).size).toBe(48);
    expect(denied).toHaveLength(48);
  });

  it.each([
    ["rows", { rows: 5 }],
    ["bytes", { bytes: 1_500 }],
  ])("are halved where an answer is at the cap of %s and says nothing of it", async (_, limits) => {
    const place = new PulledWorkspace(trackingTable(rows), {}, limits);
    const { denied, troubles } = await place.pull();
    expect([denied.length, troubles]).toEqual([48, []]);
  });
});

describe("a window that can never be read", () => {
  const STUCK = "2026-11-20T12:00:00.500Z";
  const rows = [refusal(ANNA, "2026-11-20T11:59:00Z"), refusal(JANA, STUCK), refusal(OLGA, "2026-11-20T12:01:00Z")];
  const stuck = (): PulledWorkspace => {
    const place = new PulledWorkspace(trackingTable(rows), {});
    place.workspace.fault = ({ query, kind }, answer) => {
      const [, from = "", to = ""] = /ingestion_time\(\) > datetime\((.*?)\).*<= datetime\((.*?)\)/.exec(query) ?? [];
      return kind === "refusals" && from < STUCK && STUCK <= to ? partialAnswer(answer) : undefined;
    };
    return place;
  };

  it("becomes a gap of a second that is said and kept, and the rest is read", async () => {
    const first = await stuck().pull();
    expect(actors(first)).toEqual([ANNA, OLGA]);
    expect(first.troubles).toMatchObject([{ reason: "unread-window", part: "RMSDataDetails_CL" }]);
    expect(first.troubles[0]?.advice).toMatch(/2026-11-20T1[12]:\S+Z to 2026-11-20T12:\S+Z/);
    const gaps = [...first.cursors].filter(([part]) => part.startsWith(`gap/${SCOPE}/`));
    expect(gaps).toHaveLength(1);
    const [[part = "", to = ""] = []] = gaps;
    expect(Date.parse(to) - Date.parse(part.slice(-24))).toBeLessThanOrEqual(1_000);
    expect(first.cursors.get(`refusals/${SCOPE}`)).toBe("2026-11-21T05:58:00.000Z");
  });

  it("is tried again at every run until it is read, and then forgotten", async () => {
    const place = stuck();
    const first = await place.pull();
    const second = await place.pull(first);
    expect([actors(second), second.troubles.length]).toEqual([[], 1]);
    expect(second.cursors).toEqual(first.cursors);
    place.workspace.fault = () => undefined;
    const third = await place.pull(second);
    expect([actors(third), third.troubles]).toEqual([[JANA], []]);
    expect([...third.cursors.keys()].filter((part) => part.startsWith("gap/"))).toEqual([]);
  });
});

it("stops where the service gives a part of every window, and loses nothing of it", async () => {
  const rows = [refusal(ANNA, "2026-11-20T07:00:00Z"), refusal(RAUL, "2026-11-20T22:00:00Z")];
  const place = new PulledWorkspace(trackingTable(rows), {});
  place.workspace.fault = ({ kind }, answer) => (kind === "refusals" ? partialAnswer(answer) : undefined);
  const first = await place.pull();
  expect(first.troubles.at(-1)?.reason).toBe("too-many-gaps");
  expect(place.workspace.queries.length).toBeLessThan(80);
  const second = await place.pull(first);
  expect([...second.cursors.keys()].filter((part) => part.startsWith("gap/"))).toHaveLength(2);
  place.workspace.fault = () => undefined;
  const third = await place.pull(second);
  expect(new Set(actors(third))).toEqual(new Set([ANNA, RAUL]));
  expect([...third.cursors.keys()].filter((part) => part.startsWith("gap/"))).toEqual([]);
});

describe("an answer that is not the one asked for", () => {
  const table = (columns: readonly string[], rows: readonly unknown[] = []) =>
    answerOf(200, {
      tables: [{ name: "PrimaryResult", columns: columns.map((name) => ({ name, type: "string" })), rows }],
    });
  const schema = ["ColumnName", "ColumnType", "Now"];
  const others: readonly (readonly [string, ReturnType<typeof answerOf>])[] = [
    ["no columns", table([])],
    ["rows of no columns", table([], [[ANNA]])],
    ["another query's columns", table(schema)],
    ["each column twice", table([...schema, ...schema], [["TimeGenerated", "datetime", null, null, null, null]])],
    ["no data", answerOf(204)],
  ];

  it.each(others)("moves nothing, and what was asked for is read later: refusals, %s", async (_, answer) => {
    const rows = [refusal(ANNA, "2026-11-20T12:00:00Z"), refusal(JANA, "2026-11-20T13:00:00Z")];
    const place = new PulledWorkspace(trackingTable(rows), {});
    place.workspace.fault = ({ kind }) => (kind === "refusals" ? answer : undefined);
    const first = await place.pull();
    expect([first.denied, first.rejected, first.troubles.map(({ reason }) => reason)]).toEqual([[], [], ["no-answer"]]);
    expect(first.cursors.has(`refusals/${SCOPE}`)).toBe(false);
    place.workspace.fault = () => undefined;
    expect(actors(await place.pull(first))).toEqual([ANNA, JANA]);
  });

  it.each(others)("leaves a gap where it is: %s", async (_, answer) => {
    const place = new PulledWorkspace(trackingTable([refusal(ANNA, "2026-11-20T12:00:00Z")]), {});
    const part = `gap/${SCOPE}/2026-11-20T11:59:59.000Z`;
    const cursors = new Map([
      [part, "2026-11-20T12:00:00.000Z"],
      [`refusals/${SCOPE}`, "2026-11-21T05:58:00.000Z"],
    ]);
    place.workspace.fault = ({ kind }) => (kind === "refusals" ? answer : undefined);
    const first = await place.pull({ cursors });
    expect([first.troubles.map(({ reason }) => reason), first.cursors.has(part)]).toEqual([["no-answer"], true]);
    place.workspace.fault = () => undefined;
    const second = await place.pull(first);
    expect([actors(second), second.cursors.has(part)]).toEqual([[ANNA], false]);
  });

  it.each(others)("leaves the catalogue where it is: %s", async (_, answer) => {
    const place = new PulledWorkspace(aipTable(), { table: "aip", since: "2d", catalogueSince: "7d" });
    place.workspace.fault = ({ kind }) => (kind === "catalogue" ? answer : undefined);
    const first = await place.pull();
    expect([first.denied.length, first.facts, first.troubles.map(({ reason }) => reason)]).toEqual([
      7,
      [],
      ["no-answer"],
    ]);
    place.workspace.fault = () => undefined;
    expect((await place.pull(first)).facts).toMatchObject([{ label: "Secret" }]);
  });

  it.each(others.filter(([name]) => name !== "no data" && name !== "another query's columns"))(
    "is none about the columns either: %s",
    async (_, answer) => {
      const place = new PulledWorkspace(trackingTable([]), {});
      place.workspace.fault = ({ kind }) => (kind === "schema" ? answer : undefined);
      expect((await place.pull()).troubles).toMatchObject([{ reason: "no-answer" }]);
    },
  );
});

describe("a service whose clock is another", () => {
  it.each([
    ["far behind ours", "1999-01-01T00:00:00Z"],
    ["ahead of ours", "2026-11-21T07:00:01Z"],
    ["behind ours", "2026-11-21T04:59:59Z"],
  ])("by more than an hour, %s, is trouble, and nothing is read", async (_, now) => {
    const rows = [refusal(ANNA, "2026-11-20T12:00:00Z")];
    const place = new PulledWorkspace(trackingTable(rows), {});
    place.workspace.fault = ({ kind }, answer) =>
      kind === "schema" ? answerOf(200, JSON.stringify(answer).replaceAll("2026-11-21T06:00:00.000Z", now)) : undefined;
    const first = await place.pull();
    expect(first.troubles).toMatchObject([
      { reason: "clock-differs", advice: expect.stringContaining(`(${now} there, 2026-11-21T06:00:00Z here)`) },
    ]);
    expect(place.workspace.queries.map(({ kind }) => kind)).toEqual(["schema"]);
    expect(first.cursors.has(`refusals/${SCOPE}`)).toBe(false);
    place.workspace.fault = () => undefined;
    expect(actors(await place.pull(first))).toEqual([ANNA]);
  });
});

describe("the catalogue", () => {
  const denied = { Activity_s: "AccessDenied", ContentId_g: CONTENT_ID, UserId_s: RAUL, LogId_g: "1" };
  const labelled = (name: string): FakeRow["cells"] => ({
    ...{ Activity_s: "NewLabel", ContentId_g: CONTENT_ID, UserId_s: ANNA, LabelName_s: "Secret" },
    ObjectId_s: `C:\\Users\\anna\\${name}`,
  });

  it("is filled once, and then told only what is new", async () => {
    const table = aipTable();
    table.rows = [
      { arrived: "2026-09-01T08:00:00Z", cells: labelled("Merger.pptx") },
      { arrived: "2026-07-01T08:00:00Z", cells: labelled("Older than ninety days.pptx") },
      { arrived: "2026-11-20T08:00:00Z", cells: denied },
    ];
    const place = new PulledWorkspace(table, { table: "aip" });
    const first = await place.pull();
    const fact = { contentId: CONTENT_ID, asOf: "2026-09-01T08:00:00Z", origin: "workspace", label: "Secret" };
    expect(first.facts).toEqual([{ ...fact, name: "Merger.pptx" }]);
    expect(first.ignored).toEqual({ catalogue: 1 });
    expect([...first.cursors.keys()].filter((part) => part.startsWith("catalogue-fill/"))).toEqual([]);

    place.clock.advance(3_600_000);
    place.workspace.queries.length = 0;
    table.rows = [...table.rows, { arrived: "2026-11-21T06:30:00Z", cells: labelled("Merger 2.pptx") }];
    expect((await place.pull(first)).facts.map(({ name }) => name)).toEqual(["Merger 2.pptx"]);
    const asked = place.workspace.queries.filter(({ kind }) => kind === "catalogue");
    expect(asked.map(({ length }) => length)).toEqual([3_600_000]);
  });

  it("is filled on from where a process was killed", async () => {
    const table = aipTable();
    const days = [...Array(80).keys()].map((i) => Date.parse("2026-11-20T08:00:00Z") - i * 86_400_000);
    table.rows = days.map((ms) => ({ arrived: new Date(ms).toISOString(), cells: labelled(`${ms}.docx`) }));
    const place = new PulledWorkspace(table, { table: "aip" });
    const names = new Set<string | undefined>();
    let before = await place.pull(undefined, 4);
    for (let runs = 0; runs < 20; runs += 1) {
      for (const { name } of before.facts) names.add(name);
      before = await place.pull(before, 2);
    }
    expect(names.size).toBe(80);
  });
});

describe("another since", () => {
  const rows = [
    refusal(ANNA, "2026-11-17T12:00:00.123Z"),
    // Uploaded late: it arrived while the later since stood there, and was held against it.
    refusal(JANA, "2026-11-20T12:00:00.456Z", { happened: "2026-11-18T12:00:00Z" }),
    refusal(RAUL, "2026-11-20T13:00:00.789Z"),
  ];
  const pull = (since: string, before?: Parameters<PulledWorkspace["pull"]>[0], most?: number) =>
    new PulledWorkspace(trackingTable(rows), { since }).pull(before, most);

  it("that is earlier has all read again from there, also if the process is killed meanwhile", async () => {
    const first = await pull("2026-11-20");
    expect(actors(first)).toEqual([RAUL]);
    const killed = await pull("2026-11-17", first, 1);
    expect(actors(killed)).toEqual([]);
    const again = await pull("2026-11-17", killed);
    expect(actors(again)).toEqual([ANNA, JANA, RAUL]);
    expect(actors(await pull("2026-11-17", again))).toEqual([]);
  });

  it("that is later has nothing read again, until an earlier one follows", async () => {
    const first = await pull("2026-11-17");
    const later = await pull("24h", first);
    expect(actors(later)).toEqual([]);
    expect(actors(await pull("5d", later))).toEqual([ANNA, JANA, RAUL]);
  });
});

it("is another table's beginning when the source is pointed elsewhere", async () => {
  const rows = [refusal(ANNA, "2026-11-20T12:00:00Z")];
  const first = await new PulledWorkspace(trackingTable(rows), {}).pull();
  const elsewhere = new PulledWorkspace(trackingTable(rows), { tableName: "Copy_CL" });
  expect(actors(await elsewhere.pull(first))).toEqual([ANNA]);
});
