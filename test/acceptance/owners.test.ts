/**
 * Who owns it: every refusal of tenants that no unit test holds goes to the right person by the right step, under one ladder after the other,
 * and whatever is wrong with the directory, nobody else is told meanwhile. By the real command over real TLS; the oracle is the tenant's truth.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../emulator/emulator.ts";
import type { FaultOrder, Operation } from "../../emulator/faults.ts";
import { answerKey } from "../../src/app/part-settings.ts";
import { PAUSED_KEY } from "../../src/owners/graph/asker.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { type CloudInstallation, createCloudInstallation } from "../support/cloud-installation.ts";
import { type Emulation, emulateTenant } from "../support/emulate-tenant.ts";
import { DELEGATED_DOMAIN, expectedTelling, type OracleStep, type Telling } from "../support/tenant/owner-oracle.ts";
import type { Owner } from "../support/tenant/owners.ts";
import { writeRmsLogs } from "../support/tenant/rms-logs.ts";
import { createTenant, directoryUsers, type Tenant } from "../support/tenant/tenant.ts";

const SECURITY = { type: "security", address: "security@contoso.com" } as const;
const DELEGATE = { type: "delegate", address: "legal@contoso.com" } as const;

const undo: (() => unknown)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function emulate(tenant: Tenant): Promise<Emulation> {
  const emulation = await emulateTenant(tenant);
  undo.push(() => emulation.close());
  return emulation;
}

/** An installation that reads this tenant's logs and asks this emulator's directory. */
function install(emulator: Emulator, tenant: Tenant, ladder: readonly OracleStep[]): CloudInstallation {
  const place = createCloudInstallation(emulator, {
    owners: ladder.map(configured),
    notices: { backlogAge: "365d" },
  });
  undo.push(() => place.remove());
  writeRmsLogs(tenant, place.logs);
  writeFileSync(join(place.dir, "users.json"), JSON.stringify(directoryUsers(tenant)));
  return place;
}

/** A step as it is written in the configuration. */
function configured(step: OracleStep): object {
  if (step.type === "directory-file") return { ...step, path: "users.json" };
  return step.type === "delegate" ? { ...step, domains: [DELEGATED_DOMAIN] } : step;
}

interface Decided {
  readonly recipient: string;
  readonly trail: readonly string[];
  /** Told, covered, or held with its reason. */
  readonly outcome: string;
}

const shown = (address: string | null, role: string | null): string =>
  address === null ? "nobody" : `${address} as ${role}`;

/** What was decided about each refusal, by fingerprint. */
async function decisions(place: CloudInstallation): Promise<ReadonlyMap<string, Decided>> {
  const store = await openSqliteStore(join(place.dir, "lockbell.db"));
  try {
    const decided = new Map<string, Decided>();
    for (const { id } of place.lines()) {
      for (const { owner } of await store.findEvents(String(id))) {
        const { outcome, reason, recipient, trail } = owner;
        decided.set(String(id), {
          recipient: shown(recipient?.address ?? null, recipient?.role ?? null),
          trail: trail.map((step) => `${step.step}: ${step.outcome}`),
          outcome: outcome === "held" ? `held ${reason}` : outcome,
        });
      }
    }
    return decided;
  } finally {
    await store.close();
  }
}

/** A line of the security team's file, and the owner whose document it is about. */
interface Refusal {
  readonly id: string;
  readonly actor: string;
  readonly owner: Owner;
  readonly telling: Telling;
}

/** Every refusal in the file with what is to become of it. */
function refusals(place: CloudInstallation, tenant: Tenant, ladder: readonly OracleStep[]): readonly Refusal[] {
  const owners = new Map(tenant.owners.map((owner) => [owner.recorded.toLowerCase(), owner]));
  const tellings = new Map(tenant.owners.map((owner) => [owner, expectedTelling(tenant, owner, ladder)]));
  return place.lines().map(({ id, actor, owner: recorded }) => {
    const owner = owners.get(String(recorded ?? "").toLowerCase());
    const telling = owner === undefined ? undefined : tellings.get(owner);
    if (owner === undefined || telling === undefined) throw new Error("A refusal has an owner nobody made.");
    return { id: String(id), actor: String(actor).toLowerCase(), owner, telling };
  });
}

