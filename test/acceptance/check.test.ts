/**
 * `check` against a tenant that lacks something: it names exactly what is missing, gives a command that mends it, sends nothing to anybody,
 * and after the command's effect all is well.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Application } from "../../emulator/state.ts";
import {
  type CloudInstallation,
  createCloudInstallation,
  MAILBOX,
  tableSource,
} from "../support/cloud-installation.ts";
import { type Emulation, emulateTenant } from "../support/emulate-tenant.ts";
import { createTenant } from "../support/tenant/tenant.ts";

interface Finding {
  readonly part: string;
  readonly subject: string;
  readonly status: "ok" | "warning" | "failed";
  readonly detail: string;
  readonly advice?: string;
  readonly command?: string;
}

/** Recent enough for a workspace in which something happens. */
const LAST_DAYS = new Date(Date.now() - 6 * 86_400_000).toISOString().slice(0, 10);

let emulation: Emulation;
let application: Application;
let place: CloudInstallation;

beforeAll(async () => {
  emulation = await emulateTenant(
    createTenant({ seed: 71, from: LAST_DAYS, refusals: 20, owners: 5, successes: 5, others: 2 }),
  );
});
afterAll(() => emulation.close());

beforeEach(() => {
  application = emulation.emulator.state.applications[0]!;
  application.roles = { graph: ["Mail.Send", "Mail.ReadWrite", "Mail.Read"], logAnalytics: ["Data.Read"] };
  application.exchangeRoles = [];
  application.workspaceRoles = ["Log Analytics Reader"];
  emulation.emulator.state.faults.clear();
  emulation.emulator.state.tokensValidFrom = 0;
});
afterEach(() => place.remove());

function install(config: Readonly<Record<string, unknown>> = {}): CloudInstallation {
  const { emulator } = emulation;
  place = createCloudInstallation(emulator, {
    sources: { workspace: tableSource(emulator, "aip", { since: "2026-11-01" }) },
    ...config,
  });
  return place;
}

async function check(): Promise<{ readonly code: number | null; readonly wrong: readonly Finding[] }> {
  const { code, stdout } = await place.run("check", "--json");
  const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] };
  expect(findings.length).toBeGreaterThan(2);
  return { code, wrong: findings.filter(({ status }) => status !== "ok") };
}

const nobodyWasWritten = async (): Promise<void> => {
  expect(await place.arrived()).toEqual([]);
  const messages = emulation.emulator.state.mailboxes.get(MAILBOX)?.messages ?? [];
  expect(messages.filter(({ folder }) => folder === "drafts")).toEqual([]);
};

describe("check", () => {
  it("says that all is well, and sends nothing", async () => {
    install();
    expect(await check()).toEqual({ code: 0, wrong: [] });
    await nobodyWasWritten();
    expect((await place.run("check")).stdout).toContain("All is well. Nothing was sent.");
  });

  it.each<[missing: string, part: string, remove: (granted: Application) => void, way: string, code: number]>([
    ["permission Mail.Send", "notifiers.owners", ({ roles }) => revoke(roles.graph, "Mail.Send"), "draft", 3],
    ["permission Mail.Send", "notifiers.owners", ({ roles }) => revoke(roles.graph, "Mail.Send"), "direct", 3],
    ["permission Mail.ReadWrite", "notifiers.owners", ({ roles }) => revoke(roles.graph, "Mail.ReadWrite"), "draft", 3],
    ["permission Mail.ReadWrite", "notifiers.owners", ({ roles }) => revoke(roles.graph, "Mail.ReadWrite"), "auto", 0],
    [
      "permission Mail.Read",
      "notifiers.owners",
      ({ roles }) => {
        revoke(roles.graph, "Mail.Read");
        revoke(roles.graph, "Mail.ReadWrite");
      },
      "direct",
      0,
    ],
    ["permission Data.Read", "sources.workspace", ({ roles }) => revoke(roles.logAnalytics, "Data.Read"), "auto", 3],
    [
      "role Log Analytics Reader",
      "sources.workspace",
      ({ workspaceRoles }) => revoke(workspaceRoles, "Log Analytics Reader"),
      "auto",
      3,
    ],
  ])(
    "names the %s, asked for by %s, and nothing else when it was taken away",
    async (missing, part, remove, way, code) => {
      install({ notifiers: { owners: { type: "graph-mail", from: MAILBOX, way } } });
      remove(application);

      const found = await check();

      expect(found.wrong.map(({ part: at, subject }) => [at, subject])).toEqual([[part, missing]]);
      expect(found.code).toBe(code);
      const { command = "", advice = "" } = found.wrong[0]!;
      expect(advice).not.toBe("");
      expect(command).toContain(missing.replace(/^\w+ /, ""));
      execFileSync("bash", ["-n", "-c", command]);
      await nobodyWasWritten();
    },
  );

  it("counts what Exchange granted for one mailbox, which stands in no token", async () => {
    install();
    application.roles.graph = [];
    application.exchangeRoles = ["Mail.Send", "Mail.ReadWrite", "Mail.Read"];
    expect(await check()).toEqual({ code: 0, wrong: [] });
  });

  it.each([
    ["the secret is wrong", () => writeFileSync(join(place.dir, "secret.txt"), "wrong"), /secret|credential/i],
    ["the workspace is another", () => undefined, /workspace/i],
    ["the table is not there", () => undefined, /table/i],
  ])("says in words when %s, without a secret or an address in them", async (what, break_, words) => {
    const { emulator } = emulation;
    const other = { workspaceId: "00000000-0000-4000-8000-000000000000" };
    const source =
      what === "the workspace is another"
        ? tableSource(emulator, "aip", other)
        : tableSource(emulator, "aip", what === "the table is not there" ? { tableName: "Nowhere_CL" } : {});
    install({ sources: { workspace: source } });
    break_();

    const { code, wrong } = await check();

    expect(code).toBe(3);
    expect(wrong.map(({ subject, detail, advice }) => `${subject} ${detail} ${advice}`).join("\n")).toMatch(words);
    expect(JSON.stringify(wrong)).not.toContain("wrong\\n");
    expect(JSON.stringify(wrong)).not.toContain(application.secrets[0]);
  });

  it("says that nobody answers, part by part, when the network is down", async () => {
    install({
      endpoints: {
        ...{ login: "https://localhost:1", graph: "https://localhost:1", logAnalytics: "https://localhost:1" },
      },
    });
    const { code, wrong } = await check();
    expect(code).toBe(3);
    expect(new Set(wrong.map(({ part }) => part))).toEqual(new Set(["sources.workspace", "notifiers.owners"]));
  });
});

function revoke(granted: string[], permission: string): void {
  granted.splice(granted.indexOf(permission), 1);
}
