/**
 * The sink for those who still have Graph's threat indicators: every refusal has one there, whatever Graph does and wherever a run is killed;
 * and once the service is gone that is said once, and troubles nothing else. By the real command over real TLS.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import type { FaultOrder, Operation } from "../../emulator/faults.ts";
import type { DeliveryList } from "../../src/app/deliveries.ts";
import type { RunSummary } from "../../src/app/run-summary.ts";
import type { CloudInstallation } from "../support/cloud-installation.ts";
import { HEADER, numberedLine } from "../support/log-folder.ts";
import { expectedRefusals } from "../support/tenant/expectations.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { createTenant } from "../support/tenant/tenant.ts";
import { startTimedCloud, type TimedCloud } from "../support/timed-cloud.ts";

/** Longer than any back-off. */
const LONG = 5 * 3_600_000;
/** After so many runs a fault that still stands would be a fault of ours. */
const RUNS = 12;
const SIEM = { siem: { type: "graph-tiindicator" } };
const OPERATIONS: readonly Operation[] = ["ti-indicator.submit", "ti-indicator.list"];

let cloud: TimedCloud;

beforeEach(async () => {
  cloud = await startTimedCloud();
});
afterEach(() => cloud.close());

type Indicator = Readonly<Record<string, unknown>> & { readonly tags: readonly string[] };

const held = (): readonly Indicator[] => cloud.emulator.state.tiIndicators.map(({ values }) => values as Indicator);
const heldIds = () => held().map(({ externalId }) => String(externalId));
const lineIds = (place: CloudInstallation) => place.lines().map(({ id }) => String(id));

function writeRefusals(place: CloudInstallation, count: number): void {
  const lines = Array.from({ length: count }, (_, i) => numberedLine(i + 1));
  writeFileSync(join(place.logs, "rmslog.log"), `${HEADER}${lines.join("\n")}\n`);
}

function removeSink(place: CloudInstallation, name: string): void {
  const file = join(place.dir, "lockbell.yaml");
  const config = parseDocument(readFileSync(file, "utf8"));
  config.deleteIn(["sinks", name]);
  writeFileSync(file, String(config));
}

interface Run {
  readonly code: number | null;
  readonly summary: RunSummary;
}

async function run(place: CloudInstallation): Promise<Run> {
  const { code, stdout, stderr } = await place.run("run", "--once", "--max-wait", "0s", "--json");
  if (stdout === "") throw new Error(stderr);
  return { code, summary: JSON.parse(stdout) as RunSummary };
}

/** Runs until nothing is left to do, a bounded number of times. */
async function settle(place: CloudInstallation): Promise<Run> {
  for (let n = 0; n < RUNS; n += 1) {
    const last = await run(place);
    if (last.summary.sinks["siem"]?.pending === 0) return last;
    cloud.pass(LONG);
  }
  throw new Error(`After ${RUNS} runs something is still open: ${(await place.run("deliveries")).stdout}`);
}

describe("every refusal of a tenant", () => {
  const tenant = createTenant({ seed: 91, refusals: 220, owners: 25, successes: 30 });
  const isUsable = (address: unknown) =>
    typeof address === "string" && !/^(?:10\.|192\.168\.|203\.0\.113\.7$|unknown$)/.test(address);

  it("has one indicator by its fingerprint, with every field as a tag and an address only where one may be", async () => {
    const place = cloud.install({ siem: { type: "graph-tiindicator", addresses: { shared: ["203.0.113.7"] } } });
    writeRmsLogs(tenant, place.logs);

    const { code, summary } = await run(place);

    const lines = place.lines();
    expect(lines).toHaveLength([...expectedRefusals(tenant)].length);
    expect([code, summary.sinks["siem"]?.delivered]).toEqual([0, lines.length]);
    expect(heldIds().toSorted()).toEqual(lineIds(place).toSorted());
    const byId = new Map(held().map((one) => [one["externalId"], one]));
    for (const line of lines) {
      const indicator = byId.get(line["id"]) ?? { tags: [] };
      const { tags } = indicator;
      const told = new Map(tags.map((tag) => [tag.slice(0, tag.indexOf("=")), tag.slice(tag.indexOf("=") + 1)]));
      for (const [name, value] of Object.entries(line)) {
        const text = told.get(name) ?? "";
        const whole = decodeURIComponent(text.replace(/…$/, ""));
        if (text.endsWith("…")) expect(String(value).startsWith(whole)).toBe(true);
        else expect([name, whole]).toEqual([name, String(value)]);
      }
      const { ipAddress } = line;
      const version = String(ipAddress).includes(":") ? 6 : 4;
      const addresses = Object.entries(indicator).filter(([name]) => name.startsWith("network"));
      expect(addresses).toEqual(isUsable(ipAddress) ? [[`networkIPv${version}`, ipAddress]] : []);
      expect(isUsable(ipAddress) || indicator["fileName"] !== undefined).toBe(true);
    }
  });
});

