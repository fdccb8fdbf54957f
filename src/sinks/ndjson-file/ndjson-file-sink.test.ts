import { appendFile, mkdir, mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../runtime/clock.ts";
import { describeSink, TestPort, testBatch, testEvent } from "../conformance.ts";
import type { BatchResult, Sink } from "../sink.ts";
import { GAP_MS } from "./channel-state.ts";
import { LineFile } from "./line-file.ts";
import { createNdjsonFileSink } from "./ndjson-file-sink.ts";
import { renderLine } from "./render-line.ts";
import { type FileTrouble, troubledFiles } from "./testdata/troubled-file.ts";

const FAILURES = {
  "the disk is full": { steps: ["append"], code: "ENOSPC", reason: "disk-full" },
  "the disk is full and cutting fails too": { steps: ["append", "cut"], code: "ENOSPC", reason: "disk-full" },
  "the file may not be opened": { steps: ["open"], code: "EACCES", reason: "no-permission" },
  "the file system is read-only": { steps: ["open"], code: "EROFS", reason: "read-only" },
  "the sync fails": { steps: ["sync"], code: "EIO", reason: "device-error" },
  "the sync fails and cutting too": { steps: ["sync", "cut"], code: "EIO", reason: "device-error" },
  "something unheard of happens": { steps: ["append"], code: "EUNHEARD", reason: "file-error" },
} as const;

const CUTS: readonly (NonNullable<FileTrouble["dies"]> & { readonly name: string })[] = [
  { name: "before it opens the file", step: "open", when: "before" },
  { name: "before it writes", step: "append", when: "before" },
  { name: "in the middle of a line", step: "append", when: "amid" },
  { name: "after it wrote", step: "append", when: "after" },
  { name: "after it synced", step: "sync", when: "after" },
];

async function readEvents(path: string): Promise<ReturnType<typeof testEvent>[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  const lines = text.split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => JSON.parse(line));
}

describeSink(
  "ndjson-file",
  async () => {
    const base = await mkdtemp(join(tmpdir(), "lockbell-ndjson-"));
    const path = join(base, "out", "denied.ndjson");
    const { trouble, open } = troubledFiles(LineFile.open);
    return {
      sink: createNdjsonFileSink(path, systemClock, open),
      failures: Object.entries(FAILURES).map(([name, { steps, code, reason }]) => ({
        name,
        expected: { status: "retry", reason },
        begin: async () => {
          trouble.fails = { steps, code };
        },
        end: async () => {
          trouble.fails = null;
        },
      })),
      cuts: CUTS.map((cut) => ({
        name: cut.name,
        arm: () => {
          trouble.dies = cut;
        },
      })),
      restart: () => createNdjsonFileSink(path, systemClock),
      held: () => readEvents(path),
      dispose: () => rm(base, { recursive: true, force: true }),
    };
  },
  { failures: Object.keys(FAILURES), cuts: CUTS.map(({ name }) => name) },
);

