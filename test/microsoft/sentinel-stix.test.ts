/** The `sentinel-stix` sink against the emulated upload API, over real HTTP and TLS, with real tokens; what it uploaded is asked for with KQL. */
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import type { FaultOrder } from "../../emulator/faults.ts";
import { EXTENSION_ID } from "../../src/indicator/stix.ts";
import { parseObject } from "../../src/platform/parse-object.ts";
import { TestPort, testBatch, testEvent } from "../../src/sinks/conformance.ts";
import { sentinelStixConfig } from "../../src/sinks/sentinel-stix/config.ts";
import { sentinelStixSink } from "../../src/sinks/sentinel-stix/index.ts";
import type { BatchResult, Sink, SinkBatch } from "../../src/sinks/sink.ts";
import { useEmulatedMicrosoft } from "../support/use-emulated-microsoft.ts";

const INDICATORS = "ThreatIntelIndicators";
const README = new URL("../../src/sinks/sentinel-stix/README.md", import.meta.url);
const LATEST = `${INDICATORS} | summarize arg_max(TimeGenerated, *) by Id | where IsDeleted == false`;
const { signal } = new AbortController();

const cloud = useEmulatedMicrosoft();

beforeEach(() => {
  const { application, emulator } = cloud;
  application.workspaceRoles.splice(0, 9, "Log Analytics Reader", "Microsoft Sentinel Contributor");
  emulator.state.settings.uploadErrors = "errorMessages";
  emulator.state.uploads.clear();
  const { tables } = emulator.state;
  for (const [i, table] of tables.entries()) if (table.name === INDICATORS) tables[i] = { ...table, rows: [] };
});

const parse = (keys: Readonly<Record<string, unknown>> = {}) =>
  sentinelStixConfig.parse({ type: "sentinel-stix", workspaceId: cloud.emulator.state.workspaceId, ...keys });
const settings = () => ({ name: "sentinel", ...cloud.settings });
/** Every process is a new sink. */
const start = (keys?: Readonly<Record<string, unknown>>): Sink => sentinelStixSink.create(parse(keys), settings());
const send = (sink: Sink, ...batches: readonly SinkBatch[]): Promise<readonly BatchResult[]> =>
  sink.send(batches, new TestPort(), signal);

function befall(fault: FaultOrder): void {
  cloud.emulator.state.faults.add({ operations: ["sentinel.upload"], ...fault });
}

/** The rows of a query, by column. */
async function query(kql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const outcome = await cloud.settings.microsoft.request({
    api: "log-analytics",
    method: "POST",
    path: `/workspaces/${cloud.emulator.state.workspaceId}/query`,
    // The service answers the same question from memory for a while.
    headers: { "content-type": "application/json", "cache-control": "no-cache" },
    body: JSON.stringify({ query: kql }),
    signal,
    timeoutMs: 20_000,
  });
  // A workspace without any data says so.
  if (outcome.kind === "answer" && outcome.status === 204) return [];
  if (outcome.kind !== "answer" || outcome.status !== 200)
    throw new Error(`The query failed: ${JSON.stringify(outcome)}`);
  const { tables } = parseObject(outcome.text) as {
    readonly tables: readonly {
      readonly columns: readonly { readonly name: string }[];
      readonly rows: readonly (readonly unknown[])[];
    }[];
  };
  const [{ columns = [], rows = [] } = {}] = tables;
  return rows.map((cells) => Object.fromEntries(columns.map(({ name }, i) => [name, cells[i]])));
}

const versions = async (): Promise<unknown> => (await query(`${INDICATORS} | count`))[0]?.["Count"] ?? 0;

