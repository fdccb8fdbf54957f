/** The `graph` step against the emulated directory, over real HTTP and TLS, with real tokens. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { FaultOrder } from "../../emulator/faults.ts";
import type { DirectoryGroup, DirectoryUser } from "../../emulator/state.ts";
import { directoryFileConfig } from "../../src/owners/directory-file/config.ts";
import { directoryFileStep } from "../../src/owners/directory-file/index.ts";
import { graphStepConfig } from "../../src/owners/graph/config.ts";
import { graphStep } from "../../src/owners/graph/index.ts";
import { createLadder } from "../../src/owners/ladder.ts";
import type { OwnerAnswer, OwnerStepSettings } from "../../src/owners/owner-step.ts";
import { recordStepConfig } from "../../src/owners/record/config.ts";
import { recordStep } from "../../src/owners/record/index.ts";
import { securityStepConfig } from "../../src/owners/security/config.ts";
import { securityStep } from "../../src/owners/security/index.ts";
import { MapMemory, question } from "../../src/owners/testdata/step-settings.ts";
import { useEmulatedMicrosoft } from "../support/use-emulated-microsoft.ts";

const cloud = useEmulatedMicrosoft();
const { signal } = new AbortController();
const DOMAINS = ["contoso.com"];
let memory: MapMemory;

beforeEach(() => {
  memory = new MapMemory(cloud.settings.clock);
  grant("User.Read.All", "GroupMember.Read.All");
  const { users, groups, journal } = cloud.emulator.state;
  users.splice(0, users.length, ...PEOPLE);
  groups.splice(0, groups.length, ...GROUPS);
  journal.length = 0;
});

function grant(...roles: readonly string[]): void {
  cloud.application.roles.graph = [...roles];
}

const settings = (): OwnerStepSettings => ({ ...cloud.settings, memory });
const stepFor = (config: object = {}) =>
  graphStep.create(graphStepConfig.parse({ type: "graph", ...config }), settings());
const find = (recorded: string, config: object = {}): Promise<OwnerAnswer> =>
  stepFor(config).find(question(recorded, { domains: DOMAINS }));
/** Requests the directory has seen, tokens apart. */
const requests = () => cloud.emulator.state.journal.filter(({ path }) => path.startsWith("/v1.0/"));

let ids = 0;

function newId(): string {
  ids += 1;
  return `00000000-0000-4000-8000-${String(ids).padStart(12, "0")}`;
}

function user(local: string, more: Partial<DirectoryUser> = {}): DirectoryUser {
  const address = `${local}@contoso.com`;
  return {
    id: newId(),
    displayName: local,
    userPrincipalName: address,
    mail: address,
    proxyAddresses: [`SMTP:${address}`, `smtp:${local}@contoso.onmicrosoft.com`],
    accountEnabled: true,
    userType: "Member",
    ...more,
  };
}

function group(local: string, more: Partial<DirectoryGroup> = {}): DirectoryGroup {
  const mail = `${local}@contoso.com`;
  return { id: newId(), displayName: local, mail, mailEnabled: true, securityEnabled: false, members: [], ...more };
}

const PEOPLE: readonly DirectoryUser[] = [
  user("anna.sato", { userPrincipalName: "asato@contoso.com" }),
  user("alex.o'neill"),
  user("carlos.kovac"),
  user("left", { accountEnabled: false, manager: "carlos.kovac@contoso.com" }),
  user("left.alone", { accountEnabled: false }),
  user("left.last", { accountEnabled: false, manager: "left@contoso.com" }),
  user("no.mail", { mail: null, proxyAddresses: [] }),
  user("deleted", { deletedDateTime: "2026-11-10T08:00:00Z" }),
  user("berta", {
    userPrincipalName: "berta_fabrikam.com#EXT#@contoso.com",
    mail: "berta@fabrikam.com",
    proxyAddresses: ["SMTP:berta@fabrikam.com"],
    userType: "Guest",
  }),
  user("one", { userPrincipalName: "shared@contoso.com" }),
  user("two", { proxyAddresses: ["SMTP:two@contoso.com", "smtp:shared@contoso.com"] }),
];

