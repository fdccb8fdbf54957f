/**
 * The three phases over a real store on a clock of the test's own, with a source, a notifier and a sink that do what the test says.
 * Timelines read: refusals are queued, the clock is moved, a run is made, and mails are looked at as their reader sees them.
 */
import { randomUUID } from "node:crypto";
import { simpleParser } from "mailparser";
import { collect } from "../../src/collect/collect.ts";
import { type DeliverSummary, deliver } from "../../src/delivery/deliver.ts";
import { type DispatchSummary, dispatch } from "../../src/dispatch/dispatch.ts";
import type { Horizon, NoticePolicy } from "../../src/dispatch/policy.ts";
import type { DeniedEvent, UnidentifiedEvent } from "../../src/event/denied-event.ts";
import type { Notifier, OutgoingMessage, Reconciliation, SendResult } from "../../src/notifiers/notifier.ts";
import { createLadder } from "../../src/owners/ladder.ts";
import type { OwnerStep } from "../../src/owners/owner-step.ts";
import { referenceCodes } from "../../src/platform/reference-code.ts";
import { createLogger } from "../../src/runtime/logger.ts";
import type { Sink, SinkBatch } from "../../src/sinks/sink.ts";
import type { Source } from "../../src/sources/source.ts";
import type { Pacing } from "../../src/store/delivery-store.ts";
import { openMemoryStore } from "../../src/store/memory/memory-store.ts";
import type { Store } from "../../src/store/store.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A refusal in few words; the rest is filled in. */
export interface Refusal {
  readonly at: string;
  readonly actor: string;
  readonly owner?: string;
  readonly document?: string;
  readonly contentId?: string;
  readonly label?: string;
  readonly ip?: string;
  readonly outcome?: DeniedEvent["outcome"];
}

