/**
 * Whatever is done in whatever order, every store answers alike. The conformance suite says what the answers are; this looks
 * for the sequences nobody thought of.
 */
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { temporaryFolder } from "./conformance/temporary-folder.ts";
import {
  ADELE,
  ALEX,
  awaitOwner,
  type Decide,
  HOUR,
  hold,
  holdUntil,
  KIM,
  MINUTE,
  PLAN,
  refusal,
  SAM,
  SECOND,
  SIEM,
  START,
  Timeline,
  tell,
} from "./conformance/timeline.ts";
import type { ClaimedDelivery, DeliveryKind } from "./delivery-store.ts";
import { openMemoryStore } from "./memory/memory-store.ts";
import { openSqliteStore } from "./sqlite/sqlite-store.ts";

/** One step: what is done, with numbers that choose its particulars. */
type Step = readonly [name: keyof typeof STEPS, a: number, b: number];

const ENDS = [
  { status: "delivered" },
  { status: "retry", reason: "throttled", at: START + 30 * MINUTE },
  { status: "retry", reason: "permission-missing", at: START + 30 * MINUTE, isFree: true },
  { status: "dead", reason: "refused" },
  { status: "unknown", reason: "timed-out", detail: "no answer" },
  { status: "released" },
] as const;

const DECISIONS: readonly Decide[] = [
  tell,
  holdUntil(START + HOUR),
  hold("silence", { recipient: ADELE, detail: "s1" }),
  hold("own-attempt"),
  awaitOwner(),
  awaitOwner("directory-throttled"),
];

/** Deliveries claimed and not settled, so that later steps can settle, lose or steal them. */
interface World {
  readonly time: Timeline;
  readonly claims: ClaimedDelivery[];
}

