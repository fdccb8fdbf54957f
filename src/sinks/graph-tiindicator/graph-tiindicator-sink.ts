import { type TiRules, tiIndicator } from "../../indicator/ti-indicator.ts";
import type { Clock } from "../../runtime/clock.ts";
import { type AttemptLimit, limitAttempt } from "../attempt-limit.ts";
import { type SearchEnd, Searches } from "../search.ts";
import type { BatchResult, Sink, SinkBatch, SinkPort } from "../sink.ts";
import type { TiService } from "./ti-service.ts";
import { type BatchItem, uploadBatch } from "./upload-batch.ts";

/** How the indicator of an event of a batch is made. */
export type RulesOf = (ipAddress: string | undefined) => TiRules;

/** What a sink is made of. */
export interface SinkParts {
  /** What to do once the service is gone, for people. */
  readonly advice: string;
  readonly rulesOf: RulesOf;
  readonly service: TiService;
  readonly clock: Clock;
  /** How long one call may take. */
  readonly attemptMs?: number;
}

/** Makes the sink. Its batches go one after another; what ends one for a reason that all have in common is not asked for the others. */
export function createGraphTiIndicatorSink({ advice, rulesOf, service, clock, attemptMs }: SinkParts): Sink {
  const searches = new Searches();

  async function sendBatch(batch: SinkBatch, port: SinkPort, limit: AttemptLimit): Promise<SearchEnd> {
    const sentAt = clock.now();
    const items = itemsOf(batch, (ipAddress) => ({ ...rulesOf(ipAddress), sentAt }));
    const seqs = items.map(({ seq }) => seq);
    const search = searches.of(batch.deliveryId, seqs);
    const end = await uploadBatch(items, { service, port, limit, search, advice, isRepeat: batch.isRepeat });
    searches.settle(batch.deliveryId, end.result);
    return end;
  }

  return {
    async send(batches, port, signal) {
      const limit = limitAttempt(signal, attemptMs);
      const results: BatchResult[] = [];
      let forAll: BatchResult | null = null;
      for (const batch of batches) {
        if (forAll === null) {
          const { result, isForAll }: SearchEnd = await sendBatch(batch, port, limit);
          results.push(result);
          if (isForAll) forAll = result;
        } else results.push(forAll);
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