/**
 * Whether the owner himself was refused, whoever is told in his stead; or whoever would be told: a person who tried knows that he did, and a
 * mail that names him to himself as a stranger at a colleague's document would read as an accusation.
 */
function isOwnAttempt({ actor, owner, telling }: Refusal): boolean {
  const { person, recorded } = owner;
  return actor !== "" && [recorded.toLowerCase(), person?.address, person?.alias, telling.address].includes(actor);
}

/** Who is to have mail: one each, a second one for who is also told in another's stead. */
function expectedMails(all: readonly Refusal[]): readonly string[] {
  const due = all.filter((refusal) => refusal.telling.address !== null && !isOwnAttempt(refusal));
  const keys = new Set(due.map(({ telling }) => JSON.stringify([telling.address, telling.role])));
  return [...keys].map((key) => String((JSON.parse(key) as unknown[])[0])).sort();
}

/** Whom the mails that arrived were written to; a mailbox may have several addresses. */
async function recipients(place: CloudInstallation): Promise<readonly string[]> {
  const mails = await place.arrived();
  return mails
    .map(({ parsed }) =>
      [parsed.to ?? []]
        .flat()
        .map(({ text }) => text)
        .join(),
    )
    .sort();
}

/** Holds what was decided against the truth, refusal by refusal, and who was written to. */
async function expectRight(place: CloudInstallation, tenant: Tenant, ladder: readonly OracleStep[]): Promise<void> {
  const all = refusals(place, tenant, ladder);
  const decided = await decisions(place);
  expect(decided.size).toBe(all.length);
  for (const refusal of all) {
    const { id, owner, telling } = refusal;
    const found = decided.get(id);
    const about = `${owner.kind} ${owner.recorded}`;
    // That is clear from the record as well, so nobody need be asked for it.
    if (isOwnAttempt(refusal)) expect([about, found?.outcome]).toEqual([about, "held own-attempt"]);
    else {
      const trail = telling.trail.map(({ step, outcome }) => `${step}: ${outcome}`);
      expect([about, found?.trail, found?.recipient]).toEqual([about, trail, shown(telling.address, telling.role)]);
      if (telling.address === null) expect([about, found?.outcome]).toEqual([about, `held ${reasonOf(telling)}`]);
      else expect(found?.outcome).toMatch(/^(?:told|covered)$/);
    }
  }
  expect(new Set(await recipients(place))).toEqual(new Set(expectedMails(all)));
}

/** That a step does not know somebody, or may not believe the record, says less than what another said of him. */
const SAYS_LITTLE = ["owner-unknown", "owner-ruled-out", "owner-not-delegated"];

/** Why nobody is told: the last outcome that says more than that nobody is known. */
function reasonOf({ trail }: Telling): string {
  const outcomes = trail.map(({ outcome }) => outcome);
  const telling = outcomes.findLast((outcome) => !SAYS_LITTLE.includes(outcome));
  return telling ?? outcomes.at(-1) ?? "owner-unknown";
}

const LADDERS: readonly (readonly [string, readonly OracleStep[]])[] = [
  ["the directory, a delegate and security", [{ type: "graph" }, DELEGATE, SECURITY]],
  [
    "managers of leavers and owners of groups, and whoever stands on record",
    [{ type: "graph", leavers: "manager", groups: "owners" }, { type: "record" }, DELEGATE],
  ],
  [
    "an export, and then the directory without groups",
    [{ type: "directory-file" }, { type: "graph", groups: "none" }, SECURITY],
  ],
  ["an export with managers", [{ type: "directory-file", leavers: "manager" }, DELEGATE, SECURITY]],
  ["the record alone", [{ type: "record" }]],
];

const TENANTS = new Map([71, 72].map((seed) => [seed, tenantOf(seed)]));

