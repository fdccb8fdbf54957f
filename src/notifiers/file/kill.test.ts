import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";

const SERIES = fileURLToPath(new URL("./testdata/send-series.ts", import.meta.url));
const COUNT = 400;
/** Milliseconds after the first message at which each process is killed: seeded, spread over the first messages and many later ones. */
const MOMENTS = Array.from({ length: 16 }, (_, i) => (i * 7919) % 17);

interface Place {
  readonly outbox: string;
  readonly store: string;
  readonly picked: string;
}

async function makePlace(): Promise<Place> {
  const base = await mkdtemp(join(tmpdir(), "lockbell-kill-"));
  onTestFinished(() => rm(base, { recursive: true, force: true }));
  const place = { outbox: join(base, "outbox"), store: join(base, "store"), picked: join(base, "picked") };
  await mkdir(place.store);
  await mkdir(place.picked);
  return place;
}

/** Runs the series; kills it with SIGKILL that long after its first message if a moment is given. True if it was killed in the middle. */
async function runSeries(place: Place, killAfterMs: number | null): Promise<boolean> {
  const child = spawn(process.execPath, [SERIES, place.outbox, place.store, String(COUNT)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let timer: NodeJS.Timeout | undefined;
  child.stdout.once("data", () => {
    if (killAfterMs !== null) timer = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  });
  child.stdout.resume();
  const [code, signal] = await exit;
  clearTimeout(timer);
  if (killAfterMs === null) expect(code).toBe(0);
  return signal === "SIGKILL";
}

/** Another program that takes messages away as soon as they have their name, and never two as one. */
function startPicker(place: Place): { stop(): Promise<void> } {
  let taken = 0;
  let running = true;
  const pick = async (): Promise<void> => {
    const names = await readdir(place.outbox).catch(() => []);
    for (const name of names.filter((candidate) => candidate.endsWith(".eml"))) {
      await rename(join(place.outbox, name), join(place.picked, `${taken++}-${name}`));
    }
  };
  const work = (async () => {
    while (running) {
      await pick();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await pick();
  })();
  return {
    stop: () => {
      running = false;
      return work;
    },
  };
}

async function expectEachOnce(folder: string, idOf: (name: string) => string): Promise<void> {
  const names = (await readdir(folder)).toSorted();
  const expected = Array.from({ length: COUNT }, (_, n) => `d-${n}`);
  expect(names.map(idOf).toSorted()).toEqual(expected.toSorted());
  for (const name of names) {
    const text = await readFile(join(folder, name), "utf8");
    expect(text).toBe(`Message-ID: <${idOf(name)}@contoso.com>\r\n\r\n${`${idOf(name)} `.repeat(2_000)}`);
  }
}

describe("a file notifier killed again and again while it sends", () => {
  it("has every message in the outbox once, whole, and nothing else", { timeout: 60_000 }, async () => {
    const place = await makePlace();
    let kills = 0;
    for (const moment of MOMENTS) if (await runSeries(place, moment)) kills++;
    await runSeries(place, null);

    expect(kills).toBeGreaterThan(MOMENTS.length / 2);
    await expectEachOnce(place.outbox, (name) => name.slice(0, -".eml".length));
  });

  it("repeats nothing that another program picks up meanwhile, and loses nothing", { timeout: 60_000 }, async () => {
    const place = await makePlace();
    const picker = startPicker(place);
    let kills = 0;
    for (const moment of MOMENTS) if (await runSeries(place, moment)) kills++;
    await runSeries(place, null);
    await picker.stop();

    expect(kills).toBeGreaterThan(MOMENTS.length / 2);
    expect(await readdir(place.outbox)).toEqual([]);
    await expectEachOnce(place.picked, (name) => name.replace(/^\d+-(.*)\.eml$/, "$1"));
  });
});
