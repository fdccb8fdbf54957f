/** The `log-analytics` source against the emulated query API, over real HTTP and TLS, with real tokens and running KQL. */
import { beforeEach, describe, expect, it } from "vitest";
import type { FaultOrder } from "../../emulator/faults.ts";
import type { CheckFinding } from "../../src/platform/check-finding.ts";
import { cursorsAfter } from "../../src/sources/conformance.ts";
import { logAnalyticsConfig } from "../../src/sources/log-analytics/config.ts";
import { logAnalyticsSource } from "../../src/sources/log-analytics/index.ts";
import type { SourcePage, SourceTrouble } from "../../src/sources/source.ts";
import { expectedTableRefusals } from "../support/tenant/expectations.ts";
import { type TableShape, tenantTables } from "../support/tenant/tables.ts";
import { createTenant, type Tenant } from "../support/tenant/tenant.ts";
import { useEmulatedMicrosoft } from "../support/use-emulated-microsoft.ts";

const DAY = 86_400_000;
const KINDS = ["aip", "mparr-usage", "mparr-tracking"] as const;
const USUAL = {
  aip: "InformationProtectionLogs_CL",
  "mparr-usage": "RMSData_CL",
  "mparr-tracking": "RMSDataDetails_CL",
};

/** A tenant whose three days ended a day and more ago, so that MPARR has uploaded them. */
const from = new Date(Date.now() - 6 * DAY).toISOString().slice(0, 10);
const tenant = createTenant({ seed: 71, refusals: 150, owners: 20, successes: 90, others: 20, from });

const cloud = useEmulatedMicrosoft();

beforeEach(() => {
  const { application } = cloud;
  application.workspaceRoles.splice(0, application.workspaceRoles.length, "Log Analytics Reader");
  application.roles.logAnalytics.splice(0, application.roles.logAnalytics.length, "Data.Read");
  fill({});
});

/** Puts the tenant's tables, in this shape, in the place of what is there. */
function fill(shape: TableShape, of: Tenant = tenant): void {
  const tables = tenantTables(of, shape);
  cloud.emulator.state.tables.splice(0, cloud.emulator.state.tables.length, ...tables);
}

function parts(config: Readonly<Record<string, unknown>>) {
  const all = {
    workspaceId: cloud.emulator.state.workspaceId,
    since: from,
    catalogueSince: "400d",
    settle: "0s",
    ...config,
  };
  const settings = { name: "workspace", tenantId: "", ...cloud.settings };
  return { config: logAnalyticsConfig.parse(all), settings };
}

interface Pulled {
  readonly keys: ReadonlySet<string>;
  readonly pages: readonly SourcePage[];
  readonly troubles: readonly SourceTrouble[];
  readonly cursors: ReadonlyMap<string, string>;
}

async function pull(
  given: Readonly<Record<string, unknown>>,
  before: ReadonlyMap<string, string> = new Map(),
): Promise<Pulled> {
  const { config, settings } = parts(given);
  const { signal } = new AbortController();
  const items = await Array.fromAsync(logAnalyticsSource.create(config, settings).pull({ cursors: before, signal }));
  const pages = items.flatMap((item) => ("page" in item ? [item.page] : []));
  const events = pages.flatMap(({ denied }) => denied.map(({ event }) => event));
  return {
    keys: new Set(events.map((event) => keyOf(event.contentId, event.actor, event.occurredAt))),
    pages,
    troubles: items.flatMap((item) => ("trouble" in item ? [item.trouble] : [])),
    cursors: cursorsAfter(pages, before),
  };
}

const keyOf = (contentId: unknown, actor: string, second: string): string =>
  `${contentId} ${actor.toLowerCase()} ${second}`;

function keysOf(of: Tenant): ReadonlySet<string> {
  return new Set(expectedTableRefusals(of).map(({ contentId, actor, second }) => keyOf(contentId, actor, second)));
}

const expected = keysOf(tenant);

