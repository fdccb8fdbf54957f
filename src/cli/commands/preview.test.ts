import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../../test/support/command-line.ts";
import { newestReference, ROW_IDS } from "../testdata/told.ts";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

describe("preview", () => {
  it("writes what waits to be sent, and sends and decides nothing", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });
    await lockbell.run("collect");
    await lockbell.run("dispatch");
    const out = join(lockbell.dir, "look");

    const { code, value } = await lockbell.json("preview", "--out", out);
    const after = await lockbell.json("deliveries");

    const name = await newestReference(lockbell);
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
