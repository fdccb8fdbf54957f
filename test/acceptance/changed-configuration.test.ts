/** What waits when the configuration changes: it is not forgotten, and not told twice. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { RunSummary } from "../../src/app/run-summary.ts";
import { createInstallation, type Installation } from "../support/installation.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { createTenant } from "../support/tenant/tenant.ts";

const tenant = createTenant({ seed: 61, refusals: 120, owners: 12 });
let place: Installation;

beforeEach(() => {
  place = createInstallation({
    config: { notifiers: { owners: { type: "file", path: "outbox/", messagesPerMinute: 2 } }, sinks: {} },
  });
  writeRmsLogs(tenant, place.logs);
});

afterEach(() => place.remove());

function reconfigure(change: Record<string, unknown>): void {
  const file = join(place.dir, "lockbell.yaml");
  writeFileSync(file, stringify({ ...(parse(readFileSync(file, "utf8")) as object), ...change }));
}

const run = (): Promise<RunSummary> => place.json<RunSummary>("run", "--once", "--max-wait", "0s");

describe("owners who wait for a slot", () => {
  it("are told once by a notifier that was renamed meanwhile", async () => {
    const first = await run();
    expect(first.notices.delivered).toBe(2);
    expect(first.owners.pending).toBeGreaterThan(0);
    reconfigure({ notifiers: { mail: { type: "file", path: "outbox/" } } });

    const second = await run();

    expect(second.owners).toMatchObject({ known: first.owners.known, pending: 0 });
    const recipients = (await place.mails()).map(({ to }) => to);
    expect(new Set(recipients).size).toBe(recipients.length);
    expect(recipients.length).toBe(2 + second.notices.delivered);
  });
});

describe("a sink that is added later", () => {
  it("gets what is dispatched from then on; what was before is counted as skipped", async () => {
    const first = await run();
    reconfigure({ sinks: { all: { type: "ndjson-file", path: "denied.ndjson" } } });
    writeRmsLogs(createTenant({ seed: 62, refusals: 30, owners: 8, from: "2026-11-25" }), place.logs);

    const second = await run();

    const added = second.owners.known - first.owners.known;
    expect(added).toBeGreaterThan(0);
    expect(place.lines()).toHaveLength(added);
    expect(second.sinks["all"]).toMatchObject({
      delivered: added,
      skipped: { "before-sink": first.owners.known },
      pending: 0,
    });
  });
});

describe("a sink that cannot be written", () => {
  it("keeps its batches, is named as trouble, ends with 3 now and later, and loses no owner's mail", async () => {
    reconfigure({
      sinks: { all: { type: "ndjson-file", path: "logs" } },
      notifiers: { owners: { type: "file", path: "outbox/" } },
    });

    const first = await place.run("run", "--once", "--max-wait", "0s", "--json");
    const summary = JSON.parse(first.stdout) as RunSummary;

    expect(first.code).toBe(3);
    expect(summary.sinks["all"]).toMatchObject({ delivered: 0, pending: summary.owners.known });
    expect(summary.troubles).toMatchObject([{ part: "all", reason: "delivery-failed" }]);
    expect(summary.owners.pending).toBe(0);
    expect(await place.run("run", "--once", "--max-wait", "0s")).toMatchObject({ code: 3 });

    reconfigure({ sinks: { all: { type: "ndjson-file", path: "denied.ndjson" } } });
    expect(await place.run("run", "--once", "--max-wait", "2m")).toMatchObject({ code: 0 });
    expect(place.lines()).toHaveLength(summary.owners.known);
  });
});

describe("without a notifier", () => {
  it("owners' refusals are held by that name, and security gets them all", async () => {
    reconfigure({ notifiers: {}, sinks: { all: { type: "ndjson-file", path: "denied.ndjson" } } });

    const summary = await run();

    expect(summary.owners.held).toEqual({ "no-notifier": summary.owners.known });
    expect(place.lines()).toHaveLength(summary.owners.known);
  });
});
