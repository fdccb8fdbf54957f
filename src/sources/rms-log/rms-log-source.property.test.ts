import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HEADER, LogFolder, logLine, type Pulled } from "../../../test/support/log-folder.ts";
import { expectedRefusals } from "../../../test/support/tenant/expectations.ts";
import { growFiles } from "../../../test/support/tenant/growing-files.ts";
import { type RmsLogShape, writeRmsLogs } from "../../../test/support/tenant/rms-logs.ts";
import { createTenant, type Tenant } from "../../../test/support/tenant/tenant.ts";
import { identities } from "../conformance.ts";

let logs: LogFolder;
beforeEach(() => {
  logs = new LogFolder();
});
afterEach(() => logs.remove());

const FRAGMENTS = [
  HEADER,
  "#Fields: date\ttime\tresult\tuser-id\trequest-type\n",
  "#Fields:\n",
  `${logLine()}\n`,
  `${logLine({ result: "'Success'" })}\r\n`,
  `${logLine({ "file-name": "年度.docx", time: "00:00:09" })}\r\n`,
  logLine(),
  "\ufeff",
  "\n",
  "\r",
  "\t",
  "'",
] as const;

const ANY_BYTES = fc
  .array(
    fc.oneof(
      fc.constantFrom(...FRAGMENTS).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    ),
    { maxLength: 14 },
  )
  .map((parts) => Buffer.concat(parts));

describe("any bytes", () => {
  const packings: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ["plain", (bytes) => bytes],
    ["said to be UTF-16", (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), bytes])],
    ["compressed", (bytes) => gzipSync(bytes)],
    ["said to be compressed", (bytes) => Buffer.concat([Buffer.from([0x1f, 0x8b, 0x08, 0x00]), bytes])],
    ["compressed and cut", (bytes) => gzipSync(bytes).subarray(0, -9)],
  ];

  it.each(packings)("%s: balance, whatever is read at once, and hold nothing new the second time", async (_, pack) => {
    await fc.assert(
      fc.asyncProperty(
        ANY_BYTES,
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 4 }),
        async (bytes, chunkBytes, pageRecords) => {
          logs.write("a.log", pack(bytes));
          const whole = await logs.pull();
          expect(whole.read).toBe(whole.denied.length + sum(whole.ignored) + whole.rejected.length);
          expect((await logs.pull(whole)).pages).toEqual([]);

          const piecemeal = await logs.pull(undefined, {}, { chunkBytes, pageRecords });
          for (const page of piecemeal.pages) expect(page.read).toBeLessThanOrEqual(pageRecords);
          const { pages: _pages, facts: _facts, ...rest } = whole;
          expect(piecemeal).toMatchObject(rest);
        },
      ),
      { seed: 6, numRuns: 120 },
    );
  });
});

describe("a tenant's logs", () => {
  const tenant = createTenant({ seed: 7, refusals: 400, owners: 30 });
  const shapes: readonly (readonly [string, RmsLogShape])[] = [
    ["in the documented form", {}],
    ["with CRLF and a byte order mark", { lineBreak: "crlf", encoding: "utf-8-bom" }],
    ["in UTF-16", { encoding: "utf-16le" }],
    ["in UTF-16, big end first, with CRLF", { encoding: "utf-16be", lineBreak: "crlf" }],
    ["compressed", { gzip: true }],
    ["compressed, in UTF-16", { gzip: true, encoding: "utf-16le" }],
    ["with other columns first", { columns: "shuffled" }],
    ["of version 1.0", { columns: "version-1.0" }],
    ["with other quotes", { quoting: "typographic" }],
    ["with double quotes", { quoting: "double" }],
    ["in no order", { rows: "shuffled" }],
    ["cut into ten files a day, doubled and renamed", { filesPerDay: 10, doubled: true, renamed: true }],
    ["without a last line break", { unfinished: true, filesPerDay: 3 }],
    ["with many repeats", { duplicates: 0.9 }],
  ];

  it.each(shapes)("%s hold what happened, no more and no less", async (_, shape) => {
    const { rows } = writeRmsLogs(tenant, logs.dir, shape);
    const pulled = await logs.pull();
    expect(pulled.troubles).toEqual([]);
    expect([pulled.read, pulled.rejected]).toEqual([rows, []]);
    expect(attemptsRead(pulled)).toEqual(attemptsExpected(tenant));
  });

  it.each([
    ["as they are written", {}],
    ["with CRLF and a byte order mark", { lineBreak: "crlf", encoding: "utf-8-bom" }],
    ["in UTF-16", { encoding: "utf-16le" }],
    ["compressed", { gzip: true }],
    ["with other columns first", { columns: "shuffled", unfinished: true }],
  ] as const)("%s, growing and cut anywhere, hold the same when all has come", async (_, shape) => {
    const [written, growing] = [new LogFolder(), logs];
    writeRmsLogs(tenant, written.dir, shape);
    const whole = await written.pull();
    const stages: Pulled[] = [];
    for (const _stage of growFiles(written.dir, growing.dir, 10, 8)) stages.push(await growing.pull(stages.at(-1)));
    written.remove();
    expect(identities(stages.flatMap(({ pages }) => pages))).toEqual(identities(whole.pages));
    expect(growing.dir).not.toBe(written.dir);
    expect((await growing.pull(stages.at(-1))).pages).toEqual([]);
  });

  it("tell the catalogue what documents are truly called", async () => {
    writeRmsLogs(tenant, logs.dir);
    const { facts } = await logs.pull();
    const names = new Map(
      facts.filter(({ name }) => name !== undefined).map(({ contentId, name }) => [contentId, name]),
    );
    const known = tenant.documents.filter(({ contentId }) => names.has(contentId));
    expect(known.length).toBeGreaterThan(30);
    for (const { contentId, trueName } of known) expect(names.get(contentId)).toBe(trueName);
  });

  it("keep every canary in the event, so that security sees all", async () => {
    const withCanaries = createTenant({ seed: 9, refusals: 20, canaries: true });
    writeRmsLogs(withCanaries, join(logs.dir, "c"), { rows: "exact" });
    const { denied } = await logs.pull(undefined, { path: "c/*" });
    const truth = [...withCanaries.attempts()].filter(({ isRefusal }) => isRefusal);
    expect(
      denied.map(({ event }) => [
        event.ipAddress,
        event.client,
        event.issuer,
        event.templateId,
        event.actingAsUser,
        event.adminAction,
      ]),
    ).toEqual(truth.map((a) => [a.address, a.client, a.issuer, a.templateId, a.actingAsUser, a.adminAction]));
  });
});

/** Each attempt with how many times it happened within its second: the store's rule, told in one line. */
function attemptsRead({ denied }: Pulled): ReadonlyMap<string, number> {
  const natives = new Map<string, Set<string>>();
  for (const { event, nativeId } of denied) {
    const key = JSON.stringify([event.occurredAt, event.contentId ?? "", event.actor.toLowerCase()]);
    natives.set(key, (natives.get(key) ?? new Set<string>()).add(nativeId ?? ""));
  }
  return new Map(
    [...natives].map(([key, ids]) => [key, Math.max(1, ids.has("") ? ids.size - 1 : ids.size)] as const).sort(),
  );
}

function attemptsExpected(tenant: Tenant): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { occurredAt, contentId, actor } of expectedRefusals(tenant)) {
    const key = JSON.stringify([occurredAt, contentId, actor.toLowerCase()]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return new Map([...counts].sort());
}

function sum(counts: { readonly [reason: string]: number }): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
