import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../test/support/command-line.ts";
import { main } from "./main.ts";

/** A name that would clear the screen, turn the line round and colour what follows, were it printed as it is. */
const HOSTILE = "\u001b[2J\u202eevil\u009b31m\u200b.docx";
const ACTING = /[^\P{Cc}\n]|[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/u;

const ROW_IDS = ["11111111-0000-4000-8000-000000000001", "11111111-0000-4000-8000-000000000002"] as const;

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

/** Two refusals of one owner, at a hostile name, dispatched and delivered. */
async function told(): Promise<void> {
  lockbell.writeLog(
    "a.log",
    { "row-id": ROW_IDS[0], "file-name": HOSTILE },
    { "row-id": ROW_IDS[1], "file-name": HOSTILE, time: "00:05:00" },
  );
  await lockbell.run("run", "--once");
}

async function reference(): Promise<string> {
  const { value } = await lockbell.json("deliveries", "--state", "all", "--kind", "notice");
  const [delivery] = value["deliveries"] as readonly { readonly reference: string }[];
  return delivery?.reference ?? "";
}

describe("run --once", () => {
  it("prints figures for people, and says that all is done by exit code 0", async () => {
    lockbell.writeLog(
      "a.log",
      { "row-id": ROW_IDS[0] },
      { "row-id": ROW_IDS[1], time: "00:05:00" },
      { result: "Success" },
    );

    const { code, stdout, stderr } = await lockbell.run("run", "--once");

    expect(stdout.replace(/Took .*/, "Took")).toBe(
      [
        "Read in this run",
        "  usage-logs  3 read  2 refused (2 new, 0 known)  1 ignored (success 1)  0 not understood",
        "Owners, of all refusals ever",
        "  2 known: 2 told",
        "Messages in this run",
        "  1 delivered",
        "Sinks, of all refusals ever",
        "  all  2 known: 2 delivered",
        "Took",
        "",
      ].join("\n"),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  it("with --json prints the documented object and nothing else", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });

    const { code, value } = await lockbell.json("run", "--once");

    expect(value).toEqual({
      sources: { "usage-logs": { read: 1, denied: 1, new: 1, duplicate: 0, ignored: {}, rejected: 0, complete: true } },
      owners: { known: 1, told: 1, covered: 0, pending: 0, held: {}, dead: 0, unknown: 0 },
      notices: { delivered: 1, retrying: 0, dead: 0, unknown: 0 },
      sinks: { all: { known: 1, delivered: 1, pending: 0, skipped: {}, dead: 0, unknown: 0 } },
      rejectedOpen: 0,
      troubles: [],
      durationMs: expect.any(Number),
    });
    expect(code).toBe(0);
  });

  it("ends with 3 as long as a record that could not be understood is kept, and says where to look", async () => {
    writeFileSync(join(lockbell.dir, "logs", "a.log"), "#Fields: date\ttime\n2026-11-18\n");

    const { code, stdout } = await lockbell.run("run", "--once");

    expect(code).toBe(3);
    expect(stdout).toContain("see `lockbell explain --rejected`");
  });

  it("asked to end before it is done it says so, keeps what it has, and fails", async () => {
    const aborted = createCommandLine({}, { signal: AbortSignal.abort() });

    const { code, value } = await aborted.json("run", "--once");
    aborted.remove();

    expect(code).toBe(1);
    expect(value).toMatchObject({
      durationMs: expect.any(Number),
      error: { code: "INTERRUPTED", advice: expect.stringMatching(/^Run it again/) },
    });
  });

  it("on a schedule it goes on until it is asked to end, and that is no failure", async () => {
    const controller = new AbortController();
    const service = createCommandLine({}, { signal: controller.signal });
    service.writeLog("a.log", { "row-id": ROW_IDS[0] });
    const { sleep } = service.clock;
    let cycles = 0;
    Object.assign(service.clock, {
      sleep: async (ms: number) => {
        await sleep(ms);
        cycles += 1;
        if (cycles === 3) controller.abort();
      },
    });

    const { code, value } = await service.json("run");
    service.remove();

    expect({ code, cycles }).toEqual({ code: 0, cycles: 3 });
    expect(value).toMatchObject({ owners: { known: 1, told: 1 } });
  });
});

describe("the phases alone", () => {
  it("collect decides nothing, dispatch sends nothing, deliver sends", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });

    const collected = await lockbell.json("collect");
    const dispatched = await lockbell.json("dispatch");
    const before = existsSync(join(lockbell.dir, "outbox")) ? readdirSync(join(lockbell.dir, "outbox")) : [];
    const delivered = await lockbell.json("deliver");

    expect(collected.value).toMatchObject({ owners: { known: 1, pending: 1, told: 0 } });
    expect(dispatched.value).toMatchObject({ sources: {}, notices: { delivered: 0 } });
    expect(before).toEqual([]);
    expect(delivered.value).toMatchObject({ notices: { delivered: 1 }, owners: { told: 1 } });
  });
});