describe("the refusals of a tenant", () => {
  it.each(KINDS)("are all of them, and nothing else, through %s", async (table) => {
    const first = await pull({ table });
    expect([first.troubles, first.keys]).toEqual([[], expected]);
    expect(first.pages.flatMap(({ rejected }) => rejected)).toEqual([]);
    const again = await pull({ table }, first.cursors);
    expect([again.troubles, again.keys.size]).toEqual([[], 0]);
  });

  it("are the same through a query of one's own", async () => {
    const query = `where Activity_s == "AccessDenied"
      | project OccurredAt = TimeGenerated, Actor = UserId_s, ContentId = ContentId_g, NativeId = LogId_g, LockbellArrived // mine`;
    const own = await pull({ table: "custom", from: USUAL.aip, query });
    expect([own.troubles, own.keys]).toEqual([[], expected]);
  });

  it.each<[string, TableShape]>([
    [
      "names in columns of other types",
      { types: { Successful_b: "string", RequestTime_t: "string", content_id_g: "guid", ContentId_g: "dynamic" } },
    ],
    [
      "dynamic everywhere",
      {
        types: {
          user_id_s: "dynamic",
          result_s: "dynamic",
          Activity_s: "dynamic",
          UserId_s: "dynamic",
          RequesterEmail_s: "dynamic",
          Successful_b: "dynamic",
          date_s: "dynamic",
        },
      },
    ],
    [
      "other suffixes and another order",
      { renamed: { ContentId_g: "ContentId_s", content_id_g: "content_id_s", time_s: "time" }, columns: "shuffled" },
    ],
    [
      "nulls where text may be missing",
      { nulls: { LogId_g: 0.5, ProtectionOwner_s: 0.5, owner_email_s: 0.5, Issuer_s: 0.5, LabelName_s: 1 } },
    ],
  ])("are the same with %s", async (_, shape) => {
    fill(shape);
    for (const table of KINDS) {
      const { troubles, keys } = await pull({ table });
      expect([table, troubles, keys]).toEqual([table, [], expected]);
    }
  });
});

it.each<[string, TableShape["types"]]>([
  ["text", {}],
  ["a datetime", { time_s: "datetime" }],
])("documents have their names also where the time of day was uploaded as a whole moment: %s", async (_, types) => {
  const facts = async () => (await pull({ table: "mparr-usage" })).pages.flatMap((page) => page.facts);
  fill({ extra: [{ name: "file_name_s", type: "string" }] });
  const usual = await facts();
  for (const [index, table] of cloud.emulator.state.tables.entries()) {
    const [date, time] = ["date_s", "time_s"].map((name) => table.columns.findIndex((column) => column.name === name));
    if (date === undefined || time === undefined || time < 0) continue;
    const columns = table.columns.map((column, at) =>
      at === time ? { ...column, type: types?.["time_s"] ?? "string" } : column,
    );
    const rows = table.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell, at) => (at === time ? `${row.cells[date]}T${cell}Z` : cell)),
    }));
    cloud.emulator.state.tables[index] = { ...table, columns, rows };
  }
  expect([usual.length > 0, await facts()]).toEqual([true, usual]);
});

it("rows that are visible only some time after they arrived are read, thanks to settle", async () => {
  const lateBy = 90_000;
  const [table, ...others] = tenantTables(tenant);
  const { now } = cloud.settings.clock;
  const at = now();
  // They arrive over ten minutes, each in its millisecond, and every second one cannot be seen for a minute and a half.
  const rows = (table?.rows ?? []).map((row, i, all) => {
    const ingestedAt = at + Math.floor((i * 600_000) / all.length);
    return { ...row, ingestedAt, ...(i % 2 === 0 ? { visibleAt: ingestedAt + lateBy } : {}) };
  });
  if (table !== undefined)
    cloud.emulator.state.tables.splice(0, cloud.emulator.state.tables.length, { ...table, rows }, ...others);
  const told = { "0s": new Set<string>(), "2m": new Set<string>() };
  const cursors = new Map<string, ReadonlyMap<string, string>>();
  for (; now() < at + 900_000; cloud.pass(60_000)) {
    for (const settle of ["0s", "2m"] as const) {
      const run = await pull({ table: "aip", settle, lookback: "30d" }, cursors.get(settle));
      for (const key of run.keys) told[settle].add(key);
      cursors.set(settle, run.cursors);
    }
  }
  expect(told["2m"]).toEqual(expected);
  expect(told["0s"].size).toBeLessThan(expected.size);
});