function tenantOf(seed: number): Tenant {
  return createTenant({ seed, refusals: 260, owners: 36, successes: 40, others: 20 });
}

/** One tenant under every ladder, and another under those that ask the directory most. */
const CASES = [
  ...LADDERS.map(([name, ladder]) => [71, name, ladder] as const),
  ...LADDERS.slice(0, 2).map(([name, ladder]) => [72, name, ladder] as const),
];

describe("every refusal", () => {
  it.each(CASES)("of tenant %i goes to the right person by the right step: %s", async (seed, _ladder, ladder) => {
    const tenant = TENANTS.get(seed)!;
    const { emulator } = await emulate(tenant);
    const place = install(emulator, tenant, ladder);

    expect(await place.run("run", "--once")).toMatchObject({ code: 0 });

    await expectRight(place, tenant, ladder);
    const all = refusals(place, tenant, ladder);
    expect(await recipients(place)).toEqual(expectedMails(all));
    expect(new Set(all.map(({ owner }) => owner.kind)).size).toBeGreaterThan(14);
  });

  it("is explained step by step, one of each kind of owner", async () => {
    const tenant = TENANTS.get(72)!;
    const [[, ladder]] = LADDERS as [(typeof LADDERS)[number]];
    const { emulator } = await emulate(tenant);
    const place = install(emulator, tenant, ladder);
    await place.run("run", "--once");
    const byKind = new Map(refusals(place, tenant, ladder).map((refusal) => [refusal.owner.kind, refusal]));

    for (const refusal of byKind.values()) {
      const { events } = await place.json<{ events: { owner: Explained }[] }>("explain", refusal.id);
      const { telling } = refusal;
      expect(events[0]?.owner.trail).toEqual(telling.trail);
      if (!isOwnAttempt(refusal))
        expect(events[0]?.owner.recipient).toEqual({ address: telling.address, role: telling.role });
    }
  }, 120_000);
});

interface Explained {
  readonly trail: Telling["trail"];
  readonly recipient: { readonly address: string; readonly role: string } | null;
}

const DIRECTORY: readonly Operation[] = ["user.get", "user.list", "user.manager", "group.list", "group.owners"];