const GROUPS: readonly DirectoryGroup[] = [
  group("sapphire", {
    groupTypes: ["Unified"],
    proxyAddresses: ["SMTP:sapphire@contoso.com", "smtp:blue@contoso.com"],
    members: ["anna.sato@contoso.com"],
    owners: ["left@contoso.com", "carlos.kovac@contoso.com", "anna.sato@contoso.com"],
  }),
  group("sales", { owners: ["left@contoso.com", "berta@fabrikam.com"] }),
  group("silent", { mailEnabled: false }),
  group("list", {
    mail: "list@partner.example",
    proxyAddresses: ["SMTP:list@partner.example", "smtp:team@contoso.com"],
  }),
];

/** What an answer comes to: who is told as whom, or that nobody is, and whether others may believe the record. */
function inShort(answer: OwnerAnswer): string {
  if (answer.found === "unavailable") return answer.outcome;
  if (answer.found) return `${answer.outcome}: ${answer.role} ${answer.address}`;
  return answer.ruledOut ? `${answer.outcome}, ruled out` : answer.outcome;
}

describe("an owner", () => {
  it.each([
    ["anna.sato@contoso.com", "graph-address: owner anna.sato@contoso.com"],
    ["Anna.Sato@Contoso.OnMicrosoft.com", "graph-alias: owner anna.sato@contoso.com"],
    ["ASATO@contoso.com", "graph-sign-in-name: owner anna.sato@contoso.com"],
    ["alex.o'neill@contoso.com", "graph-address: owner alex.o'neill@contoso.com"],
    ["left@contoso.com", "owner-disabled, ruled out"],
    ["no.mail@contoso.com", "owner-without-mailbox, ruled out"],
    ["berta@fabrikam.com", "owner-guest, ruled out"],
    ["berta_fabrikam.com#EXT#@contoso.com", "owner-guest, ruled out"],
    ["shared@contoso.com", "owner-ambiguous, ruled out"],
    ["deleted@contoso.com", "owner-unknown, ruled out"],
    ["never.there@contoso.com", "owner-unknown, ruled out"],
    ["anna.sato@eu.contoso.com", "owner-unknown"],
    ["tomas.rossi@fabrikam.com", "owner-unknown"],
    ["AppPrincipalId@4adb6cf6-9de2-4a93-b6bd-c5b6d1c1fe4b.rms.eu.aadrm.com", "owner-service-principal"],
    ["", "owner-blank"],
    ["anna.sato@contoso.com;carlos.kovac@contoso.com", "owner-several-addresses"],
    ["blue@contoso.com", "graph-group: group sapphire@contoso.com"],
    ["sales@contoso.com", "graph-distribution-list: group sales@contoso.com"],
    ["silent@contoso.com", "group-without-mailbox, ruled out"],
    ["team@contoso.com", "group-outside, ruled out"],
  ])("on record as %j: %s", async (recorded, expected) => {
    expect(inShort(await find(recorded))).toBe(expected);
  });

  it.each([
    ["left@contoso.com", "graph-manager: manager carlos.kovac@contoso.com"],
    ["left.alone@contoso.com", "owner-without-manager, ruled out"],
    ["left.last@contoso.com", "owner-without-manager, ruled out"],
  ])("who has left, %s, where managers are configured: %s", async (recorded, expected) => {
    expect(inShort(await find(recorded, { leavers: "manager" }))).toBe(expected);
  });

  it.each([
    ["owners", "sapphire@contoso.com", "graph-group-owner: group-owner anna.sato@contoso.com"],
    ["owners", "sales@contoso.com", "group-without-owner, ruled out"],
    ["none", "sapphire@contoso.com", "owner-unknown, ruled out"],
  ])("that is a group, where `groups` is %s, %s: %s", async (groups, recorded, expected) => {
    expect(inShort(await find(recorded, { groups }))).toBe(expected);
  });

  it("has his own addresses known, and a group its own and no member's", async () => {
    expect(await find("asato@contoso.com")).toHaveProperty("aliases", [
      "anna.sato@contoso.com",
      "anna.sato@contoso.onmicrosoft.com",
      "asato@contoso.com",
    ]);
    expect(await find("sapphire@contoso.com")).toHaveProperty("aliases", ["sapphire@contoso.com", "blue@contoso.com"]);
  });

  it("whose address holds every character there may be is found, and nobody else is", async () => {
    const local = fc.string({ unit: fc.constantFrom(..."az09#$&'*+/=?^_`{|}~-"), minLength: 1, maxLength: 12 });
    // What mail programs decode into something else is no address at all.
    const plain = local.filter((text) => !text.includes("=?"));
    const check = fc.asyncProperty(plain, plain, async (one, other) => {
      cloud.emulator.state.users.splice(0, Number.POSITIVE_INFINITY, user(one), user("bystander"));
      expect(inShort(await find(`${one}@contoso.com`, { cache: { found: "0s", notFound: "0s" } }))).toBe(
        one.includes("#ext#") ? "owner-unknown" : `graph-address: owner ${one}@contoso.com`,
      );
      if (other === one) return;
      const answer = await find(`${other}@contoso.com`, { cache: { found: "0s", notFound: "0s" } });
      expect(answer).toMatchObject({ found: false, outcome: "owner-unknown" });
    });
    await fc.assert(check, { seed: 20261118, numRuns: 40 });
  });
});