/** A mail as its reader sees it. */
export interface ReadMail {
  readonly at: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface PipelineOptions {
  readonly start?: string;
  readonly policy?: Partial<NoticePolicy>;
  readonly steps?: readonly OwnerStep[];
  readonly domains?: readonly string[];
  readonly pacing?: Pacing;
  readonly store?: Store;
  readonly maxRows?: number;
  readonly maxAttempts?: number;
  /** The process it runs in, where there are several. */
  readonly pid?: number;
  /** The clock it shares with others. */
  readonly clock?: FakeClock;
  /** What the sink does not want to be sent. */
  readonly skips?: (event: DeniedEvent) => string | null;
}

export interface RunChoice {
  /** Time until the next scheduled run; absent: `--once`. */
  readonly every?: number;
  readonly maxWaitMs?: number;
}

export interface Pipeline {
  readonly clock: FakeClock;
  readonly store: Store;
  refuse(...refusals: readonly Refusal[]): void;
  run(choice?: RunChoice): Promise<DeliverSummary>;
  /** Mails sent since the last look. */
  mails(): Promise<readonly ReadMail[]>;
  /** Events the sink got, ever. */
  readonly sunk: DeniedEvent[];
  /** What the notifier answers, in order; then `delivered`. `lost` delivers and answers unknown. */
  readonly answers: (SendResult | "lost")[];
  /** What the notifier says when asked; by default the truth. */
  reconciliation: Reconciliation | "truth";
  readonly sinkAnswers: ("retry" | "throw")[];
  /** What the last dispatch said of itself. */
  dispatched: DispatchSummary;
}

const POLICY: NoticePolicy = {
  groupWaitMs: 10 * MINUTE,
  groupIntervalMs: 4 * HOUR,
  repeatIntervalMs: 24 * HOUR,
  maxPerOwnerPerDay: 5,
  backlogAgeMs: 7 * DAY,
  doNotTrack: { addresses: [], domains: [] },
};

export function createPipeline(options: PipelineOptions = {}): Pipeline {
  const clock = options.clock ?? createFakeClock(options.start ?? "2026-11-18T09:00:00Z");
  const identity = { holder: { host: "test", pid: options.pid ?? 1, startedAt: "0" }, isDead: () => false };
  const store = options.store ?? openMemoryStore();
  const policy = { ...POLICY, ...options.policy };
  const queue: UnidentifiedEvent[] = [];
  const sent: { readonly at: number; readonly message: OutgoingMessage }[] = [];
  let looked = 0;
  const pipeline: Pipeline = {
    clock,
    store,
    sunk: [],
    answers: [],
    reconciliation: "truth",
    sinkAnswers: [],
    dispatched: { status: "done", awaiting: [] },
    refuse(...refusals) {
      for (const refusal of refusals) queue.push(toEvent(refusal));
    },
    async run(choice = {}) {
      const signal = new AbortController().signal;
      const shared = { store, clock, logger: createLogger("silent"), identity, signal, leaseWaitMs: 0 };
      await collect("usage-logs", fakeSource(queue), shared);
      const horizon: Horizon =
        choice.every === undefined ? { kind: "once" } : { kind: "until", nextRunAt: clock.now() + choice.every };
      const names = { newId: randomUUID, references: (id: string) => referenceCodes("secret", id) };
      const ladder = createLadder(options.steps ?? [], { domains: options.domains ?? [], signal });
      const sinks = { all: { batchSize: 100, skips: options.skips ?? (() => null) } };
      pipeline.dispatched = await dispatch({ ...shared, ladder, policy, horizon, notifier: "owners", sinks, names });
      const presentation = {
        brandName: "Contoso Security",
        contact: "security@contoso.com",
        language: "en",
        timeZone: "UTC",
        documentNameInSubject: true,
        test: false,
      };
      const render = {
        presentation,
        from: { name: "Contoso Security", address: "document-protection@contoso.com" },
        replyTo: null,
        domains: options.domains ?? [],
        maxRows: options.maxRows ?? 50,
        repeatIntervalMs: policy.repeatIntervalMs,
        backlogAgeMs: policy.backlogAgeMs,
        toleranceMs: choice.every ?? 0,
        messageId: (id: string) => `<${id}@contoso.com>`,
      };
      return deliver(
        { name: "owners", notifier: fakeNotifier(pipeline, sent, clock), pacing: options.pacing ?? null, render },
        [{ name: "all", sink: fakeSink(pipeline), singleWriter: true, pacing: null }],
        {
          ...shared,
          random: () => 0,
          maxAttempts: options.maxAttempts ?? 20,
          waitUntil: clock.now() + (choice.maxWaitMs ?? 0),
        },
      );
    },
    async mails() {
      const news = sent.slice(looked);
      looked = sent.length;
      return Promise.all(
        news.map(async ({ at, message }) => {
          const parsed = await simpleParser(Buffer.from(message.mime));
          return {
            at,
            to: message.recipient,
            subject: parsed.subject ?? "",
            text: (parsed.text ?? "").replaceAll(/[\u2066-\u2069]/g, ""),
          };
        }),
      );
    },
  };
  return pipeline;
}

let rows = 0;

function toEvent(refusal: Refusal): UnidentifiedEvent {
  rows += 1;
  const { contentId = contentIdOf(refusal.document ?? "") } = refusal;
  return {
    occurredAt: refusal.at,
    tenantId: "",
    contentId,
    ...(refusal.document === undefined ? {} : { documentName: refusal.document }),
    ...(refusal.label === undefined ? {} : { label: refusal.label }),
    ...(refusal.ip === undefined ? {} : { ipAddress: refusal.ip }),
    owner: refusal.owner ?? "adele.vance@contoso.com",
    actor: refusal.actor,
    outcome: refusal.outcome ?? "refused",
    result: "AccessDenied",
    resultKnown: true,
    request: "AcquireLicense",
    rowId: `00000000-0000-4000-8000-${rows.toString(16).padStart(12, "0")}`,
    source: "usage-logs",
    location: `test.log:${rows}`,
    raw: `line ${rows}`,
  };
}

/** A content id of a document that goes by its name alone. */
function contentIdOf(name: string): string {
  const hex = Buffer.from(name.padEnd(16, "-").slice(0, 16)).toString("hex").slice(0, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function fakeSource(queue: UnidentifiedEvent[]): Source {
  return {
    async *pull() {
      const events = queue.splice(0);
      const denied = events.map((event) => (event.rowId === undefined ? { event } : { event, nativeId: event.rowId }));
      if (events.length > 0)
        yield { page: { read: events.length, denied, ignored: {}, rejected: [], facts: [], cursors: [] } };
    },
  };
}

function fakeNotifier(
  pipeline: Pipeline,
  sent: { at: number; message: OutgoingMessage }[],
  clock: FakeClock,
): Notifier {
  return {
    async send(message) {
      const answer = pipeline.answers.shift() ?? { status: "delivered" };
      if (answer === "lost" || answer.status === "delivered") sent.push({ at: clock.now(), message });
      return answer === "lost" ? { status: "unknown", reason: "connection-lost" } : answer;
    },
    async reconcile(message) {
      if (pipeline.reconciliation !== "truth") return pipeline.reconciliation;
      const arrived = sent.some(({ message: other }) => other.deliveryId === message.deliveryId);
      return { status: arrived ? "delivered" : "not-delivered" };
    },
    async close() {},
  };
}

function fakeSink(pipeline: Pipeline): Sink {
  return {
    async send(batches: readonly SinkBatch[]) {
      const answer = pipeline.sinkAnswers.shift();
      if (answer === "throw") throw new Error("broken");
      if (answer === "retry") return batches.map(() => ({ status: "retry", reason: "busy" }));
      pipeline.sunk.push(...batches.flatMap(({ events }) => events.map(({ event }) => event)));
      return batches.map(() => ({ status: "delivered" }));
    },
    async close() {},
  };
}
