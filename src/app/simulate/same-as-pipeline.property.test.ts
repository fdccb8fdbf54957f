/** What a simulation says is what the product does: the same refusals, run by run, through the three phases as tests drive them. */
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPipeline, HOUR, MINUTE } from "../../../test/support/pipeline.ts";
import { loadConfig } from "../../config/load-config.ts";
import type { NoticePolicy } from "../../dispatch/policy.ts";
import { formatDuration } from "../../platform/duration.ts";
import { createLogger } from "../../runtime/logger.ts";
import type { Pacing } from "../../store/delivery-store.ts";
import type { OwnerBooks } from "../../store/operator-store.ts";
import { Ledger } from "./ledger.ts";
import { simulateOwners } from "./owner-steps.ts";
import { playSide } from "./play-side.ts";
import { readingOf, readLogs } from "./read-logs.ts";
import { createScratch, type Scratch } from "./scratch.ts";
import { Spool } from "./spool.ts";
import { contentIdOf, PastLogs, type PastRefusal } from "./testdata/past-logs.ts";

const START = Date.parse("2026-10-01T00:00:00Z");
const EVERY = 30 * MINUTE;
const signal = new AbortController().signal;

/** Who was told when; and what became of everything. */
interface Told {
  readonly mails: readonly string[];
  readonly books: OwnerBooks;
}

type Limits = Omit<NoticePolicy, "backlogAgeMs" | "doNotTrack">;

const duration = (...minutes: number[]): fc.Arbitrary<number> => fc.constantFrom(...minutes.map((m) => m * MINUTE));

const limits: fc.Arbitrary<Limits> = fc.record({
  groupWaitMs: duration(0, 10, 45, 120),
  groupIntervalMs: duration(0, 20, 60, 240),
  repeatIntervalMs: duration(0, 30, 100, 360),
  maxPerOwnerPerDay: fc.integer({ min: 1, max: 4 }),
});

const refusals: fc.Arbitrary<PastRefusal[]> = fc.array(
  fc.record({
    // Also on the very second of a reading.
    at: fc
      .oneof(
        fc.integer({ min: 0, max: 8 * 3_600 }),
        fc.integer({ min: 0, max: 16 }).map((n) => n * 1_800),
      )
      .map((second) => `${new Date(START + second * 1_000).toISOString().slice(0, 19)}Z`),
    owner: fc.constantFrom(
      "miriam.jansen@contoso.com",
      "anna.sato@contoso.com",
      "pia.berg@contoso.com",
      "out@fabrikam.com",
    ),
    actor: fc.constantFrom("raul.sato@fabrikam.com", "tom@fabrikam.com", "anna.sato@contoso.com"),
    document: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 25 },
);

/** A slot a minute makes mails wait within a run, few a day make them wait over many. */
const pace = fc.constantFrom<Pace | null>(
  null,
  { messagesPerMinute: 1 },
  { messagesPerMinute: 2 },
  { messagesPerDay: 3 },
);

interface Pace {
  readonly messagesPerMinute?: number;
  readonly messagesPerDay?: number;
}

function pacingOf({ messagesPerMinute, messagesPerDay }: Pace): Pacing {
  const limits = [
    ...(messagesPerMinute === undefined ? [] : [{ count: messagesPerMinute, perMs: MINUTE }]),
    ...(messagesPerDay === undefined ? [] : [{ count: messagesPerDay, perMs: 24 * HOUR }]),
  ];
  return { resource: "provider", limits };
}

describe("a simulation and the three phases", () => {
  let past: PastLogs;
  let scratch: Scratch;

  beforeEach(async () => {
    past = new PastLogs();
    scratch = await createScratch();
  });

  afterEach(async () => {
    await scratch.remove();
    past.remove();
  });

  let n = 0;

  async function simulated(
    events: readonly PastRefusal[],
    tried: Limits,
    limited: Pace | null,
    delay: number,
  ): Promise<Told> {
    n += 1;
    past.log(events);
    const file = past.config(
      "a.yaml",
      {
        groupWait: formatDuration(tried.groupWaitMs),
        groupInterval: formatDuration(tried.groupIntervalMs),
        repeatInterval: formatDuration(tried.repeatIntervalMs),
        maxPerOwnerPerDay: tried.maxPerOwnerPerDay,
      },
      {
        sources: { "usage-logs": { type: "rms-log", path: "logs/*.log", every: formatDuration(EVERY) } },
        notifiers: { owners: { type: "file", path: "outbox/", ...limited } },
      },
    );
    const { config } = await loadConfig(`${past.dir}/${file}`, {});
    const spool = await Spool.create(`${scratch.folder}/spool-${n}`);
    const read = { baseDir: past.dir, logger: createLogger("silent"), signal };
    const logs = await readLogs(["*.log"], readingOf(config), spool, read);
    const owners = await simulateOwners({ config, baseDir: past.dir, users: null, logger: read.logger, signal });
    const mails: string[] = [];
    const { mailed } = Ledger.prototype;
    Ledger.prototype.mailed = function record(recipient, at, times) {
      mails.push(mailLine(recipient.address, at));
      mailed.call(this, recipient, at, times);
    };
    try {
      const setting = {
        name: "A",
        file,
        config,
        owners,
        spool,
        logs,
        documentLogs: [],
        silences: [],
        read,
        signal,
      } as const;
      const side = await playSide(
        { ...setting, visibility: delay, onProgress: () => {} },
        { ...scratch, openStore: () => scratch.openStore(`s${n}`) },
      );
      return { mails: mails.sort(), books: side.played.books };
    } finally {
      Ledger.prototype.mailed = mailed;
      await spool.close();
    }
  }

  async function real(
    events: readonly PastRefusal[],
    policy: Limits,
    pacing: Pacing | null,
    delay: number,
  ): Promise<Told> {
    const start = Math.floor((Math.min(...events.map(({ at }) => Date.parse(at))) + delay) / (24 * HOUR)) * 24 * HOUR;
    const pipeline = createPipeline({
      start: new Date(start).toISOString(),
      policy,
      domains: ["contoso.com"],
      ...(pacing === null ? {} : { pacing }),
    });
    const waiting = events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
    const mails: string[] = [];
    for (let time = start; ; time += EVERY) {
      pipeline.clock.set(time);
      while (waiting[0] !== undefined && Date.parse(waiting[0].at) + delay <= time) {
        const { at, owner = "", actor = "", document = 0 } = waiting.shift() as PastRefusal;
        pipeline.refuse({ at, owner, actor, document: `Plan ${document}.docx`, contentId: contentIdOf(document) });
      }
      await pipeline.run({ every: EVERY, maxWaitMs: EVERY - 1_000 });
      mails.push(...(await pipeline.mails()).map(({ to, at }) => mailLine(to, at)));
      const books = await pipeline.store.ownerBooks();
      const waits = books.pending + (books.held["repeat"] ?? 0) + (books.held["cap"] ?? 0);
      if (waits === 0 && waiting.length === 0) return { mails: mails.sort(), books };
    }
  }

  it("tell the same owners at the same times", async () => {
    await fc.assert(
      fc.asyncProperty(refusals, limits, pace, duration(0, 5, 90), async (events, tried, limited, delay) => {
        const pacing = limited === null ? null : pacingOf(limited);
        expect(await simulated(events, tried, limited, delay)).toEqual(await real(events, tried, pacing, delay));
      }),
      { seed: 20261001, numRuns: 30 },
    );
  });
});

function mailLine(address: string, at: number): string {
  return `${new Date(at).toISOString()} ${address}`;
}
