/**
 * A process to be killed: sends a series of batches as delivery would, several a call, with one small file for a store.
 * `node send-series.ts FILE STORE BATCHES` prints a dot after each call that is settled.
 */
import { existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { systemClock } from "../../../runtime/clock.ts";
import type { DeniedEvent } from "../../../event/denied-event.ts";
import { createNdjsonFileSink } from "../ndjson-file-sink.ts";

const BATCH = 50;
const BATCHES_A_CALL = 4;

const [path = "", store = "", batches = "0"] = process.argv.slice(2);
const sink = createNdjsonFileSink(path, systemClock);
const signal = new AbortController().signal;

interface Stored {
  readonly settled: number;
  readonly state: string | null;
}

function load(): Stored {
  return existsSync(store) ? JSON.parse(readFileSync(store, "utf8")) : { settled: 0, state: null };
}

function keep(stored: Stored): void {
  const file = openSync(`${store}.tmp`, "w");
  writeSync(file, JSON.stringify(stored));
  fsyncSync(file);
  renameSync(`${store}.tmp`, store);
}

function eventOf(n: number): DeniedEvent {
  return {
    id: n.toString(16).padStart(32, "0"),
    occurredAt: "2026-11-18T00:02:52Z",
    tenantId: "",
    actor: "tomas.rossi@fabrikam.com",
    outcome: "refused",
    result: "AccessDenied",
    resultKnown: true,
    request: "AcquireLicense",
    source: "usage-logs",
    location: `rmslog-2026-11-18.log:${n}`,
    raw: "x".repeat(1 + (n % 700)),
  };
}

for (let stored = load(); stored.settled < Number(batches); stored = load()) {
  const numbers = Array.from({ length: BATCHES_A_CALL }, (_, i) => stored.settled + i).filter((n) => n < Number(batches));
  const results = await sink.send(
    numbers.map((n) => ({
      deliveryId: `b-${n}`,
      events: Array.from({ length: BATCH }, (_, i) => ({ seq: n * BATCH + i, event: eventOf(n * BATCH + i) })),
      documents: new Map(),
      isRepeat: false,
    })),
    { channelState: async () => load().state, takeSlot: async () => null },
    signal,
  );
  // One by one: a process may die with half of a call settled.
  for (const result of results) {
    if (result.status !== "delivered") throw new Error(result.reason);
    keep({ settled: load().settled + 1, state: result.channelState ?? null });
  }
  process.stdout.write(".");
}
