import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type GrantContext, grantCommand, type PermissionName } from "./permissions.ts";

const run = promisify(execFile);
const CLIENT = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";
const OBJECT = "99999999-8888-4777-8666-555555555555";
const WORKSPACE = "77777777-6666-4555-8444-333333333333";
const GRAPH = "00000003-0000-0000-c000-000000000000";
const LOG_ANALYTICS = "ca7f3f0b-7d91-482c-8e09-c5d840d0eac5";
const GRAPH_PERMISSIONS = [
  "Mail.Send",
  "Mail.ReadWrite",
  "Mail.Read",
  "User.Read.All",
  "GroupMember.Read.All",
  "ThreatIndicators.ReadWrite.OwnedBy",
] as const;
const WORKSPACE_ROLES = ["Log Analytics Reader", "Microsoft Sentinel Contributor"] as const;
const ALL: readonly PermissionName[] = [...GRAPH_PERMISSIONS, "Data.Read", ...WORKSPACE_ROLES];
const APPLICATION: GrantContext = {
  identity: { clientId: CLIENT, objectId: null },
  credentials: "client-secret",
  workspaceId: WORKSPACE,
};

/** Answers as Azure CLI would, and writes its arguments down, each ended by a NUL. */
const AZ = `#!/usr/bin/env bash
printf '%s\\0' "$@" >> "$AZ_LOG"
printf '\\n' >> "$AZ_LOG"
case "$*" in
  *ResourceGraph*) printf '%s\\n' "$AZ_SCOPE" ;;
  "cloud show"*) echo "https://graph.microsoft.us/" ;;
  "ad sp show"*"appRoles"*) printf '%s\\n' "$AZ_ROLE" ;;
  "ad sp show"*"--id ${GRAPH}"*) echo "graph-principal" ;;
  "ad sp show"*"--id ${LOG_ANALYTICS}"*) echo "log-analytics-principal" ;;
  "ad sp show"*) echo "our-principal" ;;
esac
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockbell-az-"));
  await writeFile(join(folder, "az"), AZ);
  await chmod(join(folder, "az"), 0o755);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Runs a command line; the calls of `az` it made, and whether it succeeded. */
async function execute(command: string, answers: { readonly role?: string; readonly scope?: string } = {}) {
  const { role = "role-id", scope = "/subscriptions/s/workspaces/w" } = answers;
  const log = join(folder, "log");
  const env = { PATH: `${folder}:/usr/bin:/bin`, AZ_LOG: log, AZ_ROLE: role, AZ_SCOPE: scope };
  const succeeded = await run("sh", ["-c", command], { env, cwd: folder }).then(
    () => true,
    () => false,
  );
  const text = await readFile(log, "utf8").catch(() => "");
  const calls = text.split("\n").flatMap((line) => (line === "" ? [] : [line.split("\0").slice(0, -1)]));
  return { succeeded, calls };
}

describe("the command that grants", () => {
  it.each([...GRAPH_PERMISSIONS, "Data.Read"] as const)(
    "%s assigns that role of its API, and no other",
    async (name) => {
      const { succeeded, calls } = await execute(grantCommand(name, APPLICATION));
      expect(succeeded).toBe(true);
      const api = name === "Data.Read" ? LOG_ANALYTICS : GRAPH;
      const resource = name === "Data.Read" ? "log-analytics-principal" : "graph-principal";
      expect(calls[0]).toEqual(["ad", "sp", "show", "--id", CLIENT, "--query", "id", "--output", "tsv"]);
      const query = `appRoles[?value=='${name}' && contains(allowedMemberTypes, 'Application')].id`;
      expect(calls[2]).toEqual(["ad", "sp", "show", "--id", api, "--query", query, "--output", "tsv"]);
      const last = calls.at(-1) ?? [];
      expect(last.slice(0, 5)).toEqual([
        "rest",
        "--method",
        "POST",
        "--url",
        "https://graph.microsoft.us/v1.0/servicePrincipals/our-principal/appRoleAssignments",
      ]);
      expect(JSON.parse(last.at(-1) ?? "")).toEqual({
        principalId: "our-principal",
        resourceId: resource,
        appRoleId: "role-id",
      });
    },
  );

  it.each(WORKSPACE_ROLES)("%s is a role on the workspace, which is found by its id", async (role) => {
    const { succeeded, calls } = await execute(grantCommand(role, APPLICATION));
    expect(succeeded).toBe(true);
    const { query } = JSON.parse(calls[1]?.[calls[1].indexOf("--body") + 1] ?? "");
    expect(query).toContain(`tostring(properties.customerId) =~ "${WORKSPACE}"`);
    expect(calls.at(-1)).toEqual([
      ...["role", "assignment", "create", "--assignee-object-id", "our-principal"],
      ...["--assignee-principal-type", "ServicePrincipal", "--role", role],
      ...["--scope", "/subscriptions/s/workspaces/w"],
    ]);
  });

  it.each([
    ["no such role", "Mail.Send", { role: "" }],
    ["no such workspace", "Log Analytics Reader", { scope: "" }],
  ] as const)("stops where there is %s", async (_what, name, answers) => {
    const { succeeded, calls } = await execute(grantCommand(name, APPLICATION), answers);
    expect(succeeded).toBe(false);
    expect(calls.flat()).not.toContain("assignment");
    expect(calls.flat().join(" ")).not.toContain("appRoleAssignments");
  });

  it.each([
    [{ clientId: CLIENT, objectId: OBJECT }, "client-secret", `'${OBJECT}'`],
    [{ clientId: CLIENT, objectId: null }, "managed-identity", `'${CLIENT}'`],
    [{ clientId: null, objectId: null }, "managed-identity", "'<object id of the managed identity>'"],
    [{ clientId: null, objectId: null }, "default", "'<client id of the application>'"],
  ] as const)("names us by what is known: %j of %s is %s", (identity, credentials, shown) => {
    expect(grantCommand("Mail.Send", { identity, credentials })).toContain(`--id ${shown} `);
  });

  it("leaves open in quotes what only the reader knows", () => {
    const command = grantCommand("Log Analytics Reader", { identity: APPLICATION.identity, credentials: "default" });
    expect(command).toContain("<id of the workspace>");
  });
});

describe("hostile ids", () => {
  const HOSTILE = [
    "'; touch pwned; '",
    "$(touch pwned)",
    "`touch pwned`",
    '" | touch pwned',
    "a\ntouch pwned",
    "--help",
    `${CLIENT}'`,
  ];

  it.each(HOSTILE)("%j is never run, and every command parses", async (id) => {
    for (const name of ALL) {
      const context: GrantContext = { ...APPLICATION, identity: { clientId: id, objectId: id }, workspaceId: id };
      const command = grantCommand(name, context);
      expect(command).not.toContain("\n");
      await run("bash", ["-n", "-c", command]);
      const { calls } = await execute(command, { role: id, scope: id });
      expect(calls.flat()).not.toContain("touch");
      await expect(readFile(join(folder, "pwned"))).rejects.toThrow("ENOENT");
    }
  });
});
