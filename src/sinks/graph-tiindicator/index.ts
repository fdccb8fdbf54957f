import { type AddressJudge, createAddressJudge } from "../../indicator/address.ts";
import { whyNoIndicator } from "../../indicator/ti-indicator.ts";
import { safeJson } from "../../platform/json.ts";
import type { SinkDefinition } from "../sink.ts";
import { checkIndicators } from "./check-indicators.ts";
import type { GraphTiIndicatorConfig } from "./config.ts";
import { createGraphTiIndicatorSink, itemsOf, type RulesOf } from "./graph-tiindicator-sink.ts";
import { adviseInstead } from "./retirement.ts";
import { createTiService } from "./ti-service.ts";

/** Source: Graph, "submitTiIndicators" and "throttling limits": of the application in the tenant, whatever it asks there. */
const MOST_AT_ONCE = 100;
const REQUESTS_PER_MINUTE = 1_000;

/** The `graph-tiindicator` sink: an indicator an event through Microsoft Graph beta, as the sample of 2019 did. */
export const graphTiIndicatorSink: SinkDefinition<GraphTiIndicatorConfig> = {
  type: "graph-tiindicator",
  batchSize: () => MOST_AT_ONCE,
  singleWriter: false,
  pacing: () => ({ resource: "graph:ti-indicators", limits: [{ count: REQUESTS_PER_MINUTE, perMs: 60_000 }] }),
  skips: (config, event) => whyNoIndicator(event, rulesFor(config)(event.ipAddress)),
  preview: (config, batch) => {
    const value = itemsOf(batch, rulesFor(config)).map(({ indicator }) => indicator);
    return { extension: "json", content: `${safeJson({ value }, 2)}\n` };
  },
  create: (config, { microsoft, clock }) =>
    createGraphTiIndicatorSink({
      advice: adviseInstead(config.targetProduct),
      rulesOf: rulesFor(config),
      service: createTiService(microsoft, clock),
      clock,
    }),
  check: (config, { microsoft, clock }, signal) =>
    checkIndicators({
      instead: adviseInstead(config.targetProduct),
      microsoft,
      service: createTiService(microsoft, clock),
      signal,
    }),
};

const judges = new WeakMap<GraphTiIndicatorConfig, AddressJudge>();

/** Lists may be long: they are read once for each configuration. */
function rulesFor(config: GraphTiIndicatorConfig): RulesOf {
  const judge = judges.get(config) ?? createAddressJudge(config.addresses);
  judges.set(config, judge);
  const { lifetime, ...rest } = config;
  return (ipAddress) => ({ ...rest, lifetimeMs: lifetime, address: judge(ipAddress) });
}