describe("what was uploaded", () => {
  it("is what an analyst finds: each field of the event by its name", async () => {
    expect(await send(start(), testBatch("b-1", 1, 3))).toEqual([{ status: "delivered" }]);
    const rows = await query(
      `${LATEST} | extend p = Data.extensions["${EXTENSION_ID}"].properties | project Id, ObservableKey, ObservableValue, Confidence, Tags, p`,
    );
    expect(rows).toHaveLength(3);
    const events = rows.map(({ p }) => (typeof p === "string" ? parseObject(p) : (p as object)));
    for (const n of [1, 2, 3]) expect(events).toContainEqual({ ...testEvent(n), resultKnown: "true", cause: "unsaid" });
    for (const row of rows) {
      expect(row).toMatchObject({ ObservableKey: "ipv4-addr:value", ObservableValue: "192.0.2.17", Confidence: 10 });
      expect(row["Tags"]).toContain("actor=tomas.rossi@fabrikam.com");
    }
  });

  it("answers the query of the README", async () => {
    await send(start(), testBatch("b-1", 1, 2));
    const [, kql = ""] = /```kql\n([^`]+)```/.exec(readFileSync(README, "utf8")) ?? [];
    const rows = await query(kql);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({
      Actor: "tomas.rossi@fabrikam.com",
      ObservableKey: "ipv4-addr:value",
      Cause: "unsaid",
    });
  });

  it("rings for the account where the address is one of ours", async () => {
    await send(start({ addresses: { corporate: ["192.0.2.0/24"] } }), testBatch("b-1", 1, 1));
    expect(await query(`${LATEST} | project ObservableKey, ObservableValue`)).toEqual([
      { ObservableKey: "user-account:account_login", ObservableValue: "tomas.rossi@fabrikam.com" },
    ]);
  });

  it("becomes a new version when more is known, and only then", async () => {
    const batch = testBatch("b-1", 1, 1);
    await send(start(), batch);
    await send(start(), { ...batch, isRepeat: true });
    expect(await versions()).toBe(1);
    cloud.pass(1_000);
    const contentId = testEvent(1).contentId ?? "";
    const label = { value: "Public", asOf: "2026-11-01T00:00:00Z", origin: "workspace" };
    await send(start(), { ...batch, documents: new Map([[contentId, { contentId, label }]]), isRepeat: true });
    expect(await versions()).toBe(2);
    const rows = await query(LATEST);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.["Tags"]).toContain("knownLabel=Public");
  });
});

describe("a fault", () => {
  it.each<[FaultOrder, string]>([
    [{ name: "throttle", delayMs: 7_000 }, "throttled"],
    [{ name: "lost-response" }, "connection-lost"],
    [{ name: "drop" }, "connection-lost"],
    [{ name: "unavailable" }, "unavailable"],
    [{ name: "gateway-timeout" }, "gateway-timed-out"],
    [{ name: "gone" }, "workspace-not-found"],
  ])("%j is named, and nothing is lost or there twice after it", async (fault, reason) => {
    befall({ ...fault, times: 1 });
    const [first, second] = await send(start(), testBatch("b-1", 1, 2), testBatch("b-2", 3, 2));
    const failed = [first, second].filter((result) => result?.status === "retry");
    expect(failed).toMatchObject([
      fault.name === "gateway-timeout" ? { status: "retry" } : { status: "retry", reason },
    ]);
    expect(await send(start(), testBatch("b-1", 1, 2), testBatch("b-2", 3, 2))).toMatchObject([
      { status: "delivered" },
      { status: "delivered" },
    ]);
    expect(await versions()).toBe(4);
  });

  it("that refuses some objects leaves the others there", async () => {
    for (const form of ["errorMessages", "validationErrorMessages"] as const) {
      cloud.emulator.state.settings.uploadErrors = form;
      befall({ name: "partial", times: 1 });
      const [result] = await send(start(), testBatch("b-1", 1, 100));
      expect(result).toEqual({ status: "delivered", items: [{ seq: 100, reason: "object-refused" }] });
    }
    expect(await versions()).toBe(99);
  });

  it("that refuses all of them ends each by itself", async () => {
    befall({ name: "partial", times: 1, rows: 0 });
    const [result] = await send(start(), testBatch("b-1", 1, 2));
    expect(result).toMatchObject({ status: "delivered", items: [{ seq: 1 }, { seq: 2 }] });
  });

  it("of the token is met with a new one", async () => {
    const sink = start();
    await send(sink, testBatch("b-1", 1, 1));
    befall({ name: "expire-token", times: 1 });
    expect(await send(sink, testBatch("b-2", 2, 1))).toEqual([{ status: "delivered" }]);
  });

  it("of our own, too many requests, is waited for as long as the service says", async () => {
    const sink = start();
    const batches = Array.from({ length: 101 }, (_, i) => testBatch(`b-${i}`, i + 1, 1));
    const results = await send(sink, ...batches);
    const throttled = results.filter((result) => result.status === "retry");
    expect(throttled).toHaveLength(1);
    expect(throttled[0]).toMatchObject({ reason: "throttled" });
    const wait = throttled[0]?.status === "retry" ? (throttled[0].retryAfterMs ?? 0) : 0;
    expect(wait).toBeGreaterThan(50_000);
    expect(wait).toBeLessThanOrEqual(60_000);
  });
});

describe("check", () => {
  const check = (keys?: Readonly<Record<string, unknown>>) =>
    Array.fromAsync(sentinelStixSink.check(parse(keys), settings(), signal));

  it("is content with the role, and uploads nothing", async () => {
    expect(await check()).toMatchObject([{ subject: "role Microsoft Sentinel Contributor", status: "ok" }]);
    expect(await versions()).toBe(0);
  });

  it("names the role that is missing, and what grants it", async () => {
    cloud.application.workspaceRoles.splice(0, 9, "Log Analytics Reader");
    const [finding] = await check();
    expect(finding).toMatchObject({ subject: "role Microsoft Sentinel Contributor", status: "failed" });
    expect(finding?.command).toContain("'Microsoft Sentinel Contributor'");
    expect(await send(start(), testBatch("b-1", 1, 1))).toMatchObject([
      { status: "retry", reason: "permission-missing" },
    ]);
  });

  it.each([
    ["another workspace", { workspaceId: "00000000-1111-2222-3333-444444444444" }],
    ["another path", { uploadPath: "threat-intelligence:import" }],
  ])("says that there is no such place: %s", async (_what, keys) => {
    expect(await check(keys)).toMatchObject([{ subject: "workspace", status: "failed" }]);
    expect(await send(start(keys), testBatch("b-1", 1, 1))).toMatchObject([
      { status: "retry", reason: "workspace-not-found" },
    ]);
  });
});