describe("explain", () => {
  it("tells the whole story of a row-id or a fingerprint, in any spelling of a GUID", async () => {
    await told();

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
    await told();

    const { code, stdout } = await lockbell.run("explain", (await reference()).toLowerCase());

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

describe("verify", () => {
  it("knows a message in any spelling of its reference", async () => {
    await told();
    const written = await reference();

    for (const typed of [
      written,
      written.toLowerCase(),
      written.replace("-", ""),
      ` ${written.replaceAll("0", "o").replaceAll("1", "l")} `,
    ]) {
      const { code, value } = await lockbell.json("verify", typed);
      expect(code).toBe(0);
      expect(value).toMatchObject({
        found: true,
        reference: written,
        sent: true,
        state: "delivered",
        sentAt: "2026-11-18T09:00:00Z",
        to: "miriam.jansen@contoso.com",
        subject: expect.stringMatching(/^Access blocked/),
        entries: [
          {
            actor: "raul.sato@fabrikam.com",
            attempts: 2,
            firstAt: "2026-11-18T00:02:52Z",
            lastAt: "2026-11-18T00:05:00Z",
          },
        ],
        more: { entries: 0, attempts: 0 },
      });
    }
  });

  it("answers the help desk in words", async () => {
    await told();

    const { stdout } = await lockbell.run("verify", await reference());

    expect(stdout).toMatch(/^Yes, we sent this message at 2026-11-18T09:00:00Z\.\n/);
    expect(stdout).toMatch(/raul\.sato@fabrikam\.com +2 attempts +2026-11-18T00:02:52Z to 2026-11-18T00:05:00Z/);
  });

  it("does not say yes to a message that was not sent yet", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });
    await lockbell.run("collect");
    await lockbell.run("dispatch");

    expect(await lockbell.json("verify", await reference())).toMatchObject({
      code: 0,
      value: { found: true, sent: false, sentAt: null, state: "open" },
    });
  });

  it("what is not ours is not ours: a sentence, and exit code 1", async () => {
    expect(await lockbell.run("verify", "AAAA-BBBB")).toMatchObject({
      code: 1,
      stdout: "No message of ours has this reference. Treat the mail as not genuine.\n",
    });
    expect(await lockbell.json("verify", "no reference at all")).toEqual({ code: 1, value: { found: false } });
  });
});

describe("silences", () => {
  it("are added, listed, obeyed and ended", async () => {
    const added = await lockbell.json(
      "silence",
      "add",
      "--actor",
      "*@Fabrikam.com",
      "--for",
      "7d",
      "--comment",
      "planned migration",
    );
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });
    const run = await lockbell.json("run", "--once");
    const listed = await lockbell.run("silence", "list");
    const ended = await lockbell.json("silence", "expire", String(added.value["id"]), "0000");
    const left = await lockbell.run("silence", "list");

    expect(added.value).toMatchObject({
      standing: "in-force",
      matchers: { actor: "*@fabrikam.com" },
      endsAt: "2026-11-25T09:00:00Z",
    });
    expect(run.value).toMatchObject({ owners: { told: 0, held: { silence: 1 } } });
    expect(listed.stdout).toMatch(
      /in-force +2026-11-18T09:00:00Z to 2026-11-25T09:00:00Z +actor \*@fabrikam\.com +planned migration/,
    );
    expect(ended).toEqual({ code: 1, value: { expired: [added.value["id"]], notFound: ["0000"] } });
    expect(left.stdout).toBe("No silences.\n");
  });

  it.each([
    [["--for", "7d", "--comment", "x"], "at least one of owner, actor, document and label"],
    [["--actor", "", "--for", "7d", "--comment", "x"], "A matcher is empty"],
    [["--actor", "a", "--for", "7d", "--comment", " "], "needs a comment"],
    [["--actor", "a", "--for", "0s", "--comment", "x"], "longer than 0s"],
    [["--actor", "a", "--for", "a week", "--comment", "x"], "a duration like"],
    [["--actor", "a", "--for", "7d", "--comment", "x", "--from", "tomorrow"], "like 2026-11-18"],
    [["--actor", "a", "--for", "7d"], "--comment"],
  ])("%j is refused", async (args, words) => {
    const { code, stderr } = await lockbell.run("silence", "add", ...args);

    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe("preview", () => {
  it("writes what waits to be sent, and sends and decides nothing", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });
    await lockbell.run("collect");
    await lockbell.run("dispatch");
    const out = join(lockbell.dir, "look");

    const { code, value } = await lockbell.json("preview", "--out", out);
    const after = await lockbell.json("deliveries");

    const name = await reference();
    expect(code).toBe(0);
    expect(value).toMatchObject({
      notices: [{ reference: name, recipient: "miriam.jansen@contoso.com", leak: null }],
      events: { count: 1 },
    });
    expect(readdirSync(out).sort()).toEqual([`${name}.eml`, `${name}.html`, `${name}.txt`, "denied.ndjson"].sort());
    expect(readFileSync(join(out, `${name}.txt`), "utf8")).toContain("Board minutes.docx");
    expect(JSON.parse(readFileSync(join(out, "denied.ndjson"), "utf8"))).toMatchObject({
      actor: "raul.sato@fabrikam.com",
    });
    expect(after.value).toMatchObject({ counts: { notice: { open: 1, delivered: 0 } } });
    expect(existsSync(join(lockbell.dir, "outbox"))).toBe(false);
  });

  it("writes a sample without making a store, marked as a test", async () => {
    const out = join(lockbell.dir, "look");

    const { code, stdout } = await lockbell.run("preview", "--sample", "--out", out);

    expect(code).toBe(0);
    expect(stdout).toContain("[TEST]");
    expect(readdirSync(out)).toHaveLength(4);
    expect(existsSync(join(lockbell.dir, "lockbell.db"))).toBe(false);
  });

  it("of nothing says how to see a sample; of an unknown id, that there is none", async () => {
    expect(await lockbell.run("preview", "--out", join(lockbell.dir, "look"))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("preview --sample"),
    });
    expect(await lockbell.json("preview", "AAAA-BBBB")).toEqual({ code: 1, value: { found: false } });
  });
});

