import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  FIELDS,
  HEADER,
  LogFolder,
  type LogFolderConfig,
  logLine,
  numberedLine,
  type Pulled,
} from "../../../test/support/log-folder.ts";
import { describeSource } from "../conformance.ts";

for (const [name, config] of [
  ["rms-log", {}],
  ["rms-log with a since", { since: "7d" }],
] as const) {
  describeSource(name, async () => {
    const logs = new LogFolder();
    const lines = (from: number, to: number): string =>
      Array.from({ length: to - from }, (_, i) => `${numberedLine(from + i, outcome(from + i))}\n`).join("");
    logs.write("a.log", `${HEADER}${lines(0, 40)}not a line\n`);
    logs.write("b.log.gz", gzipSync(`${HEADER}${lines(40, 60)}${numberedLine(60)}`));
    logs.write("c.log", `${lines(60, 70)}${HEADER}${lines(70, 90)}`);
    return { create: () => logs.source(config, { pageRecords: 10 }), dispose: async () => logs.remove() };
  });
}

function outcome(n: number): Readonly<Record<string, string>> {
  return n % 3 === 0 ? { result: "'Success'" } : {};
}

let logs: LogFolder;
beforeEach(() => {
  logs = new LogFolder();
});
afterEach(() => logs.remove());

describe("testdata/oddities.log", () => {
  it("becomes what testdata/oddities.golden.json shows", async () => {
    const testdata = fileURLToPath(new URL("testdata/", import.meta.url));
    logs.write("oddities.log", readFileSync(join(testdata, "oddities.log")));
    const { denied, ignored, rejected, facts, read } = await logs.pull();
    const events = denied.map(({ event: { raw: _, ...event }, nativeId }) => ({ nativeId, ...event }));
    const shown = `${JSON.stringify({ read, denied: events, ignored, rejected, facts }, null, 2)}\n`;
    await expect(shown).toMatchFileSnapshot(join(testdata, "oddities.golden.json"));
  });
});

describe("what is counted", () => {
  it("is each data line once, and neither directives nor blank lines", async () => {
    logs.write("a.log", `${HEADER}\n${logLine()}\n  \n#Remark: x\n${logLine({ result: "'Success'" })}\nshort\n\t\t\n`);
    expect(await logs.pull()).toMatchObject({
      read: 3,
      denied: [{ event: { location: `a.log:${HEADER.length + 1}` } }],
      ignored: { success: 1 },
      rejected: [{ reason: "field-count", raw: "short" }],
    });
  });

  it("is a line before any #Fields and behind one that says nothing, as rejected", async () => {
    logs.write("a.log", `${logLine()}\n#Fields:\n${logLine()}\n${HEADER}${logLine()}\n`);
    const { rejected, denied } = await logs.pull();
    expect(rejected.map(({ reason, location }) => [reason, location])).toEqual([
      ["no-fields-directive", "a.log:0"],
      ["no-fields-directive", `a.log:${logLine().length + 10}`],
    ]);
    expect(denied).toHaveLength(1);
  });

  it("follows columns that change in the middle of a file", async () => {
    const fewer = "time\tdate\tresult\tuser-id\trequest-type\trow-id";
    logs.write("a.log", `${HEADER}${numberedLine(1)}\n\ufeff#Fields: ${fewer}\n${numberedLine(2, {}, fewer)}\n`);
    expect((await logs.pull()).denied.map(({ event }) => [event.occurredAt, event.owner])).toEqual([
      ["2026-11-18T00:00:01Z", "miriam.jansen@contoso.com"],
      ["2026-11-18T00:00:02Z", undefined],
    ]);
  });

  it("is a line of more than a megabyte once, its beginning kept", async () => {
    logs.write(
      "a.log",
      `${HEADER}${"x".repeat(3_000_000)}\n${logLine()}\n#${"x".repeat(2_000_000)}\n${"y".repeat(1_048_577)}`,
    );
    const { read, rejected, denied } = await logs.pull();
    expect([read, denied.length]).toEqual([3, 1]);
    expect(rejected.map(({ reason, raw }) => [reason, raw.length, raw[0]])).toEqual([
      ["line-too-long", 16_384, "x"],
      ["line-too-long", 16_384, "y"],
    ]);
  });

  it("goes into pages of bounded size", async () => {
    logs.write("a.log", HEADER + `${logLine({ "file-name": "n".repeat(900_000) })}\n`.repeat(12));
    logs.write("b.log", HEADER + `${logLine()}\n`.repeat(4_500));
    const { pages } = await logs.pull();
    expect(pages.map(({ read }) => read)).toEqual([5, 5, 2, 2_000, 2_000, 500]);
  });
});