describe("a directory in trouble", () => {
  const faults: readonly (readonly [FaultOrder, string])[] = [
    [{ name: "throttle" }, "directory-throttled"],
    [{ name: "throttle", delayMs: 600_000 }, "directory-throttled"],
    [{ name: "unavailable" }, "directory-unavailable"],
    [{ name: "gateway-timeout" }, "directory-unavailable"],
    [{ name: "drop" }, "directory-unavailable"],
    [{ name: "cut-short" }, "directory-unavailable"],
    [{ name: "gone" }, "directory-wrong-answer"],
  ];

  it.each(faults)("(%j) tells nobody, and the ladder holds", async (fault, outcome) => {
    cloud.emulator.state.faults.add(fault);
    const ladder = createLadder(
      [
        stepFor(),
        recordStep.create(recordStepConfig.parse({ type: "record" }), settings()),
        securityStep.create(
          securityStepConfig.parse({ type: "security", address: "security@contoso.com" }),
          settings(),
        ),
      ],
      { domains: DOMAINS, signal },
    );
    const deadline = cloud.settings.clock.now() + 60_000;
    expect(await ladder.resolve("anna.sato@contoso.com", deadline)).toMatchObject({
      recipient: null,
      reason: outcome,
      unavailable: { advice: expect.any(String) },
    });
    const others = Array.from({ length: 40 }, (_, n) => `person.${n}@contoso.com`);
    const answers = await Promise.all(others.map((recorded) => ladder.resolve(recorded, deadline)));
    for (const { recipient, unavailable } of answers) {
      expect(recipient).toBeNull();
      expect(unavailable).toBeDefined();
    }
    const { length } = requests();
    // Those who ask at once are not to know of each other; after them nobody is asked.
    expect(length).toBeLessThan(4 + others.length + 12);
    await ladder.resolve("carlos.kovac@contoso.com", deadline);
    expect(requests()).toHaveLength(length);

    cloud.emulator.state.faults.clear();
    cloud.pass(600_000);
    expect(inShort(await find("anna.sato@contoso.com"))).toBe("graph-address: owner anna.sato@contoso.com");
  });

  it.each<FaultOrder>([
    { name: "throttle", times: 2, delayMs: 5_000 },
    { name: "unavailable", times: 2 },
    { name: "drop", times: 2 },
    { name: "cut-short", times: 2 },
    { name: "expire-token", times: 1 },
  ])("(%j) that passes is waited for", async (fault) => {
    cloud.emulator.state.faults.add(fault);
    expect(inShort(await find("blue@contoso.com"))).toBe("graph-group: group sapphire@contoso.com");
  });

  it("that is slow is waited for", async () => {
    cloud.emulator.state.faults.add({ name: "slow", delayMs: 100 });
    expect(inShort(await find("blue@contoso.com"))).toBe("graph-group: group sapphire@contoso.com");
  });

  it("that is empty makes leavers of nobody", async () => {
    cloud.emulator.state.users.length = 0;
    expect(inShort(await find("anna.sato@contoso.com"))).toBe("directory-empty");
  });

  it("of another tenant, which knows nobody of our domain, rules out nobody", async () => {
    const stranger = user("mallory", { userPrincipalName: "mallory@fabrikam.com", mail: null, proxyAddresses: [] });
    cloud.emulator.state.users.splice(0, Number.POSITIVE_INFINITY, stranger);
    expect(inShort(await find("anna.sato@contoso.com"))).toBe("owner-unknown");
  });

  it("is asked no more than is needed, with many owners asked for at once", async () => {
    const step = stepFor();
    const names = Array.from({ length: 60 }, (_, n) => `nobody.${n}@contoso.com`);
    const answers = await Promise.all(names.map((name) => step.find(question(name, { domains: DOMAINS }))));
    for (const answer of answers) expect(inShort(answer)).toBe("owner-unknown, ruled out");
    // Users and groups for each, and once each: is anybody there, is anybody at this domain.
    expect(requests().length).toBeLessThanOrEqual(2 * names.length + 4);
  });
});

