/**
 * Sentinel's upload API at its worst, with `kill -9` and other instances beside: in the end each refusal has one indicator, the books balance,
 * the service's limits were kept, and what it will not take is named and stops nothing else. By the real command over real TLS.
 */
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FaultOrder } from "../../emulator/faults.ts";
import type { DeliveryList } from "../../src/app/deliveries.ts";
import type { RunSummary } from "../../src/app/run-summary.ts";
import type { SinkBooks } from "../../src/store/operator-store.ts";
import type { CloudInstallation } from "../support/cloud-installation.ts";
import { HEADER, numberedLine } from "../support/log-folder.ts";
import { type StrictUpload, startStrictUpload } from "../support/strict-upload.ts";
import { startTimedCloud, type TimedCloud } from "../support/timed-cloud.ts";

const MINUTE = 60_000;
/** Longer than any back-off. */
const LONG = 5 * 60 * MINUTE;
/** After so many runs a fault that still stands would be a fault of ours. */
const RUNS = 12;
const BAD_READER = "not.wanted@fabrikam.com";

let cloud: TimedCloud;

beforeEach(async () => {
  cloud = await startTimedCloud();
});
afterEach(() => cloud.close());

const sinkOf = (more: Readonly<Record<string, unknown>> = {}) => ({
  sentinel: { type: "sentinel-stix", workspaceId: cloud.emulator.state.workspaceId, ...more },
});

/** Writes so many refusals, each `badEvery`th of them by the reader whom a strict service does not take. */
function writeRefusals(place: CloudInstallation, count: number, badEvery = Number.POSITIVE_INFINITY): void {
  const lines = Array.from({ length: count }, (_, i) =>
    numberedLine(i + 1, i % badEvery === badEvery - 1 ? { "user-id": `'${BAD_READER}'` } : {}),
  );
  writeFileSync(join(place.logs, "rmslog.log"), `${HEADER}${lines.join("\n")}\n`);
}

interface Run {
  readonly code: number | null;
  readonly summary: RunSummary;
  readonly books: SinkBooks;
}

async function run(place: CloudInstallation): Promise<Run> {
  const { code, stdout, stderr } = await place.run("run", "--once", "--max-wait", "0s", "--json");
  if (stdout === "") throw new Error(stderr);
  const summary = JSON.parse(stdout) as RunSummary;
  const books = summary.sinks["sentinel"];
  if (books === undefined) throw new Error("There is no sink called sentinel.");
  return { code, summary, books };
}

/** Runs until nothing is left to do, a bounded number of times. */
async function settle(place: CloudInstallation): Promise<Run> {
  for (let n = 0; n < RUNS; n += 1) {
    const last = await run(place);
    if (last.books.pending === 0) return last;
    cloud.pass(LONG);
  }
  throw new Error(`After ${RUNS} runs something is still open: ${(await place.run("deliveries")).stdout}`);
}

/** The fingerprints the workspace holds, one for each object. */
function uploaded(): readonly string[] {
  return [...cloud.emulator.state.uploads.values()].map(({ object }) => {
    const [extension] = Object.values(object["extensions"] as Readonly<Record<string, { properties: { id: string } }>>);
    return extension?.properties.id ?? "";
  });
}

const versions = () => cloud.emulator.state.tables.find(({ name }) => name === "ThreatIntelIndicators")?.rows.length;
const lineIds = (place: CloudInstallation) => place.lines().map(({ id }) => String(id));

/** One indicator a line of security's file, in one version, and nothing else. */
function expectEachOnce(place: CloudInstallation, count: number): void {
  expect(uploaded().toSorted()).toEqual(lineIds(place).toSorted());
  expect([uploaded().length, versions()]).toEqual([count, count]);
}

