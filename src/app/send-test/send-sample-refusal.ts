import { createHash } from "node:crypto";
import type { NamedComponentConfig } from "../../config/config.ts";
import { bounded } from "../../delivery/bounded.ts";
import { writerLease } from "../../delivery/sink-channel.ts";
import type { DeniedEvent } from "../../event/denied-event.ts";
import { LockbellError } from "../../platform/errors.ts";
import { SINK_REGISTRY } from "../../sinks/registry.ts";
import type { BatchResult, SinkBatch, SinkDefinition } from "../../sinks/sink.ts";
import { withLease } from "../../store/with-lease.ts";
import { loadComponent } from "../load-component.ts";
import type { App } from "../open.ts";
import { sinkSettings } from "../part-settings.ts";
import { sampleEvent } from "../sample-notice.ts";
import type { Trial, TrialOutcome } from "./trial.ts";
import { waitForSlot } from "./wait-for-slot.ts";

/** How long another instance may keep the sink's only writer's place. */
const LEASE_WAIT_MS = 60_000;

/** Sends one made-up refusal, marked as a test, to a sink as it is configured. */
export async function sendSampleRefusal(
  app: App,
  part: NamedComponentConfig,
  { deliveryId, to, signal }: Trial,
): Promise<TrialOutcome & { readonly id: string }> {
  if (to !== undefined)
    throw new LockbellError("USAGE", "--to is for notifiers; this is a sink, which has one target.");
  const definition = await loadComponent(SINK_REGISTRY, part);
  const event = markedEvent(app, deliveryId);
  const send = async (): Promise<TrialOutcome> =>
    (await waitForSlot(app, definition.pacing(part.settings), signal)) ??
    (await handOver(app, part, definition, { deliveryId, event }));
  if (!definition.singleWriter) return { id: event.id, ...(await send()) };
  const { store, clock, identity } = app;
  // The one that delivery takes: a file with two writers would be torn.
  const lease = { store, clock, identity, signal, name: writerLease(part.name), waitMs: LEASE_WAIT_MS };
  const done = await withLease(lease, send);
  const outcome: TrialOutcome =
    done.status === "held" ? { status: "retry", reason: "another-instance-writes" } : done.value;
  return { id: event.id, ...outcome };
}

async function handOver(
  app: App,
  part: NamedComponentConfig,
  definition: SinkDefinition<unknown>,
  { deliveryId, event }: { readonly deliveryId: string; readonly event: DeniedEvent },
): Promise<TrialOutcome> {
  const pacing = definition.pacing(part.settings);
  const port = {
    channelState: () => app.store.channelState(part.name),
    takeSlot: async (): Promise<number | null> => {
      const freeAt = pacing === null ? null : await app.store.takeSlot(pacing, app.clock.now());
      return freeAt === null ? null : Math.max(1, freeAt - app.clock.now());
    },
  };
  const batch: SinkBatch = {
    deliveryId,
    events: [{ seq: 1, event }],
    documents: new Map(),
    isRepeat: false,
    isTest: true,
  };
  const sink = definition.create(part.settings, sinkSettings(app, part));
  try {
    const [result] = await bounded<readonly BatchResult[]>((limit) => sink.send([batch], port, limit), {
      timedOut: [{ status: "retry", reason: "timed-out" }],
      threw: () => [{ status: "retry", reason: "sink-threw" }],
    });
    // Its new state is not kept: the sink finds the record as it finds whatever a process wrote that died before it could say so.
    return outcomeOf(result ?? { status: "retry", reason: "no-result" });
  } finally {
    await sink.close();
  }
}

function outcomeOf(result: BatchResult): TrialOutcome {
  if (result.status !== "delivered") {
    const { status, reason, detail } = result;
    return detail === undefined ? { status, reason } : { status, reason, detail };
  }
  const [refused] = result.items ?? [];
  return refused === undefined ? { status: "delivered" } : { status: "rejected", reason: refused.reason };
}

/**
 * The first refusal of the sample, with the mark in what every target shows of it, whatever else the sink does to mark it. It happens now: a
 * test's indicator holds for some minutes after its refusal, and one that is over already shows nobody anything.
 */
function markedEvent({ config, clock }: App, deliveryId: string): DeniedEvent {
  const event = sampleEvent(clock);
  return {
    ...event,
    id: createHash("sha256").update(`test/${deliveryId}`).digest("hex").slice(0, 32),
    occurredAt: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
    tenantId: config.tenantId,
    documentName: `[TEST] ${event.documentName ?? ""}`.trimEnd(),
    source: "send-test",
    location: "send-test",
    raw: "[TEST] This is a test. It reports nothing that happened.",
  };
}
