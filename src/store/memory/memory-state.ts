/** What the memory store remembers, as plain data: one map or list for each table another store would have. */
import type { DocumentRecord } from "../../catalogue/document.ts";
import type { UnidentifiedEvent } from "../../event/denied-event.ts";
import type { RejectedRecord } from "../collect-store.ts";
import type { DeliveryKind, DeliveryState } from "../delivery-store.ts";
import type { OwnerDecision, Recipient, ResolutionStep } from "../dispatch-store.ts";
import type { Holder } from "../lease.ts";
import type { AttemptRecord, DecisionRecord, OperatorStore, Silence } from "../operator-store.ts";
import type { Installation } from "../store.ts";
import type { Book } from "./memory-book.ts";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A lease; `holder` null: released. */
export interface LeaseRow {
  token: number;
  holder: Holder | null;
  expiresAt: number;
}

/** An event; `event` null: purged. `key` is the fingerprint of n = 1. */
export interface EventRow {
  readonly seq: number;
  readonly id: string;
  readonly key: string;
  readonly n: number;
  readonly occurredAt: number;
  event: UnidentifiedEvent | null;
  purgedAt: number | null;
}

/** A recipient; `recipient` null: purged. */
export interface RecipientRow {
  readonly id: number;
  recipient: Recipient | null;
  silenced: number;
  silenceTold: number;
  last: { readonly at: number; readonly reference: string } | null;
  readonly threads: Map<string, { newestAt: number; previousAt: number | null }>;
}

/** What a notice froze; `content` null: purged. */
export interface Frozen {
  content: Uint8Array | null;
  subject: string | null;
  told: readonly string[];
  notes: readonly string[];
}

/** A notice with its members, or a batch with its range of events. */
export interface DeliveryRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: DeliveryKind;
  channel: string;
  recipientId: number | null;
  readonly reference: string | null;
  state: DeliveryState;
  reason: string | null;
  hold: string | null;
  readonly createdAt: number;
  dueAt: number | null;
  settledAt: number | null;
  oldestAt: number;
  memberCount: number;
  readonly members: Set<number>;
  readonly range: readonly [first: number, last: number] | null;
  attempts: number;
  /** Those of them that were made before a person last retried it. */
  attemptsBefore: number;
  unsettled: boolean;
  token: number;
  claimedAt: number | null;
  lease: { readonly holder: Holder; expiresAt: number } | null;
  silenced: number;
  memory: string | null;
  frozen: Frozen | null;
  readonly attemptRecords: Writable<AttemptRecord>[];
  readonly decisions: Writable<DecisionRecord>[];
}

/** What was decided about an event for its owner. */
export interface OwnerRow {
  recipientId: number | null;
  deliverySeq: number | null;
  thread: string | null;
  decision: OwnerDecision["decision"];
  reason: string;
  detail: string | null;
  trail: readonly ResolutionStep[];
  decidedAt: number;
  /** When and why its owner was first awaited; null if he never was. */
  readonly awaited: { readonly at: number; readonly reason: string } | null;
  holdUntil: number | null;
  releasedAt: number | null;
  outcome: string | null;
  outcomeReason: string | null;
}

/** A sink; up to `mark` every event is accounted for. */
export interface SinkRow {
  readonly name: string;
  readonly since: number;
  mark: number;
  readonly book: Book;
  readonly exceptions: Map<number, { readonly outcome: "skipped" | "dead"; readonly reason: string }>;
}

/** A rejected record with its source and time. */
export interface RejectRow extends RejectedRecord {
  readonly source: string;
  readonly at: number;
}

/** What may be believed until then. */
interface AnswerRow {
  readonly value: string;
  readonly until: number;
}

type LookupRow = Writable<Parameters<OperatorStore["recordLookup"]>[0]>;

/** All of it. Sequence numbers are places in lists, counted from 1. */
export interface MemoryState {
  installation: Installation | null;
  mark: number;
  readonly leases: Map<string, LeaseRow>;
  readonly cursors: Map<string, Map<string, string>>;
  readonly events: EventRow[];
  readonly eventsById: Map<string, EventRow>;
  /** Source, key, native id → n. */
  readonly sightings: Map<string, Map<string, Map<string, number>>>;
  readonly documents: Map<string, DocumentRecord>;
  readonly rejected: Map<string, RejectRow>;
  readonly recipients: RecipientRow[];
  readonly deliveries: DeliveryRow[];
  readonly ownerEvents: Map<number, OwnerRow>;
  readonly ownerBook: Book;
  readonly sinks: Map<string, SinkRow>;
  readonly channelStates: Map<string, string>;
  readonly pacing: Map<string, number[]>;
  readonly answers: Map<string, AnswerRow>;
  readonly silences: Writable<Silence>[];
  readonly lookups: LookupRow[];
}

/** A store that has never been used. */
export function emptyState(): MemoryState {
  return {
    installation: null,
    mark: 0,
    leases: new Map(),
    cursors: new Map(),
    events: [],
    eventsById: new Map(),
    sightings: new Map(),
    documents: new Map(),
    rejected: new Map(),
    recipients: [],
    deliveries: [],
    ownerEvents: new Map(),
    ownerBook: new Map(),
    sinks: new Map(),
    channelStates: new Map(),
    pacing: new Map(),
    answers: new Map(),
    silences: [],
    lookups: [],
  };
}

/** The recipient with this address and role, if there is one. */
export function findRecipient(state: MemoryState, { address, role }: Recipient): RecipientRow | undefined {
  return state.recipients.find(({ recipient }) => recipient?.address === address && recipient.role === role);
}

/** Whether nobody has said yet whose the event is. */
export function isAwaited({ decision, outcome }: OwnerRow): boolean {
  return decision === "await" && outcome === null;
}

/** Whether a delivery's end is final. */
export function isFinal({ state }: DeliveryRow): boolean {
  return state === "delivered" || state === "discarded";
}

/** A batch's events that are to be sent, in order: its range without what went another way. */
export function batchSeqs(state: MemoryState, { channel, range }: DeliveryRow): number[] {
  const exceptions = state.sinks.get(channel)?.exceptions;
  const seqs: number[] = [];
  if (range === null) return seqs;
  for (let seq = range[0]; seq <= range[1]; seq += 1) if (exceptions?.has(seq) !== true) seqs.push(seq);
  return seqs;
}

/** The batch an event went to a sink with last: what was refused and sent again is covered by several. */
export function holderOf({ deliveries }: MemoryState, sink: string, seq: number): DeliveryRow | undefined {
  return deliveries.findLast(
    ({ channel, range }) => channel === sink && range !== null && range[0] <= seq && seq <= range[1],
  );
}

/** Throws unless the delivery exists; numbers come from the store itself. */
export function deliveryAt(state: MemoryState, seq: number): DeliveryRow {
  const delivery = state.deliveries[seq - 1];
  if (delivery === undefined) throw new RangeError(`There is no delivery ${seq}.`);
  return delivery;
}
