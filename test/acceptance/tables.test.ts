/**
 * The same refusals through every table: each Log Analytics table alone gives the same set of (document, reader, second), and all of them
 * beside the usage logs give exactly the usage logs' events, once each.
 */
import { afterEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import { type CloudInstallation, createCloudInstallation, tableSource } from "../support/cloud-installation.ts";
import { emulateTenant } from "../support/emulate-tenant.ts";
import { expectedRefusals, expectedTableRefusals } from "../support/tenant/expectations.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import type { TableShape } from "../support/tenant/tables.ts";
import { createTenant, type Tenant } from "../support/tenant/tenant.ts";

const TABLES = ["aip", "mparr-usage", "mparr-tracking"] as const;

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function emulate(tenant: Tenant, shape: TableShape = {}): Promise<Emulator> {
  const { emulator, close } = await emulateTenant(tenant, shape);
  undo.push(close);
  return emulator;
}

function install(emulator: Emulator, config: Readonly<Record<string, unknown>>): CloudInstallation {
  const place = createCloudInstallation(emulator, {
    notifiers: {},
    notices: { backlogAge: "365d" },
    ...config,
  });
  undo.push(() => place.remove());
  return place;
}

interface Run {
  readonly sources: { readonly [name: string]: { readonly complete: boolean; readonly rejected: number } };
}

const keyOf = (contentId: unknown, actor: unknown, second: unknown): string =>
  `${contentId} ${String(actor).toLowerCase()} ${second}`;

function keys(place: CloudInstallation): readonly string[] {
  return place.lines().map(({ contentId, actor, occurredAt }) => keyOf(contentId, actor, occurredAt));
}

const SINCE = { since: "2026-11-01", catalogueSince: "365d" };

describe("a tenant's refusals", () => {
  const tenant = createTenant({ seed: 51, from: "2026-11-02", refusals: 160, owners: 25, successes: 90, others: 20 });
  const expected = new Set(
    expectedTableRefusals(tenant).map(({ contentId, actor, second }) => keyOf(contentId, actor, second)),
  );

  it.each(TABLES)("are the same set through %s alone, and nothing is new the second time", async (table) => {
    const emulator = await emulate(tenant);
    const place = install(emulator, { sources: { workspace: tableSource(emulator, table, SINCE) } });

    const first = await place.json<Run>("run", "--once");

    expect(first.sources["workspace"]).toMatchObject({ complete: true, rejected: 0 });
    expect(new Set(keys(place))).toEqual(expected);
    // A table without ids of its own shows attempts of one second as one.
    if (table !== "aip") expect(keys(place)).toHaveLength(expected.size);
    const again = await place.json<{ sources: { workspace: { new: number } } }>("run", "--once");
    expect(again.sources.workspace.new).toBe(0);
  });

  it("are the usage logs' events, one each, through all tables and the usage logs together", async () => {
    const emulator = await emulate(tenant);
    const sources = Object.fromEntries(TABLES.map((table) => [table, tableSource(emulator, table, SINCE)]));
    const usageLogs = { type: "rms-log", path: "logs/*" };
    const together = [
      { "usage-logs": usageLogs, ...sources },
      { ...sources, "usage-logs": usageLogs },
    ];
    const logsAlone = install(emulator, { sources: { "usage-logs": usageLogs } });
    writeRmsLogs(tenant, logsAlone.logs);
    await logsAlone.json("run", "--once");
    const ids = logsAlone.lines().map(({ id }) => String(id));
    expect(ids).toHaveLength([...expectedRefusals(tenant)].length);

    for (const order of together) {
      const place = install(emulator, { sources: order });
      writeRmsLogs(tenant, place.logs);
      await place.json("run", "--once");
      expect(
        place
          .lines()
          .map(({ id }) => String(id))
          .sort(),
      ).toEqual([...ids].sort());
    }
  });
});

describe("a workspace of another kind", () => {
  const tenant = createTenant({ seed: 52, from: "2026-11-02", refusals: 80, owners: 12, successes: 30, others: 8 });
  const expected = new Set(
    expectedTableRefusals(tenant).map(({ contentId, actor, second }) => keyOf(contentId, actor, second)),
  );

  it.each<[string, TableShape]>([
    [
      "that lacks every column a refusal can do without",
      {
        without: [
          ...["IPv4_s", "ProtectionTime_t", "TemplateId_g", "ApplicationName_s", "ProcessName_s", "LabelName_s"],
          ...["ObjectId_s", "MachineName_s", "Operation_s", "template_id_g", "date_published_s", "c_info_s", "c_ip_s"],
          ...["issuer_s", "RequesterLocation_IP_s", "RequesterDisplayName_s", "Rights_s", "RequesterType_s"],
        ],
      },
    ],
    [
      "with columns of other types and suffixes, in another order",
      {
        columns: "shuffled",
        types: { Successful_b: "string", RequestTime_t: "string", ProtectionTime_t: "string", content_id_g: "guid" },
        renamed: { ContentId_g: "ContentId_s", template_id_g: "template_id_s" },
      },
    ],
    [
      "with more columns and nulls where nobody said anything",
      {
        extra: [
          { name: "RequesterLocation_Country_s", type: "string" },
          { name: "IsHiddenInfo_b", type: "bool" },
          { name: "Custom_s", type: "dynamic" },
        ],
        nulls: { IPv4_s: 0.5, c_ip_s: 0.5, TemplateId_g: 1, issuer_s: 0.7, ProtectionTime_t: 0.3 },
      },
    ],
    ["whose rows come two days late", { twoDaysLate: 0.3 }],
  ])("%s tells the same refusals through each table", async (_kind, shape) => {
    const emulator = await emulate(tenant, shape);
    for (const table of TABLES) {
      const place = install(emulator, { sources: { workspace: tableSource(emulator, table, SINCE) } });
      const { sources } = await place.json<Run>("run", "--once");
      expect([table, sources["workspace"]?.complete]).toEqual([table, true]);
      expect(new Set(keys(place))).toEqual(expected);
    }
  });

  it.each([
    ["aip", "Activity_s"],
    ["aip", "ContentId_g"],
    ["mparr-usage", "result_s"],
    ["mparr-tracking", "Successful_b"],
  ])("is trouble that is named, not an empty success, where %s lacks %s", async (table, column) => {
    const emulator = await emulate(tenant, { without: [column] });
    const place = install(emulator, { sources: { workspace: tableSource(emulator, table, SINCE) } });

    const { code, stdout } = await place.run("run", "--once", "--json");

    const run = JSON.parse(stdout) as Run & { troubles: readonly { reason: string; advice: string }[] };
    expect(code).toBe(3);
    expect(run.sources["workspace"]?.complete).toBe(false);
    expect(run.troubles.map(({ advice }) => advice).join()).toContain(column.replace(/_[a-z]$/, ""));
  });
});
