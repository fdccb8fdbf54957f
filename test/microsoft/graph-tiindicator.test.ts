/** The `graph-tiindicator` sink against the emulated Graph, over real HTTP and TLS, with real tokens. */
import { beforeEach, describe, expect, it } from "vitest";
import type { FaultOrder, Operation } from "../../emulator/faults.ts";
import type { DeniedEvent } from "../../src/event/denied-event.ts";
import type { CheckFinding } from "../../src/platform/check-finding.ts";
import { TestPort, testBatch, testEvent } from "../../src/sinks/conformance.ts";
import { graphTiIndicatorConfig } from "../../src/sinks/graph-tiindicator/config.ts";
import { graphTiIndicatorSink } from "../../src/sinks/graph-tiindicator/index.ts";
import type { BatchResult, SinkBatch } from "../../src/sinks/sink.ts";
import { useEmulatedMicrosoft } from "../support/use-emulated-microsoft.ts";

const PERMISSION = "ThreatIndicators.ReadWrite.OwnedBy";
const DEFENDER = { targetProduct: "Microsoft Defender ATP" };
const { signal } = new AbortController();

const cloud = useEmulatedMicrosoft();

beforeEach(() => {
  const { application, emulator } = cloud;
  application.roles.graph = [PERMISSION];
  emulator.state.tiIndicators.length = 0;
  emulator.state.settings.tiIndicators = "available";
});

const configOf = (keys: object = {}) => graphTiIndicatorConfig.parse({ type: "graph-tiindicator", ...keys });
const settingsOf = () => ({ name: "siem", ...cloud.settings });

/** Sends a batch as delivery does, each try by a process of its own, until it is settled. */
async function deliver(batch: SinkBatch, keys: object = {}): Promise<BatchResult> {
  for (let tries = 0; tries < 20; tries += 1) {
    const sink = graphTiIndicatorSink.create(configOf(keys), settingsOf());
    const [result] = await sink.send([{ ...batch, isRepeat: tries > 0 }], new TestPort(), signal);
    if (result !== undefined && result.status !== "retry") return result;
    cloud.pass(60_000);
  }
  throw new Error("It was never settled.");
}

const held = () => cloud.emulator.state.tiIndicators.map(({ values }) => values);
const heldIds = () => held().map(({ externalId }) => externalId);
const idsOf = ({ events }: SinkBatch) => events.map(({ event }) => event.id);

function batchOf(...events: readonly DeniedEvent[]): SinkBatch {
  return { ...testBatch("b-1", 1, 0), events: events.map((event, seq) => ({ seq, event })) };
}

describe("an indicator", () => {
  it("arrives as it was previewed", async () => {
    const batch = testBatch("b-1", 1, 3);
    expect(await deliver(batch)).toEqual({ status: "delivered" });
    const { value } = JSON.parse(graphTiIndicatorSink.preview(configOf(), batch).content);
    expect(held().map((values, i) => ({ ...values, expirationDateTime: value[i].expirationDateTime }))).toMatchObject(
      value,
    );
  });

  it.each<[string, object, Partial<DeniedEvent>, string, string]>([
    ["an IPv4 address for Sentinel", {}, {}, "networkIPv4", "192.0.2.17"],
    ["an IPv6 address for Sentinel", {}, { ipAddress: "2001:DB8:0::7" }, "networkIPv6", "2001:db8::7"],
    ["an IPv4 address for Defender", DEFENDER, {}, "networkDestinationIPv4", "192.0.2.17"],
    ["an IPv6 address for Defender", DEFENDER, { ipAddress: "2001:db8::7" }, "networkDestinationIPv6", "2001:db8::7"],
    ["a document alone", {}, { ipAddress: "10.1.2.3", documentName: "Plan.docx" }, "fileName", "Plan.docx"],
    ["a content id alone", {}, { ipAddress: "", documentName: "" }, "fileName", testEvent(1).contentId ?? ""],
  ])("of %s is taken", async (_what, keys, fields, property, value) => {
    expect(await deliver(batchOf({ ...testEvent(1), ...fields }), keys)).toEqual({ status: "delivered" });
    expect(held()).toEqual([expect.objectContaining({ [property]: value })]);
  });

  it("is taken, whatever its texts hold and however late it is", async () => {
    const hostile = "\u202e';--\u0000<b>\ud800\r\n\"".repeat(500);
    const fields = { documentName: hostile, documentPath: hostile, actor: hostile, label: hostile, raw: hostile };
    const event = { ...testEvent(1), ...fields, occurredAt: "2019-11-18T00:02:52Z" };
    expect(await deliver(batchOf(event))).toEqual({ status: "delivered" });
    expect(Date.parse(String(held()[0]?.["expirationDateTime"]))).toBeGreaterThan(cloud.settings.clock.now());
  });

  it("of a test is marked", async () => {
    await deliver({ ...testBatch("b-1", 1, 1), isTest: true });
    expect(held()).toEqual([expect.objectContaining({ description: expect.stringMatching(/^\[TEST\]/) })]);
  });
});

