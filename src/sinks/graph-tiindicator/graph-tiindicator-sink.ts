import { type TiRules, tiIndicator } from "../../indicator/ti-indicator.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Logger } from "../../runtime/logger.ts";
import type { BatchResult, Sink, SinkBatch, SinkPort } from "../sink.ts";
import { SERVICE_RETIRED } from "./retirement.ts";
import type { TiService } from "./ti-service.ts";
import { type BatchItem, uploadBatch, type Verdicts } from "./upload-batch.ts";

/** How the indicator of an event of a batch is made. */
export type RulesOf = (ipAddress: string | undefined) => TiRules;

/** What a sink is made of. */
export interface SinkParts {
  readonly name: string;
  /** What to do once the service is gone, for people. */
  readonly advice: string;
  readonly rulesOf: RulesOf;
  readonly service: TiService;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long one call may take; less than delivery allows it, so that what was learnt is still told. */
  readonly attemptMs?: number;
}

const ATTEMPT_MS = 18_000;
/** A service that is gone is asked again so often, in case it was not. */
const ASKED_AGAIN_MS = 3_600_000;

/** More than can be between two tries. */
const MOST_DELIVERIES = 1_000;

/** Makes the sink. It remembers, for its life, that the service is gone, and says so once. */
export function createGraphTiIndicatorSink(parts: SinkParts): Sink {
  const { name, advice, rulesOf, service, clock, logger, attemptMs = ATTEMPT_MS } = parts;
  let gone: { readonly since: number; readonly result: BatchResult } | null = null;
  let isTold = false;
  /** By delivery, until it is settled. Memory only: a new process looks again. */
  const verdicts = new Map<string, Verdicts>();

  function verdictsOf(deliveryId: string): Verdicts {
    const known = verdicts.get(deliveryId) ?? new Map();
    verdicts.set(deliveryId, known);
    const [oldest] = verdicts.keys();
    if (verdicts.size > MOST_DELIVERIES && oldest !== undefined) verdicts.delete(oldest);
    return known;
  }

  function rememberGone(result: BatchResult): void {
    gone = { since: clock.now(), result };
    if (isTold) return;
    isTold = true;
    logger.error({ channel: name, reason: SERVICE_RETIRED, advice }, "sink.service-retired");
  }

  async function sendBatch(
    batch: SinkBatch,
    port: SinkPort,
    signal: AbortSignal,
  ): Promise<{ readonly result: BatchResult; readonly isForAll: boolean }> {
    if (batch.events.length === 0) return { result: { status: "delivered" }, isForAll: false };
    if (gone !== null && clock.now() - gone.since < ASKED_AGAIN_MS) return { result: gone.result, isForAll: true };
    const sentAt = clock.now();
    const items = itemsOf(batch, (ipAddress) => ({ ...rulesOf(ipAddress), sentAt }));
    const known = verdictsOf(batch.deliveryId);
    const sent = await uploadBatch(items, { service, port, signal, isRepeat: batch.isRepeat, verdicts: known });
    if (sent.result.status !== "retry") verdicts.delete(batch.deliveryId);
    if (sent.result.status !== "rejected" || sent.result.reason !== SERVICE_RETIRED) return sent;
    const result = { ...sent.result, advice };
    rememberGone(result);
    return { result, isForAll: true };
  }

  return {
    async send(batches, port, signal) {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]);
      const results: BatchResult[] = [];
      let forAll: BatchResult | null = null;
      for (const batch of batches) {
        if (limit.aborted) forAll = { status: "retry", reason: signal.aborted ? "stopped" : "timed-out" };
        if (forAll !== null) {
          results.push(forAll);
          continue;
        }
        const { result, isForAll } = await sendBatch(batch, port, limit);
        const told = named(result, signal, limit);
        results.push(told);
        if (isForAll) forAll = told;
      }
      return results;
    },
    async close() {},
  };
}

/** The indicators of a batch. */
export function itemsOf({ events, documents, isTest }: SinkBatch, rulesOf: RulesOf): readonly BatchItem[] {
  return events.map(({ seq, event }) => {
    const document = event.contentId === undefined ? undefined : documents.get(event.contentId);
    return { seq, indicator: tiIndicator(event, document, { ...rulesOf(event.ipAddress), isTest: isTest === true }) };
  });
}

/** What ended because the time was over is called so; `stopped` is what was told to stop. */
function named(result: BatchResult, signal: AbortSignal, limit: AbortSignal): BatchResult {
  if (!limit.aborted || result.status !== "retry" || result.reason !== "aborted") return result;
  return { status: "retry", reason: signal.aborted ? "stopped" : "timed-out" };
}