describe("whatever is wrong with the directory", () => {
  const tenant = createTenant({ seed: 73, refusals: 120, owners: 36, successes: 20, others: 10 });
  const ladder: readonly OracleStep[] = [
    { type: "graph", leavers: "manager", groups: "owners" },
    { type: "record" },
    DELEGATE,
    SECURITY,
  ];
  let emulator: Emulator;
  let place: CloudInstallation;

  beforeEach(async () => {
    ({ emulator } = await emulate(tenant));
    place = install(emulator, tenant, ladder);
  });

  /** What the directory says nothing of is settled; all else waits, and is in nobody's mailbox. */
  async function expectHeld(reason: RegExp): Promise<void> {
    const all = refusals(place, tenant, ladder);
    const decided = await decisions(place);
    for (const refusal of all) {
      const { id, owner } = refusal;
      const outcome = decided.get(id)?.outcome;
      const isClear = !isAsked(owner) || (isOwnAttempt(refusal) && outcome === "held own-attempt");
      if (!isClear) expect([owner.kind, outcome]).toEqual([owner.kind, expect.stringMatching(reason)]);
    }
    const right = expectedMails(all);
    for (const to of await recipients(place)) expect(right).toContain(to);
  }

  /** Whether the directory is asked for an owner at all: there is nothing to ask for where the record holds no single address. */
  function isAsked(owner: Owner): boolean {
    const [first] = expectedTelling(tenant, owner, [{ type: "graph" }]).trail;
    return !/blank|several|malformed|principal/.test(first?.outcome ?? "");
  }

  const OUTAGES: readonly (readonly [string, RegExp, () => void, () => void])[] = [
    [
      "it does not answer",
      /^held directory-unavailable$/,
      () => emulator.state.faults.add({ name: "unavailable", operations: DIRECTORY }),
      () => emulator.state.faults.clear(),
    ],
    [
      "it asks to be left alone for ten minutes",
      /^held directory-throttled$/,
      () => emulator.state.faults.add({ name: "throttle", operations: DIRECTORY, delayMs: 600_000 }),
      () => emulator.state.faults.clear(),
    ],
    [
      "its answers break off in the middle",
      /^held directory-/,
      () => emulator.state.faults.add({ name: "cut-short", operations: DIRECTORY }),
      () => emulator.state.faults.clear(),
    ],
    [
      "it may not be read",
      /^held directory-permission-missing$/,
      () => {
        emulator.state.applications[0]!.roles.graph = ["Mail.Send", "Mail.ReadWrite"];
      },
      () => {
        emulator.state.applications[0]!.roles.graph = [
          "Mail.Send",
          "Mail.ReadWrite",
          "User.Read.All",
          "GroupMember.Read.All",
        ];
      },
    ],
    [
      "it is the wrong one and holds nobody",
      /^held directory-empty$/,
      () => {
        emulator.state.users.splice(0);
      },
      () => {
        const full = directoryUsers(tenant).map(({ manager, ...user }) =>
          manager === null ? user : { ...user, manager },
        );
        emulator.state.users.push(...full);
      },
    ],
  ];

  it.each(OUTAGES)(
    "%s: all wait, nobody else is told meanwhile, and afterwards each gets what is his",
    async (_trouble, reason, begin, end) => {
      begin();
      const during = await place.run("run", "--once", "--json", "--max-wait", "1s");
      await expectHeld(reason);
      const again = await place.run("run", "--once", "--max-wait", "1s");
      await expectHeld(reason);
      end();
      // Tokens tell what an application may do; those of before the change still say the old.
      emulator.state.tokensValidFrom = Date.now();
      if (reason.source.includes("throttled")) await forgetPause(place, emulator.state.tenantId);
      const after = await place.run("run", "--once", "--json");

      expect([during.code, again.code, after.code]).toEqual([3, 3, 0]);
      const { troubles, sinks } = JSON.parse(during.stdout) as Run;
      expect(troubles.map(({ advice }) => advice).join()).not.toBe("");
      // Security's tools are told at once, whoever the owner is.
      expect(sinks["all"]).toMatchObject({ delivered: place.lines().length, pending: 0 });
      await expectRight(place, tenant, ladder);
    },
    120_000,
  );

  it.each<[string, FaultOrder]>([
    ["slow", { name: "slow", operations: DIRECTORY, oneIn: 3, delayMs: 300 }],
    ["throttling now and then", { name: "throttle", operations: DIRECTORY, oneIn: 8, times: 6, delayMs: 1_000 }],
    ["away for a moment", { name: "unavailable", operations: DIRECTORY, after: 5, times: 2 }],
    ["losing connections", { name: "drop", operations: DIRECTORY, oneIn: 6, times: 5 }],
    ["forgetting tokens", { name: "expire-token", operations: DIRECTORY, oneIn: 6, times: 5 }],
  ])(
    "%s: each gets what is his all the same",
    async (_how, fault) => {
      emulator.state.faults.add(fault);

      for (let run = 0; run < 3 && (await place.run("run", "--once")).code !== 0; run += 1)
        await expectHeld(/^(?:held directory-.*|told|covered|held .*)$/);

      await expectRight(place, tenant, ladder);
    },
    120_000,
  );
});

interface Run {
  readonly troubles: readonly { readonly advice: string }[];
  readonly sinks: { readonly [name: string]: { readonly delivered: number; readonly pending: number } };
}

/** Lets the time pass for which the directory asked to be left alone. */
async function forgetPause(place: CloudInstallation, tenantId: string): Promise<void> {
  const store = await openSqliteStore(join(place.dir, "lockbell.db"));
  const now = Date.now();
  await store.rememberAnswer(answerKey("graph", tenantId, PAUSED_KEY), "0", now + 60_000, now);
  await store.close();
}
