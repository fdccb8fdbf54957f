import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../../test/support/command-line.ts";
import { newestReference, ROW_IDS, tellHostile } from "../testdata/told.ts";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
});

describe("verify", () => {
  it("knows a message in any spelling of its reference", async () => {
    await tellHostile(lockbell);
    const written = await newestReference(lockbell);

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
    await tellHostile(lockbell);

    const { stdout } = await lockbell.run("verify", await newestReference(lockbell));

    expect(stdout).toMatch(/^Yes, we sent this message at 2026-11-18T09:00:00Z\.\n/);
    expect(stdout).toMatch(/raul\.sato@fabrikam\.com +2 attempts +2026-11-18T00:02:52Z to 2026-11-18T00:05:00Z/);
  });

  it("does not say yes to a message that was not sent yet", async () => {
    lockbell.writeLog("a.log", { "row-id": ROW_IDS[0] });
    await lockbell.run("collect");
    await lockbell.run("dispatch");

    expect(await lockbell.json("verify", await newestReference(lockbell))).toMatchObject({
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