describe("permissions", () => {
  it.each([
    [["GroupMember.Read.All"], "anna.sato@contoso.com", "directory-permission-missing"],
    [["User.ReadBasic.All", "GroupMember.Read.All"], "anna.sato@contoso.com", "directory-permission-missing"],
    [["User.Read.All"], "anna.sato@contoso.com", "graph-address: owner anna.sato@contoso.com"],
    [["User.Read.All"], "blue@contoso.com", "directory-permission-missing"],
  ])("of %j alone, for %s: %s", async (roles, recorded, expected) => {
    grant(...roles);
    expect(inShort(await find(recorded))).toBe(expected);
  });

  it.each([
    [["User.Read.All", "GroupMember.Read.All"], {}, []],
    [["Directory.Read.All"], { leavers: "manager", groups: "owners" }, []],
    [["User.Read.All"], {}, ["permission GroupMember.Read.All"]],
    [["User.Read.All"], { groups: "none" }, []],
    [["User.ReadBasic.All"], { groups: "none" }, ["permission User.Read.All"]],
    [[], {}, ["permission User.Read.All", "permission GroupMember.Read.All"]],
  ])("are checked: with %j and %j missing are %j", async (roles, config, missing) => {
    grant(...roles);
    const checked = graphStep.check(graphStepConfig.parse({ type: "graph", ...config }), settings(), signal);
    const amiss = (await Array.fromAsync(checked)).filter(({ status }) => status !== "ok");
    expect(amiss.map(({ subject }) => subject)).toEqual(missing);
    for (const { command, subject } of amiss) expect(command).toContain(subject.replace("permission ", ""));
  });
});

describe("an export of the directory", () => {
  it.each(["next", "manager"])("says of each the same as the directory itself, with leavers: %s", async (leavers) => {
    const baseDir = mkdtempSync(join(tmpdir(), "lockbell-export-"));
    onTestFinished(() => rmSync(baseDir, { recursive: true }));
    const people = cloud.emulator.state.users.filter(({ deletedDateTime }) => deletedDateTime === undefined);
    writeFileSync(join(baseDir, "users.json"), JSON.stringify(people));
    const config = directoryFileConfig.parse({ type: "directory-file", path: "users.json", leavers });
    const exported = directoryFileStep.create(config, { ...settings(), baseDir });
    const addresses = people.flatMap(({ mail, userPrincipalName, proxyAddresses }) => [
      ...new Set([mail ?? userPrincipalName, userPrincipalName, ...proxyAddresses.map((proxy) => proxy.slice(5))]),
    ]);
    expect(addresses.length).toBeGreaterThan(20);
    for (const recorded of addresses) {
      const asked = await find(recorded, { leavers, groups: "none" });
      const read = await exported.find(question(recorded, { domains: DOMAINS }));
      expect({ ...read, outcome: read.outcome.replace(/^directory-/, "graph-") }).toEqual(asked);
    }
  });
});

describe("what was found", () => {
  it("is not asked for again by the next run", async () => {
    for (const recorded of [
      "asato@contoso.com",
      "left@contoso.com",
      "sapphire@contoso.com",
      "never.there@contoso.com",
    ]) {
      const first = await find(recorded, { leavers: "manager", groups: "owners" });
      const { length } = requests();
      expect(await find(recorded, { leavers: "manager", groups: "owners" })).toEqual(first);
      expect(requests()).toHaveLength(length);
    }
  });
});