const FAULTS: readonly (readonly [string, readonly FaultOrder[]])[] = [
  ["throttle that says when", [{ name: "throttle", times: 2, delayMs: 30_000 }]],
  ["throttle that does not", [{ name: "throttle", times: 2 }]],
  ["unavailable", [{ name: "unavailable", times: 2 }]],
  ["gateway-timeout, carried out or not", [{ name: "gateway-timeout", times: 3 }]],
  ["drop", [{ name: "drop", times: 2 }]],
  ["lost-response", [{ name: "lost-response", times: 3 }]],
  ["cut-short", [{ name: "cut-short", times: 2 }]],
  ["slow", [{ name: "slow", times: 2, delayMs: 200 }]],
  ["expire-token", [{ name: "expire-token", times: 2 }]],
  ["gone for a while", [{ name: "gone", times: 2 }]],
  [
    "all at once",
    (["throttle", "unavailable", "gateway-timeout", "drop", "lost-response", "expire-token"] as const).map((name) => ({
      name,
      oneIn: 3,
      times: 1,
    })),
  ],
];

describe("whatever the upload API does", () => {
  it.each(FAULTS)("%s: each refusal has one indicator in the end, and the books balance", async (_name, faults) => {
    const place = cloud.install(sinkOf());
    writeRefusals(place, 250);
    for (const fault of faults) cloud.emulator.state.faults.add({ operations: ["sentinel.upload"], ...fault });

    const { code, books } = await settle(place);

    expect([code, books]).toEqual([0, { known: 250, delivered: 250, pending: 0, skipped: {}, dead: 0, unknown: 0 }]);
    expectEachOnce(place, 250);
    const faulty = cloud.requests("sentinel.upload").filter(({ fault }) => fault !== null);
    expect(faulty.length).toBeGreaterThan(0);
  });

  it("is killed at any upload and started again: each refusal has one indicator", async () => {
    const place = cloud.install(sinkOf());
    writeRefusals(place, 450);
    cloud.emulator.state.faults.add({
      name: "slow",
      operations: ["sentinel.upload"],
      oneIn: 2,
      times: 6,
      delayMs: 100,
    });
    const killed: boolean[] = [];
    for (const nth of [1, 2, 4]) {
      killed.push(await cloud.killAt(place, "sentinel.upload", nth));
      cloud.pass(LONG);
    }

    const { code, books } = await settle(place);

    expect(killed).toContain(true);
    expect([code, books.delivered]).toEqual([0, 450]);
    expectEachOnce(place, 450);
  });

  it("what it wants waited for is waited for, by a process that was not there when it said so", async () => {
    const place = cloud.install(sinkOf());
    writeRefusals(place, 10);
    cloud.emulator.state.faults.add({
      name: "throttle",
      operations: ["sentinel.upload"],
      times: 1,
      delayMs: 60 * MINUTE,
    });

    const first = await run(place);
    expect([first.code, first.books.pending]).toEqual([3, 10]);
    cloud.pass(30 * MINUTE);
    await run(place);
    expect(cloud.requests("sentinel.upload")).toHaveLength(1);
    cloud.pass(31 * MINUTE);
    expect((await run(place)).books.delivered).toBe(10);
  });
});

describe("two instances at one store", () => {
  it("share the uploads: as many requests as there are batches, none twice", async () => {
    const place = cloud.install(sinkOf());
    writeRefusals(place, 850);
    cloud.emulator.state.faults.add({ name: "slow", operations: ["sentinel.upload"], delayMs: 100 });

    const runs = await Promise.all([run(place), run(place)]);
    const last = await settle(place);

    expect([...runs, last].flatMap(({ summary }) => summary.troubles)).toEqual([]);
    expectEachOnce(place, 850);
    expect(cloud.requests("sentinel.upload").map(({ status }) => status)).toEqual(Array(9).fill(200));
  });
});

describe("an object the service does not take", () => {
  it("is a dead letter with a reason, stops none of the other ninety-nine, and a person sees it", async () => {
    const place = cloud.install(sinkOf());
    writeRefusals(place, 100);
    cloud.emulator.state.faults.add({ name: "partial", operations: ["sentinel.upload"], times: 1 });

    const { code, books } = await run(place);

    expect(code).toBe(3);
    expect(books).toEqual({ known: 100, delivered: 99, pending: 0, skipped: {}, dead: 1, unknown: 0 });
    expect(uploaded()).toHaveLength(99);
    const [bad] = lineIds(place).filter((id) => !uploaded().includes(id));
    expect((await place.run("explain", String(bad))).stdout).toContain("object-refused");
    const { stdout } = await place.run("deliveries");
    expect(stdout).toContain("without 1 refusal not taken (object-refused 1)");
    const { deliveries } = await place.json<DeliveryList>("deliveries", "--state", "dead");
    expect(deliveries.map(({ channel, refused }) => [channel, refused])).toEqual([
      ["sentinel", [{ id: bad, reason: "object-refused" }]],
    ]);
    expect((await place.run("explain", deliveries[0]?.id ?? "")).stdout).toMatch(
      new RegExp(`Not taken +${bad} \\(object-refused\\)`),
    );
  });
});