const STEPS = {
  async collect({ time }: World, a: number, b: number): Promise<unknown> {
    const refusals = Array.from({ length: 1 + (a % 4) }, (_, i) => {
      const n = a + i * b;
      const about = { at: (n % 3) * SECOND, actor: n % 2 === 0 ? SAM : KIM, owner: n % 5 === 0 ? ALEX : ADELE };
      return refusal(n % 4 === 0 ? about : { ...about, native: `row-${n % 7}` });
    });
    const rejected = a % 6 === 0 ? [{ reason: "no-time", location: `log:${a}`, raw: `${SAM} ${b % 2}` }] : [];
    const facts = [
      {
        contentId: PLAN,
        asOf: new Date(START + a * MINUTE).toISOString(),
        origin: "a",
        owner: b % 2 === 0 ? SAM : KIM,
      },
    ];
    const source = b % 3 === 0 ? "workspace" : "usage-logs";
    return time.collect(refusals, {
      source,
      rejected,
      facts,
      cursors: [{ part: "p", value: a % 5 === 0 ? null : String(b) }],
    });
  },
  async dispatch({ time }: World, a: number, b: number): Promise<unknown> {
    const sinks: { readonly [sink: string]: number } =
      a % 4 === 0 ? {} : a % 4 === 1 ? { [SIEM]: 2 } : { [SIEM]: 3, file: 2 };
    const decide: Decide = (stored) => (DECISIONS[(stored.seq * (b + 1)) % 8] ?? tell)(stored);
    const route = ({ seq }: { seq: number }) => ((seq + b) % 5 === 0 ? "private" : null);
    return time.dispatch({ decide, sinks, route, limit: 1 + (b % 5), notifier: "owners" });
  },
  async awaited({ time }: World, a: number, b: number): Promise<unknown> {
    const before = await time.store.awaited(a % 5, 3);
    await time.decideAwaited((stored) => (DECISIONS[(stored.seq * (b + 1)) % 8] ?? tell)(stored), 1 + (a % 3));
    return before;
  },
  async holdWaiting({ time }: World, a: number): Promise<unknown> {
    const matches = ({ actor }: { readonly actor: string }) => actor === (a % 2 === 0 ? SAM : KIM);
    return a % 3 === 0 ? time.store.holdWaiting(await time.lease("dispatch"), matches, "do-not-track", time.now) : null;
  },
  async slot({ time }: World, a: number): Promise<unknown> {
    return time.store.takeSlot({ resource: "mailbox", limits: [{ count: 2, perMs: MINUTE }] }, time.now - (a % 2));
  },
  async answer({ time }: World, a: number, b: number): Promise<unknown> {
    const key = `graph:${[SAM, KIM, ADELE.address][a % 3]}`;
    if (b % 2 === 0) await time.store.rememberAnswer(key, b % 3 === 0 ? SAM : "none", time.now + a * MINUTE, time.now);
    return time.store.recallAnswer(key, time.now);
  },
  async schedule({ time }: World, a: number): Promise<unknown> {
    return time.schedule(time.now + (a % 3 === 0 ? HOUR : 0), a % 4 === 0 ? "cap" : null);
  },
  async release({ time }: World, a: number): Promise<unknown> {
    return time.release(time.now, 1 + (a % 3));
  },
  async claim({ time, claims }: World, a: number, b: number): Promise<unknown> {
    const kind: DeliveryKind = a % 2 === 0 ? "notice" : "batch";
    const pacing = b % 3 === 0 ? { resource: "mailbox", limits: [{ count: 2, perMs: MINUTE }] } : null;
    const late = b % 7 === 0 ? { dueBy: time.now - 5 * MINUTE } : {};
    const answer = await time.ask(kind, { limit: 1 + (a % 3), pacing, isDead: () => b % 5 === 0, ...late });
    for (const claim of answer.claimed) {
      claims.push(claim);
      if (kind === "notice" && a % 5 !== 0) await time.freeze(claim, 1 + (b % 2));
      if (b % 4 !== 0) await time.begin(claim);
    }
    return answer;
  },
  async settle({ time, claims }: World, a: number, b: number): Promise<unknown> {
    const claim = claims.splice(a % Math.max(1, claims.length), 1)[0];
    const end = ENDS[b % ENDS.length];
    if (claim === undefined || end === undefined) return null;
    const resource = a % 3 === 0 ? "mailbox" : undefined;
    if (end.status !== "delivered" || claim.kind === "notice") return time.settle(claim, end, resource);
    const [item] = await time.store.deliveryEvents(claim.seq, 0, 1);
    const items =
      item === undefined || a % 2 === 0 ? [] : [{ seq: item.seq, status: "dead" as const, reason: "invalid" }];
    return time.settle(claim, { ...end, items, channelState: String(a) }, resource);
  },
  async wait({ time }: World, a: number): Promise<unknown> {
    time.now += [SECOND, MINUTE, 10 * MINUTE, HOUR][a % 4] ?? 0;
    return null;
  },
  async retry({ time }: World): Promise<unknown> {
    const failed = await time.store.listDeliveries({ states: ["dead", "unknown"], limit: 2 });
    return time.store.retryDeliveries(
      failed.map(({ id }) => id),
      time.now,
    );
  },
  async discard({ time }: World, a: number): Promise<unknown> {
    const some = await time.store.listDeliveries({ limit: 1 + (a % 2) });
    return time.store.discardDeliveries(
      some.map(({ id }) => id),
      time.now,
    );
  },
  async refused({ time }: World, a: number, b: number): Promise<unknown> {
    const groups = await time.store.refusedGroups();
    const [group] = groups;
    const [batch] = await time.store.listDeliveries({ states: ["dead"], kind: "batch", limit: 1 });
    const choices = [{ sink: SIEM }, { event: group?.example ?? "none" }, { delivery: batch?.id ?? "none" }] as const;
    const choice = choices[a % 3] ?? choices[0];
    const batchSizes: { readonly [sink: string]: number } = b % 5 === 0 ? {} : { [SIEM]: 1 + (b % 3) };
    const { newId } = time.names;
    const done =
      b % 2 === 0
        ? await time.store.discardRefused(choice, time.now)
        : await time.store.retryRefused(choice, { now: time.now, batchSizes, newId });
    return [groups, done, await time.store.refusedGroups()];
  },
  async forget({ time }: World, a: number, b: number): Promise<unknown> {
    const scope =
      a % 3 === 0 ? { before: time.now - (b % 2) * HOUR } : { person: [SAM, KIM, ADELE.address][b % 3] ?? SAM };
    return time.store.purge(scope, time.now, a % 4 === 0);
  },
};

