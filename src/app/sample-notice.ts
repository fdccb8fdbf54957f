/** A made-up notice, for looking at mails before there is anything to tell. Its people and addresses belong to nobody. */
import type { DocumentRecord } from "../catalogue/document.ts";
import type { BuildClaim, BuildSettings } from "../delivery/build-message.ts";
import type { DeniedEvent } from "../event/denied-event.ts";
import type { Clock } from "../runtime/clock.ts";
import type { StoredEvent } from "../store/collect-store.ts";
import type { NoticeThread } from "../store/delivery-store.ts";

const MINUTE = 60_000;

/** What of the sample differs from row to row. */
interface SampleRow {
  readonly document: string | undefined;
  readonly actor: string;
  readonly attempts: number;
  readonly minutesAgo: number;
  readonly contentId: string;
}

/** What the catalogue of the sample knows: enough to show a label, and a reader who is none of those it was protected for. */
const FORECAST: DocumentRecord = {
  contentId: "7c5b0f51-2f0e-4d51-9c1e-0a5d5b0c1e11",
  label: { value: "Confidential", asOf: "2026-01-12T08:30:00Z", origin: "sample" },
  recipients: { value: "tomas.rossi@fabrikam.com", asOf: "2026-01-12T08:30:00Z", origin: "sample" },
};

const FIRST: SampleRow = {
  document: "Q3 forecast.xlsx",
  actor: "tomas.rossi@fabrikam.com",
  attempts: 3,
  minutesAgo: 95,
  contentId: FORECAST.contentId,
};

const ROWS: readonly SampleRow[] = [
  FIRST,
  {
    document: "Q3 forecast.xlsx",
    actor: "megan.bowen@contoso.com",
    attempts: 1,
    minutesAgo: 70,
    contentId: FORECAST.contentId,
  },
  {
    document: undefined,
    actor: "tomas.rossi@fabrikam.com",
    attempts: 1,
    minutesAgo: 40,
    contentId: "0d9a3c46-7b0e-4a86-8d8e-55d0a4a1f3b2",
  },
];

/** The sample as delivery would claim it, and a store that knows nothing else. */
export interface SampleNotice {
  readonly claim: BuildClaim;
  readonly settings: BuildSettings;
  /** Its refusals, the oldest first. */
  readonly events: readonly StoredEvent[];
}

/** Makes the sample, a few minutes before now. */
export function sampleNotice(clock: Clock): SampleNotice {
  const threads = ROWS.map((row, index) => sampleThread(row, index + 1, clock.now()));
  const events = threads.map(({ newest }) => newest);
  return {
    events,
    claim: {
      seq: 0,
      id: "sample",
      token: 0,
      reference: "SAMP-0000",
      recipient: { address: "adele.vance@contoso.com", role: "owner" },
    },
    settings: {
      clock,
      store: {
        noticeMembers: async () => ({
          threads,
          moreThreads: 0,
          moreAttempts: 0,
          heldBack: { repeat: 0, silenced: 0 },
          last: null,
        }),
        deliveryEvents: async (_delivery, after) => events.filter(({ seq }) => seq > after),
        documents: async () => new Map([[FORECAST.contentId, FORECAST]]),
      },
    },
  };
}

/** One refusal of the sample. */
export function sampleEvent(clock: Clock): DeniedEvent {
  return sampleThread(FIRST, 1, clock.now()).newest.event;
}

function sampleThread(
  { document, actor, attempts, minutesAgo, contentId }: SampleRow,
  seq: number,
  now: number,
): NoticeThread {
  const lastAt = Math.trunc(now / MINUTE) * MINUTE - minutesAgo * MINUTE;
  const occurredAt = `${new Date(lastAt).toISOString().slice(0, 19)}Z`;
  const event: DeniedEvent = {
    id: seq.toString(16).padStart(32, "0"),
    occurredAt,
    tenantId: "",
    contentId,
    ...(document === undefined ? {} : { documentName: document }),
    owner: "adele.vance@contoso.com",
    actor,
    outcome: "refused",
    result: "AccessDenied",
    resultKnown: true,
    request: "AcquireLicense",
    ipAddress: `203.0.113.${seq}`,
    source: "sample",
    location: `sample:${seq}`,
    raw: "",
  };
  return {
    thread: `${actor}\n${contentId}`,
    attempts,
    firstAt: attempts === 1 ? lastAt : lastAt - 9 * MINUTE,
    lastAt,
    newest: { seq, event },
  };
}
