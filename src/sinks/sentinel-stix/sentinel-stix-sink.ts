/**
 * Uploads batches. The service knows an object by its id and takes a version of it once, so that a batch may be sent as often as it takes.
 * One bad object stops no other: what the service refuses as a whole is sent in halves until the bad one is alone.
 */
import { createAddressJudge } from "../../indicator/address.ts";
import type { StixIndicator } from "../../indicator/stix.ts";
import type { Microsoft } from "../../microsoft/microsoft.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { BatchResult, Sink, SinkBatch, SinkPort } from "../sink.ts";
import type { SentinelStixConfig } from "./config.ts";
import { createUpload, type Retry, type Upload } from "./upload-api.ts";
import { indicatorsOf } from "./upload-body.ts";
import { Verdicts } from "./verdicts.ts";

/** Requests under way at a time. */
const CONCURRENT = 4;

const STOPPED: Retry = { status: "retry", reason: "stopped" };

/** A sink that uploads to one workspace. */
export function createSentinelStixSink(config: SentinelStixConfig, microsoft: Microsoft, clock: Clock): Sink {
  const judge = createAddressJudge(config.addresses);
  const upload = createUpload(config, microsoft, clock);
  const verdicts = new Verdicts();
  return {
    async send(batches, port, signal) {
      const results: BatchResult[] = [];
      for (let first = 0; first < batches.length; first += CONCURRENT) {
        const some = batches.slice(first, first + CONCURRENT);
        const tasks = some.map((batch) =>
          sendBatch(batch, indicatorsOf(batch, config, judge), { upload, verdicts, port, signal }),
        );
        results.push(...(await Promise.all(tasks)));
      }
      return results;
    },
    close: async () => undefined,
  };
}

interface Work {
  readonly upload: Upload;
  readonly verdicts: Verdicts;
  readonly port: SinkPort;
  readonly signal: AbortSignal;
}

async function sendBatch({ events }: SinkBatch, objects: readonly StixIndicator[], work: Work): Promise<BatchResult> {
  const { verdicts, port, signal } = work;
  let hasSlot = true;
  for (let [group] = verdicts.undecided(objects); group !== undefined; [group] = verdicts.undecided(objects)) {
    if (signal.aborted) return STOPPED;
    // The first request has the batch's own slot.
    const wait = hasSlot ? null : await port.takeSlot();
    if (wait !== null) return { status: "retry", reason: "no-free-slot", retryAfterMs: wait };
    hasSlot = false;
    const retry = await ask(group, work);
    if (retry !== null) return retry;
  }
  const items = objects.flatMap((object, i) => {
    const verdict = verdicts.get(object);
    const seq = events[i]?.seq;
    return verdict?.taken === false && seq !== undefined ? [{ seq, reason: verdict.reason }] : [];
  });
  verdicts.forget(objects);
  return { status: "delivered", ...(items.length === 0 ? {} : { items }) };
}

/** One request. Null if it brought the search on: a verdict at least, or a group divided. */
async function ask(group: readonly StixIndicator[], { upload, verdicts, signal }: Work): Promise<Retry | null> {
  const outcome = await upload(group, signal);
  if (outcome.kind === "later") return outcome.retry;
  if (outcome.kind === "refused") {
    const [only, ...more] = group;
    if (only === undefined || more.length > 0) verdicts.divide(group);
    else verdicts.decide(only, { taken: false, reason: outcome.reason });
    return null;
  }
  for (const [i, object] of group.entries()) {
    const reason = outcome.refused.get(i);
    if (reason !== undefined) verdicts.decide(object, { taken: false, reason });
    else if (outcome.areOthersTaken) verdicts.decide(object, { taken: true });
  }
  return null;
}
