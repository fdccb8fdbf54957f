import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { expectedRefusals, expectedTableRefusals } from "./expectations.ts";
import { labelledCopies } from "./labelled-copies.ts";
import { writeRmsLogs } from "./rms-logs.ts";
import { queryAnswer, type TableCell, type TenantTable } from "./table-cells.ts";
import { type TableShape, tenantTables } from "./tables.ts";
import { createTenant, type Tenant } from "./tenant.ts";

const SEEDS = [1, 2, 35, 4_711];
const TABLES = ["InformationProtectionLogs_CL", "RMSData_CL", "RMSDataDetails_CL"] as const;
const DAY_MS = 86_400_000;

interface Record {
  readonly [column: string]: TableCell;
}

describe.each(SEEDS)("the tables of tenant %i", (seed) => {
  const tenant = createTenant({ seed, refusals: 400, owners: 20 });

  it("tell the same refusals as each other, as the usage logs and as the truth: one set of content id, actor and second", () => {
    const truth = expectedTableRefusals(tenant).map(({ contentId, actor, second }) =>
      [contentId, actor, second].join(" "),
    );
    const expected = [...truth].sort();
    expect(expected.length).toBeGreaterThan(300);
    expect(new Set(expected).size).toBe(expected.length);
    expect(usageLogRefusals(tenant)).toEqual(expected);
    for (const name of TABLES) expect(refusalsOf(name, records(tenant, name))).toEqual(expected);
  });

  it("tell by the AIP table's ids as many attempts of one second as the usage logs' ids do", () => {
    const ids = new Map<string, Set<TableCell>>();
    for (const row of records(tenant, "InformationProtectionLogs_CL")) {
      for (const key of refusalsOf("InformationProtectionLogs_CL", [row]))
        ids.set(key, (ids.get(key) ?? new Set()).add(row["LogId_g"]!));
    }
    const attempts = [...ids].flatMap(([key, all]) =>
      [...all].filter((id) => id !== "" || all.size === 1).map(() => key),
    );
    const truth = [...expectedRefusals(tenant)].filter(({ contentId }) => contentId !== "");
    expect(attempts.sort()).toEqual(
      truth.map(({ contentId, actor, occurredAt }) => [contentId, actor.toLowerCase(), occurredAt].join(" ")).sort(),
    );
    expect(attempts.length).toBeGreaterThan(ids.size);
  });

  it("tell them whatever the order of rows and columns, and however late", () => {
    const shapes: TableShape[] = [{ rows: "exact" }, { columns: "shuffled", duplicates: 0.4 }, { twoDaysLate: 0.3 }];
    for (const name of TABLES) {
      const usual = refusalsOf(name, records(tenant, name));
      for (const shape of shapes) expect(refusalsOf(name, records(tenant, name, shape))).toEqual(usual);
    }
  });
});

describe("tenantTables", () => {
  const tenant = createTenant({ seed: 9, refusals: 600, owners: 30 });

  it("is the same at every asking, and no cell is of another kind than its column", () => {
    const tables = tenantTables(tenant);
    expect(tables.map(({ name }) => name)).toEqual(TABLES);
    expect(tables.map(({ columns }) => columns.length)).toEqual([85, 13, 10]);
    expect(tenantTables(tenant)).toEqual(tables);
    for (const { columns, rows } of tables)
      for (const { cells } of rows)
        for (const [i, { type }] of columns.entries()) expect(isOfType(cells[i], type)).toBe(true);
  });

  it("writes the query API's answer of one table, as one would read it", () => {
    const [table] = tenantTables(tenant) as [TenantTable];
    const rows = table.rows.map(({ cells }) => cells);
    const answer = { tables: [{ name: "PrimaryResult", columns: table.columns, rows }] };
    expect(JSON.parse(queryAnswer(table))).toEqual(answer);
    expect(queryAnswer(table).split("\n").length).toBeGreaterThan(rows.length);
  });

  it("repeats rows as wholes, so that an id of the AIP table stands for one attempt, and the other tables have none", () => {
    const rows = records(tenant, "InformationProtectionLogs_CL");
    const ids = new Map<TableCell, Set<string>>();
    for (const row of rows)
      if (row["LogId_g"] !== "")
        ids.set(row["LogId_g"]!, (ids.get(row["LogId_g"]!) ?? new Set()).add(JSON.stringify(row)));
    expect([...ids.values()].every(({ size }) => size === 1)).toBe(true);
    expect(ids.size).toBeLessThan(rows.length);
    const attempts = [...tenant.attempts()].filter(({ isRefusal, rowId }) => isRefusal && rowId !== "");
    const denied = new Set(rows.filter(isDenied).map((row) => row["LogId_g"]));
    for (const { contentId, rowId } of attempts) expect(denied.has(rowId)).toBe(contentId !== "");
  });

  it("keeps what each source does not know out of its table", () => {
    const aip = records(tenant, "InformationProtectionLogs_CL");
    for (const row of aip.filter(({ Operation_s }) => Operation_s === "AcquireLicense"))
      expect([row["ObjectId_s"], row["LabelName_s"], row["MachineName_s"]]).toEqual(["", "", ""]);
    expect(aip.some(({ IPv4_s }) => String(IPv4_s).includes(":"))).toBe(false);
    const ids = TABLES.flatMap((name) =>
      records(tenant, name).map((row) => row["ContentId_g"] ?? row["content_id_g"] ?? ""),
    );
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const results = (name: (typeof TABLES)[number], column: string): Set<unknown> =>
      new Set(records(tenant, name).map((row) => row[column]));
    expect(results("RMSData_CL", "result_s")).toContain("'InternalServerError'");
    expect([...results("InformationProtectionLogs_CL", "Activity_s")].sort()).toEqual([
      "Access",
      "AccessDenied",
      "DowngradeLabel",
      "NewLabel",
      "UpgradeLabel",
    ]);
  });

  it("shows MPARR's rows a day after they happened, and the AIP table's within the hour", () => {
    for (const row of records(tenant, "RMSData_CL", { rows: "exact" }))
      expect(timeOf(row["TimeGenerated"]) - Date.parse(`${row["date_s"]}T${row["time_s"]}Z`)).toBe(DAY_MS);
    for (const row of records(tenant, "RMSDataDetails_CL", { rows: "exact" }))
      expect(timeOf(row["TimeGenerated"]) - timeOf(row["RequestTime_t"])).toBe(DAY_MS);
    for (const table of tenantTables(tenant)) {
      const at = table.columns.findIndex(({ name }) => name === "TimeGenerated");
      for (const { cells, ingestedAt } of table.rows) {
        expect(ingestedAt - timeOf(cells[at])).toBeGreaterThan(0);
        expect(ingestedAt - timeOf(cells[at])).toBeLessThan(3_600_000);
      }
    }
  });
});