/** What a step answered, or how it failed. */
async function take(world: World, [name, a, b]: Step): Promise<unknown> {
  return STEPS[name](world, a, b).catch((error: unknown) => ({ failed: (error as { readonly code?: string }).code }));
}

/** Everything a store can be asked. */
async function look({ time }: World): Promise<unknown> {
  const { store } = time;
  const deliveries = await store.listDeliveries({ limit: 1_000 });
  const ids = new Set<string>();
  const members = [];
  for (const { seq, kind } of deliveries) {
    const events = await store.deliveryEvents(seq, 0, 1_000);
    for (const { event } of events) ids.add(event.id);
    members.push(events, kind === "notice" ? await store.noticeMembers(seq, 2) : null);
  }
  for (const { event } of [...(await store.undispatched(1_000)), ...(await store.awaited(0, 1_000))]) ids.add(event.id);
  for (let row = 0; row < 7; row += 1)
    for (const { stored } of await store.findEvents(`row-${row}`)) ids.add(stored.event.id);
  const histories = [];
  for (const id of [...ids].sort()) histories.push(await store.findEvents(id));
  const threads = [ADELE, ALEX].flatMap((recipient) =>
    [SAM, KIM].map((actor) => ({ recipient, thread: `${actor} ${PLAN}` })),
  );
  return {
    books: [await time.books(), await time.sinkBooks(), await time.sinkBooks("file")],
    deliveries: deliveries.map(({ content, ...record }) => ({
      ...record,
      content: content === null ? null : Buffer.from(content).toString(),
    })),
    open: await store.openNotices(0, 1_000, START + MINUTE),
    refused: await store.refusedGroups(),
    counts: [await store.deliveryCounts(), await store.rejectedCounts(), await store.rejectedRecords(9)],
    threads: await store.threadTimes(threads),
    rest: [await store.cursors("usage-logs"), await store.documents([PLAN]), await store.channelState(SIEM)],
    members,
    histories,
  };
}

/** Contents come as Buffer or Uint8Array; the bytes count. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null, (_key, part) => (part instanceof Map ? [...part] : part)));
}

it("sqlite and memory answer alike to whatever is done", async () => {
  const names = Object.keys(STEPS) as (keyof typeof STEPS)[];
  const often = names.flatMap((name) =>
    Array.from({ length: ["collect", "dispatch", "awaited", "claim", "settle"].includes(name) ? 3 : 1 }, () => name),
  );
  const step: fc.Arbitrary<Step> = fc.tuple(fc.constantFrom(...often), fc.nat(60), fc.nat(60));
  const folder = temporaryFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
      run += 1;
      const sqlite: World = {
        time: new Timeline(openSqliteStore(join(folder, `${run}.db`), { isDurable: false })),
        claims: [],
      };
      const memory: World = { time: new Timeline(openMemoryStore()), claims: [] };
      try {
        for (const taken of steps) {
          const answers = [plain(await take(sqlite, taken)), plain(await take(memory, taken))];
          expect(answers[1], JSON.stringify(taken)).toEqual(answers[0]);
        }
        expect(plain(await look(memory))).toEqual(plain(await look(sqlite)));
      } finally {
        await sqlite.time.store.close();
      }
    }),
    { seed: 20261118, numRuns: Number(process.env["RUNS"] ?? 60) },
  );
});