describe("a file that changes", () => {
  it("is read on from where it was left, each line once", async () => {
    const first = await stage("a.log", `${HEADER}${numberedLine(1)}\n`);
    const second = await stage("a.log", `${HEADER}${numberedLine(1)}\n${numberedLine(2)}\n`, first);
    const third = await logs.pull(second);
    expect([first, second, third].map(times)).toEqual([["00:00:01"], ["00:00:02"], []]);
    expect(third.pages).toEqual([]);
  });

  it("is read on behind the last page that was stored, and nothing of it twice", async () => {
    logs.write("a.log", HEADER + Array.from({ length: 10 }, (_, i) => `${numberedLine(i)}\n`).join(""));
    for (const chunkBytes of [50, 262_144]) {
      const { pages } = await logs.pull(undefined, {}, { chunkBytes, pageRecords: 3 });
      for (const [i, page] of pages.entries()) {
        const stored = new Map(page.cursors.map(({ part, value }) => [part, value ?? ""]));
        const rest = await logs.pull({ cursors: stored }, {}, { chunkBytes });
        expect(rest.denied).toEqual(pages.slice(i + 1).flatMap(({ denied }) => denied));
      }
    }
  });

  it("keeps the columns it had", async () => {
    const fields = FIELDS.split("\t").reverse().join("\t");
    const first = await stage("a.log", `#Fields: ${fields}\n${numberedLine(1, {}, fields)}\n`);
    appendFileSync(join(logs.dir, "a.log"), `${numberedLine(2, {}, fields)}\n`);
    expect(times(await logs.pull(first))).toEqual(["00:00:02"]);
  });

  it("is read from its beginning when it is another file under the same name", async () => {
    const first = await stage("a.log", `${HEADER}${numberedLine(1)}\n${numberedLine(2)}\n`);
    const longer = await stage("a.log", `${HEADER}${numberedLine(3)}\n`.padEnd(5_000, "\n"), first);
    const shorter = await stage("a.log", `${HEADER}${numberedLine(4)}\n`, longer);
    expect([longer, shorter].map(times)).toEqual([["00:00:03"], ["00:00:04"]]);
  });

  it("is the same under another name only to the store: it is read again", async () => {
    const first = await stage("rmslog.log", `${HEADER}${numberedLine(1)}\n`);
    renameSync(join(logs.dir, "rmslog.log"), join(logs.dir, "rmslog.1.log"));
    logs.write("rmslog.log", `${HEADER}${numberedLine(2)}\n`);
    const second = await logs.pull(first);
    expect(times(second)).toEqual(["00:00:01", "00:00:02"]);
    expect([...second.cursors.keys()].sort()).toEqual(["rmslog.1.log", "rmslog.log"]);
  });

  it("is not opened again while its size and time stay the same, and is when they do not", async () => {
    const first = await stage("a.log", `${HEADER}${numberedLine(1)}\n`);
    logs.write("a.log", `${HEADER}${numberedLine(2)}\n`);
    keepTime("a.log", first);
    expect(times(await logs.pull(first))).toEqual([]);
    utimesSync(join(logs.dir, "a.log"), 1, 2);
    expect(times(await logs.pull(first))).toEqual(["00:00:02"]);
  });

  it("is read from its beginning when its cursor cannot be understood", async () => {
    logs.write("a.log", `${HEADER}${numberedLine(1)}\n`);
    for (const value of ["", "{", "[]", '{"size":1}', "null"]) {
      expect(times(await logs.pull({ cursors: new Map([["a.log", value]]) }))).toEqual(["00:00:01"]);
    }
  });

  it("may be compressed anew: what counts is what is in it", async () => {
    const first = await stage("a.log.gz", gzipSync(`${HEADER}${numberedLine(1)}\n`));
    const again = gzipSync(`${HEADER}${numberedLine(1)}\n${numberedLine(2)}\n`, { level: 1 });
    expect(times(await stage("a.log.gz", again, first))).toEqual(["00:00:02"]);
  });
});

