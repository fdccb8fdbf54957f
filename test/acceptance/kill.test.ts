/**
 * Kill it anywhere: a run is ended by SIGKILL, the next one goes to the end, and what owners were told and security got is what an
 * undisturbed run gives, each once. First at every single step of the store, then at a hundred moments of the real command.
 */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createInstallation, type Installation, startCommand } from "../support/installation.ts";
import { createRandom } from "../support/tenant/random.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { createTenant, type Tenant } from "../support/tenant/tenant.ts";
import { type FinalState, finalState } from "../support/told.ts";

const RUN_UNTIL_STEP = fileURLToPath(new URL("../support/run-until-step.ts", import.meta.url));
/** Runs at a time: as many as the machines this is tested on have processors. */
const WORKERS = 2;

const installations: Installation[] = [];
afterAll(() => {
  for (const installation of installations) installation.remove();
});

function install(tenant: Tenant): Installation {
  const place = createInstallation();
  installations.push(place);
  writeRmsLogs(tenant, place.logs);
  return place;
}

async function undisturbed(tenant: Tenant): Promise<FinalState> {
  const place = install(tenant);
  expect(await place.run("run", "--once")).toMatchObject({ code: 0 });
  return finalState(place);
}

/** Does all tasks, some at a time. */
async function inParallel<T>(tasks: readonly T[], work: (task: T) => Promise<void>): Promise<void> {
  const left = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = left.shift(); task !== undefined; task = left.shift()) await work(task);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

/** Says how the process ended: the signal, or what it printed. */
function runUntilStep(place: Installation, step: number, edge: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [RUN_UNTIL_STEP, `${place.dir}/lockbell.yaml`, String(step), edge],
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout.trim());
        else if (error.signal === "SIGKILL") resolve("SIGKILL");
        else reject(new Error(stderr));
      },
    );
  });
}

describe("killed at every step", () => {
  const tenant = createTenant({ seed: 31, refusals: 14, owners: 9, successes: 6, others: 3 });

  it("just before and just after each call of the store, then run again: the same state, each once", async () => {
    const expected = await undisturbed(tenant);
    const steps = Number(await runUntilStep(install(tenant), 0, "none"));
    expect(steps).toBeGreaterThan(20);
    expect(expected.recipients.length).toBeGreaterThan(2);
    const moments = Array.from({ length: steps }, (_, i) => i + 1).flatMap((step) => [
      { step, edge: "before" },
      { step, edge: "after" },
    ]);
    const wrong: unknown[] = [];

    await inParallel(moments, async ({ step, edge }) => {
      const place = install(tenant);
      const ended = await runUntilStep(place, step, edge);
      const again = await place.run("run", "--once");
      const state = await finalState(place);
      if (ended !== "SIGKILL" || again.code !== 0 || !equal(state, expected))
        wrong.push({ step, edge, ended, code: again.code, stderr: again.stderr, state });
      place.remove();
    });

    expect(wrong).toEqual([]);
  }, 400_000);
});

describe("killed at a hundred moments", () => {
  const tenant = createTenant({ seed: 32, refusals: 700, owners: 60 });

  it("mostly inside a phase, then run to the end: the same state, each once", async () => {
    const expected = await undisturbed(tenant);
    const durations = await phaseDurations(install(tenant));
    const random = createRandom(33, "kills");
    const moments = Array.from({ length: 100 }, (_, i) => {
      const phase = random.pick(["collect", "dispatch", "deliver", "deliver"]);
      return { i, phase, delay: random.next() * (durations.get(phase) ?? 0) };
    });
    const killedIn = new Map<string, number>();
    const wrong: unknown[] = [];

    await inParallel(moments, async (moment) => {
      const place = install(tenant);
      const phase = await killIn(place, moment.phase, moment.delay);
      killedIn.set(phase, (killedIn.get(phase) ?? 0) + 1);
      const again = await place.run("run", "--once");
      const state = await finalState(place);
      if (again.code !== 0 || !equal(state, expected))
        wrong.push({ moment, phase, code: again.code, stderr: again.stderr });
      place.remove();
    });

    expect(wrong).toEqual([]);
    console.log(`killed in: ${[...killedIn].map(([phase, count]) => `${phase} ${count}`).join(", ")}`);
    expect(100 - (killedIn.get("no phase") ?? 0)).toBeGreaterThanOrEqual(70);
    for (const phase of ["collect", "dispatch", "deliver"]) expect(killedIn.get(phase) ?? 0).toBeGreaterThan(0);
  }, 600_000);
});

function equal(state: FinalState, expected: FinalState): boolean {
  return JSON.stringify(state) === JSON.stringify(expected);
}

interface PhaseLine {
  readonly msg: string;
  readonly phase: string;
  readonly time: string;
}

/** Follows the phases a run says it is in. */
function followPhases(place: Installation, onLine: (line: PhaseLine) => void) {
  const child = startCommand(place.dir, ["run", "--once", "--log-level", "info"]);
  let rest = "";
  child.stdout.resume();
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.includes('"phase.')) onLine(JSON.parse(line) as PhaseLine);
  });
  return {
    child,
    ended: new Promise<NodeJS.Signals | null>((resolve) => child.on("close", (_code, signal) => resolve(signal))),
  };
}

/** How long each phase takes, milliseconds. */
async function phaseDurations(place: Installation): Promise<ReadonlyMap<string, number>> {
  const started = new Map<string, number>();
  const durations = new Map<string, number>();
  const { ended } = followPhases(place, ({ msg, phase, time }) => {
    if (msg === "phase.started") started.set(phase, Date.parse(time));
    else durations.set(phase, Date.parse(time) - (started.get(phase) ?? 0));
  });
  await ended;
  return durations;
}

/** Kills a run so long after a phase began, and says in which phase it was. */
async function killIn(place: Installation, wanted: string, delay: number): Promise<string> {
  let now = "no phase";
  const { child, ended } = followPhases(place, ({ msg, phase }) => {
    now = msg === "phase.started" ? phase : "no phase";
    if (msg === "phase.started" && phase === wanted) setTimeout(() => child.kill("SIGKILL"), delay);
  });
  const signal = await ended;
  return signal === "SIGKILL" ? now : "no phase";
}
