/** A workspace behind Microsoft's side as the sink sees it: keeps objects by id, the newest version of each, and counts what it was asked. */
import type { DeniedEvent } from "../../../event/denied-event.ts";
import { EXTENSION_ID, type StixIndicator } from "../../../indicator/stix.ts";
import type { ApiOutcome, ApiRequest, Microsoft } from "../../../microsoft/microsoft.ts";

export const WORKSPACE = "7e2a5c1f-3b4d-4f60-9a1e-2c3d4e5f6a7b";

/** An answer of the API. */
export function answerOf(status: number, body: unknown = "", headers: readonly (readonly [string, string])[] = []): ApiOutcome {
  return { kind: "answer", status, headers: new Map(headers), text: typeof body === "string" ? body : JSON.stringify(body) };
}

/** How it says which objects it refuses. */
export type RefusalStyle = "page" | "specification" | "whole" | "whole-listed";

/** What it does to the nth request (from 0) instead of the usual: an answer, or the end of the process before or after its work. */
export type Trouble = (n: number, objects: readonly StixIndicator[]) => ApiOutcome | "dies-before" | "dies-after" | "lost-answer" | undefined;

export class FakeSentinel {
  /** In the order of their first arrival. */
  readonly rows = new Map<string, StixIndicator>();
  /** How many versions were stored of all objects together. */
  versions = 0;
  /** The ids of each request's objects. */
  readonly requests: (readonly string[])[] = [];
  readonly asked: ApiRequest[] = [];
  trouble: Trouble = () => undefined;
  /** The property it refuses an object for, or null. */
  refuses: (object: StixIndicator) => string | null = () => null;
  style: RefusalStyle = "page";
  underWay = 0;
  mostUnderWay = 0;

  /** The connection of one process: after it died nothing comes through it. */
  connect(): Microsoft {
    let isDead = false;
    return {
      credentials: "client-secret",
      identify: async () => ({ clientId: null, objectId: null, roles: [] }),
      request: async (request) => {
        if (isDead) throw new Error("The process is dead.");
        this.underWay += 1;
        this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
        await Promise.resolve();
        try {
          const outcome = this.#answer(request);
          if (typeof outcome === "object") return outcome;
          isDead = true;
          throw new Error("The process died.");
        } finally {
          this.underWay -= 1;
        }
      },
      close: async () => undefined,
    };
  }

  #answer(request: ApiRequest): ApiOutcome | "dead" {
    this.asked.push(request);
    const { stixobjects: objects } = JSON.parse(String(request.body)) as { readonly stixobjects: readonly StixIndicator[] };
    const trouble = this.trouble(this.requests.length, objects);
    this.requests.push(objects.map(({ id }) => id));
    if (trouble === "dies-before") return "dead";
    if (typeof trouble === "object") return trouble;
    const outcome = this.#store(objects);
    if (trouble === "dies-after") return "dead";
    return trouble === "lost-answer" ? { kind: "failed", reason: "connection-lost", sent: true } : outcome;
  }

  #store(objects: readonly StixIndicator[]): ApiOutcome {
    if (objects.length === 0 || objects.length > 100) return answerOf(400, { error: { code: "BadRequest", message: "The property 'stixobjects' must hold 1 to 100 objects." } });
    const key = this.style === "specification" ? "validationErrorMessages" : "errorMessages";
    const errors = objects.flatMap((object, recordIndex) => {
      const property = this.refuses(object);
      return property === null
        ? []
        : [{ recordIndex, [key]: [`Error for Property=${property}: Value is wrong. Actual value: ${object.pattern}.`] }];
    });
    if (errors.length > 0 && this.style === "whole") return answerOf(400, { error: { code: "BadRequest", message: "One or more objects are invalid." } });
    if (errors.length > 0 && this.style === "whole-listed") return answerOf(400, { errors });
    const refused = new Set(errors.map(({ recordIndex }) => recordIndex));
    for (const [i, object] of objects.entries()) {
      const before = this.rows.get(object.id);
      if (refused.has(i) || (before !== undefined && before.modified >= object.modified)) continue;
      this.rows.set(object.id, object);
      this.versions += 1;
    }
    return errors.length === 0 ? answerOf(200) : answerOf(200, { errors });
  }

  /** The events the rows hold, as they were. */
  events(): readonly DeniedEvent[] {
    return [...this.rows.values()].map(eventOf);
  }
}

/** The event an indicator was made of, from its extension alone. */
export function eventOf({ extensions }: StixIndicator): DeniedEvent {
  const { cause: _cause, ...fields } = extensions[EXTENSION_ID]?.properties ?? {};
  return { ...fields, resultKnown: fields["resultKnown"] === "true" } as unknown as DeniedEvent;
}
