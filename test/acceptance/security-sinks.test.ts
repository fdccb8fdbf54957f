/**
 * What administrators do with the sinks of security's tools: `check` names exactly the permission that is missing and grants nothing itself,
 * `preview` shows what will be sent, and `send-test` sends one record that nobody takes for a refusal. By the real command over real TLS.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Application } from "../../emulator/state.ts";
import type { RunSummary } from "../../src/app/run-summary.ts";
import { askWorkspace } from "../support/ask-workspace.ts";
import type { CloudInstallation } from "../support/cloud-installation.ts";
import { HEADER } from "../support/log-folder.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { createTenant } from "../support/tenant/tenant.ts";
import { startTimedCloud, type TimedCloud } from "../support/timed-cloud.ts";

const PERMISSION = "ThreatIndicators.ReadWrite.OwnedBy";
const ROLE = "Microsoft Sentinel Contributor";

let cloud: TimedCloud;
let application: Application;
let place: CloudInstallation;

beforeEach(async () => {
  cloud = await startTimedCloud();
  application = cloud.emulator.state.applications[0]!;
  const { workspaceId } = cloud.emulator.state;
  place = cloud.install(
    { sentinel: { type: "sentinel-stix", workspaceId }, siem: { type: "graph-tiindicator" } },
    { notifiers: { owners: { type: "file", path: "outbox/" } }, notices: { backlogAge: "365d" } },
  );
});
afterEach(() => cloud.close());

const uploaded = () => [...cloud.emulator.state.uploads.values()].map(({ object }) => object);
const submitted = () => cloud.emulator.state.tiIndicators.map(({ values }) => values);

describe("check", () => {
  // It finds fault with a folder without logs.
  beforeEach(() => writeFileSync(join(place.logs, "rmslog.log"), HEADER));

  interface Finding {
    readonly part: string;
    readonly subject: string;
    readonly status: "ok" | "warning" | "failed";
    readonly advice?: string;
    readonly command?: string;
  }

  async function failures(): Promise<{ readonly code: number | null; readonly failed: readonly Finding[] }> {
    const { code, stdout } = await place.run("check", "--json");
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
    // That the service is to be removed is said as long as it is there.
    const warnings = findings.filter(({ status }) => status === "warning").map(({ subject }) => subject);
    expect(["service tiIndicators"]).toEqual(expect.arrayContaining(warnings));
    expect([uploaded(), submitted()]).toEqual([[], []]);
    return { code, failed: findings.filter(({ status }) => status === "failed") };
  }

  it("finds nothing wrong where all is granted, and sends nothing", async () => {
    expect(await failures()).toEqual({ code: 0, failed: [] });
  });

  it.each<[part: string, subject: string, revoke: () => void]>([
    [
      "sinks.sentinel",
      `role ${ROLE}`,
      () => application.workspaceRoles.splice(application.workspaceRoles.indexOf(ROLE), 1),
    ],
    [
      "sinks.siem",
      `permission ${PERMISSION}`,
      () => application.roles.graph.splice(application.roles.graph.indexOf(PERMISSION), 1),
    ],
  ])("of %s names the %s and nothing else when it was taken away", async (part, subject, revoke) => {
    revoke();
    const { code, failed } = await failures();
    expect([code, failed.map((finding) => [finding.part, finding.subject])]).toEqual([3, [[part, subject]]]);
    const [{ advice = "", command = "" } = {}] = failed;
    expect(advice).not.toBe("");
    expect(command).toContain(subject.replace(/^\w+ /, ""));
    execFileSync("bash", ["-n", "-c", command]);
  });

  it("says that the service is gone, and what there is instead", async () => {
    cloud.emulator.state.settings.tiIndicators = "retired";
    const { code, failed } = await failures();
    expect([code, failed.map(({ subject }) => subject)]).toEqual([3, ["service tiIndicators"]]);
    expect(failed[0]?.advice).toContain("`sentinel-stix`");
  });
});

describe("preview", () => {
  it("shows what each sink is sent then, and sends nothing itself", async () => {
    writeRmsLogs(createTenant({ seed: 95, refusals: 60, owners: 8, successes: 10 }), place.logs);
    await place.run("collect");
    await place.run("dispatch");
    expect((await place.run("preview", "--out", "shown")).code).toBe(0);
    expect([uploaded(), submitted()]).toEqual([[], []]);

    await place.run("deliver");

    const read = (name: string) => JSON.parse(readFileSync(join(place.dir, "shown", name), "utf8"));
    const { sourcesystem, stixobjects } = read("sentinel.json");
    expect(sourcesystem).toBe("Lockbell");
    expect(stixobjects.length).toBeGreaterThan(20);
    expect(uploaded()).toEqual(expect.arrayContaining(stixobjects));
    const { value } = read("siem.json");
    expect(value).toHaveLength(stixobjects.length);
    const sent = new Map(submitted().map((indicator) => [indicator["externalId"], indicator]));
    // How long one holds counts from when it is sent, if that is late.
    for (const { expirationDateTime: _then, ...indicator } of value)
      expect(sent.get(indicator.externalId)).toMatchObject(indicator);
  });
});

describe("send-test", () => {
  it("uploads one indicator that says it is a test, ends soon and is no refusal to anybody who counts them", async () => {
    expect(await place.run("send-test", "sentinel")).toMatchObject({ code: 0, stderr: expect.not.stringMatching(/./) });

    expect(uploaded()).toMatchObject([{ name: expect.stringMatching(/^\[TEST] /), labels: expect.any(Array) }]);
    const [test] = await askWorkspace(
      cloud.emulator,
      `ThreatIntelIndicators
      | extend Refusal = Data.extensions["extension-definition--5d8feb71-5531-4d8a-a53a-191533e144ed"].properties
      | project Minutes = datetime_diff("minute", ValidUntil, ValidFrom), Test = tostring(Refusal.test)`,
    );
    expect(test).toEqual({ Minutes: 10, Test: "true" });
    expect(await booksAfterRun()).toEqual({ known: 0, delivered: 0, pending: 0, skipped: {}, dead: 0, unknown: 0 });
  });

  it("submits one to Graph, likewise", async () => {
    expect((await place.run("send-test", "siem")).code).toBe(0);
    expect(submitted()).toMatchObject([
      { description: expect.stringMatching(/^\[TEST] /), tags: expect.arrayContaining(["test=true"]) },
    ]);
    expect(await booksAfterRun()).toMatchObject({ known: 0 });
  });

  it.each([
    ["sentinel", () => application.workspaceRoles.splice(0, 9), "permission-missing"],
    ["siem", () => application.roles.graph.splice(0, 9), "permission-missing"],
    ["siem", () => Object.assign(cloud.emulator.state.settings, { tiIndicators: "retired" }), "service-retired"],
  ])("of %s says why it did not arrive, and ends with 1", async (sink, spoil, reason) => {
    spoil();
    const { code, stdout, stderr } = await place.run("send-test", sink);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain(reason);
    expect([uploaded(), submitted()]).toEqual([[], []]);
  });

  async function booksAfterRun(): Promise<unknown> {
    const { sinks } = await place.json<RunSummary>("run", "--once");
    expect(sinks["siem"]).toEqual(sinks["sentinel"]);
    return sinks["sentinel"];
  }
});
