import { type AddressJudge, createAddressJudge } from "../../indicator/address.ts";
import { type StixIndicator, stixIndicator } from "../../indicator/stix.ts";
import type { SinkBatch } from "../sink.ts";
import type { SentinelStixConfig } from "./config.ts";

/** What the API is sent. Source: Sentinel's upload API, "Request body". */
export interface UploadBody {
  readonly sourcesystem: string;
  readonly stixobjects: readonly StixIndicator[];
}

/** The indicators of a batch, in the order of its events. */
export function indicatorsOf(
  { events, documents, isTest }: SinkBatch,
  config: SentinelStixConfig,
  judge: AddressJudge = createAddressJudge(config.addresses),
): readonly StixIndicator[] {
  const { confidence, lifetime: lifetimeMs } = config;
  return events.map(({ event }) => {
    const document = event.contentId === undefined ? undefined : documents.get(event.contentId);
    return stixIndicator(event, document, {
      confidence,
      lifetimeMs,
      address: judge(event.ipAddress),
      isTest: isTest === true,
    });
  });
}

/** The body of one upload. */
export function uploadBody(config: SentinelStixConfig, stixobjects: readonly StixIndicator[]): UploadBody {
  return { sourcesystem: config.sourceSystem, stixobjects };
}