/** An installation whose uploads go by way of the strict one. */
function install(strict: StrictUpload): CloudInstallation {
  const { url } = cloud.emulator;
  const place = cloud.install(sinkOf(), {
    endpoints: {
      ...{ login: url, graph: url, logAnalytics: url, sentinel: strict.url },
      graphAudience: "https://graph.microsoft.com",
      logAnalyticsAudience: "https://api.loganalytics.io",
      sentinelAudience: "https://management.azure.com",
    },
  });
  appendFileSync(join(place.dir, "ca.pem"), strict.ca);
  return place;
}

describe("a service that refuses whole requests for one bad object", () => {
  let strict: StrictUpload;

  beforeEach(async () => {
    strict = await startStrictUpload(cloud.emulator, (object) => object.includes(BAD_READER));
  });
  afterEach(() => strict.close());

  it("gets all the others, and one dead letter stays", async () => {
    const place = install(strict);
    writeRefusals(place, 100, 100);

    const { code, books } = await run(place);

    expect([code, books.delivered, books.dead]).toEqual([3, 99, 1]);
    expect(uploaded()).toHaveLength(99);
    // Halving finds one among a hundred by two requests a step.
    expect(strict.uploads.length).toBeLessThanOrEqual(15);
    cloud.pass(LONG);
    expect((await run(place)).books).toEqual(books);
    expect(strict.uploads.length).toBeLessThanOrEqual(15);
  });

  it("is asked a hundred times a minute at most, by two instances and over restarts, until all others are there", async () => {
    const place = install(strict);
    writeRefusals(place, 900, 100);

    for (let n = 0; n < RUNS; n += 1) {
      const [one, two] = await Promise.all([run(place), run(place)]);
      if (one.books.pending === 0 && two.books.pending === 0) break;
      cloud.pass(MINUTE / 2);
    }

    const { books } = await run(place);
    expect(books).toEqual({ known: 900, delivered: 891, pending: 0, skipped: {}, dead: 9, unknown: 0 });
    expect(uploaded()).toHaveLength(891);
    expect(versions()).toBe(891);
    expect(Math.max(...strict.uploads.map(({ objects }) => objects))).toBe(100);
    expect(strict.uploads.length).toBeGreaterThan(110);
    expect(mostWithin(MINUTE, strict)).toBeLessThanOrEqual(100);
    expect(cloud.requests("sentinel.upload").filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe("a service that takes nothing, and does not say why", () => {
  it("is asked a few times, refuses no refusal, and has all of them once it is mended and somebody asks", async () => {
    const strict = await startStrictUpload(cloud.emulator, () => true);
    try {
      const place = install(strict);
      writeRefusals(place, 250);

      const { code, books } = await run(place);

      expect([code, books.delivered, books.dead]).toEqual([3, 0, 250]);
      expect(strict.uploads.length).toBeLessThan(30);
      const { deliveries } = await place.json<DeliveryList>("deliveries", "--state", "dead");
      expect(deliveries.map(({ reason, refused }) => [reason, refused])).toEqual(
        Array(3).fill(["request-refused", []]),
      );
      strict.relent();
      await place.run("deliveries", "retry", ...deliveries.map(({ id }) => id));
      expect((await run(place)).code).toBe(0);
      expectEachOnce(place, 250);
    } finally {
      await strict.close();
    }
  });
});

/** The most uploads that began within any such span. */
function mostWithin(span: number, { uploads }: StrictUpload): number {
  return Math.max(...uploads.map(({ at }) => uploads.filter((other) => other.at >= at && other.at < at + span).length));
}
