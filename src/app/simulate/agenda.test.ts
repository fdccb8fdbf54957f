import { describe, expect, it } from "vitest";
import { Agenda } from "./agenda.ts";

/** Runs are at 100, 110, 120 and so on. */
const agenda = (): Agenda => new Agenda(100, 10);

function all(from: Agenda): readonly number[] {
  const times: number[] = [];
  for (let time = from.next(); time !== null; time = from.next()) times.push(time);
  return times;
}

describe("an agenda", () => {
  it.each([
    [100, 100],
    [101, 110],
    [110, 110],
  ])("has what is seen at %i in the run at %i", (time, run) => {
    const plan = agenda();
    plan.at(time);
    expect(all(plan)).toEqual([run]);
  });

  it.each([
    [110, 100],
    [111, 110],
    [120, 110],
  ])("has what falls due at %i in the run at %i, because the next one is not before it", (time, run) => {
    const plan = agenda();
    plan.dueAt(time);
    expect(all(plan)).toEqual([run]);
  });

  it.each([
    [109, 100],
    [110, 110],
  ])("has a slot that frees at %i in the run at %i, which waits for it", (time, run) => {
    const plan = agenda();
    plan.during(time);
    expect(all(plan)).toEqual([run]);
  });

  it("has each run once, in order, and passes over those between", () => {
    const plan = agenda();
    for (const time of [1_000_000, 105, 200, 109, 110]) plan.at(time);
    expect(all(plan)).toEqual([110, 200, 1_000_000]);
  });

  it("never goes back: what is past is for the next run", () => {
    const plan = agenda();
    plan.at(150);
    expect(plan.next()).toBe(150);
    plan.at(100);
    plan.dueAt(140);
    plan.during(155);
    expect(all(plan)).toEqual([160]);
  });
});
