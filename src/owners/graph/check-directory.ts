/** What `check` says of the directory: each permission is tried by reading something, because a token's list of them is not all there is. */
import { adviseFailure } from "../../microsoft/failure-advice.ts";
import type { ApplicationIdentity } from "../../microsoft/microsoft.ts";
import { grantCommand } from "../../microsoft/permissions.ts";
import type { CheckFinding } from "../../platform/check-finding.ts";
import type { OwnerStepSettings } from "../owner-step.ts";
import { type Ask, type Asking, createAsker } from "./asker.ts";
import type { GraphStepConfig } from "./config.ts";
import { type DirectoryPermission, DirectoryTrouble, emptyDirectory, permissionMissing } from "./directory-trouble.ts";
import { anybody, anyGroup, managerOf, type Question } from "./questions.ts";

/** How long `check` waits for the directory. */
const PATIENCE_MS = 30_000;

/** Says whether users, groups and managers can be read, as far as the configuration needs them, and names each missing permission. */
export async function* checkDirectory(
  config: Pick<GraphStepConfig, "groups" | "leavers">,
  settings: Pick<OwnerStepSettings, "microsoft" | "clock" | "logger" | "memory">,
  signal: AbortSignal,
): AsyncGenerator<CheckFinding> {
  const { microsoft, clock } = settings;
  const identity = await microsoft.identify("graph", signal);
  if ("kind" in identity) {
    yield { subject: "token for Microsoft Graph", status: "failed", ...adviseFailure(identity) };
    return;
  }
  const ask = createAsker(settings);
  const asking: Asking = { signal, deadline: clock.now() + PATIENCE_MS };
  const failed = (trouble: DirectoryTrouble, subject: string, permission: DirectoryPermission): CheckFinding =>
    trouble.outcome === "directory-permission-missing"
      ? missing(permission, identity, microsoft.credentials)
      : { subject, status: "failed", detail: `It cannot be read: ${trouble.outcome}.`, advice: trouble.advice };

  const users = await attempt(ask, anybody(), asking);
  const [somebody] = users instanceof DirectoryTrouble ? [] : users.items;
  const isEmpty = !(users instanceof DirectoryTrouble) && somebody === undefined && users.next === null;
  const trouble = users instanceof DirectoryTrouble ? users : isEmpty ? emptyDirectory() : unreadable(somebody);
  if (trouble !== null) yield failed(trouble, "directory", "User.Read.All");
  else
    yield {
      subject: "permission User.Read.All",
      status: "ok",
      detail: "Users can be read, and whether they have left.",
    };

  if (config.groups !== "none") {
    const groups = await attempt(ask, anyGroup(), asking);
    if (groups instanceof DirectoryTrouble) yield failed(groups, "groups", "GroupMember.Read.All");
    else yield { subject: "permission GroupMember.Read.All", status: "ok", detail: "Groups can be read." };
  }
  if (config.leavers === "manager" && trouble === null && somebody !== undefined) {
    const manager = await attempt(ask, managerOf(somebody.id), asking);
    if (manager instanceof DirectoryTrouble) yield failed(manager, "managers", "User.Read.All");
    else yield { subject: "managers", status: "ok", detail: "Managers of users can be read." };
  }
}

async function attempt<T>(ask: Ask, question: Question<T>, asking: Asking): Promise<T | DirectoryTrouble> {
  try {
    return await ask(question, asking);
  } catch (error) {
    if (error instanceof DirectoryTrouble) return error;
    throw error;
  }
}

/** Who sees users, but not whether their accounts are enabled, has too little a permission. */
function unreadable(user: { readonly accountEnabled: boolean | null } | undefined): DirectoryTrouble | null {
  return user?.accountEnabled === null ? permissionMissing("User.Read.All") : null;
}

/** What cannot go on without a permission. */
const HELD: { readonly [permission in DirectoryPermission]: string } = {
  "User.Read.All": "Until it is there, the events of all owners wait, and no owner is told.",
  "GroupMember.Read.All":
    "Until it is there, the events of every owner wait whose address is not a person's mail address: of groups, and of everybody the directory does not know.",
};

/** What else can be done about it. */
const INSTEAD: { readonly [permission in DirectoryPermission]: string } = {
  "User.Read.All": "",
  "GroupMember.Read.All": ", or set `groups: none`: then groups count as unknown",
};

function missing(
  permission: DirectoryPermission,
  identity: ApplicationIdentity,
  credentials: OwnerStepSettings["microsoft"]["credentials"],
): CheckFinding {
  return {
    subject: `permission ${permission}`,
    status: "failed",
    detail: `The application permission ${permission} of Microsoft Graph is missing, or is not in the tokens yet. ${HELD[permission]}`,
    advice: `Grant it with the command${INSTEAD[permission]}; a new permission can take minutes, of a managed identity hours, to reach the tokens.`,
    command: grantCommand(permission, { identity, credentials }),
  };
}
