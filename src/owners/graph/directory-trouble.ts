import type { Verdict } from "../../microsoft/classify.ts";
import { adviseFailure } from "../../microsoft/failure-advice.ts";
import type { ApiOutcome, TokenFailureReason } from "../../microsoft/microsoft.ts";

/** Application permissions the step needs, by what they let it read. */
export type DirectoryPermission = "User.Read.All" | "GroupMember.Read.All";

/** The directory cannot be asked, or what it says cannot be right: whoever it is for is not known. */
export class DirectoryTrouble extends Error {
  /** Named, e.g. `directory-throttled`. */
  readonly outcome: string;
  /** One sentence: what an administrator can do. */
  readonly advice: string;

  constructor(outcome: string, advice: string) {
    super(outcome);
    this.name = "DirectoryTrouble";
    this.outcome = outcome;
    this.advice = advice;
  }
}

const WAIT = "Nothing to do: it is asked again at the next run; if it stays, look at the state of Microsoft Graph.";

/** What the outcome of a request that was no answer is called. */
export function nameTrouble(
  verdict: Exclude<Verdict, { readonly kind: "done" }>,
  outcome: ApiOutcome,
  permission: DirectoryPermission,
): DirectoryTrouble {
  const { reason } = verdict;
  if (outcome.kind === "failed") {
    const { advice } = adviseFailure(outcome);
    if (reason === "login-throttled") return new DirectoryTrouble("directory-throttled", advice);
    return new DirectoryTrouble(isHopeless(reason) ? `directory-${reason}` : "directory-unavailable", advice);
  }
  if (reason === "throttled") return new DirectoryTrouble("directory-throttled", WAIT);
  if (reason === "token-refused" || isPermissionMissing(verdict)) return permissionMissing(permission);
  if (verdict.kind === "reject")
    return new DirectoryTrouble(
      "directory-refused-question",
      "Report it: Microsoft Graph refused a question about an owner; his events wait, all others go on.",
    );
  return ODD_REASONS.includes(reason) ? wrongAnswer() : new DirectoryTrouble("directory-unavailable", WAIT);
}

/** Answers of something that is not the directory: another service, a proxy's page. */
const ODD_REASONS: readonly string[] = ["unexpected-answer", "empty-answer", "redirected", "gone", "not-found"];

/** Why no token can be had, where asking again is in vain. */
const HOPELESS: readonly TokenFailureReason[] = [
  "credential-refused",
  "credential-unavailable",
  "credential-unreadable",
];

/** Whether nothing will change before a person acts. */
export function isHopeless(reason: string): boolean {
  return HOPELESS.some((each) => each === reason);
}

function isPermissionMissing(verdict: Verdict): boolean {
  return verdict.kind === "retry" && verdict.permission === true;
}

/** The application may not read what the step needs. */
export function permissionMissing(permission: DirectoryPermission): DirectoryTrouble {
  return new DirectoryTrouble(
    "directory-permission-missing",
    `Grant the application permission ${permission} of Microsoft Graph; \`lockbell check\` shows the command.`,
  );
}

/** What came is no answer to what was asked, though it looks like one. */
export function wrongAnswer(): DirectoryTrouble {
  return new DirectoryTrouble(
    "directory-wrong-answer",
    "Look at `endpoints` and `http.proxy`: something that is not Microsoft Graph answers in its place.",
  );
}

/** A directory without a single user is not the one people sign in with. */
export function emptyDirectory(): DirectoryTrouble {
  return new DirectoryTrouble(
    "directory-empty",
    "Look at `tenantId` and `credentials`: the directory they lead to holds nobody at all.",
  );
}

/** An earlier run was asked to wait, and that time is not over. */
export function stillThrottled(): DirectoryTrouble {
  return new DirectoryTrouble("directory-throttled", WAIT);
}

/** All the time there was for asking is over, and it was not this question's turn. */
export function outOfTime(): DirectoryTrouble {
  return new DirectoryTrouble(
    "directory-slow",
    "Nothing to do: it is asked at the next run; if it stays, Microsoft Graph is slow, or troubled by some owners.",
  );
}

/** The process is to end. */
export function interrupted(): DirectoryTrouble {
  return new DirectoryTrouble(
    "directory-unavailable",
    "Run it again: it was asked to end before the directory answered.",
  );
}
