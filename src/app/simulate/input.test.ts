/** What stands beside the logs, and what is said when something of it is wrong. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HEADER, logLine } from "../../../test/support/log-folder.ts";
import type { LockbellError } from "../../platform/errors.ts";
import type { SimulationReport } from "./report.ts";
import type { SimulateOptions } from "./simulate.ts";
import { contentIdOf, type Limits, PastLogs, refusalLine } from "./testdata/past-logs.ts";

const AT = "2026-10-01T09:05:00Z";

describe("what a simulation is given", () => {
  let past: PastLogs;

  beforeEach(() => {
    past = new PastLogs();
  });

  afterEach(() => past.remove());

  const play = (more: Limits = {}, options: Partial<SimulateOptions> = {}): Promise<SimulationReport> =>
    past.simulate([past.config("a.yaml", {}, more)], options);

  async function failure(options: Partial<SimulateOptions>): Promise<LockbellError> {
    return play({}, options).then(
      () => Promise.reject(new Error("It was accepted.")),
      (error: LockbellError) => error,
    );
  }

  it.each<[string, string | null, Partial<SimulateOptions>, string, string]>([
    ["a path that matches nothing", null, { logs: ["nowhere/*.log"] }, "LOGS", "nowhere/*.log: no file matches."],
    [
      "one of several that matches nothing",
      `${HEADER}${refusalLine({ at: AT })}\n`,
      { logs: ["rmslog-*.log", "x.log"] },
      "LOGS",
      "x.log: no file matches.",
    ],
    [
      "logs without a refusal",
      `${HEADER}${logLine({ result: "'Success'" })}\n`,
      {},
      "LOGS",
      "1 records were read: success 1.",
    ],
    ["an empty log", "", {}, "LOGS", "The files hold no record."],
    ["something that is no log", "a,b,c\n1,2,3\n", {}, "LOGS", "2 records were read: not understood 2."],
    [
      "a folder in the place of a log",
      null,
      { logs: ["folder"] },
      "LOGS",
      "folder: is-directory.\nThe files hold no record.",
    ],
    [
      "a document log that is not there",
      `${HEADER}${refusalLine({ at: AT })}\n`,
      { documentLogs: ["d/*.json"] },
      "LOGS",
      "d/*.json: no file matches.",
    ],
    ["silences that are not there", null, { silences: "s.json" }, "USAGE", "s.json: not-there"],
    [
      "silences that are something else",
      null,
      { silences: "a.yaml" },
      "USAGE",
      "a.yaml is not what `lockbell silence list --json` prints.",
    ],
    [
      "a configuration that is not there",
      null,
      { configFiles: ["b.yaml"] },
      "CONFIG_NOT_FOUND",
      "b.yaml: there is no such file",
    ],
  ])("%s is told", async (_what, log, options, code, detail) => {
    mkdirSync(join(past.dir, "folder"));
    if (log !== null) past.write("rmslog-a.log", log);
    const found = await failure(options);
    expect(found.code).toBe(code);
    expect(found.detail.replaceAll(`${past.dir}/`, "")).toBe(detail);
    expect(found.exit).toBe(2);
  });

  it("an export that is not there is told before the logs are read", async () => {
    const owners = [{ type: "graph" }];
    const tenantId = "00000000-0000-0000-0000-000000000000";
    await expect(play({ owners, tenantId }, { users: "users.json" })).rejects.toMatchObject({ code: "OWNERS_FILE" });
  });

  it("says which files could not be read whole", async () => {
    past.log([{ at: AT }]);
    writeFileSync(join(past.dir, "rmslog-cut.log.gz"), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1]));
    const { sides } = await play({}, { logs: ["rmslog-*"] });
    expect(sides[0]?.logs.troubles).toMatchObject([{ part: "rmslog-cut.log.gz", reason: "gzip-damaged" }]);
  });

  describe("for owners", () => {
    const graph = { tenantId: "00000000-0000-0000-0000-000000000000", owners: [{ type: "graph", leavers: "manager" }] };
    const USERS = [
      { mail: "pia.berg@contoso.com", accountEnabled: true, proxyAddresses: ["smtp:pb@contoso.com"] },
      { mail: "left@contoso.com", accountEnabled: false, manager: "pia.berg@contoso.com" },
    ];
    const told = ({ sides }: SimulationReport) =>
      sides[0]?.topOwners.map(({ owner, role, mails }) => [owner, role, mails]);

    beforeEach(() => {
      past.write("users.json", JSON.stringify(USERS));
      past.log([
        { at: AT, owner: "pb@contoso.com" },
        { at: AT, owner: "left@contoso.com", document: 2 },
      ]);
    });

    it("believes the record where Microsoft would be asked, and says so", async () => {
      const report = await play(graph, { names: true });
      expect(told(report)).toEqual([
        ["left@contoso.com", "owner", 1],
        ["pb@contoso.com", "owner", 1],
      ]);
      expect(report.sides[0]?.assumptions).toEqual([expect.stringContaining('the step "graph" is not asked')]);
    });

    it("asks an export in its place, in the same way", async () => {
      const report = await play(graph, { names: true, users: "users.json" });
      expect(told(report)).toEqual([
        ["pia.berg@contoso.com", "manager", 1],
        ["pia.berg@contoso.com", "owner", 1],
      ]);
      expect(report.sides[0]?.assumptions).toEqual([expect.stringContaining("directory export")]);
    });

    it("asks a configured export itself, and says that another one is not asked", async () => {
      const owners = [
        { type: "directory-file", path: "users.json" },
        { type: "security", address: "sec@contoso.com" },
      ];
      const report = await play({ owners }, { names: true, users: "users.json" });
      expect(told(report)).toEqual([
        ["pia.berg@contoso.com", "owner", 1],
        ["sec@contoso.com", "stand-in", 1],
      ]);
      expect(report.sides[0]?.assumptions).toEqual([expect.stringContaining("--users is not asked")]);
    });
  });

  it("an export of the document log names owners that no refusal names", async () => {
    past.log([{ at: AT, owner: "-" }]);
    const Owner = "pia.berg@contoso.com";
    const entry = { ContentId: contentIdOf(1), Issuer: Owner, Owner, ContentName: "Plan.docx" };
    past.write("documents-2026-10-02.json", JSON.stringify([entry]));
    const { sides } = await play({}, { documentLogs: ["documents-*.json"], names: true });
    expect(sides[0]?.topOwners.map(({ owner }) => owner)).toEqual([Owner]);
  });

  it("silences are in force the whole time, whenever they were made", async () => {
    past.log([{ at: AT }, { at: AT, actor: "tom@adatum.com" }]);
    const silence = {
      id: "1",
      matchers: { actor: "*@fabrikam.com" },
      comment: "migration",
      startsAt: "2030-01-01T00:00:00Z",
    };
    past.write("silences.json", JSON.stringify({ silences: [silence] }));
    const { sides } = await play({}, { silences: "silences.json" });
    expect(sides[0]?.books).toMatchObject({ known: 2, told: 1, held: { silence: 1 } });
  });

  it("reads records as the configuration says", async () => {
    const line = (result: string): string => refusalLine({ at: AT }).replace("AccessDenied", result);
    past.write("rmslog-a.log", `${HEADER}${line("Odd")}\n${refusalLine({ at: AT, document: 2 })}\n`);
    const path = "logs/*.log";
    past.config("a.yaml");
    past.config("b.yaml", {}, { sources: { logs: { type: "rms-log", path, results: { Odd: "success" } } } });
    const { sides } = await past.simulate(["a.yaml", "b.yaml"]);
    expect(sides.map(({ logs }) => logs.new)).toEqual([2, 1]);
  });

  it("without a notifier nobody would be told, and that is said", async () => {
    past.log([{ at: AT }]);
    const { sides } = await play({ notifiers: {} });
    expect(sides[0]).toMatchObject({ mails: { total: 0 }, books: { held: { "no-notifier": 1 } } });
    expect(sides[0]?.assumptions).toEqual([expect.stringContaining("no notifier")]);
  });
});
