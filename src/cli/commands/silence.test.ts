import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CommandLine, createCommandLine } from "../../../test/support/command-line.ts";
import { ROW_IDS } from "../testdata/told.ts";

let lockbell: CommandLine;

beforeEach(() => {
  lockbell = createCommandLine();
});

afterEach(() => {
  lockbell.remove();
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