describe("what requests meet", () => {
  const names: readonly FaultOrder["name"][] = [
    ...(["throttle", "lost-response", "drop", "unavailable", "gateway-timeout", "cut-short", "expire-token"] as const),
  ];
  const operations: readonly Operation[] = ["ti-indicator.submit", "ti-indicator.list"];

  it.each(names)("%s makes no second copy and loses nothing", async (name) => {
    for (const operation of operations) {
      cloud.emulator.state.faults.clear();
      cloud.emulator.state.tiIndicators.length = 0;
      cloud.emulator.state.faults.add({ name, operations: [operation], times: 2 });
      // So that there is something to look for, what is submitted is answered by silence first.
      if (operation === "ti-indicator.list")
        cloud.emulator.state.faults.add({ name: "lost-response", operations: ["ti-indicator.submit"], times: 1 });
      const batch = testBatch("b-1", 1, 100);
      expect(await deliver(batch)).toEqual({ status: "delivered" });
      expect(heldIds()).toEqual(idsOf(batch));
    }
  });

  it("all at once makes no second copy and loses nothing", async () => {
    for (const name of names) cloud.emulator.state.faults.add({ name, operations, oneIn: 20 });
    const batches = [1, 2, 3].map((n) => testBatch(`b-${n}`, n * 100, 60));
    for (const batch of batches) expect(await deliver(batch)).toEqual({ status: "delivered" });
    expect(heldIds()).toEqual(batches.flatMap(idsOf));
  });

  it("a provider that stores some only is asked again for the others, and only for them", async () => {
    cloud.emulator.state.faults.add({ name: "partial", operations: ["ti-indicator.submit"], rows: 33, times: 2 });
    const batch = testBatch("b-1", 1, 100);
    expect(await deliver(batch)).toEqual({ status: "delivered" });
    expect(heldIds()).toEqual(idsOf(batch));
  });
});

describe("what is refused for good", () => {
  it("one indicator in a hundred is a dead letter, and stops no other", async () => {
    const batch = testBatch("b-1", 1, 100);
    const events = batch.events.map(({ seq, event }) => ({ seq, event: { ...event } }));
    // Defender takes no indicator without an address; dispatch would have skipped it.
    Object.assign(events[41]?.event ?? {}, { ipAddress: "10.1.2.3" });
    expect(await deliver({ ...batch, events }, DEFENDER)).toEqual({
      status: "delivered",
      items: [{ seq: 42, reason: "provider-400" }],
    });
    expect(heldIds()).toEqual(idsOf(batch).filter((id) => id !== testEvent(42).id));
  });
});

describe("a service that is gone", () => {
  it("is waited for, with what to do instead, and gets everything if it was not", async () => {
    cloud.emulator.state.settings.tiIndicators = "retired";
    const batch = testBatch("b-1", 1, 3);
    const sink = graphTiIndicatorSink.create(configOf(), settingsOf());
    expect(await sink.send([batch], new TestPort(), signal)).toMatchObject([
      {
        ...{ status: "retry", reason: "service-retired", detail: "BadRequest", untilMended: true },
        advice: expect.stringContaining("sentinel-stix"),
      },
    ]);
    cloud.emulator.state.settings.tiIndicators = "available";
    expect(await deliver(batch)).toEqual({ status: "delivered" });
  });
});

async function check(): Promise<readonly CheckFinding[]> {
  return Array.fromAsync(graphTiIndicatorSink.check(configOf(), settingsOf(), signal));
}

describe("check", () => {
  const inShort = (findings: readonly CheckFinding[]): readonly string[] =>
    findings.map(({ subject, status }) => `${status}: ${subject}`);

  it("makes nothing, and says that the service is to be removed", async () => {
    expect(inShort(await check())).toEqual([`ok: permission ${PERMISSION}`, "warning: service tiIndicators"]);
    expect(held()).toEqual([]);
  });

  it("names the permission that is missing, and what grants it", async () => {
    cloud.application.roles.graph = ["Mail.Send"];
    const findings = await check();
    expect(inShort(findings)).toEqual([`failed: permission ${PERMISSION}`]);
    expect(findings[0]?.command).toContain(PERMISSION);
  });

  it("says that the service is gone, and what to use instead", async () => {
    cloud.emulator.state.settings.tiIndicators = "retired";
    const findings = await check();
    expect(inShort(findings)).toEqual(["failed: service tiIndicators"]);
    expect(findings[0]?.advice).toContain("sentinel-stix");
  });
});
