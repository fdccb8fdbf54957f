import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../test/support/command-line.ts";

let lockbell: CommandLine;

/** A file stands where the outbox should be, and nothing is tried twice: the first notice becomes a dead letter. */
beforeEach(async () => {
  lockbell = createCommandLine({ delivery: { maxAttempts: 1 } });
  writeFileSync(join(lockbell.dir, "outbox"), "in the way");
  lockbell.writeLog("a.log", {});
  await lockbell.run("run", "--once");
});

afterEach(() => {
  lockbell.remove();
});

async function deadLetter(): Promise<{ readonly id: string; readonly reference: string }> {
  const { value } = await lockbell.json("deliveries", "--state", "dead");
  const [delivery] = value["deliveries"] as readonly { readonly id: string; readonly reference: string }[];
  if (delivery === undefined) throw new Error("There is no dead letter.");
  return delivery;
}

describe("a dead letter", () => {
  it("makes every run end with 3 until a person has decided", async () => {
    const run = await lockbell.run("run", "--once");

    expect(run.code).toBe(3);
    expect(run.stdout).toMatch(/Needs a person\n.*see `lockbell deliveries`/);
  });

  it("is listed with its reason, beside the counts of all", async () => {
    const { value } = await lockbell.json("deliveries");
    const { stdout } = await lockbell.run("deliveries", "--state", "dead,unknown", "--kind", "notice");

    expect(value).toMatchObject({
      counts: { notice: { dead: 1, delivered: 0 }, batch: { delivered: 1 } },
      deliveries: [
        { kind: "notice", state: "dead", recipient: { address: "miriam.jansen@contoso.com" }, attempts: [{ n: 1 }] },
      ],
    });
    expect(stdout).toMatch(/miriam\.jansen@contoso\.com +1 refusal +dead since 2026-11-18T/);
  });

  it("is due again after `retry`, and the next run delivers the same content", async () => {
    const { id, reference } = await deadLetter();
    rmSync(join(lockbell.dir, "outbox"));

    const retried = await lockbell.json("deliveries", "retry", reference.toLowerCase());
    const run = await lockbell.json("run", "--once");

    expect(retried).toEqual({ code: 0, value: { changed: [id], notFound: [], refused: [], unsuited: [] } });
    expect(run).toMatchObject({ code: 0, value: { notices: { delivered: 1 }, owners: { told: 1, dead: 0 } } });
  });

  it("counts as held{discarded} after `discard`, and nothing needs a person any more", async () => {
    const { id } = await deadLetter();

    const discarded = await lockbell.run("deliveries", "discard", id);
    const run = await lockbell.json("run", "--once");

    expect(discarded).toMatchObject({ code: 0, stdout: "1 delivery discarded.\n" });
    expect(run).toMatchObject({ code: 0, value: { owners: { dead: 0, held: { discarded: 1 } } } });
  });
});

describe("what cannot be done is said", () => {
  it("an id nobody knows, and a delivery in another state, are left as they are; exit code 1", async () => {
    const { value } = await lockbell.json("deliveries", "--state", "delivered");
    const [batch] = value["deliveries"] as readonly { readonly id: string }[];
    const id = batch?.id ?? "";

    const { code, stdout } = await lockbell.run("deliveries", "retry", id, "AAAA-BBBB");
    const again = await lockbell.json("deliveries", "discard", id);

    expect(code).toBe(1);
    expect(stdout).toBe(
      `0 deliveries made due again.\nAAAA-BBBB: no such delivery, and nothing that a sink's target refused.\n${id}: left as it is, because it is delivered.\n`,
    );
    expect(again).toEqual({
      code: 1,
      value: { changed: [], notFound: [], refused: [], unsuited: [{ id, state: "delivered" }] },
    });
  });
});

describe("each look-up is recorded", () => {
  it("with who asked, for what, and whether addresses were shown", async () => {
    const { reference } = await deadLetter();
    await lockbell.run("explain", reference, "--full");
    await lockbell.run("verify", reference.toLowerCase());
    await lockbell.run("explain", "nothing at all");

    const { openApp } = await import("../app/open.ts");
    const app = await openApp({
      configFile: join(lockbell.dir, "lockbell.yaml"),
      logLevel: "silent",
      clock: lockbell.clock,
    });
    const lookups = await app.store.lookups(10);
    await app.close();

    const at = lockbell.clock.now();
    const who = expect.stringMatching(/./);
    expect(lookups).toEqual([
      { at, who, what: "nothing at all", full: false },
      { at, who, what: reference, full: false },
      { at, who, what: reference, full: true },
    ]);
  });
});