describe("the ndjson-file sink", () => {
  const goesOn = new AbortController().signal;
  let base: string;
  let path: string;
  let port: TestPort;
  let now: number;
  const clock = { now: () => now, sleep: async () => undefined };

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), "lockbell-ndjson-"));
    path = join(base, "denied.ndjson");
    port = new TestPort();
    now = Date.UTC(2026, 10, 18);
  });

  afterEach(async () => {
    await rm(base, { recursive: true, force: true });
  });

  const start = (): Sink => createNdjsonFileSink(path, clock);
  const linesOf = (...ns: readonly number[]): string => ns.map((n) => renderLine(testEvent(n))).join("");
  const idsIn = async (): Promise<number[]> => (await readEvents(path)).map(({ id }) => Number.parseInt(id, 16));

  async function send(sink: Sink, from: number, count: number): Promise<readonly BatchResult[]> {
    const results = await sink.send([testBatch(`b-${from}`, from, count)], port, goesOn);
    port.settle(...results);
    return results;
  }

  it.runIf(process.platform !== "win32")("makes file and folder for their owner only", async () => {
    path = join(base, "siem", "denied.ndjson");
    await send(start(), 1, 1);
    expect((await stat(join(base, "siem"))).mode & 0o777).toBe(0o700);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("begins anew when the file was rotated, in the same process and in the next", async () => {
    const sink = start();
    await send(sink, 1, 2);
    await rename(path, join(base, "denied.ndjson.1"));
    await send(sink, 3, 2);
    expect(await idsIn()).toEqual([3, 4]);
    await rename(path, join(base, "denied.ndjson.2"));
    await send(start(), 5, 1);
    expect(await idsIn()).toEqual([5]);
  });

  it("begins anew when the file was emptied in place", async () => {
    const sink = start();
    await send(sink, 1, 3);
    await truncate(path, 0);
    await send(sink, 4, 1);
    expect(await idsIn()).toEqual([4]);
    expect(JSON.parse(port.state!).offset).toBe((await stat(path)).size);
  });

  it("repeats nothing when a file with unrecorded lines was copied back from a backup", async () => {
    await send(start(), 1, 2);
    await appendFile(path, linesOf(3, 4));
    const text = await readFile(path);
    await rm(path);
    await writeFile(join(base, "placeholder"), "keeps the old inode from being used again");
    await writeFile(path, text);
    await send(start(), 3, 3);
    expect(await idsIn()).toEqual([1, 2, 3, 4, 5]);
  });

  it("repeats nothing when the store was lost and everything is sent again", async () => {
    await send(start(), 1, 5_000);
    port.state = null;
    const sink = start();
    for (let from = 1; from <= 6_000; from += 1_000) await send(sink, from, 1_000);
    expect(await idsIn()).toEqual(Array.from({ length: 6_000 }, (_, i) => i + 1));
    expect(JSON.parse(port.state!).gaps).toEqual([]);
  });

  it("asks the whole file when it was edited, so that no line begins at the settled offset", async () => {
    await send(start(), 1, 2);
    await writeFile(path, `# one taken out\n${linesOf(2, 3)}`);
    await send(start(), 3, 2);
    expect(await readFile(path, "utf8")).toBe(`# one taken out\n${linesOf(2, 3, 4)}`);
  });

  it("cuts off whatever is torn behind the settled offset", async () => {
    await send(start(), 1, 2);
    await appendFile(path, `${linesOf(3)}{"id":"0000`);
    await send(start(), 3, 2);
    expect(await idsIn()).toEqual([1, 2, 3, 4]);
  });

  it("remembers over many deaths which lines wait for their batch, and forgets them when nobody sends it", async () => {
    await send(start(), 1, 2);
    await appendFile(path, linesOf(3, 4));
    await send(start(), 5, 1);
    await appendFile(path, linesOf(6));
    await send(start(), 7, 1);
    expect(JSON.parse(port.state!).gaps).toHaveLength(2);
    await send(start(), 4, 1);
    await send(start(), 6, 1);
    expect(await idsIn()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(JSON.parse(port.state!).gaps).toHaveLength(2);

    now += GAP_MS;
    await send(start(), 8, 1);
    expect(JSON.parse(port.state!).gaps).toEqual([]);
  });

  it("does not look into the file again while nothing unforeseen happens", async () => {
    let scans = 0;
    const sink = createNdjsonFileSink(path, clock, async (...where) => {
      const file = await LineFile.open(...where);
      const scanLines = file.scanLines.bind(file);
      file.scanLines = (...args) => {
        scans++;
        return scanLines(...args);
      };
      return file;
    });
    for (let n = 1; n <= 5; n++) await send(sink, n, 1);
    expect(scans).toBe(1);
  });

  it.each([
    ["a torn line of ours", '{"id":"000000000000000000000000', ""],
    ["the first letters of one", '{"i', ""],
    [
      "a whole line of ours without its newline",
      renderLine(testEvent(1)).trimEnd(),
      `${renderLine(testEvent(1)).trimEnd()}\n`,
    ],
    ["somebody's note", "# kept by hand", "# kept by hand\n"],
    ["somebody's JSON", '{"host":"fileserver"', '{"host":"fileserver"\n'],
  ])("finds a file it knows nothing of that ends in %s", async (_what, tail, kept) => {
    await writeFile(path, `# our refusals\n${tail}`);
    await send(start(), 1, 1);
    const rest = kept.includes('"id"') ? "" : linesOf(1);
    expect(await readFile(path, "utf8")).toBe(`# our refusals\n${kept}${rest}`);
  });

  it.each(["", "{}", "not JSON", '{"dev":"1","ino":"2","offset":-5}', '{"dev":1,"ino":2,"offset":"x"}', "[]"])(
    "asks the file itself when the recorded state is %j",
    async (state) => {
      await writeFile(path, linesOf(1, 2));
      port.state = state;
      await send(start(), 1, 3);
      expect(await idsIn()).toEqual([1, 2, 3]);
    },
  );

  it("writes nothing over what another program appends meanwhile", async () => {
    const sink = createNdjsonFileSink(path, clock, async (...where) => {
      const file = await LineFile.open(...where);
      const append = file.append.bind(file);
      file.append = async (bytes, position) => {
        file.append = append;
        await appendFile(path, linesOf(1));
        return append(bytes, position);
      };
      return file;
    });
    expect(await send(sink, 1, 2)).toMatchObject([{ status: "retry", reason: "file-changed" }]);
    await send(start(), 1, 2);
    expect(await idsIn()).toEqual([1, 2]);
  });

  it("waits for a person when a folder stands where the file must be", async () => {
    await mkdir(path);
    expect(await send(start(), 1, 1)).toMatchObject([{ status: "retry", reason: "not-a-file" }]);
  });

  it("leaves an error of the store to the caller, with nothing written", async () => {
    port.channelState = () => Promise.reject(new Error("The store is gone."));
    await expect(start().send([testBatch("b-1", 1, 1)], port, goesOn)).rejects.toThrow("The store is gone.");
    expect(await readEvents(path)).toEqual([]);
  });

  /** A sink whose first append or sync is done by `work`, which is given the real one; of an append it may do a share only. */
  function startWith(step: "append" | "sync", work: (real: (share?: number) => Promise<void>) => Promise<void>): Sink {
    let isFirst = true;
    return createNdjsonFileSink(path, clock, async (...where) => {
      const file = await LineFile.open(...where);
      const [append, sync] = [file.append.bind(file), file.sync.bind(file)];
      const first = (real: (share?: number) => Promise<void>): Promise<void> => {
        const once = isFirst;
        isFirst = false;
        return once ? work(real) : real();
      };
      if (step === "append")
        file.append = (bytes, position) =>
          first((share = 1) => append(bytes.subarray(0, bytes.length * share), position));
      else file.sync = () => first(sync);
      return file;
    });
  }

  it("takes back what it wrote when a step fails and nobody wrote after it", async () => {
    await send(start(), 1, 2);
    const sink = startWith("sync", () => Promise.reject(new Error("The disk is broken.")));
    expect(await send(sink, 3, 2)).toMatchObject([{ status: "retry", reason: "file-error" }]);
    expect(await idsIn()).toEqual([1, 2]);
  });

  it("leaves what a second writer appended while it stood still, and what is its own is not repeated", async () => {
    await send(start(), 1, 2);
    const sink = startWith("sync", async () => {
      await send(start(), 5, 2);
      throw new Error("The disk is broken.");
    });
    expect(await sink.send([testBatch("b-3", 3, 2)], port, goesOn)).toMatchObject([{ status: "retry" }]);
    expect(await idsIn()).toEqual([1, 2, 3, 4, 5, 6]);
    await send(sink, 3, 2);
    await send(start(), 7, 1);
    expect(await idsIn()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it("leaves a second writer's lines when its own last one was torn and the other has mended that", async () => {
    await send(start(), 1, 2);
    const sink = startWith("append", async (real) => {
      await real(0.6);
      await send(start(), 5, 2);
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    });
    expect(await sink.send([testBatch("b-3", 3, 2)], port, goesOn)).toMatchObject([{ reason: "disk-full" }]);
    await send(sink, 3, 2);
    expect(await idsIn()).toEqual([1, 2, 3, 5, 6, 4]);
  });

  it("appends nothing more once its time is up in the middle of a batch, nor cuts, and repeats nothing later", async () => {
    const stop = new AbortController();
    const sink = startWith("append", async (original) => {
      await original();
      stop.abort();
    });
    const results = await sink.send([testBatch("b-1", 1, 3_000)], port, stop.signal);
    expect(results).toEqual([{ status: "retry", reason: "stopped" }]);
    const written = await idsIn();
    expect(written.length).toBeGreaterThan(500);
    expect(written.length).toBeLessThan(3_000);
    await send(sink, 1, 3_000);
    expect(await idsIn()).toEqual(Array.from({ length: 3_000 }, (_, i) => i + 1));
  });

  it("cuts nothing off when its time was up before a step failed: another process may have taken its lines over", async () => {
    const stop = new AbortController();
    const sink = startWith("sync", async () => {
      stop.abort();
      await send(start(), 1, 2);
      throw new Error("The disk is broken.");
    });
    await sink.send([testBatch("b-1", 1, 2)], port, stop.signal);
    expect(await idsIn()).toEqual([1, 2]);
    await send(start(), 3, 1);
    expect(await idsIn()).toEqual([1, 2, 3]);
  });

  it("mends no torn line once its time is up", async () => {
    await send(start(), 1, 1);
    await appendFile(path, '{"id":"0000');
    const stop = new AbortController();
    const sink = createNdjsonFileSink(path, clock, async (...where) => {
      const file = await LineFile.open(...where);
      stop.abort();
      return file;
    });
    const results = await sink.send([testBatch("b-2", 2, 1)], port, stop.signal);
    expect(results).toEqual([{ status: "retry", reason: "stopped" }]);
    expect(await readFile(path, "utf8")).toBe(`${linesOf(1)}{"id":"0000`);
  });
});
