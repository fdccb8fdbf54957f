import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../../test/support/command-line.ts";
import { ACTING, HOSTILE, newestReference, ROW_IDS, tellHostile } from "../testdata/told.ts";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

describe("explain", () => {
  it("tells the whole story of a row-id or a fingerprint, in any spelling of a GUID", async () => {
    await tellHostile(lockbell);

    const { value } = await lockbell.json("explain", ROW_IDS[0]);
    const braced = await lockbell.json("explain", `{${ROW_IDS[0].toUpperCase()}}`);
    const [event] = value["events"] as readonly { readonly id: string }[];
    const byFingerprint = await lockbell.json("explain", event?.id.toUpperCase() ?? "");

    expect(event).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      occurredAt: "2026-11-18T00:02:52Z",
      readFrom: {
        source: "usage-logs",
        location: expect.stringMatching(/a\.log:\d+$/),
        sightings: [{ source: "usage-logs", n: 1 }],
      },
      owner: {
        outcome: "told",
        recipient: { address: "miriam.jansen@contoso.com", role: "owner" },
        trail: [{ step: "record", outcome: "recorded" }],
        decisions: [{ at: "2026-11-18T09:00:00Z", decision: "notify", reason: "first" }],
        delivery: { state: "delivered", attempts: [{ n: 1, status: "delivered" }] },
      },
      sinks: [
        { sink: "all", outcome: "delivered", delivery: { kind: "batch", attempts: [{ n: 1, status: "delivered" }] } },
      ],
    });
    expect(braced.value).toEqual(value);
    expect(byFingerprint.value).toEqual(value);
  });

  it("explains a delivery by its reference", async () => {
    await tellHostile(lockbell);

    const { code, stdout } = await lockbell.run("explain", (await newestReference(lockbell)).toLowerCase());

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Delivered\n/);
    expect(stdout).toMatch(/Holds +2 refusals/);
  });

  it("shows an address and the raw record with --full only, whether as text or as JSON", async () => {
    lockbell.writeLog("a.log", {
      "row-id": ROW_IDS[0],
      "file-name": "\\\\203.0.113.7\\share\\x.docx",
      "c-ip": "203.0.113.7",
    });
    await lockbell.run("run", "--once");

    const plain = await lockbell.run("explain", ROW_IDS[0]);
    const json = await lockbell.run("explain", ROW_IDS[0], "--json");
    const full = await lockbell.run("explain", ROW_IDS[0], "--full");

    expect(plain.stdout).not.toContain("203.0.113.7");
    expect(json.stdout).not.toContain("203.0.113.7");
    expect(full.stdout).toMatch(/Address +203\.0\.113\.7\n/);
    expect(full.stdout).toMatch(/Record +.*AccessDenied/);
  });

  it("what nobody knows is said in a sentence, and exit code 1", async () => {
    expect(await lockbell.run("explain", "nothing")).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Nothing is known under this id.*\.\n$/),
    });
    expect(await lockbell.json("explain", "nothing")).toEqual({ code: 1, value: { found: false } });
  });

  it("lists the records that could not be understood, as received only with --full", async () => {
    writeFileSync(join(lockbell.dir, "logs", "a.log"), `#Fields: date\ttime\n${HOSTILE}\n`);
    await lockbell.run("collect");

    const plain = await lockbell.json("explain", "--rejected");
    const full = await lockbell.run("explain", "--rejected", "--full");

    expect(plain.value).toMatchObject({
      rejected: [{ source: "usage-logs", location: expect.stringMatching(/a\.log:\d+/), reason: expect.any(String) }],
    });
    expect(JSON.stringify(plain.value)).not.toContain("evil");
    expect(full.stdout).toContain("evil");
    expect(full.stdout).not.toMatch(ACTING);
  });

  it("needs either an id or --rejected", async () => {
    expect((await lockbell.run("explain")).code).toBe(2);
    expect((await lockbell.run("explain", "x", "--rejected")).code).toBe(2);
  });
});
