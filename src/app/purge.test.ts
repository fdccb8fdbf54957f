import { describe, expect, it } from "vitest";
import { createPipeline, DAY, HOUR, MINUTE, type Pipeline } from "../../test/support/pipeline.ts";
import type { App } from "./open.ts";
import { purge } from "./purge.ts";

const SAM = { actor: "sam@fabrikam.com", document: "Merger.pptx" };

interface Intervals {
  readonly repeatIntervalMs: number;
  readonly groupIntervalMs: number;
}

const DEFAULTS: Intervals = { repeatIntervalMs: DAY, groupIntervalMs: 4 * HOUR };

function appOf({ store, clock }: Pipeline, intervals: Intervals = DEFAULTS): Pick<App, "store" | "clock" | "config"> {
  return { store, clock, config: { notices: intervals } as App["config"] };
}

describe("a purge by age", () => {
  it.each([
    ["the cap's 24 hours", { repeatIntervalMs: HOUR, groupIntervalMs: HOUR }, DAY],
    ["the repeat's interval", { repeatIntervalMs: 3 * DAY, groupIntervalMs: HOUR }, 3 * DAY],
    ["the interval between two notices", { repeatIntervalMs: HOUR, groupIntervalMs: 5 * DAY }, 5 * DAY],
  ])("may not be shorter than %s", async (_rule, intervals, least) => {
    const app = appOf(createPipeline(), intervals);

    await expect(purge(app, { olderThanMs: least - 1_000 }, false)).rejects.toMatchObject({ code: "USAGE" });
    expect(await purge(app, { olderThanMs: least }, false)).toMatchObject({ events: 0 });
  });

  it("says what is allowed and which settings ask for it, also of a dry run", async () => {
    const app = appOf(createPipeline(), { repeatIntervalMs: 3 * DAY, groupIntervalMs: 4 * HOUR });

    await expect(purge(app, { olderThanMs: HOUR }, true)).rejects.toMatchObject({
      detail: expect.stringMatching(/1h .*Allowed: 3d .*notices\.repeatInterval \(3d\).*notices\.groupInterval \(4h\)/),
    });
  });

  it("of the shortest allowed age lifts no repeat: the same is not told again before its time", async () => {
    const day = createPipeline();
    day.refuse({ at: "2026-11-18T08:59:00Z", ...SAM });
    await day.run();
    expect(await day.mails()).toHaveLength(1);

    // The refusal told is a day old to the second, and its repeat may be told from now on; a minute before, nothing goes.
    day.clock.advance(DAY - 2 * MINUTE);
    expect(await purge(appOf(day), { olderThanMs: DAY }, false)).toMatchObject({ events: 0, deliveries: 0 });
    day.refuse({ at: "2026-11-19T08:57:00Z", ...SAM });
    await day.run();

    expect(await day.mails()).toEqual([]);
    expect(await day.store.ownerBooks()).toMatchObject({ told: 1, held: { repeat: 1 } });
  });

  it("of the shortest allowed age lifts no cap: what was sent within 24 hours still counts", async () => {
    const day = createPipeline({ policy: { maxPerOwnerPerDay: 1, repeatIntervalMs: HOUR, groupIntervalMs: 0 } });
    day.refuse({ at: "2026-11-18T08:59:00Z", ...SAM });
    await day.run();
    day.clock.advance(DAY - MINUTE);
    await purge(appOf(day, { repeatIntervalMs: HOUR, groupIntervalMs: 0 }), { olderThanMs: DAY }, false);
    day.refuse({ at: "2026-11-19T08:58:00Z", actor: "kim@fabrikam.com", document: "Budget.xlsx" });
    await day.run();

    expect(await day.mails()).toHaveLength(1);
  });
});