const FAULTS: readonly (readonly [string, readonly FaultOrder[]])[] = [
  ["lost-response", [{ name: "lost-response", times: 2 }]],
  ["throttle", [{ name: "throttle", times: 1, delayMs: 10_000 }]],
  ["gateway-timeout, carried out or not", [{ name: "gateway-timeout", times: 2 }]],
  ["drop", [{ name: "drop", times: 1 }]],
  ["206: some are stored, the others not now", [{ name: "partial", rows: 40, times: 2 }]],
  [
    "all at once",
    (["lost-response", "throttle", "unavailable", "cut-short", "drop", "expire-token"] as const).map((name) => ({
      name,
      oneIn: 3,
      times: 1,
      ...(name === "lost-response" ? {} : { operations: OPERATIONS }),
    })),
  ],
];

describe("whatever Graph does", () => {
  it.each(FAULTS)("%s: each refusal has one indicator in the end, and the books balance", async (_name, faults) => {
    const place = cloud.install(SIEM);
    writeRefusals(place, 250);
    for (const fault of faults) cloud.emulator.state.faults.add({ operations: ["ti-indicator.submit"], ...fault });

    const { code, summary } = await settle(place);

    expect([code, summary.sinks["siem"]]).toEqual([
      0,
      { known: 250, delivered: 250, pending: 0, skipped: {}, dead: 0, unknown: 0 },
    ]);
    expect(heldIds().toSorted()).toEqual(lineIds(place).toSorted());
    expect(cloud.requests("ti-indicator.submit").some(({ fault }) => fault !== null)).toBe(true);
  });

  it("is killed while it submits and started again: each refusal has one indicator", async () => {
    const place = cloud.install(SIEM);
    writeRefusals(place, 450);
    cloud.emulator.state.faults.add({ name: "slow", operations: ["ti-indicator.submit"], times: 3, delayMs: 150 });
    const killed: boolean[] = [];
    for (const nth of [1, 2, 2]) {
      killed.push(await cloud.killAt(place, "ti-indicator.submit", nth));
      cloud.pass(LONG);
    }

    const { code } = await settle(place);

    expect([code, killed[0]]).toEqual([0, true]);
    expect(heldIds().toSorted()).toEqual(lineIds(place).toSorted());
    expect(heldIds()).toHaveLength(450);
  });
});

describe("a service that Microsoft has removed", () => {
  it("leaves nothing behind once its sink was removed and what waited was let go", async () => {
    const place = cloud.install(SIEM);
    writeRefusals(place, 120);
    cloud.emulator.state.settings.tiIndicators = "retired";
    await run(place);
    removeSink(place, "siem");
    expect((await run(place)).code).toBe(3);
    const { deliveries } = await place.json<DeliveryList>("deliveries");
    expect(deliveries.map(({ channel, events }) => [channel, events])).toEqual([
      ["siem", 20],
      ["siem", 100],
    ]);
    await place.run("deliveries", "discard", ...deliveries.map(({ id }) => id));
    expect((await run(place)).code).toBe(0);
  });

  it("is said once with what to use instead, exit 3, and keeps neither owners nor other sinks from hearing", async () => {
    const { workspaceId } = cloud.emulator.state;
    const config = { notifiers: { owners: { type: "file", path: "outbox/" } }, notices: { backlogAge: "365d" } };
    const place = cloud.install({ ...SIEM, sentinel: { type: "sentinel-stix", workspaceId } }, config);
    writeRefusals(place, 550);
    cloud.emulator.state.settings.tiIndicators = "retired";

    const { code, stdout, stderr } = await place.run("run", "--once", "--max-wait", "0s", "--json");

    const { troubles, sinks } = JSON.parse(stdout) as RunSummary;
    expect(code).toBe(3);
    const advice = expect.stringContaining("`sentinel-stix`");
    expect(troubles).toContainEqual({ source: "", part: "siem", reason: "service-retired", advice });
    expect(troubles.filter(({ part, reason }) => part !== "siem" || reason === "service-retired")).toHaveLength(1);
    expect(sinks["siem"]).toMatchObject({ delivered: 0, dead: 0, pending: 550 });
    for (const other of ["all", "sentinel"]) expect(sinks[other]).toMatchObject({ delivered: 550, dead: 0 });
    expect(await place.mails()).toHaveLength(1);
    // Asked once, not for each batch.
    expect(OPERATIONS.flatMap((operation) => cloud.requests(operation))).toHaveLength(1);
    expect(stderr).not.toMatch(/ERROR|"level":50/);
  });

  it("is told to people in plain words, and gets all that waited if it was not removed", async () => {
    const place = cloud.install(SIEM);
    writeRefusals(place, 20);
    cloud.emulator.state.settings.tiIndicators = "retired";
    const { stdout } = await place.run("run", "--once", "--max-wait", "0s");
    expect(stdout.match(/service-retired/g)).toHaveLength(1);
    expect(stdout).toContain("Configure a sink of type `sentinel-stix`");

    cloud.emulator.state.settings.tiIndicators = "available";
    cloud.pass(LONG);
    expect((await run(place)).code).toBe(0);
    expect(heldIds().toSorted()).toEqual(lineIds(place).toSorted());
  });
});
