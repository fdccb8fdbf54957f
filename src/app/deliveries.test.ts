import { describe, expect, it } from "vitest";
import { begin, SECOND, SIEM, sinkBooks, type Timeline } from "../store/conformance/timeline.ts";
import { openMemoryStore } from "../store/memory/memory-store.ts";
import { discardDeliveries, listDeliveries, retryDeliveries } from "./deliveries.ts";
import type { App } from "./open.ts";

interface Desk {
  readonly time: Timeline;
  readonly app: Pick<App, "store" | "clock" | "config">;
  /** The fingerprints of what was refused. */
  readonly refused: readonly string[];
}

/** Six refusals in two batches, both delivered; the target refused the second and the fifth. */
async function desk(sinks: readonly string[] = [SIEM]): Promise<Desk> {
  const time = await begin(async () => openMemoryStore());
  await time.happen(
    Array.from({ length: 6 }, (_, n) => ({ at: n * SECOND })),
    { sinks: { [SIEM]: 3 } },
  );
  const refused: string[] = [];
  for (const claim of await time.claim("batch")) {
    const events = await time.store.deliveryEvents(claim.seq, 0, 10);
    const bad = events.find(({ seq }) => seq === 2 || seq === 5);
    refused.push(bad?.event.id ?? "");
    await time.send(claim, {
      status: "delivered",
      items: [{ seq: bad?.seq ?? 0, status: "dead", reason: "invalid" }],
    });
  }
  const parts = sinks.map((name) => ({ name, type: "ndjson-file", settings: { path: "denied.ndjson" } }));
  const config = { sinks: parts } as unknown as App["config"];
  const clock = { now: () => time.now, sleep: async () => {} };
  return { time, refused, app: { store: time.store, clock, config } };
}

describe("what a sink's target refused", () => {
  it("is listed by sink and reason with an example, beside the batches it was of", async () => {
    const { app, refused } = await desk();
    const { refused: groups, deliveries } = await listDeliveries(app, { states: ["dead"], limit: 9 });

    expect(groups).toEqual([{ sink: SIEM, reason: "invalid", events: 2, example: refused[0] }]);
    expect(deliveries.map((delivery) => delivery.refused)).toEqual(
      refused.toReversed().map((id) => [{ id, reason: "invalid" }]),
    );
  });

  it.each<[string, (desk: Desk) => string, number]>([
    ["by the sink's name", () => SIEM, 2],
    ["by a fingerprint", ({ refused }) => refused[1] ?? "", 1],
    ["by a batch", () => "d2", 1],
  ])("is settled %s: sent again or given up, and the books follow", async (_how, name, events) => {
    for (const verb of [retryDeliveries, discardDeliveries]) {
      const here = await desk();
      const id = name(here);
      const done = await verb(here.app, [id]);

      expect(done).toEqual({ changed: [], refused: [{ id, events }], notFound: [], unsuited: [] });
      const left = { known: 6, delivered: 4, dead: 2 - events };
      const moved = verb === retryDeliveries ? { pending: events } : { skipped: { discarded: events } };
      expect(await here.time.sinkBooks()).toEqual(sinkBooks({ ...left, ...moved }));
    }
  });

  it("is settled once, however often it is named", async () => {
    const { app, refused } = await desk();
    expect(await discardDeliveries(app, [SIEM, refused[0] ?? "", SIEM])).toEqual({
      changed: [],
      refused: [{ id: SIEM, events: 2 }],
      notFound: [refused[0]],
      unsuited: [],
    });
    expect(await discardDeliveries(app, ["d2"])).toMatchObject({ unsuited: [{ id: "d2", state: "delivered" }] });
  });

  it("by a sink that is no longer configured is not sent again, and can be given up", async () => {
    const { app, time } = await desk(["another"]);
    expect(await retryDeliveries(app, [SIEM])).toMatchObject({ refused: [], notFound: [SIEM] });
    expect(await discardDeliveries(app, [SIEM])).toMatchObject({ refused: [{ id: SIEM, events: 2 }] });
    expect(await time.store.refusedGroups()).toEqual([]);
  });

  it("stands beside deliveries that are settled in the same breath", async () => {
    const { app, time } = await desk();
    await time.schedule();
    await time.send(await time.claimOne("notice"), { status: "dead", reason: "recipient-refused" });

    expect(await retryDeliveries(app, ["d1", SIEM, "nothing"])).toEqual({
      changed: ["d1"],
      refused: [{ id: SIEM, events: 2 }],
      notFound: ["nothing"],
      unsuited: [],
    });
  });
});