describe("labels and names", () => {
  const tenant = createTenant({ seed: 12, refusals: 600, owners: 40 });
  const rows = records(tenant, "InformationProtectionLogs_CL", { rows: "exact" });
  const refused = new Set(rows.filter(isDenied).map((row) => row["ContentId_g"]));

  it("come from other rows of the same content id: some documents have several, some one, some none", () => {
    const paths = new Map<TableCell, Set<TableCell>>([...refused].map((id) => [id!, new Set()]));
    for (const row of rows) if (row["ObjectId_s"] !== "") paths.get(row["ContentId_g"]!)?.add(row["ObjectId_s"]!);
    const counts = [...paths.values()].map(({ size }) => size);
    expect(counts).toEqual(expect.arrayContaining([0, 1, 2]));
  });

  it("are true: the newest label is the document's, and every path ends in its name", () => {
    const documents = new Map(tenant.documents.map((document) => [document.contentId, document]));
    const newest = new Map<string, string>();
    for (const { document, label, objectId } of [...labelledCopies(tenant)].sort((a, b) => a.at - b.at)) {
      newest.set(document.contentId, label);
      const name = objectId.startsWith("https:") ? decodeURIComponent(objectId.replace("?web=1", "")) : objectId;
      expect(name.endsWith(document.trueName)).toBe(true);
    }
    for (const [contentId, label] of newest) expect(documents.get(contentId)?.label).toBe(label);
    expect(newest.size).toBeLessThan(documents.size);
  });

  it("are canaries where owners must not see them", () => {
    const canaries = createTenant({ seed: 12, refusals: 200, canaries: true });
    const labelled = records(canaries, "InformationProtectionLogs_CL").filter(({ ObjectId_s }) => ObjectId_s !== "");
    expect(labelled.length).toBeGreaterThan(10);
    for (const { ObjectId_s, MachineName_s } of labelled)
      expect(`${ObjectId_s} ${MachineName_s}`).toMatch(/^\\\\canary-host-.*\\canary-folder-.*canary-machine-/s);
  });
});