describe("what goes wrong at the service", () => {
  const orders: readonly (readonly [string, readonly FaultOrder[]])[] = [
    ["throttle", [{ name: "throttle", times: 3 }]],
    ["throttle, with Retry-After", [{ name: "throttle", times: 4, delayMs: 7_000 }]],
    ["partial", [{ name: "partial", oneIn: 3, times: 12 }]],
    ["truncate", [{ name: "truncate", rows: 9 }]],
    ["gateway-timeout", [{ name: "gateway-timeout", operations: ["query"], times: 4 }]],
    ["lost-response", [1, 3, 4].map((after) => ({ name: "lost-response", operations: ["query"], after, times: 1 }))],
    ["cut-short", [1, 3, 4].map((after) => ({ name: "cut-short", operations: ["query"], after, times: 1 }))],
    ["expire-token", [{ name: "expire-token", after: 5, times: 1 }]],
    ["expire-token, again and again", [2, 5, 8].map((after) => ({ name: "expire-token", after, times: 1 }))],
    [
      "all at once",
      [
        { name: "truncate", rows: 15 },
        { name: "throttle", oneIn: 6, times: 4 },
        { name: "partial", oneIn: 6, times: 4 },
        { name: "drop", operations: ["query"], oneIn: 8, times: 3 },
      ],
    ],
  ];

  it.each(orders)("%s changes nothing of what is told", async (_, faults) => {
    for (const table of KINDS) {
      cloud.emulator.state.faults.clear();
      for (const order of faults) cloud.emulator.state.faults.add(order);
      const asked = cloud.emulator.state.journal.length;
      const keys = new Set<string>();
      let cursors: ReadonlyMap<string, string> = new Map();
      // What a run could not read the next ones do.
      for (let runs = 0; runs < 3; runs += 1) {
        if (runs === 2) cloud.emulator.state.faults.clear();
        // Windows that are halved are many queries, and the service takes two hundred in half a minute.
        cloud.pass(30_000);
        const run = await pull({ table }, cursors);
        for (const key of run.keys) keys.add(key);
        cursors = run.cursors;
      }
      expect(cloud.emulator.state.journal.slice(asked).some(({ fault }) => fault !== null)).toBe(true);
      expect([table, keys]).toEqual([table, expected]);
      expect([...cursors.keys()].filter((part) => part.startsWith("gap/"))).toEqual([]);
    }
  });
});

describe("check", () => {
  const check = async (config: Readonly<Record<string, unknown>>): Promise<readonly CheckFinding[]> => {
    const given = parts(config);
    return Array.fromAsync(logAnalyticsSource.check(given.config, given.settings, new AbortController().signal));
  };

  it.each(KINDS)("finds refusals in %s", async (table) => {
    const findings = await check({ table });
    expect(findings.filter(({ status }) => status === "failed")).toEqual([]);
    expect(findings.find(({ subject }) => subject === `refusals in ${USUAL[table]}`)?.detail).toMatch(
      /^\d+ arrived since/,
    );
  });

  it("lists the literal nobody listed", async () => {
    const findings = await check({ table: "mparr-usage" });
    expect(findings.at(-1)?.detail).toContain("E_0x8004020D");
  });

  it.each([
    ["permission Data.Read", () => cloud.application.roles.logAnalytics.splice(0)],
    ["role Log Analytics Reader", () => cloud.application.workspaceRoles.splice(0)],
  ])("names %s, and only that, where it is missing", async (subject, remove) => {
    remove();
    expect((await check({ table: "aip" })).map(({ subject: named, status }) => [named, status])).toEqual([
      [subject, "failed"],
    ]);
  });

  it.each([
    ["table Nowhere_CL", { table: "aip", tableName: "Nowhere_CL" }, {}],
    ["columns of RMSDataDetails_CL", { table: "mparr-tracking" }, { without: ["Successful_b"] }],
    ["workspace", { table: "aip", workspaceId: "00000000-0000-0000-0000-000000000001" }, {}],
  ])("says of the %s that something is missing", async (subject, config, shape) => {
    fill(shape);
    expect((await check(config)).map(({ subject: named, status }) => [named, status])).toEqual([[subject, "failed"]]);
  });
});

// The last, since it takes the clock of both sides with it.
it("refusals that arrive two days late are told when they arrive", async () => {
  const { now } = cloud.settings.clock;
  const tomorrow = new Date(now() + DAY).toISOString().slice(0, 10);
  const later = createTenant({ ...tenant.settings, from: tomorrow });
  fill({ twoDaysLate: 0.3 }, later);
  const told = new Map(KINDS.map((table) => [table, new Set<string>()]));
  const cursors = new Map<string, ReadonlyMap<string, string>>();
  const end = Date.parse(tomorrow) + 8 * DAY;
  for (; now() < end; cloud.pass(DAY / 2)) {
    for (const table of KINDS) {
      const run = await pull({ table, since: tomorrow }, cursors.get(table));
      expect(run.troubles).toEqual([]);
      for (const key of run.keys) told.get(table)?.add(key);
      cursors.set(table, run.cursors);
    }
  }
  for (const table of KINDS) expect([table, told.get(table)]).toEqual([table, keysOf(later)]);
});