describe("a last line without line break", () => {
  it("is read if it has all fields, the cursor stays before it, and it is one event when it is whole", async () => {
    const first = await stage("a.log", `${HEADER}${numberedLine(1)}\n${numberedLine(2)}`);
    const second = await stage("a.log", `${HEADER}${numberedLine(1)}\n${numberedLine(2)}\n${numberedLine(3)}\n`, first);
    expect([times(first), times(second)]).toEqual([
      ["00:00:01", "00:00:02"],
      ["00:00:02", "00:00:03"],
    ]);
    expect(second.denied[0]?.nativeId).toBe(first.denied[1]?.nativeId);
    expect((await logs.pull(second)).pages).toEqual([]);
  });

  it.each([
    ["in a field", logLine().slice(0, 120)],
    ["in a quoted last field", logLine({ "acting-as-user": "'joe@con" })],
    ["in a character", Buffer.from(logLine({ "file-name": "年" })).subarray(0, -90)],
    ["in a time, where that stands last", `#Fields: ${lastly("time")}\n${logLine({ time: "00:0" }, lastly("time"))}`],
    [
      "in an owner, where he stands last",
      `#Fields: ${lastly("owner-email")}\n${logLine({ "owner-email": "m@contoso.co" }, lastly("owner-email"))}`,
    ],
    [
      "in an unquoted reader, where he stands last",
      `#Fields: ${lastly("user-id")}\n${logLine({ "user-id": "m@contoso.co" }, lastly("user-id"))}`,
    ],
  ])("waits, uncounted, when it is cut %s, and is reported when the file does not change any more", async (_, cut) => {
    const first = await stage("a.log", Buffer.concat([Buffer.from(HEADER), Buffer.from(cut)]));
    expect([first.read, first.troubles]).toEqual([0, []]);
    const second = await logs.pull(first);
    expect([second.read, second.troubles.map(({ part, reason }) => [part, reason])]).toEqual([
      0,
      [["a.log", "incomplete-last-line"]],
    ]);
    expect((await logs.pull(second)).troubles).toHaveLength(1);
  });

  it.each(["#Remark: half a dir", "   ", "\r"])("is nothing to wait for when it is %j", async (rest) => {
    const first = await stage("a.log", HEADER + rest);
    expect((await logs.pull(first)).troubles).toEqual([]);
  });
});

describe("trouble with one file is named and stops no other", () => {
  beforeEach(() => logs.write("z.log", `${HEADER}${numberedLine(1)}\n`));

  it.each<[string, (path: string) => void]>([
    ["is-directory", (path) => mkdirSync(path)],
    ["not-a-file", (path) => execFileSync("mkfifo", [path])],
    ["vanished", (path) => symlinkSync(`${path}.nowhere`, path)],
    ["unreadable", (path) => symlinkSync(path, path)],
  ])("%s", async (reason, make) => {
    const path = join(logs.dir, "a.log");
    make(path);
    const { troubles, denied } = await logs.pull(undefined, { path: ["a.log", "z.log"] });
    expect(troubles.map((trouble) => [trouble.part, trouble.reason])).toEqual([["a.log", reason]]);
    expect(denied).toHaveLength(1);
  });

  it("gzip-damaged: what could be unpacked is read, and it is said at every run", async () => {
    const text = Array.from({ length: 500 }, (_, i) => `${numberedLine(i)}\n`).join("");
    const packed = gzipSync(HEADER + text);
    const first = await stage("a.log.gz", packed.subarray(0, -20));
    expect(first.troubles.map(({ part, reason }) => [part, reason])).toEqual([["a.log.gz", "gzip-damaged"]]);
    expect(first.denied.length).toBeGreaterThan(400);
    const second = await logs.pull(first);
    expect([second.read, second.troubles.length]).toEqual([0, 1]);
    const third = await stage("a.log.gz", packed, second);
    expect([third.troubles, first.denied.length + third.denied.length]).toEqual([[], 501]);
  });

  it("a file that vanishes while others are read", async () => {
    logs.write("a.log", `${HEADER}${numberedLine(2)}\n`);
    const reasons: string[] = [];
    for await (const item of logs.source().pull({ cursors: new Map(), signal: new AbortController().signal })) {
      if ("trouble" in item) reasons.push(`${item.trouble.part} ${item.trouble.reason}`);
      rmSync(join(logs.dir, "z.log"), { force: true });
    }
    expect(reasons).toEqual(["z.log vanished"]);
  });

  it("names files and never what is in them", async () => {
    logs.write("a.log", `${HEADER}${logLine().slice(0, 150)}`);
    const { troubles } = await logs.pull(await logs.pull());
    expect(JSON.stringify(troubles)).not.toContain("raul");
    expect(troubles[0]?.advice).toMatch(/\.$/);
  });
});

