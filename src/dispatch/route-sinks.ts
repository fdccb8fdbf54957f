import type { DeniedEvent } from "../event/denied-event.ts";
import type { Logger } from "../runtime/logger.ts";

/** What dispatch knows of a sink. */
export interface SinkRoute {
  /** The most events one batch may hold. */
  readonly batchSize: number;
  /** Why nothing of this event is sent to it, or null to send it. */
  readonly skips: (event: DeniedEvent) => string | null;
}

/** The sinks' routes by their configured names. */
export interface SinkRoutes {
  readonly [sink: string]: SinkRoute;
}

/** What each sink is told of an event: null to send it, else the reason for sending nothing. */
export function routeSinks(
  event: DeniedEvent,
  routes: SinkRoutes,
  logger: Logger,
): { readonly [sink: string]: string | null } {
  return Object.fromEntries(
    Object.entries(routes).map(([sink, { skips }]) => [sink, routeSink(event, sink, skips, logger)]),
  );
}

/** A sink that breaks over an event stops nothing else and gets the event: what is sent too much can be seen, what is lost cannot. */
function routeSink(event: DeniedEvent, sink: string, skips: SinkRoute["skips"], logger: Logger): string | null {
  try {
    return skips(event);
  } catch (error) {
    logger.error({ sink, error: error instanceof Error ? error.name : typeof error }, "sink.threw");
    return null;
  }
}
