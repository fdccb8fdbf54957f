import { createLogger } from "../../../runtime/logger.ts";
import { TestPort } from "../../conformance.ts";
import type { BatchResult, Sink, SinkBatch } from "../../sink.ts";
import { graphTiIndicatorConfig } from "../config.ts";
import { graphTiIndicatorSink } from "../index.ts";
import { FakeIndicators } from "./fake-indicators.ts";

const { signal: GOES_ON } = new AbortController();

/** A sink at a target, as delivery drives it: a batch that was begun before is a repeat. */
export class Stage {
  readonly target = new FakeIndicators();
  readonly #begun = new Set<string>();
  readonly #config: unknown;
  readonly now = Date.parse("2026-11-18T00:10:00Z");

  constructor(config: object = {}) {
    this.#config = { type: "graph-tiindicator", ...config };
  }

  start(): Sink {
    const sink = graphTiIndicatorSink.create(graphTiIndicatorConfig.parse(this.#config), {
      name: "siem",
      baseDir: ".",
      clock: { now: () => this.now, sleep: async () => undefined },
      logger: createLogger("silent"),
      microsoft: this.target,
    });
    return {
      send: (batches, port, signal) => {
        const told = batches.map((batch) => ({ ...batch, isRepeat: this.#begun.has(batch.deliveryId) }));
        for (const { deliveryId } of batches) this.#begun.add(deliveryId);
        return sink.send(told, port, signal);
      },
      close: () => sink.close(),
    };
  }

  async send(sink: Sink, batch: SinkBatch, port = new TestPort()): Promise<BatchResult | undefined> {
    const [result] = await sink.send([batch], port, GOES_ON);
    return result;
  }

  /** How many indicators there are of each event, by the event's number. */
  copies(): readonly number[] {
    return this.target.held.map(({ externalId }) => Number.parseInt(externalId, 16));
  }
}