describe("purge", () => {
  it("says with --dry-run what would go, then takes it and keeps the books", async () => {
    await told();
    lockbell.clock.advance(200 * 86_400_000);

    const dry = await lockbell.json("purge", "--older-than", "180d", "--dry-run");
    const done = await lockbell.json("purge", "--older-than", "180d");
    const again = await lockbell.json("run", "--once");
    const explained = await lockbell.json("explain", ROW_IDS[0]);

    expect(dry.value).toMatchObject({ dryRun: true, events: 2, deliveries: 1 });
    expect(done.value).toEqual({ ...dry.value, dryRun: false });
    expect(again.value).toMatchObject({ owners: { known: 2, told: 2 }, sinks: { all: { known: 2, delivered: 2 } } });
    expect(JSON.stringify(explained.value)).not.toContain("raul.sato");
  });

  it("takes a person out and names nobody afterwards", async () => {
    await told();

    const { code, value } = await lockbell.json("purge", "--person", "Raul.Sato@fabrikam.com");

    expect(code).toBe(0);
    expect(value).toMatchObject({ dryRun: false, events: 2 });
    expect(readFileSync(join(lockbell.dir, "lockbell.db")).includes("raul.sato")).toBe(false);
  });

  it("forgets rejected records, after which nothing needs a person", async () => {
    writeFileSync(join(lockbell.dir, "logs", "a.log"), "#Fields: date\ttime\n2026-11-18\n");
    await lockbell.run("collect");

    expect((await lockbell.run("purge", "--rejected", "--dry-run")).stdout).toContain("1 rejected record");
    expect((await lockbell.run("purge", "--rejected")).code).toBe(0);
    expect((await lockbell.run("run", "--once")).code).toBe(0);
  });

  it.each([
    [[]],
    [["--older-than", "1d", "--rejected"]],
    [["--person", "sato"]],
    [["--person", " "]],
    [["--older-than", "soon"]],
    [["--older-than", "23h"]],
    [["--older-than", "0s", "--dry-run"]],
  ])("%j is refused and takes nothing", async (args) => {
    expect((await lockbell.run("purge", ...args)).code).toBe(2);
  });
});