describe("the cursor of a file that is gone", () => {
  it("is kept for a month, in case it comes back, and then forgotten", async () => {
    const present = await stage("a.log", `${HEADER}${numberedLine(1)}\n`);
    renameSync(join(logs.dir, "a.log"), join(logs.dir, "elsewhere"));
    const only = { path: "*.log" };
    const gone = await logs.pull(present, only);
    expect([...gone.cursors.keys()]).toEqual(["a.log"]);
    logs.clock.advance(29 * 86_400_000);
    const stillGone = await logs.pull(gone, only);
    expect(stillGone.pages).toEqual([]);

    renameSync(join(logs.dir, "elsewhere"), join(logs.dir, "a.log"));
    const back = await logs.pull(stillGone, only);
    expect([back.read, [...back.cursors]]).toEqual([0, [...present.cursors]]);

    rmSync(join(logs.dir, "a.log"));
    const goneAgain = await logs.pull(back, only);
    logs.clock.advance(31 * 86_400_000);
    expect([...(await logs.pull(goneAgain, only)).cursors]).toEqual([]);
  });
});

describe("a since that is a duration", () => {
  const DAY_MS = 86_400_000;
  const config = { since: "1d" };
  /** Occurred 30 hours before the clock's first moment, and 23 hours before it. */
  const [tooOld, recent] = [numberedLine(2 * 86_400), numberedLine(2 * 86_400 + 7 * 3_600)];

  it("is counted back from the first pull: what came while nobody pulled is told, however old it is by then", async () => {
    logs.write("a.log", `${HEADER}${tooOld}\n${recent}\n`);
    const first = await logs.pull(undefined, config);
    expect([times(first), first.ignored]).toEqual([["07:00:00"], { "before-since": 1 }]);

    logs.clock.advance(2 * DAY_MS);
    logs.write("b.log", `${HEADER}${tooOld}\n${recent}\n`);
    const second = await logs.pull(first, config);
    expect([times(second), second.ignored]).toEqual([["07:00:00"], { "before-since": 1 }]);
  });

  it("is stored before anything is ignored, also when there is nothing to read yet", async () => {
    const first = await logs.pull(undefined, config);
    expect(first.troubles.map(({ reason }) => reason)).toEqual(["no-files"]);
    logs.clock.advance(2 * DAY_MS);
    expect(times(await stage("a.log", `${HEADER}${tooOld}\n${recent}\n`, first, config))).toEqual(["07:00:00"]);
  });

  it("is kept apart from a file of that name, and forgotten when it is no longer configured", async () => {
    const first = await stage("since", `${HEADER}${recent}\n`, undefined, config);
    expect([...first.cursors.keys()]).toEqual(["since/", "since"]);
    logs.clock.advance(60 * DAY_MS);
    expect((await logs.pull(first, config)).pages).toEqual([]);
    for (const other of [{}, { since: "2026-11-18" }]) {
      expect([...(await logs.pull(first, other)).cursors.keys()]).toEqual(["since"]);
    }
  });
});

describe("the configuration", () => {
  it("decides what literals and requests mean, and what is too old", async () => {
    logs.write(
      "a.log",
      HEADER +
        `${numberedLine(1, { result: "'E_0x8004020D'" })}\n` +
        `${numberedLine(2, { result: "'AccessDenied'" })}\n` +
        `${numberedLine(3, { "request-type": "Certify" })}\n`,
    );
    const config = {
      results: { e_0x8004020D: "expired", AccessDenied: "service-error" } as const,
      licenceRequests: ["Certify"],
      since: "2026-11-18T00:00:01Z",
    };
    const { denied, ignored } = await logs.pull(undefined, config);
    expect(denied.map(({ event }) => [event.outcome, event.resultKnown])).toEqual([["expired", true]]);
    expect(ignored).toEqual({ "service-error": 2 });
    expect((await logs.pull(undefined, { since: "1d" })).ignored).toEqual({ "before-since": 2, "other-request": 1 });
  });
});

function lastly(name: string): string {
  return [...FIELDS.split("\t").filter((field) => field !== name), name].join("\t");
}

async function stage(
  name: string,
  content: string | Uint8Array,
  before?: Pulled,
  config?: LogFolderConfig,
): Promise<Pulled> {
  logs.write(name, content);
  return logs.pull(before, config);
}

function keepTime(name: string, pulled: Pulled): void {
  const { mtimeMs } = JSON.parse(pulled.cursors.get(name)!) as { mtimeMs: number };
  utimesSync(join(logs.dir, name), mtimeMs / 1_000, mtimeMs / 1_000);
}

function times(pulled: Pulled): readonly string[] {
  return pulled.denied.map(({ event }) => event.occurredAt.slice(11, 19));
}