describe("tables of another shape", () => {
  const tenant = createTenant({ seed: 21, refusals: 300 });

  it("lack columns, have others, and call them otherwise", () => {
    const [, usage] = tenantTables(tenant, {
      without: ["issuer_s"],
      extra: [
        { name: "_ResourceId", type: "string" },
        { name: "Flag_b", type: "bool" },
      ],
      renamed: { content_id_g: "content_id_s" },
    }) as [TenantTable, TenantTable];
    const names = usage.columns.map(({ name }) => name);
    expect(names).toHaveLength(14);
    expect(names).toEqual(expect.arrayContaining(["content_id_s", "_ResourceId", "Flag_b"]));
    expect(names).not.toContain("issuer_s");
    expect(names).not.toContain("content_id_g");
    const [first] = recordsOf(usage);
    expect([first!["content_id_s"] === "", first!["_ResourceId"], first!["Flag_b"]]).toEqual([false, "", null]);
  });

  it("hold null in as many cells as was asked for", () => {
    const rows = records(tenant, "RMSDataDetails_CL", { nulls: { Successful_b: 0.3, RequesterEmail_s: 1 } });
    const share = rows.filter(({ Successful_b }) => Successful_b === null).length / rows.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
    expect(rows.every(({ RequesterEmail_s }) => RequesterEmail_s === null)).toBe(true);
  });

  it("write values in another type", () => {
    const types = {
      Successful_b: "string",
      RequestTime_t: "string",
      ContentId_g: "guid",
      Issuer_s: "dynamic",
    } as const;
    const table = tenantTables(tenant, { types })[2]!;
    expect(table.columns.filter(({ name }) => name in types).map(({ name, type }) => [name, type])).toEqual([
      ["ContentId_g", "guid"],
      ["Issuer_s", "dynamic"],
      ["RequestTime_t", "string"],
      ["Successful_b", "string"],
    ]);
    const rows = recordsOf(table);
    expect(new Set(rows.map((row) => row["Successful_b"]))).toEqual(new Set(["True", "False"]));
    for (const row of rows) expect(JSON.parse(String(row["Issuer_s"]))).toBeTypeOf("string");
  });

  it("show some rows two days later, MPARR's with a time as late", () => {
    const lateRows = (name: string, shape: TableShape): number[] => {
      const table = tenantTables(tenant, { rows: "exact", ...shape }).find((one) => one.name === name)!;
      return table.rows.map(({ ingestedAt }) => ingestedAt);
    };
    for (const name of TABLES) {
      const usual = lateRows(name, {});
      const late = lateRows(name, { twoDaysLate: 0.25 }).map((at, i) => at - usual[i]!);
      expect(new Set(late)).toEqual(new Set([0, 2 * DAY_MS]));
    }
    const rows = records(tenant, "RMSData_CL", { twoDaysLate: 0.25 });
    const waits = rows.map((row) => timeOf(row["TimeGenerated"]) - Date.parse(`${row["date_s"]}T${row["time_s"]}Z`));
    expect(new Set(waits)).toEqual(new Set([DAY_MS, 3 * DAY_MS]));
  });
});

function records(tenant: Tenant, name: (typeof TABLES)[number], shape: TableShape = {}): readonly Record[] {
  return recordsOf(tenantTables(tenant, shape).find((table) => table.name === name)!);
}

function recordsOf(table: TenantTable): readonly Record[] {
  return table.rows.map(({ cells }) => Object.fromEntries(table.columns.map(({ name }, i) => [name, cells[i]!])));
}

function isDenied(row: Record): boolean {
  return row["Activity_s"] === "AccessDenied";
}

/** The refusals a table tells, as a reader of its documentation would find them. The service's own requests are nobody's. */
function refusalsOf(name: (typeof TABLES)[number], rows: readonly Record[]): readonly string[] {
  const unquoted = (value: TableCell | undefined): string => String(value).slice(1, -1);
  const keys = rows.flatMap((row) => {
    if (name === "InformationProtectionLogs_CL")
      return isDenied(row) ? [[row["ContentId_g"], row["UserId_s"], row["TimeGenerated"]]] : [];
    if (name === "RMSDataDetails_CL")
      return row["Successful_b"] === false ? [[row["ContentId_g"], row["RequesterEmail_s"], row["RequestTime_t"]]] : [];
    const isRefused = !["'Success'", "'InternalServerError'"].includes(String(row["result_s"]));
    return isRefused ? [[row["content_id_g"], unquoted(row["user_id_s"]), `${row["date_s"]}T${row["time_s"]}Z`]] : [];
  });
  return distinct(keys.map(([id, actor, second]) => [String(id), String(actor), String(second)]));
}

/** The refusals with a content id in a tenant's usage logs, read by the documented positions. */
function usageLogRefusals(tenant: Tenant): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "lockbell-tables-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const lines = writeRmsLogs(tenant, folder).files.flatMap((file) =>
    readFileSync(join(folder, file), "utf8").split("\n"),
  );
  const fields = lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split("\t"));
  const refused = fields.filter(
    ([, , , , , result, , contentId]) =>
      contentId !== "-" && result !== "'Success'" && result !== "'InternalServerError'",
  );
  return distinct(
    refused.map(([date, time, , , user, , , contentId]) => [
      contentId!.slice(1, -1),
      user!.slice(1, -1),
      `${date}T${time}Z`,
    ]),
  );
}

function distinct(keys: readonly (readonly string[])[]): readonly string[] {
  const people = keys.filter(([, actor]) => !/aadrm/i.test(actor!));
  return [...new Set(people.map(([id, actor, second]) => [id, actor!.toLowerCase(), second].join(" ")))].sort();
}

function isOfType(cell: TableCell | undefined, type: string): boolean {
  if (type === "string") return typeof cell === "string";
  if (type === "bool") return cell === null || typeof cell === "boolean";
  return cell === null || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(cell));
}

function timeOf(cell: TableCell | undefined): number {
  return Date.parse(String(cell));
}