describe("hostile text reaches no terminal as it is", () => {
  it.each([
    ["explain", ROW_IDS[0], "--full"],
    ["deliveries", "--state", "all"],
    ["preview", "--out", "OUT"],
    ["silence", "list"],
    ["verify", "REFERENCE"],
  ])("%s", async (...args) => {
    await told();
    await lockbell.run("silence", "add", "--document", HOSTILE, "--for", "1d", "--comment", HOSTILE);
    const real = await reference();
    const given = args.map((word) =>
      word === "OUT" ? join(lockbell.dir, "look") : word === "REFERENCE" ? real : word,
    );

    const plain = await lockbell.run(...given);
    const json = await lockbell.run(...given, "--json");

    expect(plain.stdout + plain.stderr).not.toMatch(ACTING);
    expect(json.stdout + json.stderr).not.toMatch(ACTING);
  });
});

describe("a command line that is wrong", () => {
  it.each([
    [["rnu"], "unknown command 'rnu'", "Did you mean run?"],
    [["run", "--onec"], "unknown option '--onec'", "Did you mean --once?"],
    [["deliveries", "retyr", "x"], 'There is no command "deliveries retyr"', "Did you mean retry?"],
    [["silence", "ad"], "unknown command 'ad'", "Did you mean add?"],
    [["deliveries", "--state", "ded"], "--state <states>", "Did you mean dead?"],
    [["verify"], "missing required argument 'reference'", "--help"],
    [["verify", "a", "b"], "too many arguments for 'verify'", "--help"],
    [["run", "--max-wait", "soon"], "a duration like", "--help"],
    [["explain", "--rejected", "--limit", "0"], "a whole number", "--help"],
    [["run", "--log-level", "loud"], "Allowed choices are trace", "--help"],
  ])("%j ends with 2 and the nearest suggestion", async (args, said, suggestion) => {
    const { code, stdout, stderr } = await lockbell.run(...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).toContain(suggestion);
  });

  it("with --json also says so on stdout, in one object", async () => {
    expect(await lockbell.json("rnu")).toEqual({
      code: 2,
      value: {
        error: {
          code: "USAGE",
          message: expect.stringContaining("Did you mean run?"),
          advice: expect.stringContaining("--help"),
        },
      },
    });
  });

  it("without a command shows the help on stderr and ends with 2; asked for help, on stdout and with 0", async () => {
    const texts = { out: "", err: "" };
    const terminal = {
      out: (text: string) => {
        texts.out += text;
      },
      err: (text: string) => {
        texts.err += text;
      },
      colours: false,
    };
    const signal = new AbortController().signal;

    expect(await main([], { terminal, signal })).toBe(2);
    expect(texts).toEqual({ out: "", err: expect.stringContaining("Usage: lockbell") });
    expect(await main(["silence", "add", "--help"], { terminal, signal })).toBe(0);
    expect(texts.out).toMatch(/Usage: lockbell silence add[\s\S]*Examples:/);
    expect(await main(["--version"], { terminal, signal })).toBe(0);
    expect(texts.out).toMatch(/\d+\.\d+\.\d+\n$/);
  });
});

describe("errors of the configuration and the store", () => {
  it("are a sentence, where it is, and advice; with --json an object as well", async () => {
    writeFileSync(join(lockbell.dir, "lockbell.yaml"), "source: {}\n");

    const { code, stderr } = await lockbell.run("run", "--once");
    const json = await lockbell.json("run", "--once");

    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^A key of the configuration .*\n {2}.*lockbell\.yaml:1:1: .*\n {2}.*Did you mean "sources"\?.*\n.*docs\/reference\/configuration\.md.*\n$/,
    );
    expect(json).toMatchObject({
      code: 2,
      value: { error: { code: "CONFIG_INVALID", message: expect.stringContaining("lockbell.yaml:1:1") } },
    });
  });

  it("a store that is none is left as it is", async () => {
    writeFileSync(join(lockbell.dir, "lockbell.db"), "not a database at all, but somebody's file".repeat(100));

    expect(await lockbell.json("deliveries")).toMatchObject({
      code: 1,
      value: { error: { code: "STORE_UNREADABLE" } },
    });
    expect(readFileSync(join(lockbell.dir, "lockbell.db"), "utf8")).toMatch(/^not a database/);
  });
});
